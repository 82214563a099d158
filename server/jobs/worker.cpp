// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/jobs/worker.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace objecta::jobs {

namespace asio = db::asio;

namespace {

// From one organization with something due to the next, beginning behind the one that was served last and then from
// the front: each gives one job a round, however many it has. The lease's end is when a running job is due again. What
// this version has no handler for is left to another one's worker.
constexpr db::Sql claimJobs(R"sql(
    WITH RECURSIVE turn (organization_id, n) AS (
        (SELECT j.organization_id, 1 FROM jobs j
         WHERE j.status IN ('queued', 'running') AND j.run_at <= now() AND j.organization_id >= $1::uuid
           AND j.kind = ANY($4::text[])
         ORDER BY j.organization_id LIMIT 1)
        UNION ALL
        SELECT (SELECT j.organization_id FROM jobs j
                WHERE j.status IN ('queued', 'running') AND j.run_at <= now()
                  AND j.organization_id > t.organization_id AND j.kind = ANY($4::text[])
                ORDER BY j.organization_id LIMIT 1), t.n + 1
        FROM turn t WHERE t.organization_id IS NOT NULL AND t.n < 64),
    taken AS (
        SELECT due.organization_id, due.id
        FROM turn t CROSS JOIN LATERAL (
            SELECT j.organization_id, j.id FROM jobs j
            WHERE j.organization_id = t.organization_id AND j.status IN ('queued', 'running') AND j.run_at <= now()
              AND j.kind = ANY($4::text[])
            ORDER BY j.run_at, j.id LIMIT 1 FOR UPDATE SKIP LOCKED) due
        WHERE t.organization_id IS NOT NULL
        LIMIT $2::bigint)
    UPDATE jobs j
    SET status = 'running', attempts = j.attempts + 1, run_at = now() + make_interval(secs => $3::double precision)
    FROM taken
    WHERE j.organization_id = taken.organization_id AND j.id = taken.id
    RETURNING j.organization_id, j.id, j.kind, j.payload, j.actor, j.attempts, j.max_attempts,
              j.cancel_requested)sql");

// attempts tells this run of the job from a later one by another worker: it only ever grows.
constexpr db::Sql renew(R"sql(
    UPDATE jobs SET run_at = now() + make_interval(secs => $6::double precision),
                    progress_done = coalesce($4::bigint, progress_done),
                    progress_total = coalesce($5::bigint, progress_total)
    WHERE organization_id = $1::uuid AND id = $2::uuid AND status = 'running' AND attempts = $3::integer
    RETURNING cancel_requested)sql");

// One that is dead is an alert: one of its kind and organization, however many die. An attempt that does not count ($8)
// gives the job another one.
constexpr db::Sql endJob(R"sql(
    WITH ended AS (
        UPDATE jobs
        SET status = CASE WHEN cancel_requested AND $4::text <> 'done' THEN 'cancelled' ELSE $4::text END,
            finished_at = CASE WHEN $4::text = 'queued' AND NOT cancel_requested THEN NULL ELSE now() END,
            run_at = now() + make_interval(secs => $5::double precision), last_error = $6::text,
            result = coalesce($7::jsonb, result), max_attempts = max_attempts + $8::integer
        WHERE organization_id = $1::uuid AND id = $2::uuid AND status = 'running' AND attempts = $3::integer
        RETURNING organization_id, id, kind, status),
    dead AS (
        INSERT INTO alerts AS a (organization_id, kind, severity, subject, value, detail)
        SELECT organization_id, 'job.dead',
               CASE organization_id WHEN '00000000-0000-0000-0000-000000000000' THEN 'critical' ELSE 'warning' END,
               kind, 1, jsonb_build_object('job_kind', kind, 'job_id', id)
        FROM ended WHERE status = 'failed'
        ON CONFLICT (organization_id, kind, subject) DO UPDATE
        SET value = CASE WHEN a.closed_at IS NULL THEN a.value ELSE 0 END + 1, detail = excluded.detail,
            at = CASE WHEN a.closed_at IS NULL THEN a.at ELSE now() END,
            acknowledged_at = NULL, acknowledged_by = NULL, closed_at = NULL)
    SELECT 1 FROM ended)sql");

constexpr double longestRetry = 3600;
/// Of noting how a job ended, all within its lease.
constexpr int notingAttempts = 5;

/// `left`: attempts. Staff's retry begins anew, and so does what it waits.
double retryDelay(const WorkerOptions &options, int attempt, int left)
{
    static thread_local std::minstd_rand random{std::random_device{}()};
    const int failures = std::clamp(attemptsAtOnce - left, 1, attempt);
    const double base = std::chrono::duration<double>(options.retryAfter).count() * std::exp2(failures - 1);
    return std::min(base, longestRetry) * std::uniform_real_distribution<>(0.75, 1.25)(random);
}

/// When the period began that `now` is in.
std::chrono::seconds periodOf(const Kind &kind, std::chrono::seconds now)
{
    return (now - kind.offset) / kind.every * kind.every + kind.offset;
}

/// Where the ring goes on behind it.
OrganizationId successor(const OrganizationId &id)
{
    auto value = id.value();
    for (auto *byte = value.end(); byte != value.begin() && ++*--byte == 0;) { }
    return OrganizationId(value);
}

std::string sentence(const Problem &problem)
{
    return std::string(problemCode(problem.code)) + (problem.detail.empty() ? "" : ": " + problem.detail);
}

} // namespace

db::Awaitable<bool> Running::progress(int64_t done, std::optional<int64_t> total)
{
    const bool mine = co_await note(done, total);
    // Somebody else goes on with it, whatever its handler makes of this.
    m_interrupted = m_interrupted || (mine && *m_stopping);
    co_return mine && !m_interrupted;
}

db::Awaitable<void> Running::renewLease()
{
    co_await note({}, {});
}

db::Awaitable<bool> Running::note(std::optional<int64_t> done, std::optional<int64_t> total)
{
    const db::Params params(organization, id, attempt, done, total, m_lease.count());
    const std::function<Result<bool>(db::PlatformTx &)> work = [&params](db::PlatformTx &tx) -> Result<bool> {
        const auto rows = tx.query(renew, params);
        return !rows.empty() && !rows[0].boolean(0);
    };
    const auto mine = co_await m_database->platform<bool>(work);
    // A database that did not answer has not said no: the lease lasts longer than until the next try.
    co_return mine.value_or(true);
}

Worker::Worker(asio::any_io_executor executor, db::Database &database, Kinds kinds, WorkerOptions options)
    : m_executor(executor)
    , m_database(database)
    , m_kinds(std::move(kinds))
    , m_options(options)
    , m_sleep(executor)
{
    for (const auto &[name, kind] : m_kinds) {
        m_names.push_back(name);
    }
}

void Worker::stop()
{
    m_stopping = true;
    m_end = std::chrono::steady_clock::now() + m_options.patience;
    wake();
}

void Worker::wake()
{
    m_woken = true;
    m_sleep.cancel();
}

db::Awaitable<void> Worker::run()
{
    auto nextLook = std::chrono::steady_clock::time_point();
    while (!m_stopping || (m_busy > 0 && std::chrono::steady_clock::now() < m_end)) {
        if (!m_stopping && std::chrono::steady_clock::now() >= nextLook) {
            nextLook = std::chrono::steady_clock::now() + m_options.interval;
            co_await orderRecurring();
        }
        m_woken = false;
        bool found = false;
        if (!m_stopping && m_busy < m_options.atOnce) {
            found = co_await claim();
        }
        if (found || m_woken) {
            continue;
        }
        m_sleep.expires_at(std::min(std::chrono::steady_clock::now() + m_options.interval, m_end));
        boost::system::error_code ignored;
        co_await m_sleep.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    if (m_busy > 0) {
        spdlog::warn("jobs: {} have not come to their end in time; they run again when their leases are over", m_busy);
    }
}

db::Awaitable<void> Worker::orderRecurring()
{
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
    const std::function<Result<bool>(db::PlatformTx &)> order = [this, now](db::PlatformTx &tx) -> Result<bool> {
        for (const auto &[name, kind] : m_kinds) {
            if (kind.every.count() > 0) {
                Order one;
                one.organization = platform;
                one.kind = name;
                const auto begins = periodOf(kind, kind.ahead ? now + kind.every : now);
                one.dedupeKey = std::to_string(begins.count());
                one.delay = std::max(begins - now, std::chrono::seconds(0));
                enqueue(tx, one);
            }
        }
        return true;
    };
    const auto done = co_await m_database.platform<bool>(order);
    if (!done) {
        spdlog::warn("jobs: nothing could be ordered: {}", problemCode(done.error().code));
    }
}

struct Worker::Claimed {
    std::shared_ptr<Running> job;
    int maxAttempts;
    bool cancelled;
};

db::Awaitable<bool> Worker::claim()
{
    const db::Params params(m_next, m_options.atOnce - m_busy, std::chrono::duration<double>(m_options.lease).count(),
                            m_names);
    using List = std::vector<Claimed>;
    const std::function<Result<List>(db::PlatformTx &)> take = [&](db::PlatformTx &tx) -> Result<List> {
        List out;
        const auto rows = tx.query(claimJobs, params);
        for (const auto row : rows) {
            auto job = std::make_shared<Running>();
            job->organization = row.id<OrganizationId>(0);
            job->id = row.id<JobId>(1);
            job->kind = row.string(2);
            const auto text = row.text(3);
            job->payload = boost::json::parse(boost::json::string_view(text.data(), text.size())).as_object();
            job->actor = row.string(4);
            job->attempt = static_cast<int>(row.integer(5));
            job->m_database = &m_database;
            job->m_lease = m_options.lease;
            job->m_stopping = &m_stopping;
            out.push_back({std::move(job), static_cast<int>(row.integer(6)), row.boolean(7)});
        }
        return out;
    };
    const auto claimed = co_await m_database.platform<List>(take);
    if (!claimed) {
        spdlog::warn("jobs: none could be taken: {}", problemCode(claimed.error().code));
        co_return false;
    }
    if (claimed->empty()) {
        // Nothing behind it: the front is next, unless this was the front.
        const bool front = m_next == OrganizationId();
        m_next = OrganizationId();
        co_return !front;
    }
    OrganizationId last = claimed->front().job->organization;
    for (const auto &one : *claimed) {
        last = std::max(last, one.job->organization);
        ++m_busy;
        asio::co_spawn(m_executor, work(one.job, one.maxAttempts, one.cancelled), asio::detached);
    }
    m_next = successor(last);
    co_return true;
}

db::Awaitable<Outcome> Worker::call(Running &job)
{
    const auto &handler = m_kinds.at(job.kind).handler; // no others are taken
    try {
        if (const auto *own = std::get_if<PlatformJob>(&handler)) {
            if (job.organization != platform) {
                co_return fail(ProblemCode::Conflict, "A job of the platform was ordered for an organization.");
            }
            co_return co_await (*own)(job, m_database);
        }
        if (job.organization == platform) {
            co_return fail(ProblemCode::Conflict, "A job of organizations was ordered for none.");
        }
        // The row says whose it is. Nobody acts: the gate lets through what stands for no user.
        db::TenantDoor door(m_database, db::TenantScope(job.organization, db::Access::ReadWrite, {}));
        co_return co_await std::get<TenantJob>(handler)(job, door);
    } catch (const std::exception &exception) {
        spdlog::error("job {} ({}) threw: {}", job.id.text(), job.kind, exception.what());
    }
    co_return fail(ProblemCode::Internal);
}

db::Awaitable<void> Worker::keepLease(std::shared_ptr<Running> job, std::shared_ptr<asio::steady_timer> timer)
{
    // The timer cannot be cancelled while the lease is being renewed: the job says itself that it is over.
    while (!job->m_ended) {
        timer->expires_after(m_options.lease / 3);
        boost::system::error_code stopped;
        co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, stopped));
        if (!job->m_ended) {
            co_await job->renewLease();
        }
    }
}

db::Awaitable<void> Worker::work(std::shared_ptr<Running> job, int maxAttempts, bool cancelled)
{
    auto timer = std::make_shared<asio::steady_timer>(m_executor);
    asio::co_spawn(m_executor, keepLease(job, timer), asio::detached);
    Outcome outcome = fail(ProblemCode::Conflict, "It was cancelled.");
    if (job->attempt > maxAttempts) {
        outcome = fail(ProblemCode::Conflict, "Its worker ended in the middle of it each time.");
    } else if (m_stopping) {
        job->m_interrupted = !cancelled; // taken just before the end
    } else if (!cancelled) {
        outcome = co_await call(*job);
    }
    job->m_ended = true;
    timer->cancel();
    co_await noteEnd(*job, std::move(outcome), maxAttempts, cancelled);
    --m_busy;
    wake();
}

db::Awaitable<void> Worker::noteEnd(const Running &job, Outcome outcome, int maxAttempts, bool cancelled)
{
    std::string status = "done";
    double delay = 0;
    std::optional<std::string> error;
    std::optional<std::string> result;
    if (job.m_interrupted) {
        status = "queued";
    } else if (outcome) {
        result = boost::json::serialize(*outcome);
    } else {
        error = sentence(outcome.error());
        status = job.attempt >= maxAttempts ? "failed" : "queued";
        delay = retryDelay(m_options, job.attempt, maxAttempts - job.attempt);
        if (!cancelled) {
            spdlog::warn("job {} ({}), attempt {} of {}: {}", job.id.text(), job.kind, job.attempt, maxAttempts,
                         *error);
        }
    }
    const db::Params params(job.organization, job.id, job.attempt, status, delay, error, result,
                            job.m_interrupted ? 1 : 0);
    const std::function<Result<bool>(db::PlatformTx &)> note = [&params, &job](db::PlatformTx &tx) -> Result<bool> {
        const bool ours = !tx.query(endJob, params).empty();
        if (job.m_interrupted) {
            wakeWorkers(tx);
        }
        return ours;
    };
    auto noted = co_await m_database.platform<bool>(note);
    asio::steady_timer pause(m_executor);
    std::chrono::milliseconds wait = std::chrono::milliseconds(m_options.lease) / 30;
    for (int attempt = 1; !noted && attempt < notingAttempts; ++attempt, wait *= 2) {
        pause.expires_after(wait);
        boost::system::error_code ignored;
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        noted = co_await m_database.platform<bool>(note);
    }
    // Should all of that fail, the lease ends by itself and the job runs once more.
    if (!noted) {
        spdlog::warn("job {}: its end could not be noted: {}", job.id.text(), problemCode(noted.error().code));
    }
}

} // namespace objecta::jobs
