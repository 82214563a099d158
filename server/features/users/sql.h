// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/sql.h"

// The statements of /v1/users. A seat (maxUsers) is what an active user takes: who is invited takes it when accepting,
// who is deactivated gives it back. Whoever changes seats locks their counter first, then users.
namespace objecta::features::users {

inline constexpr db::Sql firstPage = R"(
    SELECT id, email, name, role, status, version, created_at, updated_at
    FROM users WHERE organization_id = $1::uuid
    ORDER BY created_at DESC, id LIMIT $2::bigint)";

inline constexpr db::Sql nextPage = R"(
    SELECT id, email, name, role, status, version, created_at, updated_at
    FROM users WHERE organization_id = $1::uuid
      AND created_at <= $3::timestamptz AND (created_at < $3::timestamptz OR id > $4::uuid)
    ORDER BY created_at DESC, id LIMIT $2::bigint)";

// The filters: role, status, e-mail address.
inline constexpr db::Sql filteredPage = R"(
    SELECT id, email, name, role, status, version, created_at, updated_at
    FROM users WHERE organization_id = $1::uuid
      AND created_at <= $3::timestamptz
      AND (created_at < $3::timestamptz OR id > $4::uuid)
      AND ($5::text IS NULL OR role = $5::text) AND ($6::text IS NULL OR status = $6::text)
      AND ($7::text IS NULL OR lower(email) = lower($7::text))
    ORDER BY created_at DESC, id LIMIT $2::bigint)";

inline constexpr db::Sql oneUser = R"(
    SELECT id, email, name, role, status, version, created_at, updated_at
    FROM users WHERE organization_id = $1::uuid AND id = $2::uuid)";

// One statement, so that no two creations see the same free seat. An invitation wants a free seat too, but takes none.
inline constexpr db::Sql create = R"(
    WITH counter AS (
        UPDATE usage_counters c SET used = c.used + CASE WHEN $6::text IS NULL THEN 0 ELSE 1 END,
               ceiling = effective_limit(o.timed_limits, o.limits, p.limits, 'maxUsers')
        FROM organizations o JOIN plans p ON p.id = o.plan
        WHERE c.organization_id = $1::uuid AND c.resource = 'users' AND c.period = '' AND o.id = $1::uuid
          AND c.used < coalesce(effective_limit(o.timed_limits, o.limits, p.limits, 'maxUsers'), 9223372036854775807)
        RETURNING 1),
    made AS (
        INSERT INTO users (organization_id, id, email, name, role, status, password_hash, invitation_hash,
                           invited_until)
        SELECT $1::uuid, $2::uuid, $3::text, $4::text, $5::text,
               CASE WHEN $6::text IS NULL THEN 'invited' ELSE 'active' END, $6::text,
               CASE WHEN $6::text IS NULL THEN decode($10, 'hex') END,
               CASE WHEN $6::text IS NULL THEN $11::timestamptz END
        FROM counter
        RETURNING id, email, name, role, status, version, created_at, updated_at),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, after, request_id)
        SELECT $1::uuid, $7::text, $8::text, CASE WHEN $6::text IS NULL THEN 'user.invited' ELSE 'user.created' END,
               'user', made.id::text,
               jsonb_build_object('email', made.email, 'name', made.name, 'role', made.role), $9::text
        FROM made)
    SELECT id, email, name, role, status, version, created_at, updated_at FROM made)";

// Another invitation for somebody who never set a password; the one before is void. No row when there is no such user,
// and nothing in it when the user has a password.
inline constexpr db::Sql invite = R"(
    WITH old AS (
        SELECT id, password_hash IS NULL AND status <> 'active' AS may FROM users
        WHERE organization_id = $1::uuid AND id = $2::uuid FOR NO KEY UPDATE),
    changed AS (
        UPDATE users u
        SET status = 'invited', invitation_hash = decode($3, 'hex'), invited_until = $4::timestamptz,
            version = u.version + 1, updated_at = now()
        FROM old WHERE u.organization_id = $1::uuid AND u.id = $2::uuid AND old.may
        RETURNING u.id, u.email),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, after, request_id)
        SELECT $1::uuid, $5::text, $6::text, 'user.invited', 'user', id::text, jsonb_build_object('email', email),
               $7::text
        FROM changed)
    SELECT changed.id FROM old LEFT JOIN changed ON true)";

inline constexpr db::Sql lockSeats = R"(
    SELECT 1 FROM usage_counters WHERE organization_id = $1::uuid AND resource = 'users' AND period = ''
    FOR NO KEY UPDATE)";

// One row when there is such a user: the verdict, then the user as it is now. The owners are locked first, and
// always in the same order: of two requests that would each take one of the last two away, one sees the other's.
// A new role or status ends the user's sessions, whose tokens still say the old one; a deactivation also the keys.
inline constexpr db::Sql change = R"(
    WITH owners AS MATERIALIZED (
        SELECT id FROM users WHERE organization_id = $1::uuid AND role = 'owner' AND status = 'active'
        ORDER BY id FOR NO KEY UPDATE),
    acting AS (
        SELECT role FROM users WHERE organization_id = $1::uuid AND id = $4::uuid),
    old AS (
        SELECT id, email, name, role, status, version, created_at, updated_at, password_hash IS NULL AS unset
        FROM users WHERE organization_id = $1::uuid AND id = $2::uuid AND (SELECT count(*) FROM owners) >= 0
        FOR NO KEY UPDATE),
    verdict AS (
        SELECT CASE
            WHEN (old.role = 'owner' OR $6::text = 'owner') AND acting.role <> 'owner' THEN 'forbidden'
            WHEN old.version <> $3::bigint THEN 'stale'
            WHEN old.role = 'owner' AND old.status = 'active'
                 AND (coalesce($6::text, 'owner') <> 'owner' OR coalesce($7::text, 'active') <> 'active')
                 AND NOT EXISTS (SELECT FROM owners WHERE owners.id <> old.id) THEN 'last_owner'
            WHEN $7::text = 'active' AND old.status <> 'active' AND old.unset THEN 'invited'
            WHEN (coalesce($5::text, old.name), coalesce($6::text, old.role), coalesce($7::text, old.status))
                 IS NOT DISTINCT FROM (old.name, old.role, old.status) THEN 'same'
            ELSE 'change' END AS word,
            CASE WHEN old.status = 'active' AND $7::text = 'deactivated' THEN -1
                 WHEN old.status <> 'active' AND $7::text = 'active' THEN 1 ELSE 0 END AS seats
        FROM old, acting),
    counter AS (
        UPDATE usage_counters c SET used = greatest(c.used + verdict.seats, 0),
               ceiling = effective_limit(o.timed_limits, o.limits, p.limits, 'maxUsers')
        FROM verdict, organizations o JOIN plans p ON p.id = o.plan
        WHERE c.organization_id = $1::uuid AND c.resource = 'users' AND c.period = '' AND o.id = $1::uuid
          AND verdict.word = 'change' AND verdict.seats <> 0
          AND (verdict.seats < 0 OR c.used < coalesce(effective_limit(o.timed_limits, o.limits, p.limits, 'maxUsers'),
                                                      9223372036854775807))
        RETURNING 1),
    changed AS (
        UPDATE users u
        SET name = coalesce($5::text, old.name), role = coalesce($6::text, old.role),
            status = coalesce($7::text, old.status), version = old.version + 1, updated_at = now(),
            invitation_hash = CASE WHEN $7::text IS NULL THEN u.invitation_hash END
        FROM old, verdict
        WHERE u.organization_id = $1::uuid AND u.id = $2::uuid AND verdict.word = 'change'
          AND (verdict.seats = 0 OR EXISTS (SELECT FROM counter))
        RETURNING u.id, u.email, u.name, u.role, u.status, u.version, u.created_at, u.updated_at),
    ended AS (
        UPDATE user_sessions s SET revoked_at = now()
        FROM old, changed n
        WHERE s.organization_id = $1::uuid AND s.user_id = $2::uuid AND s.revoked_at IS NULL
          AND (old.role, old.status) <> (n.role, n.status)),
    void AS (
        UPDATE api_keys k SET revoked_at = now(), version = k.version + 1, updated_at = now()
        FROM changed n
        WHERE k.organization_id = $1::uuid AND k.user_id = $2::uuid AND k.revoked_at IS NULL
          AND n.status = 'deactivated'),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, before, after,
                               request_id)
        SELECT $1::uuid, $8::text, $9::text, 'user.updated', 'user', old.id::text,
               jsonb_strip_nulls(jsonb_build_object(
                   'name', CASE WHEN old.name <> n.name THEN old.name END,
                   'role', CASE WHEN old.role <> n.role THEN old.role END,
                   'status', CASE WHEN old.status <> n.status THEN old.status END)),
               jsonb_strip_nulls(jsonb_build_object(
                   'name', CASE WHEN old.name <> n.name THEN n.name END,
                   'role', CASE WHEN old.role <> n.role THEN n.role END,
                   'status', CASE WHEN old.status <> n.status THEN n.status END)),
               $10::text
        FROM old, changed n)
    SELECT r.id, r.email, r.name, r.role, r.status, r.version, r.created_at, r.updated_at,
           CASE WHEN verdict.word = 'change' AND NOT EXISTS (SELECT FROM changed) THEN 'no_seat' ELSE verdict.word END
    FROM old CROSS JOIN verdict CROSS JOIN LATERAL (
        SELECT * FROM changed
        UNION ALL
        SELECT old.id, old.email, old.name, old.role, old.status, old.version, old.created_at, old.updated_at
        WHERE NOT EXISTS (SELECT FROM changed)) r)";

// One row when there was such a user: the verdict. An active user's seat goes back to the quota; sessions and keys go
// by cascade.
inline constexpr db::Sql remove = R"(
    WITH owners AS MATERIALIZED (
        SELECT id FROM users WHERE organization_id = $1::uuid AND role = 'owner' AND status = 'active'
        ORDER BY id FOR NO KEY UPDATE),
    acting AS (
        SELECT role FROM users WHERE organization_id = $1::uuid AND id = $4::uuid),
    old AS (
        SELECT id, email, name, role, status, version
        FROM users WHERE organization_id = $1::uuid AND id = $2::uuid AND (SELECT count(*) FROM owners) >= 0
        FOR UPDATE),
    verdict AS (
        SELECT CASE
            WHEN old.role = 'owner' AND acting.role <> 'owner' THEN 'forbidden'
            WHEN old.version <> $3::bigint THEN 'stale'
            WHEN old.role = 'owner' AND old.status = 'active'
                 AND NOT EXISTS (SELECT FROM owners WHERE owners.id <> old.id) THEN 'last_owner'
            ELSE 'delete' END AS word
        FROM old, acting),
    gone AS (
        DELETE FROM users u USING verdict
        WHERE u.organization_id = $1::uuid AND u.id = $2::uuid AND verdict.word = 'delete'
        RETURNING u.id, u.email, u.name, u.role, u.status),
    counter AS (
        UPDATE usage_counters SET used = greatest(used - 1, 0)
        WHERE organization_id = $1::uuid AND resource = 'users' AND period = ''
          AND EXISTS (SELECT FROM gone WHERE gone.status = 'active')),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, before, request_id)
        SELECT $1::uuid, $5::text, $6::text, 'user.deleted', 'user', gone.id::text,
               jsonb_build_object('email', gone.email, 'name', gone.name, 'role', gone.role), $7::text
        FROM gone)
    SELECT word FROM verdict)";

} // namespace objecta::features::users
