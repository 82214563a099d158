// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/stream/change_watch.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <map>
#include <vector>

namespace objecta::features {

namespace {

constexpr auto tuple = boost::asio::as_tuple(boost::asio::use_awaitable);
constexpr std::chrono::seconds interval{1};

// What was committed after a look was written by a transaction that was under way then, or began later: none of those
// is older than the oldest that was under way. So the transaction that a row was written by says whether it can be new;
// of the trails only their ends are read, one row an organization, and what has ended long ago is left out by its time.
// One statement, so that all of it and the next look's beginning are of one moment.
constexpr db::Sql changesSince(R"sql(
    WITH since AS (SELECT age($1::text::xid8::xid) AS oldest, $2::timestamptz - interval '1 minute' AS at)
    SELECT 'now', NULL::uuid, NULL::uuid, 0::bigint, pg_snapshot_xmin(pg_current_snapshot())::text, now()::text
    UNION ALL
    SELECT 'audit.appended', h.organization_id, NULL, h.seq, h.xmin::text, ''
    FROM audit_heads h, since WHERE $3::boolean AND age(h.xmin) <= since.oldest
    UNION ALL
    SELECT 'audit.appended', NULL, NULL, h.seq, h.xmin::text, ''
    FROM platform_audit_head h, since WHERE $3::boolean AND age(h.xmin) <= since.oldest
    UNION ALL
    SELECT 'job.changed', nullif(j.organization_id, '00000000-0000-0000-0000-000000000000'), j.id, 0, j.xmin::text, ''
    FROM jobs j, since
    WHERE $4::boolean AND j.status IN ('queued', 'running') AND age(j.xmin) <= since.oldest
    UNION ALL
    SELECT 'job.changed', nullif(j.organization_id, '00000000-0000-0000-0000-000000000000'), j.id, 0, j.xmin::text, ''
    FROM jobs j, since
    WHERE $4::boolean AND j.finished_at > since.at AND age(j.xmin) <= since.oldest
    UNION ALL
    SELECT 'quota.threshold', q.organization_id, NULL, q.threshold, q.xmin::text, ''
    FROM quota_events q, since WHERE $5::boolean AND q.at > since.at AND age(q.xmin) <= since.oldest
    UNION ALL
    SELECT CASE WHEN a.closed_at IS NOT NULL THEN 'alert.closed'
                WHEN a.acknowledged_at IS NOT NULL THEN 'alert.acknowledged' ELSE 'alert.raised' END,
           nullif(a.organization_id, '00000000-0000-0000-0000-000000000000'), a.id, 0, a.xmin::text, ''
    FROM alerts a, since
    WHERE $6::boolean AND (a.closed_at IS NULL OR a.closed_at > since.at) AND age(a.xmin) <= since.oldest)sql");

} // namespace

struct ChangeWatch::Change {
    StreamMessage event;
    std::string row; ///< which, and by which transaction
};

struct ChangeWatch::Look {
    std::string since;
    std::string at;
    std::vector<Change> changes;
};

ChangeWatch::ChangeWatch(db::asio::any_io_executor executor, db::Database &database, EventHub &hub)
    : m_database(database)
    , m_hub(hub)
    , m_timer(std::move(executor))
{
}

db::Awaitable<void> ChangeWatch::run()
{
    while (!m_stopping) {
        co_await look();
        m_timer.expires_after(interval);
        if (!m_stopping) {
            co_await m_timer.async_wait(tuple);
        }
    }
}

void ChangeWatch::stop()
{
    m_stopping = true;
    m_timer.cancel();
}

db::Awaitable<void> ChangeWatch::look()
{
    const auto known = [](const std::string &text) { return text.empty() ? std::nullopt : std::optional(text); };
    const bool alerts = m_hub.isWanted(alertRaised) || m_hub.isWanted(alertAcknowledged) || m_hub.isWanted(alertClosed);
    const db::Params params(known(m_since), known(m_at), m_hub.isWanted(auditAppended), m_hub.isWanted(jobChanged),
                            m_hub.isWanted(quotaThreshold), alerts);
    const std::function<Result<Look>(db::PlatformTx &)> read = [&params](db::PlatformTx &tx) -> Result<Look> {
        Look out;
        const auto rows = tx.query(changesSince, params);
        for (const auto row : rows) {
            if (row.text(0) == "now") {
                out.since = row.string(4);
                out.at = row.string(5);
                continue;
            }
            Change change;
            change.event.event = row.string(0);
            change.event.organizationId = row.maybeId<OrganizationId>(1);
            change.event.targetId = row.maybeId<EventTargetId>(2);
            change.event.version = row.integer(3);
            for (const int column : {0, 1, 2, 3, 4}) {
                change.row += row.string(column) + ' ';
            }
            out.changes.push_back(std::move(change));
        }
        return out;
    };
    const auto seen = co_await m_database.platform<Look>(read);
    if (!seen) {
        if (!m_failing) {
            spdlog::warn("events: what changed cannot be read: {}", problemCode(seen.error().code));
        }
        m_failing = true;
        co_return;
    }
    m_failing = false;
    tell(*seen);
    m_since = seen->since;
    m_at = seen->at;
}

void ChangeWatch::tell(const Look &look)
{
    std::map<std::string_view, int> counts;
    std::set<std::string> told;
    for (const auto &change : look.changes) {
        told.insert(change.row);
        if (m_told.contains(change.row)) {
            continue;
        }
        const int count = ++counts[change.event.event];
        if (count <= maxOfAKind) {
            m_hub.tell(change.event);
        } else if (count == maxOfAKind + 1) {
            StreamMessage rest;
            rest.event = change.event.event;
            m_hub.tell(std::move(rest));
        }
    }
    m_told = std::move(told);
}

} // namespace objecta::features
