// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/usage.h"
#include "server/db/rows.h"
#include "server/db/sql.h"
#include "server/features/usage/forecast.h"
#include "server/pipeline/input.h"

namespace objecta::features {

/// Which days of an organization's usage were asked for, as days since 1970-01-01.
struct UsageQuery {
    std::optional<std::string> resource; ///< nullopt: all four
    int64_t from = 0;
    int64_t to = 0; ///< the last one
    Timestamp now;

    [[nodiscard]] int64_t today() const { return now.seconds() / 86'400; }
};

/// ?from=&to=&resource=, the last 30 days where they are missing, and nothing before what is kept or in the future.
/// ValidationFailed for what is no day and no resource.
Result<UsageQuery> readUsageQuery(const pipeline::Routed &request, Timestamp now);

/// Reads it, under any role; no row for an unknown organization. Today is what the counters say now.
inline constexpr db::Sql usageRows(R"sql(
    WITH current AS (
        SELECT r.resource, coalesce(c.used, 0) AS used,
               effective_limit(o.timed_limits, o.limits, p.limits, 'max' || initcap(r.resource)) AS quota
        FROM organizations o JOIN plans p ON p.id = o.plan
        CROSS JOIN unnest(ARRAY['agents', 'users', 'messages', 'storage']) r (resource)
        LEFT JOIN usage_counters c ON c.organization_id = $1::uuid AND c.resource = r.resource
            AND c.period = CASE r.resource WHEN 'messages' THEN to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM') ELSE '' END
        WHERE o.id = $1::uuid AND o.status <> 'erased' AND ($2::text IS NULL OR r.resource = $2::text))
    SELECT n.resource, $4::integer, n.used, greatest(n.used, d.peak), n.quota
    FROM current n LEFT JOIN usage_daily d ON d.organization_id = $1::uuid AND d.resource = n.resource
        AND d.day = '1970-01-01'::date + $4::integer
    UNION ALL
    SELECT d.resource, d.day - '1970-01-01'::date, d.used, d.peak, d.quota
    FROM usage_daily d JOIN current n ON n.resource = d.resource
    WHERE d.organization_id = $1::uuid AND d.day >= '1970-01-01'::date + $3::integer
      AND d.day < '1970-01-01'::date + $4::integer
    ORDER BY 1, 2)sql");
db::Params usageParams(const OrganizationId &organization, const UsageQuery &query);
/// What its rows come to, with the forecasts.
DailyUsage usageOf(const db::Rows &rows, const UsageQuery &query);

/// The forecast of a resource: `points` end with today's.
Forecast forecastOf(std::string_view resource, const std::vector<UsedOn> &points, std::optional<int64_t> limit,
                    Timestamp now);

/// 2026-11-29
std::string dayText(int64_t day);

/// Days are kept for so long.
inline constexpr int64_t usageKeptDays = 400;

} // namespace objecta::features
