// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/messages/routes.h"

#include "models/contract/tenant.h"
#include "server/features/usage/quota.h"
#include "server/pipeline/input.h"

namespace objecta::features {

namespace {

using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;
using pipeline::Permission;
using Status = boost::beast::http::status;
using Verb = boost::beast::http::verb;

// One row: the agent (null when it, or the conversation with it, is not there) and the message (null when the month's
// limit is reached). Without a conversation ($3 null) one begins under the id $4.
constexpr db::Sql createMessage = R"(
    WITH target AS (
        SELECT a.id FROM agents a
        WHERE a.organization_id = $1::uuid AND a.id = $2::uuid
          AND ($3::uuid IS NULL
               OR EXISTS (SELECT FROM conversations c
                          WHERE c.organization_id = $1::uuid AND c.id = $3::uuid AND c.agent_id = a.id))),
    allowed AS (
        SELECT coalesce(effective_limit(o.timed_limits, o.limits, p.limits, 'maxMessages'), 9223372036854775807)
               AS messages
        FROM organizations o JOIN plans p ON p.id = o.plan WHERE o.id = $1::uuid),
    counter AS (
        INSERT INTO usage_counters AS c (organization_id, resource, period, used)
        SELECT $1::uuid, 'messages', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM'), 1
        FROM target, allowed WHERE allowed.messages > 0
        ON CONFLICT (organization_id, resource, period) DO UPDATE SET used = c.used + 1
            WHERE c.used < (SELECT messages FROM allowed)
        RETURNING 1),
    begun AS (
        INSERT INTO conversations (organization_id, id, agent_id, user_id, title)
        SELECT $1::uuid, $4::uuid, target.id, $5::uuid, left($7::text, 80) FROM target, counter
        WHERE $3::uuid IS NULL),
    said AS (
        INSERT INTO messages (organization_id, id, conversation_id, user_id, role, content)
        SELECT $1::uuid, $6::uuid, coalesce($3::uuid, $4::uuid), $5::uuid, 'user', $7::text FROM counter
        RETURNING id, conversation_id, user_id, role, content, created_at),
    touched AS (
        UPDATE conversations SET updated_at = now()
        WHERE organization_id = $1::uuid AND id = $3::uuid AND EXISTS (SELECT FROM said))
    SELECT target.id, said.id, said.conversation_id, said.user_id, said.role, said.content, said.created_at
    FROM (SELECT) one LEFT JOIN target ON true LEFT JOIN said ON true)";

constexpr std::string_view foreignKeyViolation = "23503";

Awaitable<Result<Answer>> create(const Authorized &request, db::TenantTx &tx)
{
    const auto body = pipeline::readBody<CreateMessage>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    db::SqlFailure failure;
    const auto rows = co_await tx.queryAndCommit(
        createMessage,
        db::Params(tx.scope().organization(), body->agentId, pipeline::given(body->conversationId),
                   ConversationId::random(), tx.scope().user(), MessageId::random(), body->content),
        &failure);
    if (!rows) {
        // The agent or the conversation was deleted in this very moment.
        if (failure.sqlState == foreignKeyViolation) {
            co_return fail(ProblemCode::NotFound);
        }
        co_return tl::unexpected(rows.error());
    }
    const auto row = (*rows)[0];
    if (row.isNull(0)) {
        co_return fail(ProblemCode::NotFound);
    }
    if (row.isNull(1)) {
        co_return quotaExceeded("Message");
    }
    const Message message{
        row.id<MessageId>(1), row.id<ConversationId>(2), row.id<AgentId>(0), row.id<UserId>(3), row.string(4),
        row.string(5),        row.timestamp(6)};
    co_return Answer::json(message, Status::created);
}

} // namespace

std::vector<pipeline::Route> messageRoutes()
{
    return {pipeline::tenantRoute(Verb::post, "/v1/messages", Permission::WriteMessages, create)};
}

} // namespace objecta::features
