// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/usage/quota.h"

#include <array>

namespace objecta::features {

namespace {

struct Words {
    const char *noun;
    const char *resource;
    const char *limit;
};
constexpr std::array<Words, 4> words{{{"Agent", "agents", "maxAgents"},
                                      {"User", "users", "maxUsers"},
                                      {"Message", "messages", "maxMessages"},
                                      {"Storage", "storage", "maxStorage"}}};

// used, the limit, where it comes from, and when that ends
constexpr db::Sql figures = R"(
    SELECT coalesce(c.used, 0), effective_limit(o.timed_limits, o.limits, p.limits, $3::text), s.source,
           CASE WHEN s.source = 'temporary' THEN (o.timed_limits->$3::text->>'until')::timestamptz END
    FROM organizations o JOIN plans p ON p.id = o.plan
    CROSS JOIN LATERAL (SELECT limit_source(o.timed_limits, o.limits, $3::text) AS source) s
    LEFT JOIN usage_counters c ON c.organization_id = o.id AND c.resource = $2::text
        AND c.period = CASE $2::text WHEN 'messages' THEN to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM') ELSE '' END
    WHERE o.id = $1::uuid)";

std::string sentence(const QuotaRefusal &quota)
{
    std::string out = std::to_string(quota.used) + " of " + std::to_string(quota.limit) + " used, "
        + std::to_string(quota.requested) + " more requested; the limit is ";
    if (quota.source == "plan") {
        return out + "the plan's.";
    }
    out += quota.source == "temporary" ? "a temporary override" : "an override";
    return out + (quota.until ? " until " + quota.until->text() + "." : ".");
}

} // namespace

db::Awaitable<Problem> quotaExceeded(db::TenantTx &tx, Limited what, int64_t requested)
{
    const Words &word = words.at(static_cast<size_t>(what));
    const auto rows =
        co_await tx.queryAfterwards(figures, db::Params(tx.scope().organization(), word.resource, word.limit));
    if (!rows) {
        co_return rows.error();
    }
    Problem out;
    out.code = ProblemCode::QuotaExceeded;
    out.detail = std::string(word.noun) + " limit reached. Please upgrade your plan.";
    // Taken away in this very moment, there is none to name.
    if (!rows->empty() && !(*rows)[0].isNull(1)) {
        const auto row = (*rows)[0];
        out.quota = QuotaRefusal{word.resource, row.integer(0), row.integer(1),
                                 requested,     row.string(2),  row.maybeTimestamp(3)};
        out.detail += ' ' + sentence(*out.quota);
    }
    co_return out;
}

db::Awaitable<Problem> quotaExceeded(db::TenantDoor &door, Limited what, int64_t requested)
{
    const std::function<db::Awaitable<Result<Problem>>(db::TenantTx &)> work =
        [what, requested](db::TenantTx &tx) -> db::Awaitable<Result<Problem>> {
        Problem problem = co_await quotaExceeded(tx, what, requested);
        co_return problem;
    };
    auto problem = co_await door.inTenant<Problem>(db::Work::Write, work);
    if (!problem) {
        co_return problem.error();
    }
    co_return std::move(*problem);
}

} // namespace objecta::features
