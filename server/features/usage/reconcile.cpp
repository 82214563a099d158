// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/usage/reconcile.h"

#include "server/features/organizations/sql_text.h"

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

// Whoever makes or deletes a row changes its counter in the same transaction: with the counter locked, nothing is under
// way, and the next statement sees all that was. Messages a month at a time, in transactions of their own: nobody waits
// for the counting of all that was ever said.
constexpr db::Sql lockCounters(R"sql(
    SELECT 1 FROM usage_counters
    WHERE organization_id = $1::uuid AND (resource = 'messages') = ($2::text <> '') AND period = $2::text
    ORDER BY resource FOR UPDATE)sql");

constexpr db::Sql months(R"sql(
    SELECT period FROM usage_counters WHERE organization_id = $1::uuid AND resource = 'messages' ORDER BY period DESC)sql");

constexpr Text ofRows(R"sql(
    WITH actual (resource, period, rows) AS (
        SELECT 'agents', '', count(*) FROM agents WHERE organization_id = $1::uuid
        UNION ALL
        SELECT 'users', '', count(*) FROM users WHERE organization_id = $1::uuid AND status = 'active'
        UNION ALL
        SELECT 'storage', '', coalesce(sum(bytes), 0)::bigint FROM documents WHERE organization_id = $1::uuid))sql");

constexpr Text ofMonth(R"sql(
    WITH actual (resource, period, rows) AS (
        SELECT 'messages', $2::text, count(*) FROM messages
        WHERE organization_id = $1::uuid AND role = 'user'
          AND created_at >= ($2::text || '-01')::timestamp AT TIME ZONE 'UTC'
          AND created_at < (($2::text || '-01')::timestamp + interval '1 month') AT TIME ZONE 'UTC'))sql");

constexpr Text set(R"sql(,
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

/// The counters that no month belongs to (an empty period), or the messages of one month.
Awaitable<Result<boost::json::array>> setThose(db::TenantDoor &door, std::string period)
{
    using Differences = boost::json::array;
    const std::function<Awaitable<Result<Differences>>(db::TenantTx &)> work =
        [&period](db::TenantTx &tx) -> Awaitable<Result<Differences>> {
        const OrganizationId organization = tx.scope().organization();
        const auto locked = co_await tx.query(lockCounters, db::Params(organization, period));
        if (!locked) {
            co_return tl::unexpected(locked.error());
        }
        Result<db::Rows> wrong;
        if (period.empty()) {
            wrong = co_await tx.query(statement<ofRows + set>, db::Params(organization));
        } else {
            wrong = co_await tx.query(statement<ofMonth + set>, db::Params(organization, period));
        }
        if (!wrong) {
            co_return tl::unexpected(wrong.error());
        }
        Differences out;
        for (const auto row : *wrong) {
            spdlog::warn("usage: {} of organization {} was {}, its rows come to {}", row.string(0), organization.text(),
                         row.integer(1), row.integer(2));
            out.push_back(boost::json::object{
                {"resource", row.string(0)}, {"counted", row.integer(1)}, {"rows", row.integer(2)}});
        }
        co_return out;
    };
    co_return co_await door.inTenant<Differences>(db::Work::Write, work);
}

Awaitable<Result<std::vector<std::string>>> periodsOf(db::TenantDoor &door)
{
    using Periods = std::vector<std::string>;
    const std::function<Awaitable<Result<Periods>>(db::TenantTx &)> work =
        [](db::TenantTx &tx) -> Awaitable<Result<Periods>> {
        const auto rows = co_await tx.query(months, db::Params(tx.scope().organization()));
        if (!rows) {
            co_return tl::unexpected(rows.error());
        }
        Periods out{""};
        for (const auto row : *rows) {
            out.push_back(row.string(0));
        }
        co_return out;
    };
    co_return co_await door.inTenant<Periods>(db::Work::Read, work);
}

Awaitable<Outcome> reconcileOne(jobs::Running &, db::TenantDoor &door)
{
    const auto periods = co_await periodsOf(door);
    if (!periods) {
        co_return tl::unexpected(periods.error());
    }
    boost::json::array differences;
    for (const auto &period : *periods) {
        auto found = co_await setThose(door, period);
        if (!found) {
            co_return tl::unexpected(found.error());
        }
        for (auto &one : *found) {
            differences.push_back(std::move(one));
        }
    }
    co_return boost::json::value(boost::json::object{{"differences", std::move(differences)}});
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
