// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/auth/sign_in.h"

#include "models/contract/invitation.h"
#include "server/features/users/sql.h"
#include "server/features/usage/quota.h"
#include "server/pipeline/input.h"

namespace objecta::features {

namespace {

using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;
using Verb = boost::beast::http::verb;

// One row when the invitation holds: the user, then the e-mail address and the role unless there is no seat.
constexpr db::Sql accept = R"(
    WITH found AS (
        SELECT id FROM users
        WHERE organization_id = $1::uuid AND id = $2::uuid AND status = 'invited'
          AND invitation_hash = decode($3, 'hex') AND invited_until > now() FOR NO KEY UPDATE),
    counter AS (
        UPDATE usage_counters c SET used = c.used + 1,
               ceiling = effective_limit(o.timed_limits, o.limits, p.limits, 'maxUsers')
        FROM found, organizations o JOIN plans p ON p.id = o.plan
        WHERE c.organization_id = $1::uuid AND c.resource = 'users' AND c.period = '' AND o.id = $1::uuid
          AND c.used < coalesce(effective_limit(o.timed_limits, o.limits, p.limits, 'maxUsers'), 9223372036854775807)
        RETURNING 1),
    accepted AS (
        UPDATE users u
        SET status = 'active', password_hash = $4::text, name = coalesce($5::text, u.name), invitation_hash = NULL,
            invited_until = NULL, version = u.version + 1, updated_at = now()
        FROM found, counter WHERE u.organization_id = $1::uuid AND u.id = found.id
        RETURNING u.id, u.email, u.role),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, request_id)
        SELECT $1::uuid, 'user', email, 'user.joined', 'user', id::text, $6::text FROM accepted)
    SELECT found.id, accepted.email, accepted.role FROM found LEFT JOIN accepted ON true)";

using Accepted = auth::UserAccount;

tl::unexpected<Problem> isVoid()
{
    return fail(ProblemCode::NotFound, "This invitation is not valid any more.");
}

Accepted accountOf(const db::Row &row)
{
    return {row.id<UserId>(0), row.string(1), row.string(2), true, std::nullopt};
}

/// What the route's handler needs, for as long as the route lives.
struct Acceptance {
    auth::Sessions &sessions;
    auth::Passwords &passwords;
    const auth::Invitations &invitations;
    auth::Buckets attempts;
};

Awaitable<Result<Accepted>> join(db::Database &database, auth::OrganizationAccount organization,
                                 auth::Invitation invitation, std::string passwordHash, std::optional<std::string> name,
                                 std::string requestId)
{
    const std::function<Awaitable<Result<Accepted>>(db::TenantTx &)> work =
        [&](db::TenantTx &tx) -> Awaitable<Result<Accepted>> {
        const auto locked = co_await tx.query(users::lockSeats, db::Params(organization.id));
        if (!locked) {
            co_return tl::unexpected(locked.error());
        }
        const auto rows = co_await tx.queryAndCommit(
            accept, db::Params(organization.id, invitation.user, invitation.hash, passwordHash, name, requestId));
        if (!rows) {
            co_return tl::unexpected(rows.error());
        }
        if (rows->empty()) {
            co_return isVoid();
        }
        if ((*rows)[0].isNull(1)) {
            auto refusal = co_await quotaExceeded(tx, Limited::Users);
            co_return tl::unexpected(std::move(refusal));
        }
        co_return accountOf((*rows)[0]);
    };
    co_return co_await database.inTenant<Accepted>(auth::TenantSignIn::scope(organization), db::Work::Write, work);
}

Awaitable<Result<Answer>> acceptInvitation(Acceptance &context, const Authorized &request, db::Database &database)
{
    const auto body = pipeline::readBody<AcceptInvitation>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    const pipeline::Request &sent = request.request();
    const auto invitation = context.invitations.read(body->token);
    if (!invitation || request.host().kind != pipeline::HostKind::Kind::Tenant) {
        co_return isVoid();
    }
    const std::string attempt = sent.peer + ' ' + sent.host;
    if (!context.attempts.take(attempt)) {
        co_return tl::unexpected(Problem{ProblemCode::RateLimited, {}, {}, context.attempts.retryAfter(attempt), {}});
    }
    const auto organization = co_await context.sessions.findOrganization(request.host().slug);
    if (!organization && organization.error().code != ProblemCode::OrganizationNotFound) {
        co_return tl::unexpected(organization.error());
    }
    // Another organization's invitation is no invitation here, nor does the answer say whose it is.
    if (!organization || organization->id != invitation->organization) {
        co_return isVoid();
    }
    if (const auto refusal = auth::signInRefusal(organization->status)) {
        co_return fail(*refusal);
    }
    if (organization->status == "archived") {
        co_return fail(ProblemCode::OrganizationArchived); // it may be read, and joining writes
    }
    auto hash = co_await context.passwords.hash(body->password);
    if (!hash) {
        co_return tl::unexpected(hash.error());
    }
    const auto joined = co_await join(database, *organization, *invitation, std::move(*hash),
                                      pipeline::given(body->name), sent.requestId);
    if (!joined) {
        co_return tl::unexpected(joined.error());
    }
    context.attempts.giveBack(attempt);
    const auto tokens = co_await context.sessions.beginUser(*organization, *joined, clientOf(sent));
    if (!tokens) {
        co_return tl::unexpected(tokens.error());
    }
    co_return Answer::json(*tokens);
}

} // namespace

std::vector<pipeline::Route> invitationRoutes(auth::Sessions &sessions, auth::Passwords &passwords,
                                              const auth::Invitations &invitations)
{
    const auto context = std::make_shared<Acceptance>(
        Acceptance{sessions, passwords, invitations, auth::Buckets(SignInLimits().attempts)});
    return {pipeline::publicRoute(Verb::post, "/v1/auth/accept-invitation",
                                  [context](const Authorized &request, db::Database &database) {
                                      return acceptInvitation(*context, request, database);
                                  })};
}

} // namespace objecta::features
