// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tenant_door.h"
#include "server/jobs/queue.h"

#include <boost/asio/steady_timer.hpp>

#include <map>
#include <variant>

namespace objecta::jobs {

class Worker;

/// The job that runs, for its handler.
class Running {
public:
    JobId id;
    OrganizationId organization;
    std::string kind;
    boost::json::object payload;
    std::string actor;
    int attempt = 1;

    /// Notes how far it is, and renews the lease. False when the job was cancelled, is another worker's by now, or the
    /// worker stops and the job goes back to the queue: the handler ends then, with whatever it has done.
    db::Awaitable<bool> progress(int64_t done, std::optional<int64_t> total = {});

private:
    friend class Worker;
    db::Awaitable<void> renewLease();
    /// Whether it is to go on, as far as the database has said.
    db::Awaitable<bool> note(std::optional<int64_t> done, std::optional<int64_t> total);
    db::Database *m_database = nullptr;
    std::chrono::seconds m_lease{};
    const bool *m_stopping = nullptr; ///< its worker's
    bool m_ended = false; ///< its handler has come back
    bool m_interrupted = false; ///< its worker stops; the attempt does not count
};

/// What a job came to, kept with it.
using Outcome = Result<boost::json::value>;
/// For a job of an organization: its rows and no other's.
using TenantJob = std::function<db::Awaitable<Outcome>(Running &, db::TenantDoor &)>;
/// For a job of the platform's own.
using PlatformJob = std::function<db::Awaitable<Outcome>(Running &, db::Database &)>;

/// One kind of job.
struct Kind {
    std::variant<TenantJob, PlatformJob> handler;
    /// Ordered once in each such period of UTC, beginning at the epoch plus `offset`; zero: only when somebody orders
    /// it.
    std::chrono::seconds every{0};
    std::chrono::seconds offset{0};
    /// Ordered a period ahead, for the moment when that begins: a server that starts now does not run it at once.
    bool ahead = false;
};
using Kinds = std::map<std::string, Kind>;

struct WorkerOptions {
    /// Jobs at once in this process.
    int atOnce = 4;
    /// A job is another worker's when its own has not been heard of for so long.
    std::chrono::seconds lease{30};
    /// How often it looks by itself, should a notification get lost, and whether a recurring job is due.
    std::chrono::milliseconds interval{2000};
    /// Wait after the first failure; doubled with each further one, up to an hour, give or take a quarter.
    std::chrono::milliseconds retryAfter{2000};
    /// For what runs when it is stopped to come to its end.
    std::chrono::milliseconds patience{10'000};
};

/// Takes jobs of its kinds from the queue and runs them: tenants in turn, each job by one worker at a time among all
/// processes. A failed one is tried again later, and is dead after its last attempt. I/O thread.
class Worker {
public:
    Worker(db::asio::any_io_executor executor, db::Database &database, Kinds kinds, WorkerOptions options = {});

    /// Until stop(), and the end of what runs then, or of the patience with it.
    db::Awaitable<void> run();
    /// Takes nothing more; jobs under way come to their end, or go back to the queue when they next say how far they
    /// are.
    void stop();
    /// There may be something to do.
    void wake();
    [[nodiscard]] const Kinds &kinds() const { return m_kinds; }

private:
    struct Claimed;
    db::Awaitable<void> orderRecurring();
    db::Awaitable<bool> claim();
    db::Awaitable<void> work(std::shared_ptr<Running> job, int maxAttempts, bool cancelled);
    db::Awaitable<Outcome> call(Running &job);
    db::Awaitable<void> noteEnd(const Running &job, Outcome outcome, int maxAttempts, bool cancelled);
    db::Awaitable<void> keepLease(std::shared_ptr<Running> job, std::shared_ptr<db::asio::steady_timer> timer);

    db::asio::any_io_executor m_executor;
    db::Database &m_database;
    Kinds m_kinds;
    std::vector<std::string> m_names; ///< of the kinds
    WorkerOptions m_options;
    db::asio::steady_timer m_sleep;
    OrganizationId m_next{}; ///< where the next round begins
    int m_busy = 0;
    bool m_stopping = false;
    std::chrono::steady_clock::time_point m_end = std::chrono::steady_clock::time_point::max(); ///< of the patience
    bool m_woken = false;
};

} // namespace objecta::jobs
