// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/connection.h"

#include <boost/beast/websocket/stream.hpp>

#include <list>

namespace objecta::http {

/// A WebSocket over Beast: always reads, writes from a bounded queue. Holds itself and its connection until it is gone.
/// Written in callbacks, since an idle one then costs what Beast keeps and little more. I/O thread.
class StreamSocket final : public pipeline::StreamSession, public std::enable_shared_from_this<StreamSocket> {
public:
    StreamSocket(Server::State &state, pipeline::OpenedStream opened, Stream wire);
    ~StreamSocket() override;

    /// Answers the upgrade. False when the client is gone meanwhile.
    Awaitable<bool> accept(const boost::beast::http::request<boost::beast::http::string_body> &request);
    /// From here on it lives by itself.
    void start(std::shared_ptr<Connection> connection);

    bool send(std::string text) override;
    /// Lets what is queued go out, then begins the closing handshake. The first call counts.
    void close(int code, std::string reason) override;
    [[nodiscard]] bool isOpen() const override { return m_open; }
    [[nodiscard]] size_t queuedBytes() const override { return m_outboxBytes; }

    /// Closes the connection under it at once.
    void abort();
    /// The server goes, and what the client uses with it.
    void forsake() { m_client.reset(); }
    [[nodiscard]] const pipeline::OpenedStream &opened() const { return m_opened; }

private:
    void read();
    void write();
    void onRead(const boost::beast::error_code &error);
    void onWritten(const boost::beast::error_code &error);
    void ended();
    /// Has the client do something; whatever it throws closes the socket.
    template <class Do>
    void ask(Do act);

    std::shared_ptr<Connection> m_connection; ///< first: it holds the state
    Server::State &m_state;
    pipeline::OpenedStream m_opened;
    std::unique_ptr<pipeline::StreamClient> m_client;
    boost::beast::websocket::stream<Stream, false> m_socket;
    boost::beast::flat_buffer m_inbox;
    std::list<std::string> m_outbox; ///< the first one is being written
    size_t m_outboxBytes = 0;
    bool m_open = true; ///< takes messages to send
    bool m_writing = false; ///< a message, or the closing handshake
    bool m_closing = false; ///< the closing handshake is wanted
    bool m_gone = false; ///< nothing can be sent or read any more
    int m_closeCode = 0;
    std::string m_closeReason;
};

/// Closes the sockets whose actor is not signed in any more, or has another role now, within a second. The database is
/// asked once for all of them.
Awaitable<void> watchStreams(std::weak_ptr<Server::State> weak);

} // namespace objecta::http
