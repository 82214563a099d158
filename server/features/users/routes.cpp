// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/users/routes.h"

#include "models/contract/invitation.h"
#include "models/contract/tenant.h"
#include "server/features/resource.h"
#include "server/features/usage/quota.h"
#include "server/features/users/sql.h"

namespace objecta::features {

namespace {

using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;
using pipeline::Permission;
using Status = boost::beast::http::status;
using Verb = boost::beast::http::verb;

constexpr std::string_view uniqueViolation = "23505";
constexpr std::string_view foreignKeyViolation = "23503";

User toUser(const db::Row &row)
{
    return {row.id<UserId>(0), row.string(1),  row.string(2),    row.string(3),
            row.string(4),     row.integer(5), row.timestamp(6), row.timestamp(7)};
}

Problem emailTaken()
{
    return {ProblemCode::Conflict,
            "A user with this e-mail address exists already.",
            {{"email", "taken", "belongs to another user"}},
            0,
            {}};
}

/// The verdicts of users::change and users::remove that are refusals.
std::optional<Problem> refusal(std::string_view verdict)
{
    if (verdict == "forbidden") {
        return Problem{ProblemCode::Forbidden, "Only an owner may change an owner.", {}, 0, {}};
    }
    if (verdict == "stale") {
        return Problem{ProblemCode::PreconditionFailed, {}, {}, 0, {}};
    }
    if (verdict == "last_owner") {
        return Problem{ProblemCode::Conflict, "An organization keeps its last owner.", {}, 0, {}};
    }
    if (verdict == "invited") {
        return Problem{ProblemCode::Conflict, "This user has not accepted the invitation. Invite again.", {}, 0, {}};
    }
    return std::nullopt;
}

constexpr Resource<User> resource{"users", users::firstPage, users::nextPage, users::oneUser, toUser};

constexpr FilteredList<User> filtered{"users", users::filteredPage, toUser};

Awaitable<Result<Answer>> list(const Authorized &request, db::TenantTx &tx)
{
    const auto role = queryWord(request, "role", "owner|admin|member");
    const auto status = queryWord(request, "status", "active|invited|deactivated");
    if (auto problem = firstProblem(role, status)) {
        co_return tl::unexpected(std::move(*problem));
    }
    const auto email = pipeline::queryParameter(request, "email");
    if (!*role && !*status && !email) {
        co_return co_await listPage(resource, request, tx);
    }
    std::vector<std::optional<std::string>> filters{*role, *status, email};
    co_return co_await listFiltered(filtered, request, tx, std::move(filters));
}

/// The invitation of a user, from now on.
struct Invited {
    auth::Invitation secret;
    Timestamp until;
};
Invited inviteNow(const auth::Invitations &invitations, OrganizationId organization, UserId user)
{
    const int64_t life = std::chrono::microseconds(auth::invitationLife).count();
    return {invitations.make(organization, user), Timestamp{Timestamp::now().micros + life}};
}

CreatedUser created(const User &user, const std::optional<Invited> &invited)
{
    CreatedUser out{user.id,      user.email,     user.name,      user.role, user.status,
                    user.version, user.createdAt, user.updatedAt, {}};
    if (invited) {
        out.invitation = Invitation{invited->secret.text, invited->until};
    }
    return out;
}

Awaitable<Result<Answer>> create(auth::Passwords &passwords, const auth::Invitations &invitations,
                                 const Authorized &request, db::TenantTx &tx)
{
    const auto body = pipeline::readBody<CreateUser>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    const OrganizationId organization = tx.scope().organization();
    const auto id = UserId::random();
    // Before the first statement: a connection is not held while this waits for its thread.
    std::optional<std::string> passwordHash;
    std::optional<Invited> invited;
    if (body->password) {
        auto hashed = co_await passwords.hash(body->password.value);
        if (!hashed) {
            co_return tl::unexpected(hashed.error());
        }
        passwordHash = std::move(*hashed);
    } else {
        invited = inviteNow(invitations, organization, id);
    }
    std::optional<std::string> invitationHash;
    std::optional<Timestamp> until;
    if (invited) {
        invitationHash = invited->secret.hash;
        until = invited->until;
    }
    const auto [actorType, actor] = request.auditActor();
    db::SqlFailure failure;
    const auto rows =
        co_await tx.queryAndCommit(users::create,
                                   db::Params(organization, id, body->email, body->name, body->role, passwordHash,
                                              actorType, actor, request.request().requestId, invitationHash, until),
                                   &failure);
    if (!rows) {
        if (failure.sqlState == uniqueViolation) {
            co_return tl::unexpected(emailTaken());
        }
        co_return tl::unexpected(rows.error());
    }
    if (rows->empty()) {
        auto refusal = co_await quotaExceeded(tx, Limited::Users);
        co_return tl::unexpected(std::move(refusal));
    }
    const CreatedUser user = created(toUser((*rows)[0]), invited);
    co_return withEtag(user, Status::created).with("Location", "/v1/users/" + user.id.text());
}

Awaitable<Result<Answer>> invite(const auth::Invitations &invitations, const Authorized &request, db::TenantTx &tx)
{
    const auto id = pipeline::pathId<UserId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const OrganizationId organization = tx.scope().organization();
    const Invited invited = inviteNow(invitations, organization, *id);
    const auto [actorType, actor] = request.auditActor();
    const auto rows = co_await tx.queryAndCommit(users::invite,
                                                 db::Params(organization, *id, invited.secret.hash, invited.until,
                                                            actorType, actor, request.request().requestId));
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    if (rows->empty()) {
        co_return fail(ProblemCode::NotFound);
    }
    if ((*rows)[0].isNull(0)) {
        co_return fail(ProblemCode::Conflict, "This user has joined already.");
    }
    co_return Answer::json(Invitation{invited.secret.text, invited.until}, Status::created);
}

Awaitable<Result<Answer>> change(const Authorized &request, db::TenantTx &tx)
{
    const auto id = pipeline::pathId<UserId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const auto body = pipeline::readBody<UpdateUser>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    const auto match = pipeline::ifMatch(request);
    if (!match) {
        co_return tl::unexpected(match.error());
    }
    if (body->status) {
        const auto locked = co_await tx.query(users::lockSeats, db::Params(tx.scope().organization()));
        if (!locked) {
            co_return tl::unexpected(locked.error());
        }
    }
    const auto [actorType, actor] = request.auditActor();
    const auto rows = co_await tx.queryAndCommit(users::change,
                                                 db::Params(tx.scope().organization(), *id, match->version,
                                                            tx.scope().user(), pipeline::given(body->name),
                                                            pipeline::given(body->role), pipeline::given(body->status),
                                                            actorType, actor, request.request().requestId));
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    if (rows->empty()) {
        co_return fail(ProblemCode::NotFound);
    }
    if ((*rows)[0].text(8) == "no_seat") {
        auto noSeat = co_await quotaExceeded(tx, Limited::Users);
        co_return tl::unexpected(std::move(noSeat));
    }
    if (auto problem = refusal((*rows)[0].text(8))) {
        co_return tl::unexpected(std::move(*problem));
    }
    co_return withEtag(toUser((*rows)[0]));
}

Awaitable<Result<Answer>> remove(const Authorized &request, db::TenantTx &tx)
{
    const auto id = pipeline::pathId<UserId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const auto match = pipeline::ifMatch(request);
    if (!match) {
        co_return tl::unexpected(match.error());
    }
    const auto locked = co_await tx.query(users::lockSeats, db::Params(tx.scope().organization()));
    if (!locked) {
        co_return tl::unexpected(locked.error());
    }
    const auto [actorType, actor] = request.auditActor();
    db::SqlFailure failure;
    const auto rows =
        co_await tx.queryAndCommit(users::remove,
                                   db::Params(tx.scope().organization(), *id, match->version, tx.scope().user(),
                                              actorType, actor, request.request().requestId),
                                   &failure);
    if (!rows) {
        if (failure.sqlState == foreignKeyViolation) {
            co_return fail(ProblemCode::Conflict,
                           "This user made agents or wrote messages. Deactivate the user instead.");
        }
        co_return tl::unexpected(rows.error());
    }
    if (rows->empty()) {
        co_return fail(ProblemCode::NotFound);
    }
    if (auto problem = refusal((*rows)[0].text(0))) {
        co_return tl::unexpected(std::move(*problem));
    }
    co_return Answer::noContent();
}

} // namespace

std::vector<pipeline::Route> userRoutes(auth::Passwords &passwords, const auth::Invitations &invitations)
{
    const auto get = [](const Authorized &request, db::TenantTx &tx) { return getOne(resource, request, tx); };
    const auto createWith = [&passwords, &invitations](const Authorized &request, db::TenantTx &tx) {
        return create(passwords, invitations, request, tx);
    };
    const auto inviteWith = [&invitations](const Authorized &request, db::TenantTx &tx) {
        return invite(invitations, request, tx);
    };
    return {pipeline::tenantRoute(Verb::get, "/v1/users", Permission::ReadUsers, list),
            pipeline::tenantRoute(Verb::post, "/v1/users", Permission::WriteUsers, createWith),
            pipeline::tenantRoute(Verb::get, "/v1/users/{id}", Permission::ReadUsers, get),
            pipeline::tenantRoute(Verb::post, "/v1/users/{id}/invitation", Permission::WriteUsers, inviteWith),
            pipeline::tenantRoute(Verb::patch, "/v1/users/{id}", Permission::WriteUsers, change),
            pipeline::tenantRoute(Verb::delete_, "/v1/users/{id}", Permission::WriteUsers, remove)};
}

} // namespace objecta::features
