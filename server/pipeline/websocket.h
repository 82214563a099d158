// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/database.h"

#include <functional>
#include <optional>
#include <string>

namespace objecta::pipeline {

class Authorized;

// Close codes (RFC 6455, section 7.4; 4000 and up are ours).
inline constexpr int closeNormal = 1000;
inline constexpr int closeGoingAway = 1001; ///< the server stops
inline constexpr int closePolicy = 1008; ///< a message that must not be, or a client too slow to read
inline constexpr int closeSignedOut = 4401; ///< the token expired or the session ended

/// An open WebSocket as a handler sees it. Lives as long as the handler's call. All on the I/O thread.
/// The server itself answers pings, drops dead peers, closes with 4401 when the actor's token expires or its
/// session ends (noticed within a second) and with 1001 when it stops; the handler then sees send() answer false
/// and receive() nullopt, and returns.
class StreamSession {
public:
    virtual ~StreamSession() = default;
    /// Queues a text message; does not wait for the peer. False when the socket is closed (the message is lost).
    /// A peer that lets the queue overflow is closed.
    virtual db::Awaitable<bool> send(std::string text) = 0;
    /// The next text message (at most 64 KiB, valid UTF-8); nullopt when the socket is closed.
    /// May be cancelled (`||` of awaitable_operators); one call at a time.
    virtual db::Awaitable<std::optional<std::string>> receive() = 0;
    /// Begins the closing handshake; what is queued before goes out first. A second close does nothing.
    virtual db::Awaitable<void> close(int code, std::string reason) = 0;
    [[nodiscard]] virtual bool isOpen() const = 0;
    /// How much still waits for the peer to take it: a sender of figures leaves some out rather than overflow.
    [[nodiscard]] virtual size_t queuedBytes() const = 0;
};

/// Runs as long as the socket shall stay open; when it returns the socket is closed with 1000.
using StreamHandler = std::function<db::Awaitable<void>(const Authorized &, StreamSession &)>;

} // namespace objecta::pipeline
