// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/documents/routes.h"

#include "server/features/documents/parts.h"
#include "server/features/resource.h"

namespace objecta::features {

namespace documents {

using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;

namespace {

constexpr std::string_view foreignKeyViolation = "23503";

constexpr db::Sql firstPage = R"(
    SELECT id, agent_id, user_id, name, content_type, bytes, encode(sha256, 'hex'), version, created_at, updated_at
    FROM documents WHERE organization_id = $1::uuid AND status = 'ready'
      AND ($3::uuid IS NULL OR agent_id = $3::uuid)
      AND ($4::text IS NULL OR position(lower($4::text) IN lower(name)) > 0)
    ORDER BY created_at DESC, id LIMIT $2::bigint)";

constexpr db::Sql nextPage = R"(
    SELECT id, agent_id, user_id, name, content_type, bytes, encode(sha256, 'hex'), version, created_at, updated_at
    FROM documents WHERE organization_id = $1::uuid AND status = 'ready'
      AND ($3::uuid IS NULL OR agent_id = $3::uuid)
      AND ($4::text IS NULL OR position(lower($4::text) IN lower(name)) > 0)
      AND created_at <= $5::timestamptz AND (created_at < $5::timestamptz OR id > $6::uuid)
    ORDER BY created_at DESC, id LIMIT $2::bigint)";

constexpr db::Sql oneDocument = R"(
    SELECT id, agent_id, user_id, name, content_type, bytes, encode(sha256, 'hex'), version, created_at, updated_at
    FROM documents WHERE organization_id = $1::uuid AND id = $2::uuid AND status = 'ready')";

// One row when there is such a document: as it is now, and its version before.
constexpr db::Sql changeText = R"(
    WITH old AS (
        SELECT * FROM documents
        WHERE organization_id = $1::uuid AND id = $2::uuid AND status = 'ready' FOR NO KEY UPDATE),
    changed AS (
        UPDATE documents d
        SET name = coalesce($4::text, old.name), agent_id = CASE WHEN $5::boolean THEN $6::uuid ELSE old.agent_id END,
            version = old.version + 1, updated_at = now()
        FROM old
        WHERE d.organization_id = $1::uuid AND d.id = $2::uuid AND ($3::bigint IS NULL OR old.version = $3::bigint)
          AND (coalesce($4::text, old.name), CASE WHEN $5::boolean THEN $6::uuid ELSE old.agent_id END)
              IS DISTINCT FROM (old.name, old.agent_id)
        RETURNING d.*),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, before, after,
                               request_id)
        SELECT $1::uuid, $7::text, $8::text, 'document.updated', 'document', old.id::text,
               jsonb_build_object('name', old.name, 'agent_id', old.agent_id),
               jsonb_build_object('name', n.name, 'agent_id', n.agent_id), $9::text
        FROM old, changed n)
    SELECT r.id, r.agent_id, r.user_id, r.name, r.content_type, r.bytes, encode(r.sha256, 'hex'), r.version,
           r.created_at, r.updated_at, old.version
    FROM old CROSS JOIN LATERAL (
        SELECT * FROM changed UNION ALL SELECT old.* WHERE NOT EXISTS (SELECT FROM changed)) r)";

// One row when there was such a document: its version, and whether it went. Its bytes are given back with it.
// The counter first, before the trail's end, as whoever uploads does.
constexpr db::Sql deleteText = R"(
    WITH locked AS MATERIALIZED (
        SELECT 1 FROM usage_counters WHERE organization_id = $1::uuid AND resource = 'storage' AND period = ''
        FOR NO KEY UPDATE),
    old AS (
        SELECT id, name, bytes, version FROM documents
        WHERE organization_id = $1::uuid AND id = $2::uuid AND status = 'ready' AND EXISTS (SELECT FROM locked)
        FOR UPDATE),
    gone AS (
        DELETE FROM documents d USING old
        WHERE d.organization_id = $1::uuid AND d.id = $2::uuid AND ($3::bigint IS NULL OR old.version = $3::bigint)
        RETURNING d.id, d.name, d.bytes),
    counter AS (
        UPDATE usage_counters c SET used = greatest(c.used - gone.bytes, 0) FROM gone
        WHERE c.organization_id = $1::uuid AND c.resource = 'storage' AND c.period = ''),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, before, request_id)
        SELECT $1::uuid, $4::text, $5::text, 'document.deleted', 'document', gone.id::text,
               jsonb_build_object('name', gone.name, 'bytes', gone.bytes), $6::text
        FROM gone)
    SELECT version FROM old)";

constexpr Resource<Document> resource{"documents", firstPage, nextPage, oneDocument, toDocument};

Awaitable<Result<Answer>> list(const Authorized &request, db::TenantTx &tx)
{
    const auto query = pipeline::readListQuery(request);
    if (!query) {
        co_return tl::unexpected(query.error());
    }
    const auto agent = queryId<AgentId>(request, "agent_id");
    if (!agent) {
        co_return tl::unexpected(agent.error());
    }
    const auto position = readPosition<DocumentId>(resource.name, query->cursor);
    if (!position) {
        co_return tl::unexpected(position.error());
    }
    const auto text = pipeline::queryParameter(request, "q");
    if (text) {
        std::vector<FieldError> errors;
        json_detail::checkText(*text, textBetween(0, 255), "q", errors);
        if (!errors.empty()) {
            co_return failFields(std::move(errors));
        }
    }
    const OrganizationId organization = tx.scope().organization();
    Result<db::Rows> rows;
    if (position->at) {
        rows = co_await tx.queryAndCommit(
            nextPage, db::Params(organization, query->limit + 1, *agent, text, position->at, position->id));
    } else {
        rows = co_await tx.queryAndCommit(firstPage, db::Params(organization, query->limit + 1, *agent, text));
    }
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    Page<Document> page;
    page.items.reserve(static_cast<size_t>(rows->size()));
    for (const auto row : *rows) {
        page.items.push_back(toDocument(row));
    }
    cutPage(page, query->limit, resource.name, [](const Document &item) { return item.createdAt; });
    co_return Answer::json(page);
}

Awaitable<Result<Answer>> change(const Authorized &request, db::TenantTx &tx)
{
    const auto id = pipeline::pathId<DocumentId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const auto body = pipeline::readBody<UpdateDocument>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    const auto match = pipeline::ifMatch(request);
    if (!match) {
        co_return tl::unexpected(match.error());
    }
    const auto [actorType, actor] = request.auditActor();
    db::SqlFailure failure;
    const auto rows = co_await tx.queryAndCommit(
        changeText,
        db::Params(tx.scope().organization(), *id, match->version, pipeline::given(body->name), body->agentId.present,
                   body->agentId.value, actorType, actor, request.request().requestId),
        &failure);
    if (!rows) {
        if (failure.sqlState == foreignKeyViolation) {
            co_return failFields({{"agent_id", "unknown", "is no agent of this organization"}});
        }
        co_return tl::unexpected(rows.error());
    }
    if (rows->empty()) {
        co_return fail(ProblemCode::NotFound);
    }
    if (!match->accepts((*rows)[0].integer(10))) {
        co_return fail(ProblemCode::PreconditionFailed);
    }
    co_return withEtag(toDocument((*rows)[0]));
}

} // namespace

Document toDocument(const db::Row &row)
{
    return {row.id<DocumentId>(0), row.maybeId<AgentId>(1), row.id<UserId>(2), row.string(3),    row.string(4),
            row.integer(5),        row.string(6),           row.integer(7),    row.timestamp(8), row.timestamp(9)};
}

Awaitable<Result<Answer>> remove(objects::ObjectStore &objects, const Authorized &request, db::TenantDoor &door)
{
    const auto id = pipeline::pathId<DocumentId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const auto match = pipeline::ifMatch(request);
    if (!match) {
        co_return tl::unexpected(match.error());
    }
    const auto [actorType, actor] = request.auditActor();
    const OrganizationId organization = door.scope().organization();
    const db::Params params(organization, *id, match->version, actorType, actor, request.request().requestId);
    const std::function<Awaitable<Result<db::Rows>>(db::TenantTx &)> work =
        [&params](db::TenantTx &tx) -> Awaitable<Result<db::Rows>> {
        co_return co_await tx.queryAndCommit(deleteText, params);
    };
    const auto rows = co_await door.inTenant<db::Rows>(db::Work::Write, work);
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    if (rows->empty()) {
        co_return fail(ProblemCode::NotFound);
    }
    if (!match->accepts((*rows)[0].integer(0))) {
        co_return fail(ProblemCode::PreconditionFailed);
    }
    // The document is gone with its row; what cannot be removed now the sweeper removes.
    co_await objects.remove({organization, *id});
    co_return Answer::noContent();
}

} // namespace documents

std::vector<pipeline::Route> documentRoutes(objects::ObjectStore &objects, db::Database &database,
                                            pipeline::Idempotency idempotency)
{
    using namespace documents;
    using pipeline::Permission;
    using Verb = boost::beast::http::verb;
    const auto get = [](const Authorized &request, db::TenantTx &tx) { return getOne(resource, request, tx); };
    const auto parts = std::make_shared<UploadParts>(UploadParts{objects, database, std::move(idempotency)});
    const auto send = [parts](const Authorized &request, db::TenantDoor &door) {
        return upload(*parts, request, door);
    };
    const auto fetch = [&objects](const Authorized &request, db::TenantDoor &door) {
        return download(objects, request, door);
    };
    const auto erase = [&objects](const Authorized &request, db::TenantDoor &door) {
        return documents::remove(objects, request, door);
    };
    return {
        pipeline::tenantRoute(Verb::get, "/v1/documents", Permission::ReadDocuments, list),
        pipeline::tenantUploadRoute(Verb::post, "/v1/documents", Permission::WriteDocuments, send),
        pipeline::tenantRoute(Verb::get, "/v1/documents/{id}", Permission::ReadDocuments, get),
        pipeline::tenantRoute(Verb::patch, "/v1/documents/{id}", Permission::WriteDocuments, change),
        pipeline::tenantFlowRoute(Verb::delete_, "/v1/documents/{id}", Permission::WriteDocuments, erase),
        pipeline::tenantFlowRoute(Verb::get, "/v1/documents/{id}/content", Permission::ReadDocuments, fetch),
    };
}

} // namespace objecta::features
