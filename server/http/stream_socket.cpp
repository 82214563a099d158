// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/http/stream_socket.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace objecta::http {

namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
constexpr auto tuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds handshakeTimeout{5};
constexpr int closeBinary = 1003; // RFC 6455, section 7.4.1
constexpr int closeInternal = 1011;

} // namespace

StreamSocket::StreamSocket(Server::State &state, pipeline::OpenedStream opened, Stream wire)
    : m_state(state)
    , m_opened(std::move(opened))
    , m_socket(std::move(wire))
{
    m_socket.read_message_max(state.options.maxStreamMessageBytes);
    m_socket.auto_fragment(false);
    m_socket.text(true);
    websocket::stream_base::timeout timeout{};
    timeout.handshake_timeout = handshakeTimeout;
    timeout.idle_timeout = state.options.streamIdleTimeout;
    timeout.keep_alive_pings = true;
    m_socket.set_option(timeout);
}

StreamSocket::~StreamSocket()
{
    if (m_connection) {
        m_state.streams.remove(m_opened.authorized().staff().session, this);
    }
}

Awaitable<bool> StreamSocket::accept(const beast::http::request<beast::http::string_body> &request)
{
    m_socket.set_option(websocket::stream_base::decorator([this](websocket::response_type &response) {
        response.set("X-Request-Id", m_opened.requestId());
        for (const auto &[name, value] : m_opened.headers()) {
            response.set(name, value);
        }
    }));
    const auto [error] = co_await m_socket.async_accept(request, tuple);
    if (error) {
        abort();
    }
    co_return !error;
}

void StreamSocket::start(std::shared_ptr<Connection> connection)
{
    m_connection = std::move(connection);
    m_state.streams.add(m_opened.authorized().staff().session, this);
    ask([this] { m_client = m_opened.handler()(m_opened.authorized(), *this); });
    read();
    write();
}

template <class Do>
void StreamSocket::ask(Do act)
{
    try {
        act();
    } catch (const std::exception &exception) {
        pipeline::logInternal(m_opened.requestId(), exception.what());
        close(closeInternal, {});
    }
}

void StreamSocket::read()
{
    m_socket.async_read(m_inbox,
                        [self = shared_from_this()](const beast::error_code &error, size_t) { self->onRead(error); });
}

void StreamSocket::onRead(const beast::error_code &error)
{
    if (error || m_gone) {
        ended();
        if (!m_writing) {
            abort();
        }
        return;
    }
    if (m_socket.got_binary()) {
        close(closeBinary, "Send text.");
    } else if (m_open && m_client) {
        const std::string_view text(static_cast<const char *>(m_inbox.data().data()), m_inbox.size());
        ask([&] { m_client->received(text); });
    }
    m_inbox.consume(m_inbox.size());
    m_inbox.shrink_to_fit(); // the next one may be hours away
    read();
}

void StreamSocket::write()
{
    if (m_writing || m_gone) {
        return;
    }
    const auto written = [self = shared_from_this()](const beast::error_code &error, size_t = 0) {
        self->onWritten(error);
    };
    if (!m_outbox.empty()) {
        m_writing = true;
        m_socket.async_write(asio::buffer(m_outbox.front()), written);
    } else if (m_closing) {
        m_writing = true;
        m_socket.async_close({static_cast<websocket::close_code>(m_closeCode), m_closeReason}, written);
    }
}

void StreamSocket::onWritten(const beast::error_code &error)
{
    m_writing = false;
    if (error || m_gone || m_outbox.empty()) {
        // Whether the peer answered a closing handshake or not, nothing keeps the connection now.
        abort();
        return;
    }
    m_outboxBytes -= m_outbox.front().size();
    m_outbox.pop_front();
    if (m_open && m_client) {
        ask([this] { m_client->sent(); });
    }
    write();
}

bool StreamSocket::send(std::string text)
{
    if (!m_open) {
        return false;
    }
    if (m_outboxBytes + text.size() > m_state.options.maxStreamQueueBytes) {
        // It cannot take a closing handshake either: what is queued stands before that.
        abort();
        return false;
    }
    m_outboxBytes += text.size();
    m_outbox.push_back(std::move(text));
    write();
    return true;
}

void StreamSocket::close(int code, std::string reason)
{
    if (m_closing || m_gone) {
        return;
    }
    m_closing = true;
    m_open = false;
    m_closeCode = code;
    m_closeReason = std::move(reason);
    if (m_connection) { // otherwise start() will
        write();
    }
}

void StreamSocket::ended()
{
    m_gone = true;
    m_open = false;
}

void StreamSocket::abort()
{
    ended();
    beast::error_code ignored;
    m_socket.next_layer().socket().close(ignored);
}

} // namespace objecta::http
