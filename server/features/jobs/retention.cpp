// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/jobs/retention.h"

#include "server/features/audit/platform_trail.h"

namespace objecta::features {

namespace {

using db::Awaitable;
using jobs::Outcome;

constexpr const char *kind = "jobs.retain";
constexpr std::chrono::hours nightly{24};
constexpr std::chrono::hours atFour{4};
constexpr int64_t keptDays = 30;
constexpr int64_t batch = 5000;

constexpr db::Sql removeSome(R"sql(
    WITH gone AS (
        DELETE FROM jobs WHERE ctid = ANY (ARRAY(
            SELECT j.ctid FROM jobs j
            WHERE j.finished_at < now() - make_interval(days => $1::int)
              AND j.status IN ('done', 'failed', 'cancelled')
              AND NOT EXISTS (SELECT FROM bulk_operations b WHERE b.job_id = j.id)
            LIMIT $2::bigint))
        RETURNING 1)
    SELECT count(*) FROM gone)sql");

Result<int64_t> removeIn(db::PlatformTx &tx, const jobs::Running &job)
{
    const auto rows = tx.query(removeSome, db::Params(keptDays, batch));
    const int64_t removed = rows[0].integer(0);
    if (removed > 0) {
        writePlatformAudit(tx, AuditContext::of(job),
                           {"jobs.removed", "jobs", job.id.text(), nullptr,
                            boost::json::object{{"removed", removed}, {"older_than_days", keptDays}}});
    }
    return removed;
}

Awaitable<Outcome> retain(jobs::Running &job, db::Database &database)
{
    const std::function<Result<int64_t>(db::PlatformTx &)> work = [&job](db::PlatformTx &tx) {
        return removeIn(tx, job);
    };
    int64_t removed = 0;
    for (;;) {
        const auto some = co_await database.platform<int64_t>(work);
        if (!some) {
            co_return tl::unexpected(some.error());
        }
        removed += *some;
        if (*some < batch) {
            break;
        }
        const bool goesOn = co_await job.progress(removed);
        if (!goesOn) {
            break;
        }
    }
    co_return boost::json::value(boost::json::object{{"removed", removed}});
}

} // namespace

jobs::Kinds retentionKinds()
{
    jobs::Kinds out;
    out[kind] = {jobs::PlatformJob(retain), nightly, atFour};
    return out;
}

} // namespace objecta::features
