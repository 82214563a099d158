// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/fifo.h"
#include "server/db/watchdog.h"

#include <boost/asio/thread_pool.hpp>

#include <mutex>

namespace objecta::db {

/// libpqxx connections of role objecta_platform, one a thread of a small pool. run() is called on the I/O thread.
/// pqxx stays inside platformpool.cpp.
class PlatformPool {
public:
    struct Options {
        std::string conninfo;
        int connections = 1;
        std::chrono::milliseconds acquireTimeout{};
        /// A statement that is not answered by then has lost its connection.
        std::chrono::milliseconds patience{};
    };

    PlatformPool(const asio::any_io_executor &executor, Options options);
    ~PlatformPool();
    PlatformPool(const PlatformPool &) = delete;
    PlatformPool &operator=(const PlatformPool &) = delete;

    /// Runs fn inside one transaction on a thread of the pool. Commits when it returns a value and no statement
    /// failed. What fn throws and is no SqlError comes out here.
    template <class Tx>
    Awaitable<Result<void>> run(std::function<Result<void>(Tx &)> fn);

    /// Waits for what its threads are at; they take nothing more.
    void join() { m_threads.join(); }

    [[nodiscard]] PoolState state(std::string_view name) const { return m_permits->state(name); }

private:
    struct Connection;
    struct Returner;
    template <class Tx>
    Result<void> runBlocking(const std::function<Result<void>(Tx &)> &fn);
    std::unique_ptr<Connection> take();

    Options m_options;
    std::shared_ptr<Fifo> m_permits;
    std::shared_ptr<Watchdog> m_watchdog;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Connection>> m_idle;
    asio::thread_pool m_threads;
};

/// Runs work on the pool; the coroutine resumes on its own executor. Exceptions of the work come out here. The
/// wait cannot be cancelled: the work may refer to the waiting frame.
Awaitable<void> runOn(asio::thread_pool &threads, std::function<void()> work);

} // namespace objecta::db
