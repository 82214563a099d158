// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/http/server.h"

#include "server/http/stream_socket.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <spdlog/spdlog.h>

namespace objecta::http {

namespace {

namespace beast = boost::beast;
constexpr auto tuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds sweepInterval{250};
constexpr std::chrono::milliseconds acceptPause{100};
constexpr int portAttempts = 16;
constexpr size_t maxTurnedAway = 256;
constexpr std::chrono::seconds turnAwayTime{1};

using Shared = std::shared_ptr<Server::State>;

std::string sentence(const tcp::endpoint &endpoint, const beast::error_code &error)
{
    const std::string address = endpoint.address().to_string();
    const std::string port = std::to_string(endpoint.port());
    if (error == asio::error::address_in_use) {
        return "Port " + port + " on " + address + " is in use by another program.";
    }
    return "Cannot listen on " + address + " port " + port + ": " + error.message() + ".";
}

tl::expected<tcp::acceptor, beast::error_code> listen(asio::io_context &context, const tcp::endpoint &endpoint)
{
    beast::error_code error;
    tcp::acceptor acceptor(context);
    acceptor.open(endpoint.protocol(), error);
    if (!error && endpoint.address().is_v6()) {
        acceptor.set_option(asio::ip::v6_only(true), error);
    }
    if (!error) {
        acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    }
    if (!error) {
        acceptor.bind(endpoint, error);
    }
    if (!error) {
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    }
    if (error) {
        return tl::unexpected(error);
    }
    return acceptor;
}

/// One connection too many: said in one try, without a session. What the client sends meanwhile is read for a moment:
/// closing on unread bytes would reset the connection, and the answer would be lost.
Awaitable<void> turnAway(Shared state, tcp::socket accepted)
{
    const auto socket = std::make_shared<tcp::socket>(std::move(accepted));
    const auto answer = state->pipeline.refuse({ProblemCode::Overloaded, {}, {}, 1, {}}, formatUuid(randomUuid()), {});
    const std::string text = serialize(answer, false, false, state->date.now());
    beast::error_code error;
    socket->non_blocking(true, error);
    socket->send(asio::buffer(text), 0, error);
    socket->shutdown(tcp::socket::shutdown_send, error);
    ++state->turnedAway;
    asio::steady_timer timer(state->context, turnAwayTime);
    timer.async_wait([socket](const beast::error_code &ended) {
        if (!ended) {
            beast::error_code ignored;
            socket->close(ignored);
        }
    });
    std::array<char, 4096> unread{};
    while (!error) {
        const auto [failed, size] = co_await socket->async_read_some(asio::buffer(unread), tuple);
        error = failed;
    }
    timer.cancel();
    --state->turnedAway;
}

/// Whether this peer may not have another connection.
bool tooMany(const Server::State &state, const tcp::socket &socket)
{
    if (state.connections.size() >= state.options.maxConnections) {
        return true;
    }
    beast::error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    if (error || state.options.trustedProxies.contains(endpoint.address())) {
        return false;
    }
    const auto found = state.peers.find(peerKey(endpoint.address()));
    return found != state.peers.end() && found->second >= state.options.maxConnectionsPerPeer;
}

void welcome(const Shared &state, tcp::socket socket)
{
    if (!tooMany(*state, socket)) {
        asio::co_spawn(state->context, Connection::run(std::make_shared<Connection>(state, std::move(socket))),
                       asio::detached);
    } else if (!state->tls && state->turnedAway < maxTurnedAway) {
        // Under TLS it would take a handshake to say so.
        asio::co_spawn(state->context, turnAway(state, std::move(socket)), asio::detached);
    }
}

Awaitable<void> accept(Shared state, size_t index)
{
    asio::steady_timer pause(state->context);
    while (!state->draining) {
        auto [error, socket] = co_await state->acceptors[index].async_accept(tuple);
        if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor) {
            co_return;
        }
        if (error) {
            // Out of descriptors, mostly. The connection waits in the kernel meanwhile.
            spdlog::warn("cannot accept a connection: {}", error.message());
            pause.expires_after(acceptPause);
            co_await pause.async_wait(tuple);
            continue;
        }
        welcome(state, std::move(socket));
    }
}

/// Takes the connections that wait in the kernel: closed together with the acceptor they would be reset, and what their
/// clients sent already would be lost.
void takeWaiting(const Shared &state, tcp::acceptor &acceptor)
{
    beast::error_code error;
    acceptor.non_blocking(true, error);
    while (!error) {
        tcp::socket socket(state->context);
        acceptor.accept(socket, error);
        if (!error) {
            welcome(state, std::move(socket));
        }
    }
}

Awaitable<void> sweep(std::weak_ptr<Server::State> weak)
{
    for (;;) {
        auto state = weak.lock();
        if (!state) {
            co_return;
        }
        const auto now = Clock::now();
        // An aborted session leaves the list later, when its coroutine resumes.
        for (auto *connection : state->connections) {
            connection->checkDeadline(now);
        }
        state->sweeper.expires_after(sweepInterval);
        const auto [error] = co_await state->sweeper.async_wait(tuple);
        if (error) {
            co_return;
        }
    }
}

} // namespace

Server::Server(asio::io_context &context, ServerOptions options, pipeline::Pipeline &pipeline)
    : m_state(std::make_shared<State>(context, std::move(options), pipeline))
{
}

Server::~Server()
{
    m_state->draining = true;
    m_state->sweeper.cancel();
    m_state->watcher.cancel();
    for (const auto &[session, sockets] : m_state->streams.sessions()) {
        for (auto *socket : sockets) {
            socket->forsake();
        }
    }
    for (auto &acceptor : m_state->acceptors) {
        beast::error_code ignored;
        acceptor.close(ignored);
    }
}

tl::expected<uint16_t, std::string> Server::start()
{
    const auto &options = m_state->options;
    if (options.tls) {
        if (const auto loaded = reloadCertificate(); !loaded) {
            return tl::unexpected(loaded.error());
        }
    }
    const bool loopback = options.host.empty() || options.host == "localhost";
    beast::error_code error;
    const auto address =
        loopback ? asio::ip::address(asio::ip::address_v4::loopback()) : asio::ip::make_address(options.host, error);
    if (error) {
        return tl::unexpected("\"" + options.host + "\" is not an address to listen on.");
    }
    for (int attempt = 1;; ++attempt) {
        const tcp::endpoint endpoint(address, options.port);
        auto first = listen(m_state->context, endpoint);
        if (!first) {
            return tl::unexpected(sentence(endpoint, first.error()));
        }
        const uint16_t port = first->local_endpoint(error).port();
        m_state->acceptors.push_back(std::move(*first));
        if (loopback) {
            const tcp::endpoint second(asio::ip::address_v6::loopback(), port);
            auto listening = listen(m_state->context, second);
            if (listening) {
                m_state->acceptors.push_back(std::move(*listening));
            } else if (listening.error() == asio::error::address_in_use) {
                // Half a port would send every second client to somebody else.
                if (options.port != 0 || attempt == portAttempts) {
                    m_state->acceptors.clear();
                    return tl::unexpected(sentence(second, listening.error()));
                }
                m_state->acceptors.clear();
                continue;
            }
        }
        for (size_t i = 0; i < m_state->acceptors.size(); ++i) {
            asio::co_spawn(m_state->context, accept(m_state, i), asio::detached);
        }
        asio::co_spawn(m_state->context, sweep(m_state), asio::detached);
        asio::co_spawn(m_state->context, watchStreams(m_state), asio::detached);
        return port;
    }
}

tl::expected<void, std::string> Server::reloadCertificate()
{
    if (!m_state->options.tls) {
        return {};
    }
    auto loaded = loadTls(*m_state->options.tls);
    if (!loaded) {
        return tl::unexpected(loaded.error());
    }
    m_state->tls = std::move(*loaded);
    return {};
}

asio::awaitable<void> Server::drain()
{
    const auto state = m_state;
    state->draining = true;
    for (auto &acceptor : state->acceptors) {
        takeWaiting(state, acceptor);
        beast::error_code ignored;
        acceptor.close(ignored);
    }
    for (auto *connection : state->connections) {
        connection->drain();
    }
    if (!state->connections.empty()) {
        state->empty.expires_after(state->options.drainTimeout);
        co_await state->empty.async_wait(tuple);
    }
    if (!state->connections.empty()) {
        spdlog::warn("{} connections did not finish in time", state->connections.size());
        for (auto *connection : state->connections) {
            connection->abort();
        }
        state->empty.expires_after(std::chrono::seconds(1));
        co_await state->empty.async_wait(tuple);
    }
    state->sweeper.cancel();
    state->watcher.cancel();
}

size_t Server::connections() const
{
    return m_state->connections.size();
}

} // namespace objecta::http
