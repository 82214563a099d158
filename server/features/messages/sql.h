// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/sql.h"

// The statements of messages. A message's columns are always: id, conversation, agent, user, role, content, version,
// created_at, updated_at.
namespace objecta::features::messages {

// One row: the agent (null when it, or the conversation with it, is not there), the conversation's status, and the
// message (null when the conversation is closed, or the month's limit is reached). Without a conversation ($3 null) one
// begins under the id $4.
inline constexpr db::Sql create = R"(
    WITH target AS (
        SELECT a.id, coalesce(c.status, 'open') AS status FROM agents a
        LEFT JOIN conversations c ON c.organization_id = $1::uuid AND c.id = $3::uuid AND c.agent_id = a.id
        WHERE a.organization_id = $1::uuid AND a.id = $2::uuid AND ($3::uuid IS NULL OR c.id IS NOT NULL)),
    allowed AS (
        SELECT effective_limit(o.timed_limits, o.limits, p.limits, 'maxMessages') AS messages
        FROM organizations o JOIN plans p ON p.id = o.plan WHERE o.id = $1::uuid),
    counter AS (
        INSERT INTO usage_counters AS c (organization_id, resource, period, used, ceiling)
        SELECT $1::uuid, 'messages', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM'), 1, allowed.messages
        FROM target, allowed WHERE coalesce(allowed.messages, 1) > 0 AND target.status = 'open'
        ON CONFLICT (organization_id, resource, period) DO UPDATE SET used = c.used + 1, ceiling = excluded.ceiling
            WHERE c.used < coalesce(excluded.ceiling, 9223372036854775807)
        RETURNING 1),
    begun AS (
        INSERT INTO conversations (organization_id, id, agent_id, user_id, title)
        SELECT $1::uuid, $4::uuid, target.id, $5::uuid, left($7::text, 80) FROM target, counter
        WHERE $3::uuid IS NULL),
    said AS (
        INSERT INTO messages (organization_id, id, conversation_id, user_id, role, content)
        SELECT $1::uuid, $6::uuid, coalesce($3::uuid, $4::uuid), $5::uuid, 'user', $7::text FROM counter
        RETURNING id, conversation_id, user_id, role, content, version, created_at, updated_at),
    touched AS (
        UPDATE conversations SET updated_at = now()
        WHERE organization_id = $1::uuid AND id = $3::uuid AND EXISTS (SELECT FROM said))
    SELECT said.id, said.conversation_id, target.id, said.user_id, said.role, said.content, said.version,
           said.created_at, said.updated_at, target.status
    FROM (SELECT) one LEFT JOIN target ON true LEFT JOIN said ON true)";

// The same in a conversation that there is.
inline constexpr db::Sql say = R"(
    WITH target AS (
        SELECT c.id, c.agent_id, c.status FROM conversations c
        WHERE c.organization_id = $1::uuid AND c.id = $2::uuid),
    allowed AS (
        SELECT effective_limit(o.timed_limits, o.limits, p.limits, 'maxMessages') AS messages
        FROM organizations o JOIN plans p ON p.id = o.plan WHERE o.id = $1::uuid),
    counter AS (
        INSERT INTO usage_counters AS c (organization_id, resource, period, used, ceiling)
        SELECT $1::uuid, 'messages', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM'), 1, allowed.messages
        FROM target, allowed WHERE coalesce(allowed.messages, 1) > 0 AND target.status = 'open'
        ON CONFLICT (organization_id, resource, period) DO UPDATE SET used = c.used + 1, ceiling = excluded.ceiling
            WHERE c.used < coalesce(excluded.ceiling, 9223372036854775807)
        RETURNING 1),
    said AS (
        INSERT INTO messages (organization_id, id, conversation_id, user_id, role, content)
        SELECT $1::uuid, $4::uuid, $2::uuid, $3::uuid, 'user', $5::text FROM counter
        RETURNING id, conversation_id, user_id, role, content, version, created_at, updated_at),
    touched AS (
        UPDATE conversations SET updated_at = now()
        WHERE organization_id = $1::uuid AND id = $2::uuid AND EXISTS (SELECT FROM said))
    SELECT said.id, said.conversation_id, target.agent_id, said.user_id, said.role, said.content, said.version,
           said.created_at, said.updated_at, target.status
    FROM (SELECT) one LEFT JOIN target ON true LEFT JOIN said ON true)";

// After the page's end come the filters: conversation, user, role, from, to. A conversation reads from its beginning.
inline constexpr db::Sql oldestFirst = R"(
    SELECT m.id, m.conversation_id, c.agent_id, m.user_id, m.role, m.content, m.version, m.created_at, m.updated_at
    FROM messages m JOIN conversations c ON c.organization_id = m.organization_id AND c.id = m.conversation_id
    WHERE m.organization_id = $1::uuid AND c.organization_id = $1::uuid
      AND m.conversation_id = $5::uuid AND c.id = $5::uuid
      AND m.created_at >= $3::timestamptz
      AND (m.created_at > $3::timestamptz OR m.id > $4::uuid)
      AND ($6::uuid IS NULL OR m.user_id = $6::uuid) AND ($7::text IS NULL OR m.role = $7::text)
      AND m.created_at >= $8::timestamptz
      AND m.created_at < $9::timestamptz
    ORDER BY m.created_at, m.id LIMIT $2::bigint)";

inline constexpr db::Sql newestFirst = R"(
    SELECT m.id, m.conversation_id, c.agent_id, m.user_id, m.role, m.content, m.version, m.created_at, m.updated_at
    FROM messages m JOIN conversations c ON c.organization_id = m.organization_id AND c.id = m.conversation_id
    WHERE m.organization_id = $1::uuid AND c.organization_id = $1::uuid
      AND m.conversation_id = $5::uuid AND c.id = $5::uuid
      AND m.created_at <= $3::timestamptz
      AND (m.created_at < $3::timestamptz OR m.id < $4::uuid)
      AND ($6::uuid IS NULL OR m.user_id = $6::uuid) AND ($7::text IS NULL OR m.role = $7::text)
      AND m.created_at >= $8::timestamptz
      AND m.created_at < $9::timestamptz
    ORDER BY m.created_at DESC, m.id DESC LIMIT $2::bigint)";

inline constexpr db::Sql one = R"(
    SELECT m.id, m.conversation_id, c.agent_id, m.user_id, m.role, m.content, m.version, m.created_at, m.updated_at
    FROM messages m JOIN conversations c ON c.organization_id = m.organization_id AND c.id = m.conversation_id
    WHERE m.organization_id = $1::uuid AND m.id = $2::uuid)";

// One row when there is such a message: as it is now, its version before, and whether whoever asks wrote it: nobody
// puts words into another's mouth. The words themselves are not for the audit trail.
inline constexpr db::Sql change = R"(
    WITH old AS (
        SELECT id, conversation_id, user_id, role, content, version, created_at, updated_at,
               role = 'user' AND user_id = $5::uuid AS own
        FROM messages WHERE organization_id = $1::uuid AND id = $2::uuid FOR NO KEY UPDATE),
    changed AS (
        UPDATE messages m SET content = $4::text, version = old.version + 1, updated_at = now()
        FROM old
        WHERE m.organization_id = $1::uuid AND m.id = $2::uuid AND ($3::bigint IS NULL OR old.version = $3::bigint)
          AND old.own AND $4::text IS NOT NULL AND old.content <> $4::text
        RETURNING m.content, m.version, m.updated_at),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, before, after,
                               request_id)
        SELECT $1::uuid, $6::text, $7::text, 'message.updated', 'message', old.id::text,
               jsonb_build_object('version', old.version), jsonb_build_object('version', n.version), $8::text
        FROM old, changed n)
    SELECT old.id, old.conversation_id, c.agent_id, old.user_id, old.role, coalesce(n.content, old.content),
           coalesce(n.version, old.version), old.created_at, coalesce(n.updated_at, old.updated_at), old.version,
           old.own
    FROM old JOIN conversations c ON c.organization_id = $1::uuid AND c.id = old.conversation_id
    LEFT JOIN changed n ON true)";

// One row when there was such a message: its version, and whether whoever asks may delete it: an owner or admin, or
// who wrote it. It counts for its month all the same: the counter keeps it as settled, without its row.
inline constexpr db::Sql remove = R"(
    WITH old AS (
        SELECT m.id, m.conversation_id, m.role, m.version, to_char(m.created_at AT TIME ZONE 'UTC', 'YYYY-MM') AS period,
               m.role = 'user' AND m.user_id = $4::uuid
               OR EXISTS (SELECT FROM users u WHERE u.organization_id = $1::uuid AND u.id = $4::uuid
                          AND u.role IN ('owner', 'admin')) AS may
        FROM messages m WHERE m.organization_id = $1::uuid AND m.id = $2::uuid FOR UPDATE OF m),
    gone AS (
        DELETE FROM messages m USING old
        WHERE m.organization_id = $1::uuid AND m.id = $2::uuid AND ($3::bigint IS NULL OR old.version = $3::bigint)
          AND old.may
        RETURNING m.id),
    counter AS (
        UPDATE usage_counters u SET settled = u.settled + 1 FROM old, gone
        WHERE u.organization_id = $1::uuid AND u.resource = 'messages' AND u.period = old.period AND old.role = 'user'),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, before, request_id)
        SELECT $1::uuid, $5::text, $6::text, 'message.deleted', 'message', old.id::text,
               jsonb_build_object('conversation_id', old.conversation_id), $7::text
        FROM old, gone)
    SELECT version, may FROM old)";

} // namespace objecta::features::messages
