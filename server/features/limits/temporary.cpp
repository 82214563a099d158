// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/limits/temporary.h"

#include "server/features/audit/trail.h"
#include "server/features/usage/thresholds.h"

#include <algorithm>

namespace objecta::features {

namespace {

using boost::json::object;
using db::Awaitable;
using jobs::Outcome;

constexpr const char *kind = "limits.temporary";

constexpr db::Sql hasBegun(R"sql(
    SELECT 1 FROM audit_log
    WHERE organization_id = $1::uuid AND action = 'limits.began' AND after = $2::jsonb AND at >= $3::timestamptz
    LIMIT 1)sql");

constexpr db::Sql takeAway(R"sql(
    UPDATE organizations SET timed_limits = timed_limits - $2::text, version = version + 1, updated_at = now()
    WHERE id = $1::uuid)sql");

jobs::Order order(const OrganizationId &organization, const TemporaryLimit &limit, bool end, Timestamp now)
{
    constexpr int64_t second = 1'000'000;
    const int64_t wait = (end ? *limit.until : *limit.from).micros - now.micros;
    const std::chrono::seconds delay(wait > 0 ? (wait + second - 1) / second : 0);
    return {jobs::platform,
            kind,
            object{{"organization", organization.text()}, {"limit", temporaryJson({limit})}, {"end", end}},
            "limits",
            delay,
            {}};
}

Result<boost::json::value> note(db::PlatformTx &tx, const jobs::Running &job)
{
    const auto id = OrganizationId::parse(std::string_view(job.payload.at("organization").as_string()));
    const object &wanted = job.payload.at("limit").as_object();
    const bool end = job.payload.at("end").as_bool();
    const auto rows = lockOrganizations(tx, {id.value()});
    const object nothing{{"noted", false}};
    if (rows.empty()) {
        return nothing;
    }
    const OrganizationRow &row = rows.begin()->second;
    const auto limit = std::ranges::find_if(
        row.temporary, [&wanted](const TemporaryLimit &one) { return temporaryJson({one}) == wanted; });
    if (limit == row.temporary.end()) {
        return nothing; // changed or taken away since
    }
    const Timestamp due = end ? *limit->until : *limit->from;
    if (due > row.at) {
        jobs::enqueue(tx, order(*id, *limit, end, row.at)); // another clock
        return nothing;
    }
    // What holds without it.
    OrganizationRow without = row;
    std::erase(without.temporary, *limit);
    settleLimits(without);
    const auto part = std::ranges::find(limitParts, limit->limit, &LimitParts::name);
    const auto &other = (without.organization.usage.*(part->quota)).limit;
    const object plain{{limit->limit, other ? boost::json::value(*other) : boost::json::value(nullptr)}};
    OrganizationRow with = row;
    for (auto &one : with.temporary) {
        if (one == *limit) {
            one.until.reset();
        }
    }
    settleLimits(with);
    raiseThresholds(tx, {end ? ChangedLimits{&with, &without} : ChangedLimits{&without, &row}});
    if (end) {
        tx.query(takeAway, db::Params(*id, limit->limit));
    } else if (!tx.query(hasBegun, db::Params(*id, boost::json::serialize(wanted), *limit->from)).empty()) {
        return nothing;
    }
    writeAudit(tx, AuditContext::of(job),
               AuditedAct{*id, end ? "limits.reverted" : "limits.began", "organization", id->text(),
                          end ? wanted : plain, end ? plain : wanted});
    return object{{"noted", true}};
}

Awaitable<Outcome> run(jobs::Running &job, db::Database &database)
{
    using Value = boost::json::value;
    const std::function<Result<Value>(db::PlatformTx &)> work = [&job](db::PlatformTx &tx) { return note(tx, job); };
    co_return co_await database.platform<Value>(work);
}

} // namespace

std::vector<jobs::Order> temporaryOrders(const OrganizationId &organization, const std::vector<TemporaryLimit> &limits,
                                         Timestamp now)
{
    std::vector<jobs::Order> out;
    for (const auto &limit : limits) {
        if (limit.from && *limit.from > now) {
            out.push_back(order(organization, limit, false, now));
        }
        if (limit.until) {
            out.push_back(order(organization, limit, true, now));
        }
    }
    return out;
}

jobs::Kinds temporaryLimitKinds()
{
    jobs::Kinds out;
    out[kind] = {jobs::PlatformJob(run)};
    return out;
}

} // namespace objecta::features
