// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/limits/redis_link.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include <hiredis/hiredis.h>
#include <spdlog/spdlog.h>

namespace objecta::limits {

namespace {

constexpr auto tuple = asio::as_tuple(asio::use_awaitable);
constexpr size_t readChunk = 16 * 1024;
constexpr size_t maxPending = 100'000;
constexpr std::chrono::milliseconds tick{5};

RedisReply replyOf(const redisReply &from)
{
    RedisReply out;
    switch (from.type) {
    case REDIS_REPLY_INTEGER:
        out.integers.push_back(from.integer);
        break;
    case REDIS_REPLY_ARRAY:
        for (size_t i = 0; i < from.elements; ++i) {
            out.integers.push_back(from.element[i]->type == REDIS_REPLY_INTEGER ? from.element[i]->integer : 0);
        }
        break;
    case REDIS_REPLY_ERROR:
        out.error = true;
        [[fallthrough]];
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
        out.text.assign(from.str, static_cast<size_t>(from.len));
        break;
    default:
        break;
    }
    return out;
}

} // namespace

Awaitable<std::vector<asio::generic::stream_protocol::endpoint>> redisEndpoints(asio::any_io_executor executor,
                                                                                RedisAddress address)
{
    std::vector<asio::generic::stream_protocol::endpoint> endpoints;
    if (!address.path.empty()) {
        endpoints.emplace_back(asio::local::stream_protocol::endpoint(address.path));
        co_return endpoints;
    }
    asio::ip::tcp::resolver resolver(executor);
    const auto [error, found] = co_await resolver.async_resolve(address.host, std::to_string(address.port), tuple);
    if (!error) {
        for (const auto &entry : found) {
            endpoints.emplace_back(entry.endpoint());
        }
    }
    co_return endpoints;
}

void appendCommand(std::string &out, const std::vector<std::string_view> &words)
{
    out += '*';
    out += std::to_string(words.size());
    for (const auto word : words) {
        out += "\r\n$";
        out += std::to_string(word.size());
        out += "\r\n";
        out += word;
    }
    out += "\r\n";
}

RedisLink::RedisLink(asio::any_io_executor executor, Options options)
    : m_executor(std::move(executor))
    , m_options(std::move(options))
    , m_socket(m_executor)
    , m_pause(m_executor)
    , m_tick(m_executor)
    , m_reader(redisReaderCreate(), redisReaderFree)
    , m_in(readChunk)
{
}

RedisLink::~RedisLink() = default;

void RedisLink::start()
{
    asio::co_spawn(m_executor, keep(shared_from_this()), asio::detached);
    asio::co_spawn(m_executor, sweep(shared_from_this()), asio::detached);
}

void RedisLink::stop()
{
    m_stopped = true;
    m_pause.cancel();
    m_tick.cancel();
    drop();
}

Awaitable<void> RedisLink::keep(std::shared_ptr<RedisLink> self)
{
    auto pause = self->m_options.retryMin;
    while (!self->m_stopped) {
        const bool connected = co_await self->connect();
        if (connected) {
            self->m_sha.clear();
            const bool greeted = co_await self->greet();
            if (greeted) {
                pause = self->m_options.retryMin;
                self->setReady(true, {});
                co_await self->receive();
            }
        }
        self->drop();
        self->setReady(false, "the connection is lost");
        if (!self->m_stopped) {
            self->m_pause.expires_after(pause);
            co_await self->m_pause.async_wait(tuple);
            pause = std::min(pause * 2, self->m_options.retryMax);
        }
    }
}

Awaitable<bool> RedisLink::connect()
{
    ++m_generation;
    m_reader.reset(redisReaderCreate());
    const auto endpoints = co_await redisEndpoints(m_executor, m_options.address);
    for (const auto &endpoint : endpoints) {
        if (m_stopped) {
            co_return false;
        }
        boost::system::error_code ignored;
        m_socket.close(ignored);
        // The sweeper ends an attempt that takes too long.
        m_pending.push_back({{}, Clock::now()});
        const auto [error] = co_await m_socket.async_connect(endpoint, tuple);
        m_pending.clear();
        if (!error) {
            if (m_options.address.path.empty()) {
                m_socket.set_option(asio::ip::tcp::no_delay(true), ignored);
            }
            co_return true;
        }
    }
    co_return false;
}

Awaitable<bool> RedisLink::greet()
{
    const RedisAddress &address = m_options.address;
    if (!address.password.empty()) {
        std::vector<std::string_view> words{"AUTH"};
        if (!address.user.empty()) {
            words.emplace_back(address.user);
        }
        words.emplace_back(address.password);
        command(words, {});
        const auto reply = co_await readReply();
        if (!reply || reply->error) {
            co_return false;
        }
    }
    if (address.database != 0) {
        const std::string database = std::to_string(address.database);
        command({"SELECT", database}, {});
        const auto reply = co_await readReply();
        if (!reply || reply->error) {
            co_return false;
        }
    }
    command({"SCRIPT", "LOAD", m_options.script}, {});
    const auto reply = co_await readReply();
    if (!reply || reply->error) {
        co_return false;
    }
    m_sha = reply->text;
    co_return true;
}

Awaitable<std::optional<RedisReply>> RedisLink::readReply()
{
    for (;;) {
        void *raw = nullptr;
        if (redisReaderGetReply(m_reader.get(), &raw) != REDIS_OK) {
            co_return std::nullopt;
        }
        if (raw != nullptr) {
            const std::unique_ptr<redisReply, void (*)(void *)> reply(static_cast<redisReply *>(raw), freeReplyObject);
            if (m_pending.empty()) { // an answer to nothing
                co_return std::nullopt;
            }
            RedisReply out = replyOf(*reply);
            answered(out);
            co_return out;
        }
        const auto [error, size] = co_await m_socket.async_read_some(asio::buffer(m_in), tuple);
        if (error || redisReaderFeed(m_reader.get(), m_in.data(), size) != REDIS_OK) {
            co_return std::nullopt;
        }
    }
}

Awaitable<void> RedisLink::receive()
{
    for (;;) {
        const auto reply = co_await readReply();
        if (!reply) {
            co_return;
        }
        if (reply->error && reply->text.starts_with("NOSCRIPT")) {
            // Somebody emptied Redis' scripts; the next requests find it again.
            command({"SCRIPT", "LOAD", m_options.script}, {});
        }
    }
}

void RedisLink::answered(RedisReply reply)
{
    Pending done = std::move(m_pending.front());
    m_pending.pop_front();
    if (done.handler) {
        done.handler(reply.error ? std::nullopt : std::optional(std::move(reply)));
    }
    if (m_late && (m_pending.empty() || Clock::now() - m_pending.front().sent < m_options.answerTimeout)) {
        setLate(false);
    }
}

Awaitable<void> RedisLink::sweep(std::shared_ptr<RedisLink> self)
{
    bool skipped = false;
    while (!self->m_stopped) {
        self->m_tick.expires_after(self->m_pending.empty() && !self->m_late ? tick * 4 : tick);
        const auto wanted = self->m_tick.expiry();
        co_await self->m_tick.async_wait(tuple);
        const auto now = Clock::now();
        // When this thread itself was late, Redis' answers may lie unread.
        skipped = !skipped && now - wanted > tick;
        if (self->m_pending.empty() || skipped) {
            continue;
        }
        for (auto &pending : self->m_pending) {
            if (now - pending.sent < self->m_options.answerTimeout) {
                break;
            }
            if (const Handler handler = std::exchange(pending.handler, {})) {
                handler(std::nullopt);
            }
            if (self->m_ready) {
                self->setLate(true);
            }
        }
        if (!self->m_pending.empty() && now - self->m_pending.front().sent > self->m_options.deadTimeout) {
            self->drop();
        }
    }
}

void RedisLink::command(const std::vector<std::string_view> &words, Handler handler)
{
    appendCommand(m_out, words);
    m_pending.push_back({std::move(handler), Clock::now()});
    wantFlush();
}

void RedisLink::wantFlush()
{
    if (!m_flushing) {
        m_flushing = true;
        asio::co_spawn(m_executor, flush(shared_from_this(), m_generation), asio::detached);
    }
}

/// What comes while a write is under way leaves together with the next.
Awaitable<void> RedisLink::flush(std::shared_ptr<RedisLink> self, uint64_t generation)
{
    while (!self->m_out.empty() && self->m_generation == generation) {
        self->m_writing.clear();
        std::swap(self->m_writing, self->m_out);
        const auto [error, size] = co_await asio::async_write(self->m_socket, asio::buffer(self->m_writing), tuple);
        if (error) {
            break; // the reader sees it too
        }
    }
    self->m_flushing = false;
    if (!self->m_out.empty() && self->m_socket.is_open()) {
        self->wantFlush();
    }
}

void RedisLink::drop()
{
    boost::system::error_code ignored;
    m_socket.close(ignored);
    m_out.clear();
    auto pending = std::exchange(m_pending, {});
    for (auto &one : pending) {
        if (one.handler) {
            one.handler(std::nullopt);
        }
    }
}

void RedisLink::setReady(bool ready, std::string_view why)
{
    if (ready) {
        m_late = false;
    }
    if (ready != m_ready) {
        m_ready = ready;
        if (ready) {
            spdlog::info("{} through Redis at {}", m_options.use, m_options.address.text());
        } else if (!m_stopped) {
            ++m_outages;
            spdlog::warn("Redis at {} is away ({}): {} until it is back", m_options.address.text(), why,
                         m_options.without);
        }
    } else if (!ready && !m_everReady && !m_stopped) {
        ++m_outages;
        spdlog::warn("Redis at {} does not answer: {} until it does", m_options.address.text(), m_options.without);
    }
    m_everReady = true;
}

void RedisLink::setLate(bool late)
{
    if (late == m_late) {
        return;
    }
    m_late = late;
    if (late) {
        ++m_outages;
        spdlog::warn("Redis at {} is slow: {} until it has caught up", m_options.address.text(), m_options.without);
    } else {
        spdlog::info("Redis at {} has caught up", m_options.address.text());
    }
}

void RedisLink::runScript(const std::vector<std::string> &keys, const std::vector<std::string> &arguments,
                          Handler handler)
{
    std::vector<std::string_view> words{"EVALSHA", m_sha};
    const std::string count = std::to_string(keys.size());
    words.emplace_back(count);
    words.insert(words.end(), keys.begin(), keys.end());
    words.insert(words.end(), arguments.begin(), arguments.end());
    command(words, std::move(handler));
}

Awaitable<std::optional<RedisReply>> RedisLink::run(std::vector<std::string> keys, std::vector<std::string> arguments)
{
    if (!up() || m_pending.size() >= maxPending) {
        co_return std::nullopt;
    }
    auto reply = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::optional<RedisReply>)>(
        [&](auto handler) {
            // A std::function wants a copy; the handler resumes the caller and cannot be copied.
            const auto held = std::make_shared<decltype(handler)>(std::move(handler));
            runScript(keys, arguments, [this, held](std::optional<RedisReply> got) {
                asio::post(m_executor, [held, got = std::move(got)]() mutable { (*held)(std::move(got)); });
            });
        },
        asio::use_awaitable);
    co_return reply;
}

void RedisLink::post(const std::vector<std::string> &keys, const std::vector<std::string> &arguments)
{
    if (up() && m_pending.size() < maxPending) {
        runScript(keys, arguments, {});
    }
}

} // namespace objecta::limits
