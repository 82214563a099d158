// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/sessions.h"

#include <algorithm>

namespace objecta::auth {

namespace {

constexpr db::Sql staffByEmail = R"(
    SELECT id, email, name, role, status = 'active', password_hash FROM staff WHERE lower(email) = lower($1))";

// Whose session begins or ends is in the trail, in the same statement.
constexpr db::Sql insertStaffSession = R"(
    WITH begun AS (
        INSERT INTO staff_sessions (id, staff_id, refresh_hash, expires_at)
        SELECT $1::uuid, id, decode($3, 'hex'), now() + $4::bigint * interval '1 second'
        FROM staff WHERE id = $2::uuid AND status = 'active'
        RETURNING id, staff_id)
    INSERT INTO platform_audit (actor_type, actor, action, target_type, target_id, request_id, peer)
    SELECT 'staff', p.email, 'session.began', 'session', begun.id::text, $5::text, $6::text
    FROM begun JOIN staff p ON p.id = begun.staff_id)";

constexpr db::Sql rotateStaffSession = R"(
    UPDATE staff_sessions s
    SET refresh_hash = decode($3, 'hex'), previous_hash = s.refresh_hash, last_used_at = now(),
        expires_at = now() + $4::bigint * interval '1 second'
    FROM staff p
    WHERE s.id = $1::uuid AND s.refresh_hash = decode($2, 'hex') AND s.revoked_at IS NULL AND s.expires_at > now()
      AND p.id = s.staff_id AND p.status = 'active'
    RETURNING p.id, p.email, p.role)";

constexpr db::Sql revokeStaffSession = R"(
    WITH gone AS (
        UPDATE staff_sessions SET revoked_at = now() WHERE id = $1::uuid AND revoked_at IS NULL
        RETURNING id, staff_id)
    INSERT INTO platform_audit (actor_type, actor, action, target_type, target_id, request_id, peer)
    SELECT 'staff', p.email, $2::text, 'session', gone.id::text, $3::text, $4::text
    FROM gone JOIN staff p ON p.id = gone.staff_id)";

constexpr db::Sql staffOfSession = R"(
    SELECT p.id, p.email, p.role
    FROM staff_sessions s JOIN staff p ON p.id = s.staff_id
    WHERE s.id = $1::uuid AND s.staff_id = $2::uuid AND s.revoked_at IS NULL AND s.expires_at > now()
      AND p.status = 'active')";

constexpr db::Sql staffOfSessions = R"(
    SELECT s.id, p.id, p.email, p.role
    FROM staff_sessions s JOIN staff p ON p.id = s.staff_id
    WHERE s.id = ANY ($1::uuid[]) AND s.revoked_at IS NULL AND s.expires_at > now() AND p.status = 'active')";

constexpr db::Sql organizationBySlug = R"(
    SELECT id, slug, status FROM organizations WHERE slug = $1 AND status <> 'erased')";

constexpr db::Sql membershipsByEmail = R"(
    SELECT o.id, o.slug, o.status, o.name
    FROM users u JOIN organizations o ON o.id = u.organization_id
    WHERE lower(u.email) = lower($1) AND u.status = 'active' AND o.status <> 'erased'
    ORDER BY o.slug LIMIT $2::bigint)";

constexpr db::Sql userByEmail = R"(
    SELECT id, email, role, status = 'active', password_hash FROM users
    WHERE organization_id = $1::uuid AND lower(email) = lower($2))";

constexpr db::Sql insertUserSession = R"(
    WITH begun AS (
        INSERT INTO user_sessions (organization_id, id, user_id, refresh_hash, expires_at, peer, user_agent)
        SELECT organization_id, $2::uuid, id, decode($4, 'hex'), now() + $5::bigint * interval '1 second', $6::text,
               $7::text
        FROM users WHERE organization_id = $1::uuid AND id = $3::uuid AND status = 'active'
        RETURNING id, user_id)
    INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, request_id, peer)
    SELECT u.organization_id, 'user', u.email, 'session.began', 'session', begun.id::text, $8::text, $6::text
    FROM begun JOIN users u ON u.organization_id = $1::uuid AND u.id = begun.user_id)";

constexpr db::Sql rotateUserSession = R"(
    UPDATE user_sessions s
    SET refresh_hash = decode($4, 'hex'), previous_hash = s.refresh_hash, last_used_at = now(),
        expires_at = now() + $5::bigint * interval '1 second'
    FROM users u
    WHERE s.organization_id = $1::uuid AND s.id = $2::uuid AND s.refresh_hash = decode($3, 'hex')
      AND s.revoked_at IS NULL AND s.expires_at > now()
      AND u.organization_id = s.organization_id AND u.id = s.user_id AND u.status = 'active'
    RETURNING u.id, u.email, u.role)";

constexpr db::Sql revokeUserSession = R"(
    WITH gone AS (
        UPDATE user_sessions SET revoked_at = now()
        WHERE organization_id = $1::uuid AND id = $2::uuid AND revoked_at IS NULL
        RETURNING id, user_id)
    INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, request_id, peer)
    SELECT u.organization_id, 'user', u.email, $3::text, 'session', gone.id::text, $4::text, $5::text
    FROM gone JOIN users u ON u.organization_id = $1::uuid AND u.id = gone.user_id)";

// What the entry of a session's end is called: by its owner, or because somebody came with a token that was used.
constexpr const char *ended = "session.ended";
constexpr const char *reused = "session.reused";

constexpr int64_t refreshSeconds = std::chrono::seconds(refreshTokenLife).count();

TokenResponse answer(std::string accessToken, const RefreshToken &refreshToken)
{
    TokenResponse out;
    out.accessToken = std::move(accessToken);
    out.refreshToken = refreshToken.text;
    out.expiresIn = accessTokenLife.count();
    return out;
}

/// A header may be any bytes; what is kept of it is short and plain.
std::string printable(std::string_view text)
{
    constexpr size_t longest = 200;
    std::string out(text.substr(0, longest));
    std::ranges::replace_if(
        out, [](char c) { return c < ' ' || c > '~'; }, '?');
    return out;
}

// Plain functions build what coroutines return: GCC 12 is not to be trusted with aggregates and conditionals there.
StaffAccount staffOf(const db::Row &row)
{
    return {row.id<StaffId>(0), row.string(1),  row.string(2),
            row.string(3),      row.boolean(4), row.isNull(5) ? std::nullopt : std::optional(row.string(5))};
}

UserAccount userOf(const db::Row &row)
{
    return {row.id<UserId>(0), row.string(1), row.string(2), row.boolean(3),
            row.isNull(4) ? std::nullopt : std::optional(row.string(4))};
}

template <class IdType>
struct Person {
    IdType id;
    std::string email;
    std::string role;
};

template <class IdType>
std::optional<Person<IdType>> personOf(const db::Row &row)
{
    return Person<IdType>{row.id<IdType>(0), row.string(1), row.string(2)};
}

} // namespace

std::optional<ProblemCode> signInRefusal(std::string_view status)
{
    if (status == "active" || status == "archived") {
        return std::nullopt;
    }
    if (status == "suspended") {
        return ProblemCode::OrganizationSuspended;
    }
    return status == "provisioning" ? ProblemCode::OrganizationProvisioning : ProblemCode::OrganizationDeleted;
}

db::TenantScope TenantSignIn::scope(const OrganizationAccount &organization)
{
    return {organization.id, db::Access::ReadWrite, {}};
}

db::Awaitable<Result<std::optional<StaffAccount>>> Sessions::findStaff(std::string email)
{
    using Found = std::optional<StaffAccount>;
    std::function<Result<Found>(db::AuthTx &)> work = [&email](db::AuthTx &tx) -> Result<Found> {
        const auto rows = tx.query(staffByEmail, db::Params(email));
        if (rows.empty()) {
            return Found();
        }
        return Found(staffOf(rows[0]));
    };
    co_return co_await m_database.auth<Found>(std::move(work));
}

db::Awaitable<Result<TokenResponse>> Sessions::beginStaff(StaffAccount staff, Client client)
{
    const auto session = SessionId::random();
    const auto refreshToken = m_refreshTokens.make(session);
    std::function<Result<bool>(db::AuthTx &)> work = [&](db::AuthTx &tx) -> Result<bool> {
        const auto rows =
            tx.query(insertStaffSession,
                     db::Params(session, staff.id, refreshToken.hash, refreshSeconds, client.requestId, client.peer));
        return rows.affected() == 1;
    };
    const auto begun = co_await m_database.auth<bool>(std::move(work));
    if (!begun) {
        co_return tl::unexpected(begun.error());
    }
    if (!*begun) {
        co_return fail(ProblemCode::InvalidCredentials);
    }
    co_return answer(m_tokens.forStaff(staff.id, session, staff.email, staff.role), refreshToken);
}

db::Awaitable<Result<TokenResponse>> Sessions::refreshStaff(std::string refreshToken, Client client)
{
    const auto old = m_refreshTokens.read(refreshToken);
    if (!old) {
        co_return fail(ProblemCode::Unauthenticated);
    }
    using Found = std::optional<Person<StaffId>>;
    const auto next = m_refreshTokens.make(old->session);
    std::function<Result<Found>(db::AuthTx &)> work = [&](db::AuthTx &tx) -> Result<Found> {
        const auto rows = tx.query(rotateStaffSession, db::Params(old->session, old->hash, next.hash, refreshSeconds));
        if (rows.empty()) {
            // Ours, but no longer the current one: somebody holds a copy. The session ends for both.
            tx.query(revokeStaffSession, db::Params(old->session, reused, client.requestId, client.peer));
            return Found();
        }
        return personOf<StaffId>(rows[0]);
    };
    const auto person = co_await m_database.auth<Found>(std::move(work));
    if (!person) {
        co_return tl::unexpected(person.error());
    }
    if (!*person) {
        co_return fail(ProblemCode::Unauthenticated);
    }
    co_return answer(m_tokens.forStaff((*person)->id, next.session, (*person)->email, (*person)->role), next);
}

db::Awaitable<Result<void>> Sessions::endStaff(std::string refreshToken, Client client)
{
    const auto token = m_refreshTokens.read(refreshToken);
    if (!token) {
        co_return Result<void>();
    }
    std::function<Result<bool>(db::AuthTx &)> work = [&](db::AuthTx &tx) -> Result<bool> {
        tx.query(revokeStaffSession, db::Params(token->session, ended, client.requestId, client.peer));
        return true;
    };
    const auto done = co_await m_database.auth<bool>(std::move(work));
    if (!done) {
        co_return tl::unexpected(done.error());
    }
    co_return Result<void>();
}

db::Awaitable<Result<StaffIdentity>> Sessions::checkStaff(StaffId staff, SessionId session)
{
    std::function<Result<StaffIdentity>(db::AuthTx &)> work = [&](db::AuthTx &tx) -> Result<StaffIdentity> {
        const auto rows = tx.query(staffOfSession, db::Params(session, staff));
        if (rows.empty()) {
            return fail(ProblemCode::Unauthenticated);
        }
        return StaffIdentity{rows[0].id<StaffId>(0), rows[0].string(1), rows[0].string(2)};
    };
    co_return co_await m_database.auth<StaffIdentity>(std::move(work));
}

db::Awaitable<Result<StaffSessions>> Sessions::checkStaff(std::vector<SessionId> sessions)
{
    std::function<Result<StaffSessions>(db::AuthTx &)> work = [&](db::AuthTx &tx) -> Result<StaffSessions> {
        const auto rows = tx.query(staffOfSessions, db::Params(sessions));
        StaffSessions out;
        for (const auto row : rows) {
            out.try_emplace(row.id<SessionId>(0), StaffIdentity{row.id<StaffId>(1), row.string(2), row.string(3)});
        }
        return out;
    };
    co_return co_await m_database.auth<StaffSessions>(std::move(work));
}

db::Awaitable<Result<OrganizationAccount>> Sessions::findOrganization(std::string slug)
{
    std::function<Result<OrganizationAccount>(db::AuthTx &)> work =
        [&slug](db::AuthTx &tx) -> Result<OrganizationAccount> {
        const auto rows = tx.query(organizationBySlug, db::Params(slug));
        if (rows.empty()) {
            return fail(ProblemCode::OrganizationNotFound);
        }
        return OrganizationAccount{rows[0].id<OrganizationId>(0), rows[0].string(1), rows[0].string(2)};
    };
    co_return co_await m_database.auth<OrganizationAccount>(std::move(work));
}

db::Awaitable<Result<std::vector<Membership>>> Sessions::findMemberships(std::string email)
{
    using Found = std::vector<Membership>;
    std::function<Result<Found>(db::AuthTx &)> work = [&email](db::AuthTx &tx) -> Result<Found> {
        const auto rows = tx.query(membershipsByEmail, db::Params(email, static_cast<int64_t>(mostMemberships)));
        Found out;
        for (int i = 0; i < rows.size(); ++i) {
            out.push_back({{rows[i].id<OrganizationId>(0), rows[i].string(1), rows[i].string(2)}, rows[i].string(3)});
        }
        return out;
    };
    co_return co_await m_database.auth<Found>(std::move(work));
}

db::Awaitable<Result<std::optional<UserAccount>>> Sessions::findUser(OrganizationAccount organization,
                                                                     std::string email)
{
    using Found = std::optional<UserAccount>;
    std::function<db::Awaitable<Result<Found>>(db::TenantTx &)> work =
        [&](db::TenantTx &tx) -> db::Awaitable<Result<Found>> {
        const auto rows = co_await tx.queryAndCommit(userByEmail, db::Params(organization.id, email));
        if (!rows) {
            co_return tl::unexpected(rows.error());
        }
        if (rows->empty()) {
            co_return Found();
        }
        co_return Found(userOf((*rows)[0]));
    };
    co_return co_await m_database.inTenant<Found>(TenantSignIn::scope(organization), db::Work::Read, std::move(work));
}

db::Awaitable<Result<TokenResponse>> Sessions::beginUser(OrganizationAccount organization, UserAccount user,
                                                         Client client, SessionId session)
{
    const auto refreshToken = m_refreshTokens.make(session);
    std::function<db::Awaitable<Result<bool>>(db::TenantTx &)> work =
        [&](db::TenantTx &tx) -> db::Awaitable<Result<bool>> {
        const auto rows =
            co_await tx.queryAndCommit(insertUserSession,
                                       db::Params(organization.id, session, user.id, refreshToken.hash, refreshSeconds,
                                                  client.peer, printable(client.userAgent), client.requestId));
        if (!rows) {
            co_return tl::unexpected(rows.error());
        }
        co_return rows->affected() == 1;
    };
    const auto begun =
        co_await m_database.inTenant<bool>(TenantSignIn::scope(organization), db::Work::Write, std::move(work));
    if (!begun) {
        co_return tl::unexpected(begun.error());
    }
    if (!*begun) {
        co_return fail(ProblemCode::InvalidCredentials);
    }
    co_return answer(m_tokens.forUser(user.id, session, user.email, user.role, organization.id, organization.slug),
                     refreshToken);
}

db::Awaitable<Result<TokenResponse>> Sessions::refreshUser(OrganizationAccount organization, std::string refreshToken,
                                                           Client client)
{
    const auto old = m_refreshTokens.read(refreshToken);
    if (!old) {
        co_return fail(ProblemCode::Unauthenticated);
    }
    using Found = std::optional<Person<UserId>>;
    const auto next = m_refreshTokens.make(old->session);
    std::function<db::Awaitable<Result<Found>>(db::TenantTx &)> work =
        [&](db::TenantTx &tx) -> db::Awaitable<Result<Found>> {
        const auto rows = co_await tx.query(
            rotateUserSession, db::Params(organization.id, old->session, old->hash, next.hash, refreshSeconds));
        if (!rows) {
            co_return tl::unexpected(rows.error());
        }
        if (rows->empty()) {
            // Ours, but no longer the current one: somebody holds a copy. The session ends for both.
            const auto revoked = co_await tx.query(
                revokeUserSession, db::Params(organization.id, old->session, reused, client.requestId, client.peer));
            if (!revoked) {
                co_return tl::unexpected(revoked.error());
            }
            co_return Found();
        }
        if (const auto refusal = signInRefusal(organization.status)) {
            // Rolled back: the token stays good for the day the organization is resumed.
            co_return fail(*refusal);
        }
        co_return personOf<UserId>((*rows)[0]);
    };
    const auto person =
        co_await m_database.inTenant<Found>(TenantSignIn::scope(organization), db::Work::Write, std::move(work));
    if (!person) {
        co_return tl::unexpected(person.error());
    }
    if (!*person) {
        co_return fail(ProblemCode::Unauthenticated);
    }
    co_return answer(m_tokens.forUser((*person)->id, next.session, (*person)->email, (*person)->role, organization.id,
                                      organization.slug),
                     next);
}

db::Awaitable<Result<void>> Sessions::endUser(OrganizationAccount organization, std::string refreshToken, Client client)
{
    const auto token = m_refreshTokens.read(refreshToken);
    if (!token) {
        co_return Result<void>();
    }
    std::function<db::Awaitable<Result<bool>>(db::TenantTx &)> work =
        [&](db::TenantTx &tx) -> db::Awaitable<Result<bool>> {
        const auto rows = co_await tx.queryAndCommit(
            revokeUserSession, db::Params(organization.id, token->session, ended, client.requestId, client.peer));
        if (!rows) {
            co_return tl::unexpected(rows.error());
        }
        co_return true;
    };
    const auto done =
        co_await m_database.inTenant<bool>(TenantSignIn::scope(organization), db::Work::Write, std::move(work));
    if (!done) {
        co_return tl::unexpected(done.error());
    }
    co_return Result<void>();
}

} // namespace objecta::auth
