// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/backoff.h"
#include "server/db/fifo.h"
#include "server/db/pipeconnection.h"

#include <boost/asio/steady_timer.hpp>

#include <set>

namespace objecta::db {

/// Connections of one role, opened when first wanted and again after they were lost. I/O thread only.
class TenantPool : public std::enable_shared_from_this<TenantPool> {
public:
    struct Options {
        std::string conninfo;
        int connections = 1;
        std::chrono::milliseconds acquireTimeout{};
        /// How long a batch may take before the connection is given up: the server's own limit, and some.
        std::chrono::milliseconds batchTimeout{};
    };

    TenantPool(asio::any_io_executor executor, Options options);

    /// A connection on loan. Destroyed without giveBack(), it is closed: whatever it was in the middle of, the
    /// server then rolls it back, and no later transaction meets its state.
    class Lease {
    public:
        Lease() = default;
        Lease(const Lease &) = delete;
        Lease &operator=(const Lease &) = delete;
        ~Lease();
        [[nodiscard]] bool holds() const { return m_connection != nullptr; }
        /// Runs the commands within the pool's time limit.
        Awaitable<PipeConnection::Outcome> run(std::vector<PipeConnection::Command> commands);
        /// Returns the connection for others, if it is idle; closes it otherwise.
        void giveBack();

    private:
        friend class TenantPool;
        std::shared_ptr<TenantPool> m_pool;
        Fifo::Permit m_permit;
        std::unique_ptr<PipeConnection> m_connection;
    };

    /// Overloaded when no connection is free in time, DatabaseUnavailable when none can be opened.
    /// `why`, if given, receives the reason of a failure to connect, which is else logged.
    Awaitable<Result<std::shared_ptr<Lease>>> acquire(std::string *why = nullptr);

    [[nodiscard]] PoolState state(std::string_view name) const { return m_permits->state(name); }

private:
    Awaitable<tl::expected<std::unique_ptr<PipeConnection>, std::string>> connection();
    void watch();

    asio::any_io_executor m_executor;
    Options m_options;
    std::shared_ptr<Fifo> m_permits;
    std::vector<std::unique_ptr<PipeConnection>> m_idle;
    /// On loan; watched for batches that take too long.
    std::set<PipeConnection *> m_lent;
    asio::steady_timer m_watch;
    bool m_watching = false;
    BackOff m_backOff;
};

} // namespace objecta::db
