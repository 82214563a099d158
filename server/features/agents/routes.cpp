// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/agents/routes.h"

#include "models/contract/tenant.h"
#include "server/features/conversations/sql.h"
#include "server/features/resource.h"
#include "server/features/usage/quota.h"

namespace objecta::features {

namespace {

using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;
using pipeline::Permission;
using Status = boost::beast::http::status;
using Verb = boost::beast::http::verb;

constexpr db::Sql firstPage = R"(
    SELECT id, user_id, name, description, model, status, version, created_at, updated_at
    FROM agents WHERE organization_id = $1::uuid
    ORDER BY created_at DESC, id LIMIT $2::bigint)";

// created_at <= bounds the index scan; the rest drops what the page before had.
constexpr db::Sql nextPage = R"(
    SELECT id, user_id, name, description, model, status, version, created_at, updated_at
    FROM agents WHERE organization_id = $1::uuid
      AND created_at <= $3::timestamptz AND (created_at < $3::timestamptz OR id > $4::uuid)
    ORDER BY created_at DESC, id LIMIT $2::bigint)";

// The filters: user, status, model, from, to.
constexpr db::Sql filteredPage = R"(
    SELECT id, user_id, name, description, model, status, version, created_at, updated_at
    FROM agents WHERE organization_id = $1::uuid
      AND created_at <= $3::timestamptz
      AND (created_at < $3::timestamptz OR id > $4::uuid)
      AND ($5::uuid IS NULL OR user_id = $5::uuid) AND ($6::text IS NULL OR status = $6::text)
      AND ($7::text IS NULL OR model = $7::text)
      AND created_at >= $8::timestamptz
      AND created_at < $9::timestamptz
    ORDER BY created_at DESC, id LIMIT $2::bigint)";

// The text, then the filters as above.
constexpr db::Sql searchPage = R"(
    SELECT a.id, a.user_id, a.name, a.description, a.model, a.status, a.version, a.created_at, a.updated_at
    FROM search_agents($5::text, $2::bigint, $3::timestamptz, $4::uuid, $6::uuid, $7::text, $8::text,
                       $9::timestamptz, $10::timestamptz) found
    JOIN agents a ON a.organization_id = $1::uuid AND a.id = found.id
    ORDER BY a.created_at DESC, a.id)";

constexpr db::Sql oneAgent = R"(
    SELECT id, user_id, name, description, model, status, version, created_at, updated_at
    FROM agents WHERE organization_id = $1::uuid AND id = $2::uuid)";

// One statement, so that no two creations see the same free place: the counter's row is locked until the commit.
constexpr db::Sql createAgent = R"(
    WITH counter AS (
        UPDATE usage_counters c SET used = c.used + 1,
               ceiling = effective_limit(o.timed_limits, o.limits, p.limits, 'maxAgents')
        FROM organizations o JOIN plans p ON p.id = o.plan
        WHERE c.organization_id = $1::uuid AND c.resource = 'agents' AND c.period = '' AND o.id = $1::uuid
          AND c.used < coalesce(effective_limit(o.timed_limits, o.limits, p.limits, 'maxAgents'), 9223372036854775807)
        RETURNING 1),
    made AS (
        INSERT INTO agents (organization_id, id, user_id, name, description, model)
        SELECT $1::uuid, $2::uuid, $3::uuid, $4::text, $5::text, $6::text FROM counter
        RETURNING id, user_id, name, description, model, status, version, created_at, updated_at),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, after, request_id)
        SELECT $1::uuid, $7::text, $8::text, 'agent.created', 'agent', made.id::text,
               jsonb_build_object('name', made.name, 'model', made.model), $9::text
        FROM made)
    SELECT id, user_id, name, description, model, status, version, created_at, updated_at FROM made)";

// One row when there is such an agent: its version before, then the agent as it is now.
constexpr db::Sql changeAgent = R"(
    WITH old AS (
        SELECT id, user_id, name, description, model, status, version, created_at, updated_at
        FROM agents WHERE organization_id = $1::uuid AND id = $2::uuid FOR NO KEY UPDATE),
    changed AS (
        UPDATE agents a
        SET name = coalesce($4::text, old.name), description = coalesce($5::text, old.description),
            model = coalesce($6::text, old.model), status = coalesce($7::text, old.status),
            version = old.version + 1, updated_at = now()
        FROM old
        WHERE a.organization_id = $1::uuid AND a.id = $2::uuid AND ($3::bigint IS NULL OR old.version = $3::bigint)
          AND (coalesce($4::text, old.name), coalesce($5::text, old.description), coalesce($6::text, old.model),
               coalesce($7::text, old.status))
              IS DISTINCT FROM (old.name, old.description, old.model, old.status)
        RETURNING a.id, a.user_id, a.name, a.description, a.model, a.status, a.version, a.created_at, a.updated_at),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, before, after,
                               request_id)
        SELECT $1::uuid, $8::text, $9::text, 'agent.updated', 'agent', old.id::text,
               jsonb_strip_nulls(jsonb_build_object(
                   'name', CASE WHEN old.name <> n.name THEN old.name END,
                   'description', CASE WHEN old.description <> n.description THEN old.description END,
                   'model', CASE WHEN old.model <> n.model THEN old.model END,
                   'status', CASE WHEN old.status <> n.status THEN old.status END)),
               jsonb_strip_nulls(jsonb_build_object(
                   'name', CASE WHEN old.name <> n.name THEN n.name END,
                   'description', CASE WHEN old.description <> n.description THEN n.description END,
                   'model', CASE WHEN old.model <> n.model THEN n.model END,
                   'status', CASE WHEN old.status <> n.status THEN n.status END)),
               $10::text
        FROM old, changed n)
    SELECT r.id, r.user_id, r.name, r.description, r.model, r.status, r.version, r.created_at, r.updated_at,
           old.version
    FROM old CROSS JOIN LATERAL (
        SELECT * FROM changed UNION ALL SELECT old.* WHERE NOT EXISTS (SELECT FROM changed)) r)";

// From here on no conversation with it begins, and nothing more is said in those there are.
constexpr db::Sql lockAgent = R"(
    SELECT 1 FROM agents WHERE organization_id = $1::uuid AND id = $2::uuid FOR UPDATE)";
// Before the trail's end, as whoever creates one does: else two such wait for each other.
constexpr db::Sql lockCounters = R"(
    SELECT 1 FROM usage_counters WHERE organization_id = $1::uuid AND resource IN ('agents', 'messages')
    ORDER BY resource, period FOR NO KEY UPDATE)";
constexpr db::Sql lockConversations = R"(
    SELECT 1 FROM conversations WHERE organization_id = $1::uuid AND agent_id = $2::uuid ORDER BY id FOR UPDATE)";

// One row when there was such an agent: its version. The place goes back to the quota with it; what was said to it
// counts for its month all the same, settled, without its rows.
constexpr db::Sql deleteAgent = R"(
    WITH old AS (
        SELECT id, name, version FROM agents
        WHERE organization_id = $1::uuid AND id = $2::uuid FOR UPDATE),
    said AS (
        SELECT to_char(m.created_at AT TIME ZONE 'UTC', 'YYYY-MM') AS period, count(*) AS messages
        FROM conversations c
        JOIN messages m ON m.organization_id = c.organization_id AND m.conversation_id = c.id AND m.role = 'user'
        WHERE c.organization_id = $1::uuid AND c.agent_id = $2::uuid GROUP BY 1),
    gone AS (
        DELETE FROM agents a USING old
        WHERE a.organization_id = $1::uuid AND a.id = $2::uuid AND ($3::bigint IS NULL OR old.version = $3::bigint)
        RETURNING a.id, a.name),
    counter AS (
        UPDATE usage_counters SET used = greatest(used - 1, 0)
        WHERE organization_id = $1::uuid AND resource = 'agents' AND period = '' AND EXISTS (SELECT FROM gone)),
    settled AS (
        UPDATE usage_counters u SET settled = u.settled + said.messages FROM said
        WHERE u.organization_id = $1::uuid AND u.resource = 'messages' AND u.period = said.period
          AND EXISTS (SELECT FROM gone)),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, before, request_id)
        SELECT $1::uuid, $4::text, $5::text, 'agent.deleted', 'agent', gone.id::text,
               jsonb_build_object('name', gone.name), $6::text
        FROM gone)
    SELECT version FROM old)";

Agent toAgent(const db::Row &row)
{
    return {row.id<AgentId>(0), row.id<UserId>(1), row.string(2),    row.string(3),   row.string(4),
            row.string(5),      row.integer(6),    row.timestamp(7), row.timestamp(8)};
}

constexpr Resource<Agent> resource{"agents", firstPage, nextPage, oneAgent, toAgent};

constexpr FilteredList<Agent> filtered{"agents", filteredPage, toAgent};
constexpr FilteredList<Agent> searched{"agents", searchPage, toAgent};

Awaitable<Result<Answer>> list(const Authorized &request, db::TenantTx &tx)
{
    const auto user = queryId<UserId>(request, "user_id");
    const auto status = queryWord(request, "status", "active|paused|archived");
    const auto range = queryRange(request);
    if (auto problem = firstProblem(user, status, range)) {
        co_return tl::unexpected(std::move(*problem));
    }
    const auto model = pipeline::queryParameter(request, "model");
    const auto text = pipeline::queryParameter(request, "q");
    if (!text && !*user && !*status && !model && !range->from && !range->to) {
        co_return co_await listPage(resource, request, tx);
    }
    std::vector<std::optional<std::string>> filters{filterText(*user), *status, model, range->lower(), range->upper()};
    if (text) {
        filters.insert(filters.begin(), text);
        co_return co_await listFiltered(searched, request, tx, std::move(filters));
    }
    co_return co_await listFiltered(filtered, request, tx, std::move(filters));
}

Awaitable<Result<Answer>> create(const Authorized &request, db::TenantTx &tx)
{
    const auto body = pipeline::readBody<CreateAgent>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    const auto [actorType, actor] = request.auditActor();
    const auto rows = co_await tx.queryAndCommit(
        createAgent,
        db::Params(tx.scope().organization(), AgentId::random(), tx.scope().user(), body->name, body->description,
                   body->model, actorType, actor, request.request().requestId));
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    if (rows->empty()) {
        auto refusal = co_await quotaExceeded(tx, Limited::Agents);
        co_return tl::unexpected(std::move(refusal));
    }
    const Agent agent = toAgent((*rows)[0]);
    co_return withEtag(agent, Status::created).with("Location", "/v1/agents/" + agent.id.text());
}

Awaitable<Result<Answer>> change(const Authorized &request, db::TenantTx &tx)
{
    const auto id = pipeline::pathId<AgentId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const auto body = pipeline::readBody<UpdateAgent>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    const auto match = pipeline::ifMatch(request);
    if (!match) {
        co_return tl::unexpected(match.error());
    }
    const auto [actorType, actor] = request.auditActor();
    const auto rows = co_await tx.queryAndCommit(
        changeAgent,
        db::Params(tx.scope().organization(), *id, match->version, pipeline::given(body->name),
                   pipeline::given(body->description), pipeline::given(body->model), pipeline::given(body->status),
                   actorType, actor, request.request().requestId));
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    if (rows->empty()) {
        co_return fail(ProblemCode::NotFound);
    }
    if (!match->accepts((*rows)[0].integer(9))) {
        co_return fail(ProblemCode::PreconditionFailed);
    }
    co_return withEtag(toAgent((*rows)[0]));
}

Awaitable<Result<Answer>> remove(const Authorized &request, db::TenantTx &tx)
{
    const auto id = pipeline::pathId<AgentId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const auto match = pipeline::ifMatch(request);
    if (!match) {
        co_return tl::unexpected(match.error());
    }
    const OrganizationId organization = tx.scope().organization();
    const auto counters = co_await tx.query(lockCounters, db::Params(organization));
    if (!counters) {
        co_return tl::unexpected(counters.error());
    }
    const auto agent = co_await tx.query(lockAgent, db::Params(organization, *id));
    if (!agent) {
        co_return tl::unexpected(agent.error());
    }
    const auto itsConversations = co_await tx.query(lockConversations, db::Params(organization, *id));
    if (!itsConversations) {
        co_return tl::unexpected(itsConversations.error());
    }
    const auto [actorType, actor] = request.auditActor();
    const auto rows = co_await tx.queryAndCommit(
        deleteAgent, db::Params(organization, *id, match->version, actorType, actor, request.request().requestId));
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    if (rows->empty()) {
        co_return fail(ProblemCode::NotFound);
    }
    if (!match->accepts((*rows)[0].integer(0))) {
        co_return fail(ProblemCode::PreconditionFailed);
    }
    co_return Answer::noContent();
}

} // namespace

std::vector<pipeline::Route> agentRoutes()
{
    const auto get = [](const Authorized &request, db::TenantTx &tx) { return getOne(resource, request, tx); };
    return {pipeline::tenantRoute(Verb::get, "/v1/agents", Permission::ReadAgents, list),
            pipeline::tenantRoute(Verb::post, "/v1/agents", Permission::WriteAgents, create),
            pipeline::tenantRoute(Verb::get, "/v1/agents/{id}", Permission::ReadAgents, get),
            pipeline::tenantRoute(Verb::patch, "/v1/agents/{id}", Permission::WriteAgents, change),
            pipeline::tenantRoute(Verb::delete_, "/v1/agents/{id}", Permission::WriteAgents, remove)};
}

} // namespace objecta::features
