// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/passwords/routes.h"

#include "models/contract/password.h"
#include "server/features/audit/platform_trail.h"
#include "server/features/auth/sign_in.h"
#include "server/pipeline/input.h"

namespace objecta::features {

namespace {

using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;
using pipeline::Permission;
using Verb = boost::beast::http::verb;

constexpr db::Sql userHash("SELECT password_hash FROM users WHERE organization_id = $1::uuid AND id = $2::uuid");

// Only over the one that was compared: two changes at once do not both succeed.
constexpr db::Sql changeUser(R"sql(
    WITH changed AS (
        UPDATE users SET password_hash = $4::text, version = version + 1, updated_at = now()
        WHERE organization_id = $1::uuid AND id = $2::uuid AND password_hash = $3::text AND status = 'active'
        RETURNING id),
    ended AS (
        UPDATE user_sessions SET revoked_at = now()
        WHERE organization_id = $1::uuid AND user_id = $2::uuid AND id <> $5::uuid AND revoked_at IS NULL
          AND expires_at > now() AND EXISTS (SELECT FROM changed)
        RETURNING 1),
    audit AS (
        INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, after, request_id)
        SELECT $1::uuid, $6::text, $7::text, 'password.changed', 'user', id::text,
               jsonb_build_object('sessions_ended', (SELECT count(*) FROM ended)), $8::text
        FROM changed)
    SELECT id FROM changed)sql");

constexpr db::Sql staffHash("SELECT password_hash FROM staff WHERE id = $1::uuid");

constexpr db::Sql changeStaff(R"sql(
    WITH changed AS (
        UPDATE staff SET password_hash = $3, version = version + 1, updated_at = now()
        WHERE id = $1::uuid AND password_hash = $2 AND status = 'active' RETURNING id),
    ended AS (
        UPDATE staff_sessions SET revoked_at = now()
        WHERE staff_id = $1::uuid AND id <> $4::uuid AND revoked_at IS NULL AND expires_at > now()
          AND EXISTS (SELECT FROM changed)
        RETURNING 1)
    SELECT (SELECT count(*) FROM ended) FROM changed)sql");

struct Context {
    auth::Passwords &passwords;
    auth::Buckets attempts{SignInLimits().attempts};
};

using Hash = std::optional<std::string>;

/// The new password's hash once the present one proved right: whatever the account, one comparison of the same cost.
Awaitable<Result<std::string>> allowed(Context &context, const ChangePassword &given, Hash present)
{
    const auto fits = co_await context.passwords.verify(given.currentPassword, std::move(present));
    if (!fits) {
        co_return tl::unexpected(fits.error());
    }
    if (!*fits) {
        co_return failFields({{"current_password", "wrong", "is not your password"}});
    }
    co_return co_await context.passwords.hash(given.newPassword);
}

Hash hashIn(const db::Rows &rows)
{
    return rows.empty() || rows[0].isNull(0) ? std::nullopt : Hash(rows[0].string(0));
}

/// `changed`: whether the password was still the one that was compared.
Result<Answer> answerTo(const Result<bool> &changed, Context &context, const std::string &attempt)
{
    if (!changed) {
        return tl::unexpected(changed.error());
    }
    context.attempts.giveBack(attempt);
    if (!*changed) {
        return fail(ProblemCode::Conflict, "The password was changed meanwhile.");
    }
    return Answer::noContent();
}

Awaitable<Result<Answer>> ofUser(Context &context, const Authorized &request, db::TenantDoor &door)
{
    const auto *user = std::get_if<pipeline::UserActor>(&request.actor());
    if (user == nullptr) {
        co_return fail(ProblemCode::Forbidden, "Only a user who is signed in has a password.");
    }
    const auto given = pipeline::readBody<ChangePassword>(request);
    if (!given) {
        co_return tl::unexpected(given.error());
    }
    const std::string attempt = "user " + user->id.text();
    if (!context.attempts.take(attempt)) {
        co_return tl::unexpected(tooManyAttempts(context.attempts.retryAfter(attempt)));
    }
    const std::function<Awaitable<Result<Hash>>(db::TenantTx &)> look =
        [user](db::TenantTx &tx) -> Awaitable<Result<Hash>> {
        const auto rows = co_await tx.queryAndCommit(userHash, db::Params(tx.scope().organization(), user->id));
        if (!rows) {
            co_return tl::unexpected(rows.error());
        }
        co_return hashIn(*rows);
    };
    const auto present = co_await door.inTenant<Hash>(db::Work::Read, look);
    if (!present) {
        co_return tl::unexpected(present.error());
    }
    const auto hash = co_await allowed(context, *given, *present);
    if (!hash) {
        co_return tl::unexpected(hash.error());
    }
    const auto [actorType, actor] = request.auditActor();
    const db::Params params(door.scope().organization(), user->id, *present, *hash, user->session, actorType, actor,
                            request.request().requestId);
    const std::function<Awaitable<Result<bool>>(db::TenantTx &)> write =
        [&params](db::TenantTx &tx) -> Awaitable<Result<bool>> {
        const auto rows = co_await tx.queryAndCommit(changeUser, params);
        if (!rows) {
            co_return tl::unexpected(rows.error());
        }
        co_return !rows->empty();
    };
    const auto changed = co_await door.inTenant<bool>(db::Work::Write, write);
    co_return answerTo(changed, context, attempt);
}

Awaitable<Result<Answer>> ofStaff(Context &context, const Authorized &request, db::Database &database)
{
    const auto given = pipeline::readBody<ChangePassword>(request);
    if (!given) {
        co_return tl::unexpected(given.error());
    }
    const pipeline::StaffActor &staff = request.staff();
    const std::string attempt = "staff " + staff.id.text();
    if (!context.attempts.take(attempt)) {
        co_return tl::unexpected(tooManyAttempts(context.attempts.retryAfter(attempt)));
    }
    const std::function<Result<Hash>(db::PlatformTx &)> look = [&staff](db::PlatformTx &tx) -> Result<Hash> {
        return hashIn(tx.query(staffHash, db::Params(staff.id)));
    };
    const auto present = co_await database.platform<Hash>(look);
    if (!present) {
        co_return tl::unexpected(present.error());
    }
    const auto hash = co_await allowed(context, *given, *present);
    if (!hash) {
        co_return tl::unexpected(hash.error());
    }
    const auto audit = AuditContext::of(request);
    const db::Params params(staff.id, *present, *hash, staff.session);
    const std::function<Result<bool>(db::PlatformTx &)> write = [&](db::PlatformTx &tx) -> Result<bool> {
        const auto rows = tx.query(changeStaff, params);
        if (rows.empty()) {
            return false;
        }
        writePlatformAudit(tx, audit,
                           {"password.changed", "staff", staff.id.text(), nullptr,
                            boost::json::object{{"sessions_ended", rows[0].integer(0)}}});
        return true;
    };
    const auto changed = co_await database.platform<bool>(write);
    co_return answerTo(changed, context, attempt);
}

} // namespace

std::vector<pipeline::Route> passwordRoutes(auth::Passwords &passwords)
{
    const auto context = std::make_shared<Context>(Context{passwords});
    return {pipeline::tenantFlowRoute(
                Verb::post, "/v1/password", Permission::None,
                [context](const Authorized &request, db::TenantDoor &door) { return ofUser(*context, request, door); }),
            pipeline::staffRoute(Verb::post, "/v1/admin/me/password", Permission::None,
                                 [context](const Authorized &request, db::Database &database) {
                                     return ofStaff(*context, request, database);
                                 })};
}

} // namespace objecta::features
