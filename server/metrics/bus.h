// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/listener.h"
#include "server/limits/redis_channel.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace objecta::metrics {

/// Carries texts between all servers of the platform, the sender included. A text may get lost while the bus is away;
/// none comes twice or in part. I/O thread.
class Bus {
public:
    virtual ~Bus() = default;
    /// Until stop().
    virtual db::Awaitable<void> run() = 0;
    virtual void stop() = 0;
    /// False: nobody got it; try again.
    virtual db::Awaitable<bool> publish(std::string text) = 0;
    /// Whether it hears the others now.
    [[nodiscard]] virtual bool up() const = 0;
    void onText(std::function<void(std::string_view)> heard) { m_heard = std::move(heard); }

protected:
    void heard(std::string_view text) const
    {
        if (m_heard) {
            m_heard(text);
        }
    }

private:
    std::function<void(std::string_view)> m_heard;
};

/// Through PostgreSQL's LISTEN and NOTIFY, whose payloads are shorter than 8000 bytes: a longer text goes in pieces.
class PgBus final : public Bus {
public:
    PgBus(db::asio::any_io_executor executor, db::Database &database, const std::string &connection);
    db::Awaitable<void> run() override { return m_listener.run(); }
    void stop() override { m_listener.stop(); }
    db::Awaitable<bool> publish(std::string text) override;
    [[nodiscard]] bool up() const override { return m_listener.connected(); }

private:
    void piece(std::string_view payload);

    db::Database &m_database;
    db::Listener m_listener;
    std::string m_sender; ///< tells this process' texts from others'
    int64_t m_next = 0;
    struct Part {
        int64_t text = -1;
        size_t pieces = 0;
        std::string got;
    };
    std::map<std::string, Part, std::less<>> m_parts; ///< by sender: its pieces come in order
};

/// Through Redis' publish and subscribe.
class RedisBus final : public Bus {
public:
    RedisBus(db::asio::any_io_executor executor, const limits::RedisAddress &address);
    ~RedisBus() override;
    db::Awaitable<void> run() override { return m_channel.run(); }
    void stop() override;
    db::Awaitable<bool> publish(std::string text) override;
    [[nodiscard]] bool up() const override { return m_channel.up(); }

private:
    std::shared_ptr<limits::RedisLink> m_link;
    limits::RedisChannel m_channel;
};

} // namespace objecta::metrics
