// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <memory>

namespace objecta::http {

/// A client's byte stream: a TCP socket, with TLS over it or bare. Which one is asked at each operation, so the bare
/// one costs a branch and no memory. One read and one write at a time. I/O thread.
class Stream {
public:
    using executor_type = boost::asio::any_io_executor;
    using Tls = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;

    explicit Stream(boost::asio::ip::tcp::socket socket)
        : m_bare(std::move(socket))
    {
    }
    /// The handshake comes first.
    Stream(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context &context)
        : m_bare(socket.get_executor())
        , m_tls(std::make_unique<Tls>(std::move(socket), context))
    {
    }

    [[nodiscard]] executor_type get_executor() { return socket().get_executor(); }
    [[nodiscard]] bool secure() const { return m_tls != nullptr; }
    /// The socket under it, for its options and to cancel or close.
    [[nodiscard]] boost::asio::ip::tcp::socket &socket() { return m_tls ? m_tls->next_layer() : m_bare; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers &buffers, Token &&token)
    {
        if (m_tls) {
            return m_tls->async_read_some(buffers, std::forward<Token>(token));
        }
        return m_bare.async_read_some(buffers, std::forward<Token>(token));
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers &buffers, Token &&token)
    {
        if (m_tls) {
            return m_tls->async_write_some(buffers, std::forward<Token>(token));
        }
        return m_bare.async_write_some(buffers, std::forward<Token>(token));
    }
    /// Of a secure stream.
    template <class Token>
    auto async_handshake(Token &&token)
    {
        return m_tls->async_handshake(boost::asio::ssl::stream_base::server, std::forward<Token>(token));
    }
    /// Says the end of a secure stream (close_notify) and waits for the client's.
    template <class Token>
    auto async_shutdown(Token &&token)
    {
        return m_tls->async_shutdown(std::forward<Token>(token));
    }

private:
    boost::asio::ip::tcp::socket m_bare; ///< unused when there is TLS
    std::unique_ptr<Tls> m_tls;
};

/// What Beast does when a WebSocket has ended.
inline void teardown(boost::beast::role_type role, Stream &stream, boost::beast::error_code &error)
{
    boost::beast::websocket::teardown(role, stream.socket(), error);
}
template <class Handler>
void async_teardown(boost::beast::role_type role, Stream &stream, Handler &&handler)
{
    if (stream.secure()) {
        stream.async_shutdown(std::forward<Handler>(handler));
        return;
    }
    boost::beast::websocket::async_teardown(role, stream.socket(), std::forward<Handler>(handler));
}

/// What Beast does when a WebSocket's time is up.
inline void beast_close_socket(Stream &stream)
{
    boost::beast::error_code ignored;
    stream.socket().close(ignored);
}

} // namespace objecta::http
