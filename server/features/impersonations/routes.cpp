// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/impersonations/routes.h"

#include "models/contract/impersonation.h"
#include "server/features/query.h"
#include "server/features/audit/trail.h"
#include "server/system/mutant.h"

namespace objecta::features {

namespace {

using boost::beast::http::verb;
using db::Awaitable;
using pipeline::Answer;
using pipeline::Authorized;
using pipeline::StaffActor;

constexpr auto collection = "/v1/admin/impersonations";
constexpr int64_t usualMinutes = 30;

constexpr db::Sql selectOrganization("SELECT slug, name, status FROM organizations WHERE id = $1::uuid FOR SHARE");

constexpr db::Sql insertImpersonation(R"sql(
    INSERT INTO impersonations (organization_id, staff_id, reason, read_only, expires_at, session_id)
    SELECT $1::uuid, $2::uuid, $3, true, now() + make_interval(mins => $4::integer), s.id
    FROM staff_sessions s WHERE s.id = $5::uuid AND s.revoked_at IS NULL FOR SHARE
    RETURNING id, expires_at)sql");

constexpr db::Sql selectPage(R"sql(
    SELECT i.id, i.organization_id, o.slug, o.name, i.staff_id, s.email, i.reason, i.read_only, i.started_at,
           i.expires_at, i.ended_at
    FROM impersonations i
    JOIN organizations o ON o.id = i.organization_id
    JOIN staff s ON s.id = i.staff_id
    WHERE ($1::uuid IS NULL OR i.organization_id = $1::uuid)
      AND (NOT $2::boolean OR (i.ended_at IS NULL AND i.expires_at > now()))
      AND ($3::timestamptz IS NULL OR (i.started_at, i.id) < ($3::timestamptz, $4::uuid))
    ORDER BY i.started_at DESC, i.id DESC
    LIMIT $5::bigint)sql");

constexpr db::Sql lockOne(R"sql(
    SELECT organization_id, staff_id, ended_at IS NULL AND expires_at > now()
    FROM impersonations WHERE id = $1::uuid FOR UPDATE)sql");

constexpr db::Sql endOne("UPDATE impersonations SET ended_at = now() WHERE id = $1::uuid");

struct Started {
    ImpersonationId id;
    std::string slug;
    std::string name;
    Timestamp expiresAt;
};

Result<Started> start(db::PlatformTx &tx, const AuditContext &context, const StaffActor &staff,
                      const CreateImpersonation &wanted)
{
    const auto organizations = tx.query(selectOrganization, db::Params(wanted.organizationId));
    if (organizations.empty()) {
        return fail(ProblemCode::NotFound);
    }
    const auto organization = organizations[0];
    if (organization.text(2) != "active" && organization.text(2) != "suspended") {
        return fail(ProblemCode::Conflict, "Only an active or suspended organization can be viewed.");
    }
    const int64_t minutes = wanted.minutes ? wanted.minutes.value : usualMinutes;
    const auto rows = tx.query(insertImpersonation,
                               db::Params(wanted.organizationId, staff.id, wanted.reason, minutes, staff.session));
    if (rows.empty()) {
        return fail(ProblemCode::Unauthenticated); // the session ended with this very request
    }
    const auto row = rows[0];
    const Started started{row.id<ImpersonationId>(0), organization.string(0), organization.string(1), row.timestamp(1)};
    writeAudit(
        tx, context,
        {OBJECTA_MUTANT("audit-of-another-organization", firstOfAll(wanted.organizationId), wanted.organizationId),
         "impersonation.started", "impersonation", started.id.text(), nullptr,
         boost::json::object{
             {"reason", wanted.reason}, {"read_only", true}, {"expires_at", started.expiresAt.text()}}});
    return started;
}

Awaitable<Result<Answer>> create(const Authorized &request, db::Database &database, const auth::Tokens &tokens,
                                 EventHub &hub)
{
    const auto wanted = pipeline::readBody<CreateImpersonation>(request);
    if (!wanted) {
        co_return tl::unexpected(wanted.error());
    }
    const auto context = AuditContext::of(request);
    const StaffActor &staff = request.staff();
    const std::function<Result<Started>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) {
        return start(tx, context, staff, *wanted);
    };
    const auto started = co_await database.platform<Started>(work);
    if (!started) {
        co_return tl::unexpected(started.error());
    }
    hub.publish(impersonationStarted, wanted->organizationId, 0);
    ImpersonationToken answer;
    answer.id = started->id;
    answer.organizationId = wanted->organizationId;
    answer.organizationSlug = started->slug;
    answer.organizationName = started->name;
    answer.reason = wanted->reason;
    const Timestamp now = Timestamp::now();
    answer.accessToken = tokens.forImpersonation(started->id, staff.id, staff.session, staff.email, staff.role,
                                                 wanted->organizationId, started->slug, started->expiresAt, now);
    answer.expiresAt = started->expiresAt;
    answer.expiresIn = std::max<int64_t>(0, started->expiresAt.seconds() - now.seconds());
    co_return Answer::json(answer, boost::beast::http::status::created);
}

Result<bool> queryFlag(const Authorized &request, std::string_view name)
{
    const auto text = pipeline::queryParameter(request, name);
    if (text && *text != "true" && *text != "false") {
        return failFields({{std::string(name), "type", "must be true or false"}});
    }
    return text == "true";
}

Awaitable<Result<Answer>> list(const Authorized &request, db::Database &database)
{
    const auto query = pipeline::readListQuery(request);
    if (!query) {
        co_return tl::unexpected(query.error());
    }
    const auto organization = queryId<OrganizationId>(request, "organization_id");
    if (!organization) {
        co_return tl::unexpected(organization.error());
    }
    const auto active = queryFlag(request, "active");
    if (!active) {
        co_return tl::unexpected(active.error());
    }
    const auto position = readPosition<ImpersonationId>("impersonations", query->cursor);
    if (!position) {
        co_return tl::unexpected(position.error());
    }
    const db::Params params(*organization, *active, position->at, position->id, query->limit + 1);
    using Impersonations = Page<Impersonation>;
    const std::function<Result<Impersonations>(db::PlatformTx &)> load =
        [&params](db::PlatformTx &tx) -> Result<Impersonations> {
        Impersonations page;
        for (const auto row : tx.query(selectPage, params)) {
            page.items.push_back({row.id<ImpersonationId>(0), row.id<OrganizationId>(1), row.string(2), row.string(3),
                                  row.id<StaffId>(4), row.string(5), row.string(6), row.boolean(7), row.timestamp(8),
                                  row.timestamp(9), row.maybeTimestamp(10)});
        }
        return page;
    };
    auto page = co_await database.platform<Impersonations>(load);
    if (!page) {
        co_return tl::unexpected(page.error());
    }
    cutPage(*page, query->limit, "impersonations", [](const Impersonation &one) { return one.startedAt; });
    co_return Answer::json(*page);
}

/// The organization whose impersonation ended; nullopt when it was over before.
Result<std::optional<OrganizationId>> stop(db::PlatformTx &tx, const AuditContext &context, const StaffActor &staff,
                                           const ImpersonationId &id)
{
    const auto rows = tx.query(lockOne, db::Params(id));
    if (rows.empty()) {
        return fail(ProblemCode::NotFound);
    }
    const auto row = rows[0];
    if (row.id<StaffId>(1) != staff.id && staff.role != "admin" && staff.role != "owner") {
        return fail(ProblemCode::Forbidden);
    }
    if (!row.boolean(2)) {
        return std::optional<OrganizationId>();
    }
    const auto organization = row.id<OrganizationId>(0);
    tx.query(endOne, db::Params(id));
    writeAudit(tx, context, {organization, "impersonation.ended", "impersonation", id.text(), nullptr, nullptr});
    return std::optional(organization);
}

Awaitable<Result<Answer>> end(const Authorized &request, db::Database &database, EventHub &hub)
{
    const auto id = pipeline::pathId<ImpersonationId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const auto context = AuditContext::of(request);
    const StaffActor &staff = request.staff();
    using Ended = std::optional<OrganizationId>;
    const std::function<Result<Ended>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) {
        return stop(tx, context, staff, *id);
    };
    const auto ended = co_await database.platform<Ended>(work);
    if (!ended) {
        co_return tl::unexpected(ended.error());
    }
    if (*ended) {
        hub.publish(impersonationEnded, **ended, 0);
    }
    co_return Answer::noContent();
}

} // namespace

std::vector<pipeline::Route> impersonationRoutes(const auth::Tokens &tokens, EventHub &hub)
{
    using pipeline::Permission;
    using pipeline::staffRoute;
    return {
        staffRoute(verb::get, collection, Permission::ReadOrganizations, list),
        staffRoute(verb::post, collection, Permission::Impersonate,
                   [&tokens, &hub](const Authorized &request, db::Database &database) {
                       return create(request, database, tokens, hub);
                   }),
        staffRoute(verb::delete_, std::string(collection) + "/{id}", Permission::Impersonate,
                   [&hub](const Authorized &request, db::Database &database) { return end(request, database, hub); })};
}

} // namespace objecta::features
