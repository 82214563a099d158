// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/http/stream_socket.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>

namespace objecta::http {

namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
constexpr auto tuple = asio::as_tuple(asio::use_awaitable);
constexpr size_t maxInbox = 64;
// With the question to the database well within the second that a revoked session may last.
constexpr std::chrono::milliseconds watchInterval{600};
constexpr std::chrono::seconds handshakeTimeout{5};

} // namespace

std::unique_ptr<StreamSocket> StreamSocket::make(Server::State &state, pipeline::OpenedStream opened, Stream wire)
{
    return std::unique_ptr<StreamSocket>(new StreamSocket(state, std::move(opened), std::move(wire)));
}

StreamSocket::StreamSocket(Server::State &state, pipeline::OpenedStream opened, Stream wire)
    : m_state(state)
    , m_opened(std::move(opened))
    , m_socket(std::move(wire))
    , m_readable(state.context, Clock::time_point::max())
    , m_writable(state.context, Clock::time_point::max())
    , m_watch(state.context)
{
    m_socket.read_message_max(state.options.maxStreamMessageBytes);
    m_socket.auto_fragment(false);
    m_socket.text(true);
    websocket::stream_base::timeout timeout{};
    timeout.handshake_timeout = handshakeTimeout;
    timeout.idle_timeout = state.options.streamIdleTimeout;
    timeout.keep_alive_pings = true;
    m_socket.set_option(timeout);
    const std::string requestId = m_opened.requestId();
    m_socket.set_option(websocket::stream_base::decorator(
        [requestId, headers = m_opened.headers()](websocket::response_type &response) {
            response.set("X-Request-Id", requestId);
            for (const auto &[name, value] : headers) {
                response.set(name, value);
            }
        }));
}

Awaitable<void> StreamSocket::run(const beast::http::request<beast::http::string_body> &request)
{
    using namespace asio::experimental::awaitable_operators;
    const auto [error] = co_await m_socket.async_accept(request, tuple);
    if (error) {
        abort();
        co_return;
    }
    co_await (read() && write() && watch() && handle());
}

Awaitable<void> StreamSocket::read()
{
    beast::flat_buffer buffer;
    while (!m_gone) {
        const auto [error, size] = co_await m_socket.async_read(buffer, tuple);
        if (error) {
            break;
        }
        if (m_socket.got_binary()) {
            closeWith(1003, "Send text.");
        } else if (m_inbox.size() >= maxInbox) {
            closeWith(pipeline::closePolicy, "Too many messages at once.");
        } else if (m_open) {
            m_inbox.emplace_back(static_cast<const char *>(buffer.data().data()), size);
            m_readable.cancel();
        }
        buffer.consume(size);
    }
    ended();
}

Awaitable<void> StreamSocket::write()
{
    while (!m_gone) {
        if (!m_outbox.empty()) {
            const std::string text = std::move(m_outbox.front());
            m_outbox.pop_front();
            const auto [error, size] = co_await m_socket.async_write(asio::buffer(text), tuple);
            m_outboxBytes -= text.size();
            if (error) {
                break;
            }
        } else if (m_closing) {
            const websocket::close_reason reason(static_cast<websocket::close_code>(m_closeCode), m_closeReason);
            co_await m_socket.async_close(reason, tuple);
            break;
        } else {
            co_await m_writable.async_wait(tuple);
        }
    }
    ended();
    // Whether the peer answered or not, nothing keeps the connection now.
    abort();
}

Awaitable<void> StreamSocket::watch()
{
    while (m_open) {
        m_watch.expires_after(watchInterval);
        co_await m_watch.async_wait(tuple);
        if (!m_open) {
            break;
        }
        // Awaited by itself: GCC 12 jumps astray out of a co_await behind "&&" here.
        const bool signedIn = co_await m_state.pipeline.stillSignedIn(m_opened);
        if (!signedIn) {
            closeWith(pipeline::closeSignedOut, "Sign in again.");
        }
    }
}

Awaitable<void> StreamSocket::handle()
{
    std::string reason;
    int code = pipeline::closeNormal;
    try {
        co_await m_opened.handler()(m_opened.authorized(), *this);
    } catch (const std::exception &exception) {
        pipeline::logInternal(m_opened.requestId(), exception.what());
        code = 1011;
    }
    closeWith(code, reason);
}

Awaitable<bool> StreamSocket::send(std::string text)
{
    if (!m_open) {
        co_return false;
    }
    if (m_outboxBytes + text.size() > m_state.options.maxStreamQueueBytes) {
        // It cannot take a closing handshake either: what is queued stands before that.
        ended();
        abort();
        co_return false;
    }
    m_outboxBytes += text.size();
    m_outbox.push_back(std::move(text));
    m_writable.cancel();
    co_return true;
}

Awaitable<std::optional<std::string>> StreamSocket::receive()
{
    while (m_inbox.empty()) {
        if (!m_open) {
            co_return std::nullopt;
        }
        co_await m_readable.async_wait(tuple);
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) {
            co_return std::nullopt;
        }
    }
    std::string text = std::move(m_inbox.front());
    m_inbox.pop_front();
    co_return text;
}

Awaitable<void> StreamSocket::close(int code, std::string reason)
{
    closeWith(code, std::move(reason));
    co_return;
}

void StreamSocket::closeWith(int code, std::string reason)
{
    if (m_closing || m_gone) {
        return;
    }
    m_closing = true;
    m_open = false;
    m_closeCode = code;
    m_closeReason = std::move(reason);
    wake();
}

void StreamSocket::ended()
{
    m_gone = true;
    m_open = false;
    wake();
}

void StreamSocket::wake()
{
    m_readable.cancel();
    m_writable.cancel();
    m_watch.cancel();
}

void StreamSocket::abort()
{
    ended();
    beast::error_code ignored;
    m_socket.next_layer().socket().close(ignored);
}

} // namespace objecta::http
