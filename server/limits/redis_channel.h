// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/limits/redis_link.h"

namespace objecta::limits {

/// Hears what is published on one channel of Redis (SUBSCRIBE), on a connection of its own that comes back by itself,
/// also when it has gone silent: a PING a second wants an answer. What is published while it is away is lost. I/O
/// thread.
class RedisChannel {
public:
    RedisChannel(asio::any_io_executor executor, RedisAddress address, std::string channel,
                 std::function<void(std::string_view)> said);
    RedisChannel(const RedisChannel &) = delete;
    RedisChannel &operator=(const RedisChannel &) = delete;

    /// Until stop().
    Awaitable<void> run();
    void stop();
    [[nodiscard]] bool up() const { return m_up; }

private:
    Awaitable<bool> connect();
    Awaitable<void> listen();
    Awaitable<void> keepAlive();

    asio::any_io_executor m_executor;
    RedisAddress m_address;
    std::string m_channel;
    std::function<void(std::string_view)> m_said;
    asio::generic::stream_protocol::socket m_socket;
    asio::steady_timer m_pause;
    asio::steady_timer m_tick;
    std::chrono::steady_clock::time_point m_heard{};
    bool m_connected = false;
    bool m_up = false;
    bool m_stopped = false;
};

} // namespace objecta::limits
