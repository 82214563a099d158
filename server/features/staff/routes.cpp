// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/staff/routes.h"

#include "models/contract/staff.h"
#include "server/features/audit/platform_trail.h"
#include "server/features/platform_resource.h"
#include "server/features/query.h"

namespace objecta::features {

namespace {

using boost::beast::http::status;
using boost::beast::http::verb;
using db::Awaitable;
using pipeline::Answer;
using pipeline::Authorized;
using pipeline::StaffActor;

constexpr auto collection = "/v1/admin/staff";

constexpr db::Sql selectPage(R"sql(
    SELECT id, email, name, role, status, version, created_at, updated_at FROM staff
    WHERE ($1::timestamptz IS NULL OR (created_at, id) < ($1::timestamptz, $2::uuid))
    ORDER BY created_at DESC, id DESC LIMIT $3::bigint)sql");
constexpr db::Sql selectOne(R"sql(
    SELECT id, email, name, role, status, version, created_at, updated_at FROM staff WHERE id = $1::uuid)sql");
// Owners are locked with the one that is changed, and in one order: of two who end each other, one comes too late.
constexpr db::Sql lockOwners(R"sql(
    SELECT id FROM staff WHERE id = $1::uuid OR (role = 'owner' AND status = 'active') ORDER BY id FOR UPDATE)sql");
constexpr db::Sql otherOwners(R"sql(
    SELECT count(*) FROM staff WHERE role = 'owner' AND status = 'active' AND id <> $1::uuid)sql");
constexpr db::Sql insertOne(R"sql(
    INSERT INTO staff (email, name, role, password_hash) VALUES ($1, $2, $3, $4) RETURNING id)sql");
constexpr db::Sql updateOne(R"sql(
    UPDATE staff SET name = $2, role = $3, status = $4, version = version + 1, updated_at = now()
    WHERE id = $1::uuid)sql");
constexpr db::Sql endSessions(R"sql(
    UPDATE staff_sessions SET revoked_at = now() WHERE staff_id = $1::uuid AND revoked_at IS NULL)sql");
// In the order of the organizations: each one's trail is locked for its entry.
constexpr db::Sql endImpersonations(R"sql(
    WITH ended AS (
        UPDATE impersonations SET ended_at = now()
        WHERE staff_id = $1::uuid AND ended_at IS NULL AND expires_at > now()
        RETURNING organization_id, id)
    INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, request_id, peer)
    SELECT organization_id, $2, $3, 'impersonation.ended', 'impersonation', id::text, $4, $5 FROM ended
    ORDER BY organization_id, id)sql");

StaffMember memberOf(const db::Row &row)
{
    return {row.id<StaffId>(0), row.string(1),  row.string(2),    row.string(3),
            row.string(4),      row.integer(5), row.timestamp(6), row.timestamp(7)};
}

Result<StaffMember> find(db::PlatformTx &tx, const StaffId &id)
{
    const auto rows = tx.query(selectOne, db::Params(id));
    if (rows.empty()) {
        return fail(ProblemCode::NotFound);
    }
    return memberOf(rows[0]);
}

Answer answerOf(const StaffMember &member)
{
    return Answer::json(member).with("ETag", pipeline::etag(member.version));
}

Awaitable<Result<Answer>> list(const Authorized &request, db::Database &database)
{
    const auto query = pipeline::readListQuery(request);
    if (!query) {
        co_return tl::unexpected(query.error());
    }
    const auto position = readPosition<StaffId>("staff", query->cursor);
    if (!position) {
        co_return tl::unexpected(position.error());
    }
    co_return co_await pageForStaff(database, selectPage, db::Params(position->at, position->id, query->limit + 1),
                                    memberOf, {query->limit, "staff"},
                                    [](const StaffMember &member) { return member.createdAt; });
}

Awaitable<Result<Answer>> get(const Authorized &request, db::Database &database)
{
    return getForStaff(request, database, find, answerOf);
}

/// An owner is made and changed by an owner alone.
bool mayGive(const StaffActor &staff, std::string_view role)
{
    return role != "owner" || staff.role == "owner";
}

Result<StaffId> insert(db::PlatformTx &tx, const AuditContext &context, const CreateStaff &wanted,
                       const std::string &hash)
{
    try {
        const auto rows = tx.query(insertOne, db::Params(wanted.email, wanted.name, wanted.role, hash));
        const auto id = rows[0].id<StaffId>(0);
        writePlatformAudit(
            tx, context,
            {"staff.created", "staff", id.text(), nullptr,
             boost::json::object{{"email", wanted.email}, {"name", wanted.name}, {"role", wanted.role}}});
        return id;
    } catch (const db::SqlError &error) {
        if (error.failure().constraint == "staff_email_key") {
            return fail(ProblemCode::Conflict, "Somebody of staff has this e-mail address.");
        }
        throw;
    }
}

Awaitable<Result<Answer>> create(const Authorized &request, db::Database &database, auth::Passwords &passwords)
{
    const auto wanted = pipeline::readBody<CreateStaff>(request);
    if (!wanted) {
        co_return tl::unexpected(wanted.error());
    }
    if (!mayGive(request.staff(), wanted->role)) {
        co_return fail(ProblemCode::Forbidden, "Only an owner makes an owner.");
    }
    std::string password = auth::Passwords::random();
    const auto hash = co_await passwords.hash(password);
    if (!hash) {
        co_return tl::unexpected(hash.error());
    }
    const auto context = AuditContext::of(request);
    const std::function<Result<StaffId>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) {
        return insert(tx, context, *wanted, *hash);
    };
    const auto id = co_await database.platform<StaffId>(work);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    NewStaff made;
    made.id = *id;
    made.email = wanted->email;
    made.name = wanted->name;
    made.role = wanted->role;
    made.password = std::move(password);
    co_return Answer::json(made, status::created).with("Location", std::string(collection) + '/' + id->text());
}

Result<StaffMember> change(db::PlatformTx &tx, const AuditContext &context, const StaffActor &actor, const StaffId &id,
                           const pipeline::IfMatch &match, const UpdateStaff &wanted)
{
    tx.query(lockOwners, db::Params(id));
    auto member = find(tx, id);
    if (!member) {
        return member;
    }
    if (!match.accepts(member->version)) {
        return fail(ProblemCode::PreconditionFailed);
    }
    boost::json::object before;
    boost::json::object after;
    const auto set = [&](const char *name, std::string &value, const Patch<std::string> &given) {
        if (given && given.value != value) {
            before[name] = value;
            after[name] = given.value;
            value = given.value;
        }
    };
    const StaffMember was = *member;
    set("name", member->name, wanted.name);
    set("role", member->role, wanted.role);
    set("status", member->status, wanted.status);
    if (after.empty()) {
        return member;
    }
    if (!mayGive(actor, was.role) || !mayGive(actor, member->role)) {
        return fail(ProblemCode::Forbidden, "Only an owner makes or changes an owner.");
    }
    const bool stays = member->role == "owner" && member->status == "active";
    if (was.role == "owner" && was.status == "active" && !stays) {
        const auto others = tx.query(otherOwners, db::Params(id));
        if (others[0].integer(0) == 0) {
            return fail(ProblemCode::Conflict, "The last owner stays.");
        }
    }
    tx.query(updateOne, db::Params(id, member->name, member->role, member->status));
    if (member->status != "active") {
        tx.query(endSessions, db::Params(id));
    }
    if (member->status != "active" || !auth::staffMay(member->role, auth::Permission::Impersonate)) {
        tx.query(endImpersonations, db::Params(id, context.actorType, context.actor, context.requestId, context.peer));
    }
    writePlatformAudit(tx, context, {"staff.updated", "staff", id.text(), before, after});
    return find(tx, id);
}

Awaitable<Result<Answer>> update(const Authorized &request, db::Database &database)
{
    const auto id = pipeline::pathId<StaffId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const auto wanted = pipeline::readBody<UpdateStaff>(request);
    if (!wanted) {
        co_return tl::unexpected(wanted.error());
    }
    const auto match = pipeline::ifMatch(request);
    if (!match) {
        co_return tl::unexpected(match.error());
    }
    const auto context = AuditContext::of(request);
    const StaffActor &actor = request.staff();
    const std::function<Result<StaffMember>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) {
        return change(tx, context, actor, *id, *match, *wanted);
    };
    const auto member = co_await database.platform<StaffMember>(work);
    if (!member) {
        co_return tl::unexpected(member.error());
    }
    co_return answerOf(*member);
}

} // namespace

std::vector<pipeline::Route> staffRoutes(auth::Passwords &passwords)
{
    using pipeline::Permission;
    using pipeline::staffRoute;
    const std::string one = std::string(collection) + "/{id}";
    return {staffRoute(verb::get, collection, Permission::ReadStaff, list),
            staffRoute(verb::post, collection, Permission::ManageStaff,
                       [&passwords](const Authorized &request, db::Database &database) {
                           return create(request, database, passwords);
                       }),
            staffRoute(verb::get, one, Permission::ReadStaff, get),
            staffRoute(verb::patch, one, Permission::ManageStaff, update)};
}

} // namespace objecta::features
