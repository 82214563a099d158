// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/alerts/alerts.h"

namespace objecta::features {

namespace {

using db::Awaitable;
using jobs::Outcome;

constexpr const char *settleKind = "alerts.settle";
constexpr std::chrono::seconds eachMinute{60};
constexpr int64_t keptDays = 400;
constexpr int64_t batch = 5000;

constexpr db::Sql raiseOne(R"sql(
    INSERT INTO alerts AS a (organization_id, kind, severity, subject, value, detail)
    VALUES ('00000000-0000-0000-0000-000000000000', $1, 'critical', '', $2::bigint, $3::jsonb)
    ON CONFLICT (organization_id, kind, subject) DO UPDATE
    SET value = excluded.value, detail = excluded.detail,
        at = CASE WHEN a.closed_at IS NULL THEN a.at ELSE now() END,
        acknowledged_at = CASE WHEN a.closed_at IS NULL THEN a.acknowledged_at END,
        acknowledged_by = CASE WHEN a.closed_at IS NULL THEN a.acknowledged_by END,
        closed_at = NULL
    WHERE a.closed_at IS NOT NULL OR (a.value, a.detail) IS DISTINCT FROM (excluded.value, excluded.detail))sql");

constexpr db::Sql closeOne(R"sql(
    UPDATE alerts SET closed_at = now()
    WHERE organization_id = '00000000-0000-0000-0000-000000000000' AND kind = $1 AND closed_at IS NULL)sql");

// In this job alone, so that whoever goes up and down at a threshold changes an alert once a minute at the most. What
// comes back within a day stays acknowledged, unless it is worse than before. A deleted organization's are left: it may
// be restored, or is erased.
constexpr db::Sql settleThresholds(R"sql(
    WITH state AS (
        SELECT a.organization_id, a.id, n.used, n.quota,
               o.status <> 'archived' AND coalesce(n.used > 0 AND n.used * 5 >= n.quota * 4, false) AS holds,
               CASE WHEN n.used >= n.quota THEN 'critical' ELSE 'warning' END AS severity
        FROM alerts a
        JOIN organizations o ON o.id = a.organization_id AND o.status NOT IN ('deleting', 'erased')
        JOIN plans p ON p.id = o.plan
        LEFT JOIN usage_counters c ON c.organization_id = a.organization_id AND c.resource = a.resource
            AND c.period = CASE a.resource WHEN 'messages' THEN to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM') ELSE '' END
        CROSS JOIN LATERAL (
            SELECT coalesce(c.used, 0) AS used,
                   effective_limit(o.timed_limits, o.limits, p.limits, 'max' || initcap(a.resource)) AS quota) n
        WHERE a.kind = 'quota.threshold'
          AND (a.closed_at IS NULL OR a.detail->>'period' = to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM')))
    UPDATE alerts a
    SET closed_at = CASE WHEN NOT s.holds THEN now() END,
        value = CASE WHEN s.holds THEN s.used ELSE a.value END,
        quota = CASE WHEN s.holds THEN s.quota ELSE a.quota END,
        at = CASE WHEN s.holds THEN now() ELSE a.at END,
        detail = CASE WHEN s.holds
                      THEN a.detail || jsonb_build_object('threshold', CASE s.severity WHEN 'critical' THEN 100 ELSE 80 END)
                      ELSE a.detail END,
        severity = CASE WHEN NOT s.holds THEN a.severity ELSE s.severity END,
        acknowledged_at = CASE WHEN NOT s.holds OR s.stays THEN a.acknowledged_at END,
        acknowledged_by = CASE WHEN NOT s.holds OR s.stays THEN a.acknowledged_by END
    FROM (SELECT state.*, (b.closed_at IS NULL OR b.closed_at > now() - interval '1 day')
                          AND NOT (b.severity = 'warning' AND state.severity = 'critical') AS stays
          FROM state JOIN alerts b ON b.organization_id = state.organization_id AND b.id = state.id) s
    WHERE a.organization_id = s.organization_id AND a.id = s.id
      AND (s.holds = (a.closed_at IS NOT NULL) OR (s.holds AND a.severity <> s.severity)))sql");

// All that died since it was raised were tried again, or are gone.
constexpr db::Sql settleJobs(R"sql(
    UPDATE alerts a SET closed_at = now()
    WHERE a.kind = 'job.dead' AND a.closed_at IS NULL AND NOT EXISTS (
        SELECT FROM jobs j WHERE j.organization_id = a.organization_id AND j.kind = a.subject
                             AND j.status = 'failed' AND j.finished_at >= a.at))sql");

constexpr db::Sql removeSome(R"sql(
    DELETE FROM alerts WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM alerts WHERE closed_at < now() - make_interval(days => $1::int) LIMIT $2::bigint)))sql");

Awaitable<Outcome> settle(jobs::Running &, db::Database &database)
{
    using Value = boost::json::value;
    const std::function<Result<Value>(db::PlatformTx &)> work = [](db::PlatformTx &tx) -> Result<Value> {
        const int changed = tx.query(settleThresholds).affected() + tx.query(settleJobs).affected();
        const int removed = tx.query(removeSome, db::Params(keptDays, batch)).affected();
        return boost::json::object{{"changed", changed}, {"removed", removed}};
    };
    co_return co_await database.platform<Value>(work);
}

} // namespace

void noteCheck(db::PlatformTx &tx, const CheckFound &found)
{
    if (found.count > 0) {
        tx.query(raiseOne, db::Params(found.kind, found.count, boost::json::serialize(found.detail)));
    } else {
        tx.query(closeOne, db::Params(found.kind));
    }
}

jobs::Kinds alertJobs()
{
    jobs::Kinds out;
    out[settleKind] = {jobs::PlatformJob(settle), eachMinute};
    return out;
}

} // namespace objecta::features
