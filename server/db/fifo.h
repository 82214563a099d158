// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/database.h"

#include <boost/asio/steady_timer.hpp>

#include <list>

namespace objecta::db {

/// A fixed number of permits, given to waiters in the order they came. I/O thread only; held by shared_ptr, so a
/// permit may outlive whatever made it.
class Fifo : public std::enable_shared_from_this<Fifo> {
public:
    Fifo(asio::any_io_executor executor, int permits)
        : m_executor(std::move(executor))
        , m_permits(permits)
        , m_free(permits)
    {
    }

    /// One permit; goes back when it is destroyed.
    class Permit {
    public:
        Permit() = default;
        explicit Permit(std::shared_ptr<Fifo> owner)
            : m_owner(std::move(owner))
        {
        }
        Permit(Permit &&other) noexcept = default;
        Permit &operator=(Permit &&other) noexcept
        {
            release();
            m_owner = std::move(other.m_owner);
            return *this;
        }
        ~Permit() { release(); }
        explicit operator bool() const { return m_owner != nullptr; }
        void release();

    private:
        std::shared_ptr<Fifo> m_owner;
    };

    /// Waits at most `patience`; an empty permit after that.
    Awaitable<Permit> acquire(std::chrono::milliseconds patience);

    [[nodiscard]] size_t waiting() const { return m_waiters.size(); }
    /// How all of it stands, under that name.
    [[nodiscard]] PoolState state(std::string_view name) const
    {
        return {name, m_permits, m_permits - m_free, static_cast<int64_t>(m_waiters.size())};
    }

private:
    struct Waiter;
    void giveBack();

    asio::any_io_executor m_executor;
    int m_permits;
    int m_free;
    std::list<Waiter *> m_waiters;
};

} // namespace objecta::db
