// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/throttles/routes.h"

#include "models/contract/throttle.h"
#include "server/features/audit/trail.h"
#include "server/features/organizations/lifecycle.h"
#include "server/features/organizations/rows.h"
#include "server/features/platform_resource.h"
#include "server/features/throttles/throttles.h"

namespace objecta::features {

namespace {

using boost::beast::http::verb;
using db::Awaitable;
using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Permission;

constexpr auto one = "/v1/admin/organizations/{id}/throttle";

constexpr Text
    selectHolding("SELECT o.id, o.slug, o.name, t.per_second, t.reason, t.staff, t.created_at, t.until"
                  " FROM throttles t JOIN organizations o ON o.id = t.organization_id WHERE t.until > now()");

constexpr db::Sql setOne(R"sql(
    INSERT INTO throttles (organization_id, per_second, reason, staff, until)
    VALUES ($1::uuid, $2::integer, $3, $4, now() + make_interval(mins => $5::integer))
    ON CONFLICT (organization_id) DO UPDATE
    SET per_second = excluded.per_second, reason = excluded.reason, staff = excluded.staff, created_at = now(),
        until = excluded.until)sql");

constexpr db::Sql takeAway("DELETE FROM throttles WHERE organization_id = $1::uuid AND until > now()");

Throttle readThrottle(const db::Row &row)
{
    return {row.id<OrganizationId>(0), row.string(1),   row.string(2), row.integer(3), row.string(4), row.string(5),
            row.timestamp(6),          row.timestamp(7)};
}

Result<Throttle> findThrottle(db::PlatformTx &tx, const OrganizationId &id)
{
    const auto rows = tx.query(statement<selectHolding + " AND o.id = $1::uuid">, db::Params(id));
    if (rows.empty()) {
        return fail(ProblemCode::NotFound);
    }
    return readThrottle(rows[0]);
}

boost::json::object told(const Throttle &throttle)
{
    return {{"per_second", throttle.perSecond}, {"until", throttle.until.text()}, {"reason", throttle.reason}};
}

Result<Throttle> setThrottle(db::PlatformTx &tx, const AuditContext &context, const OrganizationId &id,
                             const SetThrottle &wanted)
{
    const auto rows = lockOrganizations(tx, {id});
    if (rows.empty()) {
        return fail(ProblemCode::NotFound);
    }
    if (!holds(lifecycle::inUse, rows.begin()->second.organization.status)) {
        return fail(ProblemCode::Conflict, "Only an active or suspended organization can be throttled.");
    }
    const auto before = findThrottle(tx, id);
    tx.query(setOne, db::Params(id, wanted.perSecond, wanted.reason, context.actor, wanted.minutes));
    auto now = findThrottle(tx, id);
    if (!now) {
        return now;
    }
    jobs::enqueue(tx, throttleEnd(id, std::chrono::minutes(wanted.minutes)));
    boost::json::value was;
    if (before) {
        was = told(*before);
    }
    writeAudit(tx, context, AuditedAct{id, "throttle.set", "organization", id.text(), std::move(was), told(*now)});
    return now;
}

Awaitable<Result<Answer>> list(const Authorized &, db::Database &database)
{
    const std::function<Result<Throttles>(db::PlatformTx &)> work = [](db::PlatformTx &tx) -> Result<Throttles> {
        Throttles out;
        const auto rows = tx.query(statement<selectHolding + " ORDER BY t.created_at DESC, o.id LIMIT 200">);
        for (const auto row : rows) {
            out.items.push_back(readThrottle(row));
        }
        return out;
    };
    const auto found = co_await database.platform<Throttles>(work);
    if (!found) {
        co_return tl::unexpected(found.error());
    }
    co_return Answer::json(*found);
}

Awaitable<Result<Answer>> get(const Authorized &request, db::Database &database)
{
    return getForStaff(request, database, findThrottle, [](const Throttle &found) { return Answer::json(found); });
}

Awaitable<Result<Answer>> set(const Authorized &request, db::Database &database, EventHub &hub)
{
    const auto id = pipeline::pathId<OrganizationId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const auto wanted = pipeline::readBody<SetThrottle>(request);
    if (!wanted) {
        co_return tl::unexpected(wanted.error());
    }
    const auto context = AuditContext::of(request);
    const std::function<Result<Throttle>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) {
        return setThrottle(tx, context, *id, *wanted);
    };
    const auto now = co_await database.platform<Throttle>(work);
    if (!now) {
        co_return tl::unexpected(now.error());
    }
    hub.publish(throttleChanged, *id, 0);
    co_return Answer::json(*now);
}

Awaitable<Result<Answer>> lift(const Authorized &request, db::Database &database, EventHub &hub)
{
    const auto id = pipeline::pathId<OrganizationId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const auto context = AuditContext::of(request);
    const std::function<Result<Throttle>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) -> Result<Throttle> {
        lockOrganizations(tx, {*id});
        auto before = findThrottle(tx, *id);
        if (before) {
            tx.query(takeAway, db::Params(*id));
            writeAudit(tx, context,
                       AuditedAct{*id, "throttle.lifted", "organization", id->text(), told(*before), nullptr});
        }
        return before;
    };
    const auto before = co_await database.platform<Throttle>(work);
    if (!before) {
        co_return tl::unexpected(before.error());
    }
    hub.publish(throttleChanged, *id, 0);
    co_return Answer::noContent();
}

} // namespace

std::vector<pipeline::Route> throttleRoutes(EventHub &hub)
{
    using pipeline::staffRoute;
    return {
        staffRoute(verb::get, "/v1/admin/throttles", Permission::ReadMetrics, list),
        staffRoute(verb::get, one, Permission::ReadOrganizations, get),
        staffRoute(verb::put, one, Permission::ChangeLimits,
                   [&hub](const Authorized &request, db::Database &database) { return set(request, database, hub); }),
        staffRoute(verb::delete_, one, Permission::ChangeLimits,
                   [&hub](const Authorized &request, db::Database &database) { return lift(request, database, hub); }),
    };
}

} // namespace objecta::features
