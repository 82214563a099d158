// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A listener with routes of its own, and a client that says exactly what it is told to. No database.

#include "server/http/server.h"

#include <QTest>

#include <boost/asio.hpp>

#include <functional>
#include <future>
#include <mutex>
#include <semaphore>
#include <thread>

namespace objecta::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using Verb = boost::beast::http::verb;
using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;

inline Awaitable<Result<Answer>> hello(const Authorized &, db::Database &)
{
    Answer answer;
    answer.body = R"({"hello":"world"})";
    co_return answer;
}

inline Awaitable<Result<Answer>> echo(const Authorized &request, db::Database &)
{
    Answer answer;
    answer.body = request.request().body;
    co_return answer;
}

inline Awaitable<Result<Answer>> slow(const Authorized &, db::Database &)
{
    asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(1500));
    co_await timer.async_wait(asio::use_awaitable);
    co_return Answer::noContent();
}

/// Released when block() has begun.
inline std::binary_semaphore blocked(0);

/// Has the server's one thread for a while, as a handler never should.
inline Awaitable<Result<Answer>> block(const Authorized &, db::Database &)
{
    blocked.release();
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
    co_return Answer::noContent();
}

/// The client and the host that the server takes the request for.
inline Awaitable<Result<Answer>> who(const Authorized &request, db::Database &)
{
    Answer answer;
    answer.body = request.request().peer + " asks " + request.request().host;
    co_return answer;
}

inline Awaitable<Result<Answer>> broken(const Authorized &, db::Database &)
{
    throw std::runtime_error("canary-of-the-cause");
    co_return Answer::noContent();
}

/// Pulls the whole body and answers how long it was and what its bytes add up to.
inline Awaitable<Result<Answer>> upload(const Authorized &request, db::Database &)
{
    pipeline::BodyReader &body = *request.request().stream;
    std::vector<char> piece(64 * 1024);
    uint64_t size = 0;
    uint64_t sum = 0;
    for (;;) {
        const auto got = co_await body.read(piece);
        if (!got) {
            co_return tl::unexpected(got.error());
        }
        if (*got == 0) {
            break;
        }
        size += *got;
        for (size_t i = 0; i < *got; ++i) {
            sum += static_cast<unsigned char>(piece[i]);
        }
    }
    Answer answer;
    answer.body = std::to_string(size) + ' ' + std::to_string(sum);
    co_return answer;
}

/// Reads a little, does something else for a while, and reads the rest.
inline Awaitable<Result<Answer>> pausing(const Authorized &request, db::Database &)
{
    std::vector<char> piece(5);
    uint64_t size = 0;
    for (;;) {
        const auto got = co_await request.request().stream->read(piece);
        if (!got) {
            co_return tl::unexpected(got.error());
        }
        if (*got == 0) {
            break;
        }
        size += *got;
        if (size == 5) {
            asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(700));
            co_await timer.async_wait(asio::use_awaitable);
        }
    }
    Answer answer;
    answer.body = std::to_string(size) + " bytes";
    co_return answer;
}

/// Refuses before anything of the body was read.
inline Awaitable<Result<Answer>> refuseUpload(const Authorized &, db::Database &)
{
    co_return fail(ProblemCode::QuotaExceeded);
}

/// As many 'x' as asked for by ?bytes=; breaks off at ?fail=; does not say how many with ?chunked=1.
class Letters final : public pipeline::BodySource {
public:
    Letters(std::optional<uint64_t> size, uint64_t end, uint64_t failAt)
        : m_size(size)
        , m_end(end)
        , m_failAt(failAt)
    {
    }
    [[nodiscard]] std::optional<uint64_t> size() const override { return m_size; }
    Awaitable<Result<size_t>> read(std::span<char> into) override
    {
        if (m_at >= m_failAt) {
            co_return fail(ProblemCode::Internal);
        }
        const auto count = static_cast<size_t>(std::min<uint64_t>(into.size(), m_end - m_at));
        std::ranges::fill(into, 'x');
        m_at += count;
        co_return count;
    }

private:
    std::optional<uint64_t> m_size;
    uint64_t m_end;
    uint64_t m_failAt;
    uint64_t m_at = 0;
};

inline Awaitable<Result<Answer>> download(const Authorized &request, db::Database &)
{
    const auto number = [&request](const char *name, uint64_t fallback) {
        const auto found = request.request().query.find(name);
        return found == request.request().query.end() ? fallback : std::stoull(found->second);
    };
    Answer answer;
    answer.contentType = "text/plain";
    const uint64_t bytes = number("bytes", 10);
    answer.stream = std::make_shared<Letters>(number("chunked", 0) == 1 ? std::nullopt : std::optional(bytes), bytes,
                                              number("fail", UINT64_MAX));
    co_return answer;
}

inline pipeline::Route streamed(pipeline::Route route)
{
    route.streamsBody = true;
    return route;
}

/// A server with these routes on a thread of its own.
class Fixture {
public:
    explicit Fixture(http::ServerOptions options = {})
        : m_database(m_context.get_executor(), {})
        , m_sessions(m_database, auth::Tokens(auth::TokenKey::random(), "localhost"),
                     auth::RefreshTokens(auth::TokenKey::random()), auth::ApiKeys(auth::TokenKey::random()))
        , m_pipeline(
              pipeline::Router(
                  {pipeline::publicRoute(Verb::get, "/hello", hello), pipeline::publicRoute(Verb::post, "/echo", echo),
                   pipeline::publicRoute(Verb::get, "/slow", slow), pipeline::publicRoute(Verb::get, "/block", block),
                   pipeline::publicRoute(Verb::get, "/broken", broken), pipeline::publicRoute(Verb::get, "/who", who),
                   streamed(pipeline::publicRoute(Verb::post, "/upload", upload)),
                   streamed(pipeline::publicRoute(Verb::post, "/pausing", pausing)),
                   streamed(pipeline::publicRoute(Verb::post, "/refused", refuseUpload)),
                   pipeline::publicRoute(Verb::get, "/download", download)},
                  pipeline::Hosts("localhost")),
              m_database, m_sessions, auth::Sealer(auth::TokenKey::random(), "test"), {},
              [this](const pipeline::RequestFacts &facts) {
                  const std::lock_guard guard(m_lock);
                  m_facts.push_back(facts);
              })
        , m_server(m_context, withFreePort(std::move(options)), m_pipeline)
    {
        const auto port = m_server.start();
        if (!port) {
            throw std::runtime_error(port.error());
        }
        m_port = *port;
        m_thread = std::thread([this] { m_context.run(); });
    }

    ~Fixture()
    {
        m_context.stop();
        m_thread.join();
    }

    [[nodiscard]] uint16_t port() const { return m_port; }

    std::vector<pipeline::RequestFacts> facts()
    {
        const std::lock_guard guard(m_lock);
        return m_facts;
    }

    /// Begins to drain; the future is ready when no session is left.
    std::future<void> drain() { return asio::co_spawn(m_context, m_server.drain(), asio::use_future); }

    /// How many sessions there are.
    size_t connections()
    {
        return asio::post(m_context, std::packaged_task<size_t()>([this] { return m_server.connections(); })).get();
    }

    /// Empty, or why not.
    std::string reloadCertificate()
    {
        return asio::post(m_context, std::packaged_task<std::string()>([this] {
                              const auto loaded = m_server.reloadCertificate();
                              return loaded ? std::string() : loaded.error();
                          }))
            .get();
    }

private:
    static http::ServerOptions withFreePort(http::ServerOptions options)
    {
        options.port = 0;
        return options;
    }

    asio::io_context m_context;
    db::Database m_database;
    auth::Sessions m_sessions;
    std::mutex m_lock;
    std::vector<pipeline::RequestFacts> m_facts;
    pipeline::Pipeline m_pipeline;
    http::Server m_server;
    uint16_t m_port = 0;
    std::thread m_thread;
};

/// A client that says exactly what it is told to.
class Client {
public:
    /// `from`: the address that it comes from.
    explicit Client(uint16_t port, const char *from = "127.0.0.1")
        : m_socket(m_context)
    {
        m_socket.open(tcp::v4());
        m_socket.bind({asio::ip::make_address(from), 0});
        m_socket.connect({asio::ip::address_v4::loopback(), port});
    }
    void write(std::string_view bytes)
    {
        boost::system::error_code ignored;
        asio::write(m_socket, asio::buffer(bytes), ignored);
    }
    void finish()
    {
        boost::system::error_code ignored;
        m_socket.shutdown(tcp::socket::shutdown_send, ignored);
    }
    /// Everything until the server closes, for at most ten seconds.
    std::string readAll()
    {
        std::string out;
        read(out, [](const std::string &) { return false; });
        return out;
    }
    /// Until the text came (as often as said).
    std::string readUntil(const std::string &text, int times = 1)
    {
        std::string out;
        read(out, [&](const std::string &so) {
            int found = 0;
            for (size_t at = so.find(text); at != std::string::npos; at = so.find(text, at + 1)) {
                ++found;
            }
            return found >= times;
        });
        return out;
    }
    [[nodiscard]] bool closed() const { return m_closed; }

private:
    void read(std::string &out, const std::function<bool(const std::string &)> &enough)
    {
        std::array<char, 4096> chunk{};
        bool waiting = true;
        std::function<void()> next = [&] {
            m_socket.async_read_some(asio::buffer(chunk), [&](const boost::system::error_code &error, size_t size) {
                out.append(chunk.data(), size);
                if (error) {
                    m_closed = error != asio::error::operation_aborted;
                    waiting = false;
                } else if (enough(out)) {
                    waiting = false;
                } else {
                    next();
                }
            });
        };
        next();
        m_context.restart();
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (waiting && m_context.run_one_until(until) > 0) { }
        if (waiting) {
            m_socket.cancel();
            m_context.run();
        }
    }

    asio::io_context m_context;
    tcp::socket m_socket;
    bool m_closed = false;
};

} // namespace objecta::test
