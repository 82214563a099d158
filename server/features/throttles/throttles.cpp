// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/throttles/throttles.h"

#include "server/features/audit/trail.h"

#include <functional>

namespace objecta::features {

namespace {

using jobs::Outcome;
using Throttles = std::vector<pipeline::RateThrottle>;

constexpr const char *kind = "throttle.end";

constexpr db::Sql selectHolding(R"sql(
    SELECT organization_id, per_second, ceil(extract(epoch FROM until - now()) * 1000)::bigint
    FROM throttles WHERE until > now())sql");

constexpr db::Sql takeAwayEnded(R"sql(
    DELETE FROM throttles WHERE organization_id = $1::uuid AND until <= now() RETURNING per_second, until)sql");

Result<boost::json::value> end(db::PlatformTx &tx, const jobs::Running &job)
{
    const auto id = OrganizationId::parse(std::string_view(job.payload.at("organization").as_string()));
    const auto ended = tx.query(takeAwayEnded, db::Params(*id));
    if (ended.empty()) {
        return boost::json::object{{"noted", false}};
    }
    writeAudit(
        tx, AuditContext::of(job),
        AuditedAct{*id, "throttle.ended", "organization", id->text(),
                   boost::json::object{{"per_second", ended[0].integer(0)}, {"until", ended[0].timestamp(1).text()}},
                   nullptr});
    return boost::json::object{{"noted", true}};
}

db::Awaitable<Outcome> run(jobs::Running &job, db::Database &database)
{
    using Value = boost::json::value;
    const std::function<Result<Value>(db::PlatformTx &)> work = [&job](db::PlatformTx &tx) { return end(tx, job); };
    co_return co_await database.platform<Value>(work);
}

} // namespace

db::Awaitable<Result<void>> readThrottles(db::Database &database, pipeline::RateLimiter &limiter)
{
    const std::function<Result<Throttles>(db::PlatformTx &)> work = [](db::PlatformTx &tx) -> Result<Throttles> {
        Throttles out;
        const auto rows = tx.query(selectHolding);
        for (const auto row : rows) {
            out.push_back({row.id<OrganizationId>(0), row.integer(1), std::chrono::milliseconds(row.integer(2))});
        }
        return out;
    };
    const auto holding = co_await database.platform<Throttles>(work);
    if (!holding) {
        co_return tl::unexpected(holding.error());
    }
    limiter.setThrottles(*holding);
    co_return Result<void>();
}

jobs::Kinds throttleKinds()
{
    jobs::Kinds out;
    out[kind] = {jobs::PlatformJob(run)};
    return out;
}

jobs::Order throttleEnd(const OrganizationId &organization, std::chrono::seconds delay)
{
    return {jobs::platform, kind, boost::json::object{{"organization", organization.text()}}, "throttles", delay, {}};
}

} // namespace objecta::features
