// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace objecta::pipeline {

class Authorized;

// Close codes (RFC 6455, section 7.4; 4000 and up are ours).
inline constexpr int closeNormal = 1000;
inline constexpr int closeGoingAway = 1001; ///< the server stops
inline constexpr int closePolicy = 1008; ///< a message that must not be, or a client too slow to read
inline constexpr int closeSignedOut = 4401; ///< the token expired or the session ended

/// An open WebSocket as a handler sees it. All on the I/O thread.
/// The server itself answers pings, drops dead peers, closes with 4401 when the actor's token expires or its
/// session ends (noticed within a second) and with 1001 when it stops; send() then answers false.
class StreamSession {
public:
    virtual ~StreamSession() = default;
    /// Queues a text message; does not wait for the peer. False when the socket is closed (the message is lost).
    /// A peer that lets the queue overflow is closed.
    virtual bool send(std::string text) = 0;
    /// Begins the closing handshake; what is queued before goes out first. A second close does nothing.
    virtual void close(int code, std::string reason) = 0;
    [[nodiscard]] virtual bool isOpen() const = 0;
    /// How much still waits for the peer to take it: a sender of figures leaves some out rather than overflow.
    [[nodiscard]] virtual size_t queuedBytes() const = 0;
};

/// What a route does with an open WebSocket. Lives from the answer to the upgrade until the socket is gone. Callbacks
/// rather than coroutines: an idle socket, of which there are thousands, then has no frame that waits. I/O thread.
class StreamClient {
public:
    virtual ~StreamClient() = default;
    /// A text message (at most 64 KiB, valid UTF-8).
    virtual void received(std::string_view text) = 0;
    /// The peer took what was queued first; queuedBytes() is less.
    virtual void sent() = 0;
};

/// Makes it. The session outlives it, the proof as well.
using StreamHandler = std::function<std::unique_ptr<StreamClient>(const Authorized &, StreamSession &)>;

} // namespace objecta::pipeline
