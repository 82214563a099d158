// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/audit/chain.h"

#include "server/features/organizations/sql_text.h"

#include <algorithm>

namespace objecta::features {

namespace {

// The chains of the organizations and, under the nil UUID, that of the platform.
constexpr db::Sql selectEnds(R"sql(
    WITH heads AS (
        SELECT organization_id, seq, hash FROM audit_heads
        UNION ALL SELECT '00000000-0000-0000-0000-000000000000'::uuid, seq, hash FROM platform_audit_head)
    SELECT h.organization_id, h.seq, encode(h.hash, 'hex'), now()
    FROM heads h
    LEFT JOIN unnest($1::uuid[], $2::bigint[]) AS known(organization_id, seq)
           ON known.organization_id = h.organization_id AND known.seq = h.seq
    WHERE known.seq IS NULL AND h.seq > 0
    ORDER BY h.organization_id)sql");

// Organizations whose trail is gone by right: the platform's own trail says that their erasure began, or ended with the
// chain just there.
constexpr Text goneText(R"sql(
    gone AS MATERIALIZED (
        SELECT o.id, o.slug, h.seq, h.hash
        FROM organizations o LEFT JOIN audit_heads h ON h.organization_id = o.id
        WHERE o.erasing_since IS NOT NULL AND EXISTS (
            SELECT FROM platform_audit p
            WHERE p.target_type = 'organization' AND p.target_id = o.id::text
              AND CASE o.status WHEN 'deleting' THEN p.action = 'organization.erasing'
                  WHEN 'erased' THEN p.action = 'organization.erased'
                       AND (p.after->>'entries')::bigint = coalesce(h.seq, 0)
                       AND p.after->>'hash' = coalesce(encode(h.hash, 'hex'), '') END)))sql");

// One statement, so that entries and ends are of one moment. The canonical text stands here again, not in a function of
// the database: who can rewrite entries can rewrite functions.
constexpr auto faultsText = Text("WITH") + goneText + R"sql(,
    trail AS (
        SELECT organization_id, seq, id, hash, previous_hash, at, actor_type, actor, action, target_type, target_id,
               before, after, request_id, peer, on_behalf_of
        FROM audit_log
        WHERE ($1::uuid IS NULL OR organization_id = $1::uuid) AND organization_id NOT IN (SELECT id FROM gone)
        UNION ALL
        SELECT '00000000-0000-0000-0000-000000000000'::uuid, seq, id, hash, previous_hash, at, actor_type, actor,
               action, target_type, target_id, before, after, request_id, peer, ''
        FROM platform_audit WHERE $1::uuid IS NULL),
    heads AS (
        SELECT organization_id, seq, hash FROM audit_heads
        WHERE ($1::uuid IS NULL OR organization_id = $1::uuid) AND organization_id NOT IN (SELECT id FROM gone)
        UNION ALL
        SELECT '00000000-0000-0000-0000-000000000000'::uuid, seq, hash FROM platform_audit_head
        WHERE $1::uuid IS NULL),
    entry AS (
        SELECT a.organization_id, a.seq, a.id, a.hash, a.previous_hash,
               pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.jsonb_build_array(
                   a.organization_id, a.seq, a.id, (extract(epoch FROM a.at) * 1000000)::bigint, a.actor_type, a.actor,
                   a.action, a.target_type, a.target_id, a.before::text, a.after::text, a.request_id, a.peer,
                   a.on_behalf_of, pg_catalog.encode(a.previous_hash, 'hex'))::text, 'UTF8')) AS computed,
               coalesce(lag(a.seq) OVER chain, 0) AS last_seq, coalesce(lag(a.hash) OVER chain, '') AS last_hash,
               lag(a.id) OVER chain AS last_id
        FROM trail a
        WINDOW chain AS (PARTITION BY a.organization_id ORDER BY a.seq, a.id)),
    tail AS (SELECT organization_id, max(seq) AS seq FROM trail GROUP BY organization_id),
    fault AS (
        SELECT e.organization_id,
               CASE WHEN e.seq > e.last_seq + 1 THEN e.last_seq + 1
                    WHEN e.seq = e.last_seq + 1 AND e.hash = e.computed AND e.previous_hash <> e.last_hash
                         AND e.last_seq > 0 THEN e.last_seq
                    ELSE e.seq END AS seq,
               CASE WHEN e.seq > e.last_seq + 1 THEN NULL
                    WHEN e.seq = e.last_seq + 1 AND e.hash = e.computed AND e.previous_hash <> e.last_hash
                         AND e.last_seq > 0 THEN e.last_id
                    ELSE e.id END AS id,
               CASE WHEN e.seq > e.last_seq + 1 THEN 'removed'
                    WHEN e.seq <= e.last_seq OR e.seq > coalesce(h.seq, e.seq) THEN 'inserted'
                    ELSE 'edited' END AS what
        FROM entry e LEFT JOIN heads h ON h.organization_id = e.organization_id
        WHERE e.seq <> e.last_seq + 1 OR e.hash <> e.computed OR e.previous_hash <> e.last_hash
           OR e.seq > coalesce(h.seq, e.seq)
      UNION ALL
        SELECT coalesce(h.organization_id, t.organization_id),
               CASE WHEN coalesce(h.seq, 0) > coalesce(t.seq, 0) THEN coalesce(t.seq, 0) + 1 ELSE coalesce(t.seq, 0) END,
               a.id,
               CASE WHEN coalesce(h.seq, 0) > coalesce(t.seq, 0) THEN 'cut off'
                    WHEN h.seq IS NULL THEN 'rewritten' ELSE 'edited' END
        FROM heads h
        FULL JOIN tail t ON t.organization_id = h.organization_id
        LEFT JOIN trail a ON a.organization_id = t.organization_id AND a.seq = t.seq AND t.seq >= coalesce(h.seq, 0)
        WHERE h.seq IS NULL OR h.seq > coalesce(t.seq, 0) OR (h.seq = t.seq AND a.hash <> h.hash)
           OR h.seq = 0)
    SELECT DISTINCT ON (f.organization_id) f.organization_id, coalesce(o.slug, 'the platform'), f.seq, f.id, f.what
    FROM fault f LEFT JOIN organizations o ON o.id = f.organization_id
    ORDER BY f.organization_id, f.seq)sql";

// Where the entry of a checkpoint is another now, or is gone. The first of an organization; with it the last one that
// still holds, because a chain that was computed anew gives no closer hint.
constexpr auto brokenText = Text("WITH") + goneText + R"sql(,
    trail AS (
        SELECT organization_id, seq, id, hash FROM audit_log
        UNION ALL SELECT '00000000-0000-0000-0000-000000000000'::uuid, seq, id, hash FROM platform_audit),
    point AS (
        SELECT c.organization_id, c.seq, a.id, a.hash IS NOT DISTINCT FROM decode(c.hash, 'hex') AS holds
        FROM unnest($1::uuid[], $2::bigint[], $3::text[]) AS c(organization_id, seq, hash)
        LEFT JOIN trail a ON a.organization_id = c.organization_id AND a.seq = c.seq
        WHERE NOT EXISTS (
            SELECT FROM gone g WHERE g.id = c.organization_id
               AND (c.seq < coalesce(g.seq, 0) OR c.seq = g.seq AND decode(c.hash, 'hex') = g.hash))),
    first AS (
        SELECT DISTINCT ON (organization_id) organization_id, seq, id FROM point WHERE NOT holds
        ORDER BY organization_id, seq)
    SELECT f.organization_id,
           coalesce(o.slug, CASE f.organization_id WHEN '00000000-0000-0000-0000-000000000000'::uuid
                                 THEN 'the platform' ELSE '' END), f.id,
           CASE WHEN f.id IS NULL
                THEN (SELECT coalesce(max(a.seq), 0) FROM trail a
                      WHERE a.organization_id = f.organization_id AND a.seq < f.seq) + 1
                ELSE (SELECT coalesce(max(p.seq), 0) FROM point p
                      WHERE p.organization_id = f.organization_id AND p.seq < f.seq AND p.holds) + 1 END,
           CASE WHEN f.id IS NULL THEN 'cut off' ELSE 'rewritten' END, f.seq
    FROM first f LEFT JOIN organizations o ON o.id = f.organization_id
    ORDER BY f.organization_id)sql";

constexpr auto erasedText = Text("WITH") + goneText + R"sql(
    SELECT slug FROM gone WHERE $1::uuid IS NULL OR id = $1::uuid ORDER BY slug)sql";

struct Columns {
    std::vector<std::string> organizations;
    std::vector<std::string> seqs;
    std::vector<std::string> hashes;
};

Columns columnsOf(const std::vector<AuditCheckpoint> &checkpoints)
{
    Columns out;
    for (const auto &checkpoint : checkpoints) {
        out.organizations.push_back(checkpoint.organization);
        out.seqs.push_back(std::to_string(checkpoint.seq));
        out.hashes.push_back(checkpoint.hash);
    }
    return out;
}

std::string textOrNothing(const db::Row &row, int column)
{
    return row.isNull(column) ? std::string() : row.string(column);
}

/// A checkpoint that does not hold says that something is wrong at it or before; what the chain itself says is closer
/// when it lies there.
void addBroken(std::vector<AuditFault> &faults, AuditFault broken, int64_t checkpoint)
{
    const auto known = std::ranges::find(faults, broken.organization, &AuditFault::organization);
    if (known == faults.end()) {
        faults.push_back(std::move(broken));
    } else if (known->seq > checkpoint) {
        *known = std::move(broken);
    }
}

} // namespace

db::Awaitable<Result<std::vector<AuditCheckpoint>>> auditEnds(db::Database &database,
                                                              std::vector<AuditCheckpoint> known)
{
    using Ends = std::vector<AuditCheckpoint>;
    const auto columns = columnsOf(known);
    const db::Params params(columns.organizations, columns.seqs);
    const std::function<Result<Ends>(db::PlatformTx &)> work = [&params](db::PlatformTx &tx) -> Result<Ends> {
        Ends out;
        const auto rows = tx.query(selectEnds, params);
        for (const auto row : rows) {
            out.push_back({row.string(0), row.integer(1), row.string(2), row.timestamp(3).text()});
        }
        return out;
    };
    co_return co_await database.platform<Ends>(work);
}

db::Awaitable<Result<std::vector<AuditFault>>> verifyAudit(db::Database &database,
                                                           std::optional<OrganizationId> organization,
                                                           std::vector<AuditCheckpoint> checkpoints)
{
    using Faults = std::vector<AuditFault>;
    if (organization) {
        std::erase_if(checkpoints, [&](const AuditCheckpoint &c) { return c.organization != organization->text(); });
    }
    const auto columns = columnsOf(checkpoints);
    const db::Params one(organization);
    const db::Params points(columns.organizations, columns.seqs, columns.hashes);
    const std::function<Result<Faults>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) -> Result<Faults> {
        Faults out;
        const auto faults = tx.query(statement<faultsText>, one);
        for (const auto row : faults) {
            out.push_back({row.string(0), row.string(1), row.integer(2), textOrNothing(row, 3), row.string(4)});
        }
        const auto broken = tx.query(statement<brokenText>, points);
        for (const auto row : broken) {
            addBroken(out, {row.string(0), row.string(1), row.integer(3), textOrNothing(row, 2), row.string(4)},
                      row.integer(5));
        }
        return out;
    };
    co_return co_await database.platform<Faults>(work);
}

db::Awaitable<Result<std::vector<std::string>>> erasedTrails(db::Database &database,
                                                             std::optional<OrganizationId> organization)
{
    using Slugs = std::vector<std::string>;
    const db::Params params(organization);
    const std::function<Result<Slugs>(db::PlatformTx &)> work = [&params](db::PlatformTx &tx) -> Result<Slugs> {
        Slugs out;
        const auto rows = tx.query(statement<erasedText>, params);
        for (const auto row : rows) {
            out.push_back(row.string(0));
        }
        return out;
    };
    co_return co_await database.platform<Slugs>(work);
}

} // namespace objecta::features
