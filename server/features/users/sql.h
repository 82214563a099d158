// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/sql.h"

// The statements of /v1/users.
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
      AND ($3::timestamptz IS NULL
           OR created_at <= $3::timestamptz AND (created_at < $3::timestamptz OR id > $4::uuid))
      AND ($5::text IS NULL OR role = $5::text) AND ($6::text IS NULL OR status = $6::text)
      AND ($7::text IS NULL OR lower(email) = lower($7::text))
    ORDER BY created_at DESC, id LIMIT $2::bigint)";

inline constexpr db::Sql oneUser = R"(
    SELECT id, email, name, role, status, version, created_at, updated_at
    FROM users WHERE organization_id = $1::uuid AND id = $2::uuid)";

// One statement, so that no two creations see the same free seat.
inline constexpr db::Sql create = R"(
    WITH counter AS (
        UPDATE usage_counters c SET used = c.used + 1
        FROM organizations o JOIN plans p ON p.id = o.plan
        WHERE c.organization_id = $1::uuid AND c.resource = 'users' AND c.period = '' AND o.id = $1::uuid
          AND c.used < coalesce(effective_limit(o.timed_limits, o.limits, p.limits, 'maxUsers'), 9223372036854775807)
        RETURNING 1),
    made AS (
        INSERT INTO users (organization_id, id, email, name, role, status, password_hash)
        SELECT $1::uuid, $2::uuid, $3::text, $4::text, $5::text,
               CASE WHEN $6::text IS NULL THEN 'invited' ELSE 'active' END, $6::text
        FROM counter
        RETURNING id, email, name, role, status, version, created_at, updated_at),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, after, request_id)
        SELECT $1::uuid, $7::text, $8::text, 'user.created', 'user', made.id::text,
               jsonb_build_object('email', made.email, 'name', made.name, 'role', made.role), $9::text
        FROM made)
    SELECT id, email, name, role, status, version, created_at, updated_at FROM made)";

// One row when there is such a user: the verdict, then the user as it is now. The owners are locked first, and
// always in the same order: of two requests that would each take one of the last two away, one sees the other's.
// A new role or status ends the user's sessions, whose tokens still say the old one.
inline constexpr db::Sql change = R"(
    WITH owners AS MATERIALIZED (
        SELECT id FROM users WHERE organization_id = $1::uuid AND role = 'owner' AND status = 'active'
        ORDER BY id FOR NO KEY UPDATE),
    acting AS (
        SELECT role FROM users WHERE organization_id = $1::uuid AND id = $4::uuid),
    old AS (
        SELECT id, email, name, role, status, version, created_at, updated_at
        FROM users WHERE organization_id = $1::uuid AND id = $2::uuid AND (SELECT count(*) FROM owners) >= 0
        FOR NO KEY UPDATE),
    verdict AS (
        SELECT CASE
            WHEN old.role = 'owner' AND acting.role <> 'owner' THEN 'forbidden'
            WHEN old.version <> $3::bigint THEN 'stale'
            WHEN old.role = 'owner' AND old.status = 'active'
                 AND (coalesce($6::text, 'owner') <> 'owner' OR coalesce($7::text, 'active') <> 'active')
                 AND NOT EXISTS (SELECT FROM owners WHERE owners.id <> old.id) THEN 'last_owner'
            WHEN (coalesce($5::text, old.name), coalesce($6::text, old.role), coalesce($7::text, old.status))
                 IS NOT DISTINCT FROM (old.name, old.role, old.status) THEN 'same'
            ELSE 'change' END AS word
        FROM old, acting),
    changed AS (
        UPDATE users u
        SET name = coalesce($5::text, old.name), role = coalesce($6::text, old.role),
            status = coalesce($7::text, old.status), version = old.version + 1, updated_at = now()
        FROM old, verdict
        WHERE u.organization_id = $1::uuid AND u.id = $2::uuid AND verdict.word = 'change'
        RETURNING u.id, u.email, u.name, u.role, u.status, u.version, u.created_at, u.updated_at),
    ended AS (
        UPDATE user_sessions s SET revoked_at = now()
        FROM old, changed n
        WHERE s.organization_id = $1::uuid AND s.user_id = $2::uuid AND s.revoked_at IS NULL
          AND (old.role, old.status) <> (n.role, n.status)),
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
    SELECT r.id, r.email, r.name, r.role, r.status, r.version, r.created_at, r.updated_at, verdict.word
    FROM old CROSS JOIN verdict CROSS JOIN LATERAL (
        SELECT * FROM changed UNION ALL SELECT old.* WHERE NOT EXISTS (SELECT FROM changed)) r)";

// One row when there was such a user: the verdict. The seat goes back to the quota with it; sessions go by cascade.
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
        RETURNING u.id, u.email, u.name, u.role),
    counter AS (
        UPDATE usage_counters SET used = greatest(used - 1, 0)
        WHERE organization_id = $1::uuid AND resource = 'users' AND period = '' AND EXISTS (SELECT FROM gone)),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, before, request_id)
        SELECT $1::uuid, $5::text, $6::text, 'user.deleted', 'user', gone.id::text,
               jsonb_build_object('email', gone.email, 'name', gone.name, 'role', gone.role), $7::text
        FROM gone)
    SELECT word FROM verdict)";

} // namespace objecta::features::users
