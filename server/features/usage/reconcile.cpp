// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/usage/reconcile.h"

#include <spdlog/spdlog.h>

namespace objecta::features {

namespace {

using db::Awaitable;
using jobs::Outcome;

constexpr const char *allKind = "usage.reconcile";
constexpr const char *oneKind = "usage.reconcile.organization";
constexpr std::chrono::hours nightly{24};
/// After midnight UTC, when the least is going on.
constexpr std::chrono::hours atThree{3};

// Whoever makes or deletes a row changes its counter in the same transaction: with the counters locked, nothing is
// under way, and the next statement sees all that was.
constexpr db::Sql lockCounters(R"sql(
    SELECT 1 FROM usage_counters WHERE organization_id = $1::uuid ORDER BY resource, period FOR UPDATE)sql");

constexpr db::Sql setCounters(R"sql(
    WITH actual (resource, period, rows) AS (
        SELECT 'agents', '', count(*) FROM agents WHERE organization_id = $1::uuid
        UNION ALL
        SELECT 'users', '', count(*) FROM users WHERE organization_id = $1::uuid AND status = 'active'
        UNION ALL
        SELECT 'storage', '', coalesce(sum(bytes), 0)::bigint FROM documents WHERE organization_id = $1::uuid
        UNION ALL
        SELECT 'messages', c.period, count(m.id) FROM usage_counters c
        LEFT JOIN messages m ON m.organization_id = $1::uuid AND m.role = 'user'
            AND to_char(m.created_at AT TIME ZONE 'UTC', 'YYYY-MM') = c.period
        WHERE c.organization_id = $1::uuid AND c.resource = 'messages' GROUP BY c.period),
    wrong AS (
        SELECT c.resource, c.period, c.used, c.settled + a.rows AS rows
        FROM usage_counters c JOIN actual a ON a.resource = c.resource AND a.period = c.period
        WHERE c.organization_id = $1::uuid AND c.used <> c.settled + a.rows),
    changed AS (
        UPDATE usage_counters c SET used = wrong.rows FROM wrong
        WHERE c.organization_id = $1::uuid AND c.resource = wrong.resource AND c.period = wrong.period),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, before, after)
        SELECT $1::uuid, 'system', 'usage.reconcile', 'usage.reconciled', 'usage', wrong.resource,
               jsonb_build_object('used', wrong.used),
               jsonb_strip_nulls(jsonb_build_object('used', wrong.rows, 'period', nullif(wrong.period, '')))
        FROM wrong)
    SELECT resource, used, rows FROM wrong)sql");

Awaitable<Outcome> reconcileAll(jobs::Running &job, db::Database &database)
{
    const std::function<Result<int64_t>(db::PlatformTx &)> work = [&job](db::PlatformTx &tx) -> Result<int64_t> {
        return jobs::enqueueForAll(tx, oneKind, job.id.text());
    };
    const auto ordered = co_await database.platform<int64_t>(work);
    if (!ordered) {
        co_return tl::unexpected(ordered.error());
    }
    co_return boost::json::value(boost::json::object{{"organizations", *ordered}});
}

Awaitable<Outcome> reconcileOne(jobs::Running &, db::TenantDoor &door)
{
    using Value = boost::json::value;
    const std::function<Awaitable<Result<Value>>(db::TenantTx &)> work =
        [](db::TenantTx &tx) -> Awaitable<Result<Value>> {
        const OrganizationId organization = tx.scope().organization();
        const auto locked = co_await tx.query(lockCounters, db::Params(organization));
        if (!locked) {
            co_return tl::unexpected(locked.error());
        }
        const auto wrong = co_await tx.query(setCounters, db::Params(organization));
        if (!wrong) {
            co_return tl::unexpected(wrong.error());
        }
        boost::json::array differences;
        for (const auto row : *wrong) {
            spdlog::warn("usage: {} of organization {} was {}, its rows come to {}", row.string(0), organization.text(),
                         row.integer(1), row.integer(2));
            differences.push_back(boost::json::object{
                {"resource", row.string(0)}, {"counted", row.integer(1)}, {"rows", row.integer(2)}});
        }
        co_return Value(boost::json::object{{"differences", std::move(differences)}});
    };
    co_return co_await door.inTenant<Value>(db::Work::Write, work);
}

} // namespace

jobs::Kinds reconcileKinds()
{
    jobs::Kinds out;
    out[allKind] = {jobs::PlatformJob(reconcileAll), nightly, atThree};
    out[oneKind] = {jobs::TenantJob(reconcileOne)};
    return out;
}

} // namespace objecta::features
