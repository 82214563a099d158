// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/usage/thresholds.h"

namespace objecta::features {

namespace {

constexpr db::Sql raise(R"sql(
    WITH raised AS (
        INSERT INTO quota_events (organization_id, resource, period, threshold, used, quota)
        SELECT n.organization_id, n.resource, n.period, n.threshold, n.used, n.quota
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::bigint[])
            n (organization_id, resource, period, threshold, used, quota)
        ORDER BY n.organization_id, n.resource, n.threshold
        ON CONFLICT DO NOTHING
        RETURNING organization_id, resource, period, threshold, used, quota)
    INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, after)
    SELECT organization_id, 'system', 'quota', 'quota.threshold_reached', 'usage', resource,
           jsonb_build_object('threshold', threshold, 'used', used, 'limit', quota, 'period', period)
    FROM raised ORDER BY organization_id, resource, threshold)sql");

bool reached(const Quota &quota, int64_t threshold)
{
    return quota.limit && quota.used * 100 >= *quota.limit * threshold;
}

} // namespace

void raiseThresholds(db::PlatformTx &tx, const std::vector<ChangedLimits> &changes)
{
    std::vector<OrganizationId> organizations;
    std::vector<std::string> resources;
    std::vector<std::string> periods;
    std::vector<int64_t> thresholds;
    std::vector<int64_t> used;
    std::vector<int64_t> quotas;
    for (const auto &[before, after] : changes) {
        for (const auto &part : limitParts) {
            const Quota &now = after->organization.usage.*part.quota;
            Quota then = before->organization.usage.*part.quota;
            then.used = now.used;
            for (const int64_t threshold : {int64_t{80}, int64_t{100}}) {
                // Nothing used of a limit of nothing is no news.
                if (now.used > 0 && reached(now, threshold) && !reached(then, threshold)) {
                    organizations.push_back(after->organization.id);
                    resources.push_back(resourceOf(part.name));
                    periods.push_back(after->organization.usage.period);
                    thresholds.push_back(threshold);
                    used.push_back(now.used);
                    quotas.push_back(*now.limit);
                }
            }
        }
    }
    if (!organizations.empty()) {
        tx.query(raise, db::Params(organizations, resources, periods, thresholds, used, quotas));
    }
}

} // namespace objecta::features
