// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/usage/routes.h"

#include "models/contract/organization.h"

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

} // namespace

std::vector<pipeline::Route> usageRoutes()
{
    return {pipeline::tenantRoute(Verb::get, "/v1/usage", Permission::ReadUsage, usage)};
}

} // namespace objecta::features
