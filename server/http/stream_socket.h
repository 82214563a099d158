// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/connection.h"

#include <boost/beast/websocket/stream.hpp>

#include <deque>

namespace objecta::http {

/// A WebSocket over Beast: one coroutine reads, one writes from a bounded queue, one looks whether the actor is still
/// signed in, one is the handler. Gone when all four are done. I/O thread.
class StreamSocket final : public pipeline::StreamSession {
public:
    static std::unique_ptr<StreamSocket> make(Server::State &state, pipeline::OpenedStream opened, Stream wire);

    /// Answers the upgrade and runs the handler until the socket is closed.
    Awaitable<void> run(const boost::beast::http::request<boost::beast::http::string_body> &request);

    Awaitable<bool> send(std::string text) override;
    Awaitable<std::optional<std::string>> receive() override;
    Awaitable<void> close(int code, std::string reason) override;
    [[nodiscard]] bool isOpen() const override { return m_open; }
    [[nodiscard]] size_t queuedBytes() const override { return m_outboxBytes; }

    /// Lets what is queued go out, then begins the closing handshake. The first call counts.
    void closeWith(int code, std::string reason);
    /// Closes the connection under it at once.
    void abort();

private:
    StreamSocket(Server::State &state, pipeline::OpenedStream opened, Stream wire);
    Awaitable<void> read();
    Awaitable<void> write();
    Awaitable<void> watch();
    Awaitable<void> handle();
    void ended();
    void wake();

    Server::State &m_state;
    pipeline::OpenedStream m_opened;
    boost::beast::websocket::stream<Stream, false> m_socket;
    std::deque<std::string> m_inbox;
    std::deque<std::string> m_outbox;
    size_t m_outboxBytes = 0;
    // Timers that never expire are the conditions that the coroutines wait for.
    asio::steady_timer m_readable;
    asio::steady_timer m_writable;
    asio::steady_timer m_watch;
    bool m_open = true; ///< takes messages to send
    bool m_closing = false; ///< the closing handshake is wanted
    bool m_gone = false; ///< nothing can be sent or read any more
    int m_closeCode = 0;
    std::string m_closeReason;
};

} // namespace objecta::http
