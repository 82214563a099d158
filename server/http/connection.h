// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/message.h"
#include "server/http/server.h"
#include "server/http/stream.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>

#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace objecta::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
template <class T>
using Awaitable = asio::awaitable<T>;

class Connection;
class StreamSocket;

/// Read from a socket at once, at the most.
inline constexpr size_t readChunk = 16 * 1024;

/// Open WebSockets by the session of staff that opened them. I/O thread.
class OpenStreams {
public:
    using Sockets = std::unordered_set<StreamSocket *>;
    void add(const SessionId &session, StreamSocket *socket);
    void remove(const SessionId &session, StreamSocket *socket);
    /// Null for a session without any.
    [[nodiscard]] const Sockets *of(const SessionId &session) const;
    [[nodiscard]] const std::unordered_map<SessionId, Sockets> &sessions() const { return m_sessions; }

    bool looking = false; ///< the database is being asked about the sessions

private:
    std::unordered_map<SessionId, Sockets> m_sessions;
};

/// What the sessions share. Lives as long as the last of them. I/O thread.
struct Server::State {
    State(asio::io_context &c, ServerOptions o, pipeline::Pipeline &p)
        : context(c)
        , options(std::move(o))
        , pipeline(p)
        , sweeper(c)
        , watcher(c)
        , empty(c)
    {
    }
    asio::io_context &context;
    ServerOptions options;
    pipeline::Pipeline &pipeline;
    std::vector<tcp::acceptor> acceptors;
    std::shared_ptr<asio::ssl::context> tls; ///< of new connections; null for none
    std::list<Connection *> connections;
    std::unordered_map<std::string, size_t> peers; ///< connections of each; see peerKey()
    size_t turnedAway = 0; ///< that are being told so
    /// One timer watches all deadlines: a timer a request would cost more than the request's parsing.
    asio::steady_timer sweeper;
    OpenStreams streams;
    asio::steady_timer watcher; ///< of the streams
    /// Expires when the drain's patience ends; cancelled when the last connection is gone.
    asio::steady_timer empty;
    DateClock date;
    bool draining = false;
};

/// What counts as one peer: an IPv4 address, or the 64 bits of an IPv6 network that one machine may pick addresses
/// from.
std::string peerKey(const asio::ip::address &address);

/// One client's connection: reads requests within the limits, has them answered one after the other (so pipelined
/// ones stay in order) and becomes a StreamSocket when a WebSocket is opened.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(std::shared_ptr<Server::State> state, tcp::socket socket);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    static Awaitable<void> run(std::shared_ptr<Connection> self);

    /// Called by the sweeper.
    void checkDeadline(Clock::time_point now);
    /// The server stops: closes it when it is idle, tells a stream to go, lets a request finish that is under way or
    /// that its client may have sent already.
    void drain();
    /// Closes the socket at once.
    void abort();

private:
    friend class StreamedBody;
    enum class Phase { Handshake, Idle, Reading, Handling, Writing, Lingering, Stream };
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    enum class Fed { More, Done, Closed, Failed };

    Awaitable<void> serve();
    Awaitable<bool> handshake();
    /// Whether the connection may take another request.
    Awaitable<bool> serveOne();
    /// Reads until the head (or all) is there; m_problem says what went wrong when it Failed.
    Awaitable<Fed> readUntil(bool whole);
    /// The request as its head says, and m_client.
    Result<pipeline::Request> understand(const Head &head, const std::string &requestId);
    Awaitable<Fed> readBody();
    Awaitable<bool> waitForBytes();
    Awaitable<bool> readMore();
    Awaitable<bool> upgrade(pipeline::Request request, bool keepAlive);
    /// A request whose handler pulls its body.
    Awaitable<bool> serveUpload(pipeline::Request request, bool keepAlive);
    Awaitable<bool> write(const pipeline::Answer &answer, bool head, bool keepAlive);
    Awaitable<bool> writeStream(pipeline::BodySource &source);
    Awaitable<bool> writeEndless(pipeline::BodySource &source);
    Awaitable<void> refuse(const Problem &problem, const std::string &requestId, bool head);
    /// Reads on for a moment after a refusal: closing on unread bytes would reset the connection and lose the answer.
    Awaitable<void> linger();
    void enter(Phase phase);
    /// Brings the deadline forward for a client that sent less than the minimum rate in the time it was waited for.
    void holdToRate(Clock::duration waited, uint64_t received);

    std::shared_ptr<Server::State> m_state;
    std::list<Connection *>::iterator m_place;
    Stream m_wire;
    asio::ip::address m_peer;
    std::string m_peerName;
    bool m_trusted = false; ///< the peer is a proxy of ours
    bool m_chunks = true; ///< the client of the request knows chunks
    Client m_client; ///< of the request that is being read or served
    boost::beast::flat_buffer m_buffer;
    std::optional<Parser> m_parser;
    Problem m_problem;
    /// The bytes of this request so far: what stands in the buffer behind it belongs to the next one.
    [[nodiscard]] int64_t taken() const { return m_received - static_cast<int64_t>(m_buffer.size()); }
    int64_t m_received = 0; ///< since its first byte, with what was in the buffer already
    std::string m_out;
    std::weak_ptr<StreamSocket> m_stream; ///< which holds this, once it has started
    Phase m_phase = Phase::Idle;
    bool m_fresh = true; ///< no request came yet
    Clock::time_point m_deadline = Clock::time_point::max();
    bool m_timedOut = false;
};

} // namespace objecta::http
