// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/usage/routes.h"

#include "models/contract/organization.h"
#include "server/features/usage/history.h"

namespace objecta::features {

namespace {

using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;
using pipeline::Permission;
using Verb = boost::beast::http::verb;

// used, effective limit, where it comes from and when that ends, four times; then the month.
constexpr db::Sql usageOfOrganization = R"(
    SELECT coalesce(max(c.used) FILTER (WHERE c.resource = 'agents'), 0),
           effective_limit(o.timed_limits, o.limits, p.limits, 'maxAgents'),
           limit_source(o.timed_limits, o.limits, 'maxAgents'),
           CASE limit_source(o.timed_limits, o.limits, 'maxAgents') WHEN 'temporary'
                THEN (o.timed_limits->'maxAgents'->>'until')::timestamptz END,
           coalesce(max(c.used) FILTER (WHERE c.resource = 'messages'), 0),
           effective_limit(o.timed_limits, o.limits, p.limits, 'maxMessages'),
           limit_source(o.timed_limits, o.limits, 'maxMessages'),
           CASE limit_source(o.timed_limits, o.limits, 'maxMessages') WHEN 'temporary'
                THEN (o.timed_limits->'maxMessages'->>'until')::timestamptz END,
           coalesce(max(c.used) FILTER (WHERE c.resource = 'users'), 0),
           effective_limit(o.timed_limits, o.limits, p.limits, 'maxUsers'),
           limit_source(o.timed_limits, o.limits, 'maxUsers'),
           CASE limit_source(o.timed_limits, o.limits, 'maxUsers') WHEN 'temporary'
                THEN (o.timed_limits->'maxUsers'->>'until')::timestamptz END,
           coalesce(max(c.used) FILTER (WHERE c.resource = 'storage'), 0),
           effective_limit(o.timed_limits, o.limits, p.limits, 'maxStorage'),
           limit_source(o.timed_limits, o.limits, 'maxStorage'),
           CASE limit_source(o.timed_limits, o.limits, 'maxStorage') WHEN 'temporary'
                THEN (o.timed_limits->'maxStorage'->>'until')::timestamptz END,
           m.period
    FROM organizations o
    JOIN plans p ON p.id = o.plan
    CROSS JOIN (SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM') AS period) m
    LEFT JOIN usage_counters c ON c.organization_id = o.id AND c.period IN ('', m.period)
    WHERE o.id = $1::uuid
    GROUP BY o.timed_limits, o.limits, p.limits, m.period)";

Quota quota(const db::Row &row, int column)
{
    return {row.integer(column), row.maybeInteger(column + 1), row.string(column + 2), row.maybeTimestamp(column + 3)};
}

Awaitable<Result<Answer>> usage(const Authorized &, db::TenantTx &tx)
{
    const auto rows = co_await tx.queryAndCommit(usageOfOrganization, db::Params(tx.scope().organization()));
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    if (rows->empty()) {
        co_return fail(ProblemCode::OrganizationNotFound);
    }
    const auto row = (*rows)[0];
    co_return Answer::json(Usage{quota(row, 0), quota(row, 4), quota(row, 8), quota(row, 12), row.string(16)});
}

Awaitable<Result<Answer>> ownDays(const Authorized &request, db::TenantTx &tx)
{
    const auto query = readUsageQuery(request, Timestamp::now());
    if (!query) {
        co_return tl::unexpected(query.error());
    }
    const auto rows = co_await tx.queryAndCommit(usageRows, usageParams(tx.scope().organization(), *query));
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    co_return Answer::json(usageOf(*rows, *query));
}

Awaitable<Result<Answer>> days(const Authorized &request, db::Database &database)
{
    const auto id = pipeline::pathId<OrganizationId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const auto query = readUsageQuery(request, Timestamp::now());
    if (!query) {
        co_return tl::unexpected(query.error());
    }
    const std::function<Result<DailyUsage>(db::PlatformTx &)> load = [&](db::PlatformTx &tx) -> Result<DailyUsage> {
        const auto rows = tx.query(usageRows, usageParams(*id, *query));
        if (rows.empty()) {
            return fail(ProblemCode::NotFound);
        }
        return usageOf(rows, *query);
    };
    const auto found = co_await database.platform<DailyUsage>(load);
    if (!found) {
        co_return tl::unexpected(found.error());
    }
    co_return Answer::json(*found);
}

} // namespace

std::vector<pipeline::Route> usageRoutes()
{
    return {pipeline::tenantRoute(Verb::get, "/v1/usage", Permission::ReadUsage, usage),
            pipeline::tenantRoute(Verb::get, "/v1/usage/daily", Permission::ReadUsage, ownDays)};
}

std::vector<pipeline::Route> staffUsageRoutes()
{
    return {pipeline::staffRoute(Verb::get, "/v1/admin/organizations/{id}/usage/daily", Permission::ReadOrganizations,
                                 days)};
}

} // namespace objecta::features
