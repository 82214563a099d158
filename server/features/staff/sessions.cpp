// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/contract/staff.h"
#include "server/features/audit/platform_trail.h"
#include "server/features/query.h"
#include "server/features/staff/routes.h"

namespace objecta::features {

namespace {

using boost::beast::http::verb;
using db::Awaitable;
using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Permission;

constexpr db::Sql selectStaffPage(R"sql(
    SELECT s.id, s.staff_id, p.email, s.id = $5::uuid, s.created_at, s.last_used_at, s.expires_at
    FROM staff_sessions s JOIN staff p ON p.id = s.staff_id
    WHERE s.revoked_at IS NULL AND s.expires_at > now() AND ($4::uuid IS NULL OR s.staff_id = $4::uuid)
      AND ($1::timestamptz IS NULL OR (s.created_at, s.id) < ($1::timestamptz, $2::uuid))
    ORDER BY s.created_at DESC, s.id DESC LIMIT $3::bigint)sql");
constexpr db::Sql revokeStaff(R"sql(
    UPDATE staff_sessions SET revoked_at = now()
    WHERE id = $1::uuid AND revoked_at IS NULL AND expires_at > now() AND ($2::uuid IS NULL OR staff_id = $2::uuid)
    RETURNING staff_id)sql");
constexpr db::Sql selectUsersPage(R"sql(
    SELECT s.id, s.user_id, u.email, s.created_at, s.last_used_at, s.expires_at, s.peer, s.user_agent
    FROM user_sessions s JOIN users u ON u.organization_id = s.organization_id AND u.id = s.user_id
    WHERE s.organization_id = $4::uuid AND s.revoked_at IS NULL AND s.expires_at > now()
      AND ($1::timestamptz IS NULL OR (s.created_at, s.id) < ($1::timestamptz, $2::uuid))
    ORDER BY s.created_at DESC, s.id DESC LIMIT $3::bigint)sql");
constexpr db::Sql organizationExists("SELECT 1 FROM organizations WHERE id = $1::uuid");
constexpr db::Sql revokeUsers(R"sql(
    UPDATE user_sessions SET revoked_at = now()
    WHERE organization_id = $1::uuid AND id = $2::uuid AND revoked_at IS NULL AND expires_at > now()
    RETURNING user_id)sql");

/// Whose sessions the member of staff may see or end: nullopt for everybody's.
std::optional<StaffId> bound(const Authorized &request, Permission permission)
{
    return auth::staffMay(request.staff().role, permission) ? std::nullopt : std::optional(request.staff().id);
}

Awaitable<Result<Answer>> list(const Authorized &request, db::Database &database)
{
    const auto query = pipeline::readListQuery(request);
    if (!query) {
        co_return tl::unexpected(query.error());
    }
    auto whose = queryId<StaffId>(request, "staff_id");
    if (!whose) {
        co_return tl::unexpected(whose.error());
    }
    const auto limit = bound(request, Permission::ReadStaff);
    if (limit && *whose && **whose != *limit) {
        co_return fail(ProblemCode::Forbidden);
    }
    const std::optional<StaffId> of = limit ? limit : *whose;
    const auto position = readPosition<SessionId>("staff-sessions", query->cursor);
    if (!position) {
        co_return tl::unexpected(position.error());
    }
    using Sessions = Page<StaffSession>;
    const db::Params params(position->at, position->id, query->limit + 1, of, request.staff().session);
    const std::function<Result<Sessions>(db::PlatformTx &)> load = [&params](db::PlatformTx &tx) -> Result<Sessions> {
        Sessions page;
        const auto rows = tx.query(selectStaffPage, params);
        for (const auto row : rows) {
            page.items.push_back({row.id<SessionId>(0), row.id<StaffId>(1), row.string(2), row.boolean(3),
                                  row.timestamp(4), row.timestamp(5), row.timestamp(6)});
        }
        return page;
    };
    auto page = co_await database.platform<Sessions>(load);
    if (!page) {
        co_return tl::unexpected(page.error());
    }
    cutPage(*page, query->limit, "staff-sessions", [](const StaffSession &session) { return session.createdAt; });
    co_return Answer::json(*page);
}

/// Somebody else's is not there for who may not end it.
Awaitable<Result<Answer>> remove(const Authorized &request, db::Database &database)
{
    const auto id = pipeline::pathId<SessionId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const auto context = AuditContext::of(request);
    const auto whose = bound(request, Permission::ManageStaff);
    const std::function<Result<bool>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) -> Result<bool> {
        const auto rows = tx.query(revokeStaff, db::Params(*id, whose));
        if (rows.empty()) {
            return fail(ProblemCode::NotFound);
        }
        writePlatformAudit(
            tx, context,
            {"session.revoked", "session", id->text(), nullptr, boost::json::object{{"staff_id", rows[0].string(0)}}});
        return true;
    };
    const auto ended = co_await database.platform<bool>(work);
    if (!ended) {
        co_return tl::unexpected(ended.error());
    }
    co_return Answer::noContent();
}

Awaitable<Result<Answer>> listUsers(const Authorized &request, db::Database &database)
{
    const auto organization = pipeline::pathId<OrganizationId>(request);
    if (!organization) {
        co_return tl::unexpected(organization.error());
    }
    const auto query = pipeline::readListQuery(request);
    if (!query) {
        co_return tl::unexpected(query.error());
    }
    const auto position = readPosition<SessionId>("organization-sessions", query->cursor);
    if (!position) {
        co_return tl::unexpected(position.error());
    }
    using Sessions = Page<OrganizationSession>;
    const db::Params params(position->at, position->id, query->limit + 1, *organization);
    const std::function<Result<Sessions>(db::PlatformTx &)> load = [&](db::PlatformTx &tx) -> Result<Sessions> {
        if (tx.query(organizationExists, db::Params(*organization)).empty()) {
            return fail(ProblemCode::NotFound);
        }
        Sessions page;
        const auto rows = tx.query(selectUsersPage, params);
        for (const auto row : rows) {
            page.items.push_back({row.id<SessionId>(0), row.id<UserId>(1), row.string(2), row.timestamp(3),
                                  row.timestamp(4), row.timestamp(5), row.string(6), row.string(7)});
        }
        return page;
    };
    auto page = co_await database.platform<Sessions>(load);
    if (!page) {
        co_return tl::unexpected(page.error());
    }
    cutPage(*page, query->limit, "organization-sessions",
            [](const OrganizationSession &session) { return session.createdAt; });
    co_return Answer::json(*page);
}

Awaitable<Result<Answer>> removeUsers(const Authorized &request, db::Database &database)
{
    const auto organization = pipeline::pathId<OrganizationId>(request);
    const auto id = pipeline::pathId<SessionId>(request, "session");
    if (!organization || !id) {
        co_return fail(ProblemCode::NotFound);
    }
    const auto context = AuditContext::of(request);
    const std::function<Result<bool>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) -> Result<bool> {
        const auto rows = tx.query(revokeUsers, db::Params(*organization, *id));
        if (rows.empty()) {
            return fail(ProblemCode::NotFound);
        }
        writeAudit(tx, context,
                   {*organization, "session.revoked", "session", id->text(), nullptr,
                    boost::json::object{{"user_id", rows[0].string(0)}}});
        return true;
    };
    const auto ended = co_await database.platform<bool>(work);
    if (!ended) {
        co_return tl::unexpected(ended.error());
    }
    co_return Answer::noContent();
}

} // namespace

std::vector<pipeline::Route> staffSessionRoutes()
{
    using pipeline::staffRoute;
    constexpr auto own = "/v1/admin/sessions";
    constexpr auto users = "/v1/admin/organizations/{id}/sessions";
    return {
        staffRoute(verb::get, own, Permission::None, list),
        staffRoute(verb::delete_, std::string(own) + "/{id}", Permission::None, remove),
        staffRoute(verb::get, users, Permission::ReadOrganizations, listUsers),
        staffRoute(verb::delete_, std::string(users) + "/{session}", Permission::SuspendOrganizations, removeUsers)};
}

} // namespace objecta::features
