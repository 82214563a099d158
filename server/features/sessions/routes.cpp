// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/sessions/routes.h"

#include "models/contract/session.h"
#include "server/features/resource.h"

namespace objecta::features {

namespace {

using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;
using pipeline::Permission;
using Verb = boost::beast::http::verb;

constexpr db::Sql page = R"(
    SELECT id, coalesce(id = $6::uuid, false), created_at, last_used_at, expires_at, peer, user_agent
    FROM user_sessions
    WHERE organization_id = $1::uuid AND user_id = $5::uuid AND revoked_at IS NULL AND expires_at > now()
      AND created_at <= $3::timestamptz AND (created_at < $3::timestamptz OR id > $4::uuid)
    ORDER BY created_at DESC, id LIMIT $2::bigint)";

constexpr db::Sql revoke = R"(
    WITH gone AS (
        UPDATE user_sessions SET revoked_at = now()
        WHERE organization_id = $1::uuid AND id = $2::uuid AND user_id = $3::uuid AND revoked_at IS NULL
          AND expires_at > now()
        RETURNING id),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, request_id)
        SELECT $1::uuid, $4::text, $5::text, 'session.revoked', 'session', gone.id::text, $6::text FROM gone)
    SELECT id FROM gone)";

UserSession toSession(const db::Row &row)
{
    return {row.id<SessionId>(0), row.boolean(1), row.timestamp(2), row.timestamp(3),
            row.timestamp(4),     row.string(5),  row.string(6)};
}

constexpr FilteredList<UserSession> sessions{"sessions", page, toSession};

/// Nobody's id when staff look through the organization's eyes: they have no sessions here.
UserId asking(const db::TenantTx &tx)
{
    return tx.scope().user().value_or(UserId());
}

Awaitable<Result<Answer>> list(const Authorized &request, db::TenantTx &tx)
{
    std::vector<std::optional<std::string>> filters{asking(tx).text(), filterText(tx.scope().actor().session)};
    co_return co_await listFiltered(sessions, request, tx, std::move(filters));
}

Awaitable<Result<Answer>> remove(const Authorized &request, db::TenantTx &tx)
{
    const auto id = pipeline::pathId<SessionId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const auto [actorType, actor] = request.auditActor();
    const auto rows = co_await tx.queryAndCommit(
        revoke, db::Params(tx.scope().organization(), *id, asking(tx), actorType, actor, request.request().requestId));
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    if (rows->empty()) {
        co_return fail(ProblemCode::NotFound);
    }
    co_return Answer::noContent();
}

} // namespace

std::vector<pipeline::Route> sessionRoutes()
{
    return {pipeline::tenantRoute(Verb::get, "/v1/sessions", Permission::None, list),
            pipeline::tenantRoute(Verb::delete_, "/v1/sessions/{id}", Permission::None, remove)};
}

} // namespace objecta::features
