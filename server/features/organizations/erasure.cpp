// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/organizations/erasure.h"

#include "server/features/audit/platform_trail.h"

#include <spdlog/spdlog.h>

namespace objecta::features {

namespace {

using db::Awaitable;
using jobs::Outcome;

constexpr int64_t keptAtOnce = 200;

// The first that is due, those first that were begun; erasing_since before this statement says which it is.
constexpr db::Sql takeNext(R"sql(
    WITH due AS (
        SELECT id, erasing_since FROM organizations
        WHERE status = 'deleting' AND delete_after <= now() AND NOT id = ANY ($1::uuid[])
        ORDER BY erasing_since NULLS LAST, delete_after, id LIMIT 1 FOR NO KEY UPDATE)
    UPDATE organizations o
    SET erasing_since = coalesce(o.erasing_since, now()),
        version = o.version + CASE WHEN due.erasing_since IS NULL THEN 1 ELSE 0 END,
        updated_at = CASE WHEN due.erasing_since IS NULL THEN now() ELSE o.updated_at END
    FROM due WHERE o.id = due.id
    RETURNING o.id, o.slug, due.erasing_since IS NULL)sql");

// Who of staff looked at it, why and how long, is the platform's to remember; what they saw is gone.
constexpr db::Sql keepImpersonations(R"sql(
    INSERT INTO platform_audit (actor_type, actor, action, target_type, target_id, after, request_id)
    SELECT 'staff', s.email, 'impersonation.kept', 'impersonation', i.id::text,
           jsonb_build_object('organization_id', i.organization_id, 'slug', $2::text, 'reason', i.reason,
                              'read_only', i.read_only, 'started_at', i.started_at, 'expires_at', i.expires_at,
                              'ended_at', i.ended_at), $3
    FROM impersonations i JOIN staff s ON s.id = i.staff_id
    WHERE i.organization_id = $1::uuid
      AND NOT EXISTS (SELECT FROM platform_audit p WHERE p.target_type = 'impersonation' AND p.target_id = i.id::text
                                                     AND p.action = 'impersonation.kept')
    ORDER BY i.started_at, i.id LIMIT $4::bigint)sql");

constexpr db::Sql eraseSome("SELECT erase_rows($1::uuid, $2::bigint)");

// Against whatever still names the organization: foreign-key checks of other statements wait for this one.
constexpr db::Sql lockOne(R"sql(
    SELECT slug FROM organizations WHERE id = $1::uuid AND status = 'deleting' AND erasing_since IS NOT NULL
    FOR UPDATE)sql");

constexpr db::Sql markErased(R"sql(
    WITH gone AS (
        UPDATE organizations
        SET status = 'erased', erased_at = now(), name = 'Erased', limits = '{}', timed_limits = '{}',
            status_before = NULL, delete_after = NULL, version = version + 1, updated_at = now()
        WHERE id = $1::uuid RETURNING id, version)
    SELECT coalesce(h.seq, 0), coalesce(encode(h.hash, 'hex'), ''), gone.version
    FROM gone LEFT JOIN audit_heads h ON h.organization_id = gone.id)sql");

// Its former slugs redirect no longer.
constexpr db::Sql tellServers("SELECT pg_notify('objecta_slugs', '')");

struct Due {
    OrganizationId id;
    std::string slug;
};

class Eraser {
public:
    Eraser(jobs::Running &job, db::Database &database, objects::ObjectStore &store, EventHub &hub)
        : m_job(job)
        , m_database(database)
        , m_store(store)
        , m_hub(hub)
    {
    }

    Awaitable<Outcome> run()
    {
        std::optional<Problem> failed;
        for (;;) {
            const auto due = co_await next();
            if (!due) {
                co_return tl::unexpected(due.error());
            }
            if (!*due) {
                break;
            }
            m_seen.push_back((*due)->id);
            const auto erased = co_await erase(**due);
            if (!erased) {
                // The next one's may go all the same; this one is tried again with the job.
                spdlog::warn("erasing organization {}: {}", (*due)->id.text(), problemCode(erased.error().code));
                failed = erased.error();
            } else if (!*erased) {
                co_return fail(ProblemCode::Overloaded, "It was cancelled, or is another worker's.");
            }
        }
        if (failed) {
            co_return tl::unexpected(std::move(*failed));
        }
        co_return boost::json::value(
            boost::json::object{{"organizations", m_organizations}, {"rows", m_rows}, {"objects", m_objects}});
    }

private:
    Awaitable<Result<std::optional<Due>>> next()
    {
        using Found = std::optional<Due>;
        const std::function<Result<Found>(db::PlatformTx &)> work = [this](db::PlatformTx &tx) -> Result<Found> {
            const auto rows = tx.query(takeNext, db::Params(m_seen));
            if (rows.empty()) {
                return Found();
            }
            const Due due{rows[0].id<OrganizationId>(0), rows[0].string(1)};
            if (rows[0].boolean(2)) {
                writePlatformAudit(tx, AuditContext::of(m_job),
                                   {"organization.erasing", "organization", due.id.text(), nullptr,
                                    boost::json::object{{"slug", due.slug}}});
            }
            return Found(due);
        };
        co_return co_await m_database.platform<Found>(work);
    }

    /// False when the job is over.
    Awaitable<Result<bool>> erase(Due due)
    {
        const auto kept = co_await remember(due);
        if (!kept) {
            co_return kept;
        }
        const auto objects = co_await eraseObjects(due.id);
        if (!objects) {
            co_return objects;
        }
        for (;;) {
            const auto rows = co_await some(due.id);
            if (!rows) {
                co_return tl::unexpected(rows.error());
            }
            if (*rows == 0) {
                break;
            }
            m_rows += *rows;
            const bool goesOn = co_await m_job.progress(m_rows);
            if (!goesOn) {
                co_return false;
            }
        }
        // An upload that was under way may have ended in between.
        const auto late = co_await eraseObjects(due.id);
        if (!late) {
            co_return late;
        }
        const auto finished = co_await finish(due);
        if (!finished) {
            co_return tl::unexpected(finished.error());
        }
        if (*finished > 0) {
            ++m_organizations;
            m_hub.publish(organizationUpdated, due.id, *finished);
        }
        co_return true;
    }

    /// Every entry of the platform's chain waits for the one before: some at a time, so that nobody waits for long.
    Awaitable<Result<bool>> remember(Due due)
    {
        const std::function<Result<int64_t>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) -> Result<int64_t> {
            const auto context = AuditContext::of(m_job);
            return tx.query(keepImpersonations, db::Params(due.id, due.slug, context.requestId, keptAtOnce)).affected();
        };
        for (;;) {
            const auto kept = co_await m_database.platform<int64_t>(work);
            if (!kept) {
                co_return tl::unexpected(kept.error());
            }
            if (*kept < keptAtOnce) {
                co_return true;
            }
        }
    }

    Awaitable<Result<bool>> eraseObjects(OrganizationId id)
    {
        const auto objects = co_await m_store.erase(id);
        if (!objects) {
            co_return tl::unexpected(objects.error());
        }
        m_objects += *objects;
        co_return true;
    }

    Awaitable<Result<int64_t>> some(OrganizationId id)
    {
        const std::function<Result<int64_t>(db::PlatformTx &)> work = [&id](db::PlatformTx &tx) -> Result<int64_t> {
            const auto rows = tx.query(eraseSome, db::Params(id, eraseBatch));
            return rows[0].integer(0);
        };
        co_return co_await m_database.platform<int64_t>(work);
    }

    /// Its last version; 0 when another worker was quicker.
    Awaitable<Result<int64_t>> finish(Due due)
    {
        const std::function<Result<int64_t>(db::PlatformTx &)> work = [this, &due](db::PlatformTx &tx) {
            return finishIn(tx, due);
        };
        co_return co_await m_database.platform<int64_t>(work);
    }

    Result<int64_t> finishIn(db::PlatformTx &tx, const Due &due)
    {
        if (tx.query(lockOne, db::Params(due.id)).empty()) {
            return 0;
        }
        const auto left = tx.query(eraseSome, db::Params(due.id, eraseBatch));
        if (left[0].integer(0) == eraseBatch) {
            return fail(ProblemCode::Overloaded, "Rows came while it was erased.");
        }
        const auto end = tx.query(markErased, db::Params(due.id));
        writePlatformAudit(
            tx, AuditContext::of(m_job),
            {"organization.erased", "organization", due.id.text(), nullptr,
             boost::json::object{{"slug", due.slug}, {"entries", end[0].integer(0)}, {"hash", end[0].string(1)}}});
        tx.query(tellServers);
        return end[0].integer(2);
    }

    jobs::Running &m_job;
    db::Database &m_database;
    objects::ObjectStore &m_store;
    EventHub &m_hub;
    std::vector<OrganizationId> m_seen;
    int64_t m_organizations = 0;
    int64_t m_rows = 0;
    int64_t m_objects = 0;
};

} // namespace

jobs::Kinds erasureKinds(objects::ObjectStore &store, EventHub &hub)
{
    jobs::Kinds out;
    out[eraseKind] = {
        jobs::PlatformJob([&store, &hub](jobs::Running &job, db::Database &database) -> Awaitable<Outcome> {
            Eraser eraser(job, database, store, hub);
            co_return co_await eraser.run();
        }),
        std::chrono::hours(1)};
    return out;
}

} // namespace objecta::features
