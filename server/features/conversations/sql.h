// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/sql.h"

// The statements of /v1/conversations. The audit trail, which staff read, never holds a word of what was said: a title
// may be the beginning of the first message.
namespace objecta::features::conversations {

// After the page's end come the filters: agent, user, status, from, to. Times are never null, so that they bound
// the index scan: a page far down costs what the first does.
inline constexpr db::Sql newestFirst = R"(
    SELECT id, agent_id, user_id, title, status, version, created_at, updated_at
    FROM conversations WHERE organization_id = $1::uuid
      AND created_at <= $3::timestamptz
      AND (created_at < $3::timestamptz OR id > $4::uuid)
      AND ($5::uuid IS NULL OR agent_id = $5::uuid) AND ($6::uuid IS NULL OR user_id = $6::uuid)
      AND ($7::text IS NULL OR status = $7::text)
      AND created_at >= $8::timestamptz
      AND created_at < $9::timestamptz
    ORDER BY created_at DESC, id LIMIT $2::bigint)";

inline constexpr db::Sql oldestFirst = R"(
    SELECT id, agent_id, user_id, title, status, version, created_at, updated_at
    FROM conversations WHERE organization_id = $1::uuid
      AND created_at >= $3::timestamptz
      AND (created_at > $3::timestamptz OR id < $4::uuid)
      AND ($5::uuid IS NULL OR agent_id = $5::uuid) AND ($6::uuid IS NULL OR user_id = $6::uuid)
      AND ($7::text IS NULL OR status = $7::text)
      AND created_at >= $8::timestamptz
      AND created_at < $9::timestamptz
    ORDER BY created_at, id DESC LIMIT $2::bigint)";

// The same of one agent, by an index of its own.
inline constexpr db::Sql newestOfAgent = R"(
    SELECT id, agent_id, user_id, title, status, version, created_at, updated_at
    FROM conversations WHERE organization_id = $1::uuid
      AND created_at <= $3::timestamptz
      AND (created_at < $3::timestamptz OR id > $4::uuid)
      AND agent_id = $5::uuid AND ($6::uuid IS NULL OR user_id = $6::uuid)
      AND ($7::text IS NULL OR status = $7::text)
      AND created_at >= $8::timestamptz
      AND created_at < $9::timestamptz
    ORDER BY created_at DESC, id LIMIT $2::bigint)";

inline constexpr db::Sql oldestOfAgent = R"(
    SELECT id, agent_id, user_id, title, status, version, created_at, updated_at
    FROM conversations WHERE organization_id = $1::uuid
      AND created_at >= $3::timestamptz
      AND (created_at > $3::timestamptz OR id < $4::uuid)
      AND agent_id = $5::uuid AND ($6::uuid IS NULL OR user_id = $6::uuid)
      AND ($7::text IS NULL OR status = $7::text)
      AND created_at >= $8::timestamptz
      AND created_at < $9::timestamptz
    ORDER BY created_at, id DESC LIMIT $2::bigint)";

// The text, then the filters as above.
inline constexpr db::Sql search = R"(
    SELECT c.id, c.agent_id, c.user_id, c.title, c.status, c.version, c.created_at, c.updated_at
    FROM search_conversations($5::text, $2::bigint, $3::timestamptz, $4::uuid, $6::uuid, $7::uuid, $8::text,
                              $9::timestamptz, $10::timestamptz) found
    JOIN conversations c ON c.organization_id = $1::uuid AND c.id = found.id
    ORDER BY c.created_at DESC, c.id)";

inline constexpr db::Sql one = R"(
    SELECT id, agent_id, user_id, title, status, version, created_at, updated_at
    FROM conversations WHERE organization_id = $1::uuid AND id = $2::uuid)";

// No row when there is no such agent.
inline constexpr db::Sql create = R"(
    WITH made AS (
        INSERT INTO conversations (organization_id, id, agent_id, user_id, title)
        SELECT a.organization_id, $2::uuid, a.id, $4::uuid, $5::text
        FROM agents a WHERE a.organization_id = $1::uuid AND a.id = $3::uuid
        RETURNING id, agent_id, user_id, title, status, version, created_at, updated_at),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, after, request_id)
        SELECT $1::uuid, $6::text, $7::text, 'conversation.created', 'conversation', made.id::text,
               jsonb_build_object('agent_id', made.agent_id), $8::text
        FROM made)
    SELECT id, agent_id, user_id, title, status, version, created_at, updated_at FROM made)";

// One row when there is such a conversation: as it is now, then its version before.
inline constexpr db::Sql change = R"(
    WITH old AS (
        SELECT id, agent_id, user_id, title, status, version, created_at, updated_at
        FROM conversations WHERE organization_id = $1::uuid AND id = $2::uuid FOR NO KEY UPDATE),
    changed AS (
        UPDATE conversations c
        SET title = coalesce($4::text, old.title), status = coalesce($5::text, old.status),
            version = old.version + 1, updated_at = now()
        FROM old
        WHERE c.organization_id = $1::uuid AND c.id = $2::uuid AND ($3::bigint IS NULL OR old.version = $3::bigint)
          AND (coalesce($4::text, old.title), coalesce($5::text, old.status)) IS DISTINCT FROM (old.title, old.status)
        RETURNING c.id, c.agent_id, c.user_id, c.title, c.status, c.version, c.created_at, c.updated_at),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, before, after,
                               request_id)
        SELECT $1::uuid, $6::text, $7::text, 'conversation.updated', 'conversation', old.id::text,
               jsonb_strip_nulls(jsonb_build_object(
                   'status', CASE WHEN old.status <> n.status THEN old.status END)),
               jsonb_strip_nulls(jsonb_build_object(
                   'status', CASE WHEN old.status <> n.status THEN n.status END,
                   'title_changed', CASE WHEN old.title <> n.title THEN true END)),
               $8::text
        FROM old, changed n)
    SELECT r.id, r.agent_id, r.user_id, r.title, r.status, r.version, r.created_at, r.updated_at, old.version
    FROM old CROSS JOIN LATERAL (
        SELECT * FROM changed UNION ALL SELECT old.* WHERE NOT EXISTS (SELECT FROM changed)) r)";

// Whoever writes a message holds the month's counter before the conversation: so does whoever deletes, or the two
// could wait for each other.
inline constexpr db::Sql lockCounters = R"(
    SELECT 1 FROM usage_counters WHERE organization_id = $1::uuid AND resource = 'messages'
    ORDER BY period FOR NO KEY UPDATE)";

// From here on nothing more is said in it.
inline constexpr db::Sql lockOne = R"(
    SELECT 1 FROM conversations WHERE organization_id = $1::uuid AND id = $2::uuid FOR UPDATE)";

// One row when there was such a conversation: its version. What was said counts for its month all the same: the
// counter keeps it as settled, without its row.
inline constexpr db::Sql remove = R"(
    WITH old AS (
        SELECT id, agent_id, version FROM conversations WHERE organization_id = $1::uuid AND id = $2::uuid FOR UPDATE),
    said AS (
        SELECT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM') AS period, count(*) AS messages
        FROM messages WHERE organization_id = $1::uuid AND conversation_id = $2::uuid AND role = 'user' GROUP BY 1),
    gone AS (
        DELETE FROM conversations c USING old
        WHERE c.organization_id = $1::uuid AND c.id = $2::uuid AND ($3::bigint IS NULL OR old.version = $3::bigint)
        RETURNING c.id),
    counter AS (
        UPDATE usage_counters u SET settled = u.settled + said.messages FROM said
        WHERE u.organization_id = $1::uuid AND u.resource = 'messages' AND u.period = said.period
          AND EXISTS (SELECT FROM gone)),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, before, request_id)
        SELECT $1::uuid, $4::text, $5::text, 'conversation.deleted', 'conversation', old.id::text,
               jsonb_build_object('agent_id', old.agent_id), $6::text
        FROM old, gone)
    SELECT version FROM old)";

} // namespace objecta::features::conversations
