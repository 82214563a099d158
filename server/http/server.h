// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/forwarded.h"
#include "server/http/tls.h"
#include "server/pipeline/pipeline.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <tl/expected.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace objecta::http {

struct ServerOptions {
    /// An address to listen on; empty for the loopback of both families (127.0.0.1, and ::1 where it can).
    std::string host;
    /// 0: any free one.
    uint16_t port = 8080;
    std::optional<TlsFiles> tls; ///< unset: no TLS
    Networks trustedProxies; ///< whose word on the client counts
    size_t maxConnections = 16'000;
    size_t maxConnectionsPerPeer = 1'000; ///< of one address (IPv6: one /64); a trusted proxy may have all
    uint32_t maxHeaderBytes = 16 * 1024;
    uint64_t maxBodyBytes = 1024 * 1024; ///< of a body that is read whole; a streamed one has no limit here
    /// Bytes a second that a streamed body must come at while the server waits for it, after the first requestTimeout.
    uint64_t minBodyRate = 1024;
    std::chrono::milliseconds handshakeTimeout{5'000};
    std::chrono::milliseconds requestTimeout{10'000}; ///< from a request's first byte to its last
    std::chrono::milliseconds idleTimeout{60'000}; ///< between requests
    std::chrono::milliseconds writeTimeout{30'000}; ///< for a client to take its answer
    std::chrono::milliseconds drainTimeout{10'000};
    size_t maxStreamMessageBytes = 64 * 1024;
    size_t maxStreamQueueBytes = 1024 * 1024;
    std::chrono::seconds streamIdleTimeout{40}; ///< without a pong: the peer is gone
};

/// The HTTP/1.1 listener and its sessions, all on the io_context's one thread.
class Server {
public:
    Server(boost::asio::io_context &context, ServerOptions options, pipeline::Pipeline &pipeline);
    ~Server();
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    /// Reads the certificate, binds and begins to accept. The port that it listens on, or one sentence ("Port 8080 on
    /// 127.0.0.1 is in use by another program.").
    tl::expected<uint16_t, std::string> start();

    /// Reads certificate and key again, for the connections from now on; the old ones stay as they are. When the files
    /// are not usable all stays, and the sentence says why.
    tl::expected<void, std::string> reloadCertificate();

    /// Stops accepting, closes idle connections, lets requests finish (at most drainTimeout), the first one of a
    /// connection that was just opened among them, closes sockets with 1001. Returns when no session is left.
    boost::asio::awaitable<void> drain();

    [[nodiscard]] size_t connections() const;

    struct State; ///< shared by the sessions; http only

private:
    std::shared_ptr<State> m_state;
};

} // namespace objecta::http
