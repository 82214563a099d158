// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/monitoring/job_figures.h"

#include <algorithm>

namespace objecta::monitoring {

namespace {

// Both parts by an index. A running job's run_at is the end of its lease: it is due once nobody renews that.
constexpr db::Sql selectCounts(R"sql(
    SELECT kind, count(*) FILTER (WHERE status = 'queued'), count(*) FILTER (WHERE status = 'running'), 0,
           coalesce(max(extract(epoch FROM now() - run_at)), 0)::bigint
    FROM jobs WHERE status IN ('queued', 'running') GROUP BY kind
    UNION ALL
    SELECT kind, 0, 0, count(*), 0
    FROM jobs WHERE status = 'failed' AND finished_at > now() - interval '1 day' GROUP BY kind)sql");

} // namespace

db::Awaitable<Result<JobFigures>> countJobs(db::Database &database, const std::vector<std::string> &kinds)
{
    const std::function<Result<JobFigures>(db::PlatformTx &)> count = [&kinds](db::PlatformTx &tx) {
        JobFigures out;
        for (const auto &kind : kinds) {
            out.byKind[kind];
        }
        auto &other = out.byKind["other"];
        const auto rows = tx.query(selectCounts);
        for (const auto row : rows) {
            const auto known = out.byKind.find(row.string(0));
            auto &counts = known != out.byKind.end() ? known->second : other;
            counts.queued += row.integer(1);
            counts.running += row.integer(2);
            counts.failed += row.integer(3);
            out.overdueSeconds = std::max(out.overdueSeconds, row.integer(4));
        }
        return out;
    };
    co_return co_await database.platform<JobFigures>(count);
}

} // namespace objecta::monitoring
