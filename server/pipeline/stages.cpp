// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/pipeline/stages.h"
#include "server/system/mutant.h"

#include <boost/beast/core/string.hpp>

namespace objecta::pipeline {

namespace {

/// The token of "Authorization: Bearer <token>"; empty for anything else.
std::string_view bearer(std::string_view header)
{
    constexpr std::string_view scheme = "bearer ";
    if (header.size() <= scheme.size()
        || !boost::beast::iequals(boost::beast::string_view(header.data(), scheme.size()), scheme)) {
        return {};
    }
    return header.substr(scheme.size());
}

/// The actor that a tenant route's token names.
Actor tenantActor(const auth::Claims &claims)
{
    if (claims.kind == auth::TokenKind::Impersonation) {
        return ImpersonatingActor{
            *claims.impersonation, StaffId(claims.subject), claims.email, *claims.organization, claims.slug, true};
    }
    return UserActor{UserId(claims.subject), claims.session, *claims.organization, claims.slug,
                     claims.email,           claims.role};
}

Actor keyActor(auth::ApiKeyText key)
{
    return ApiKeyActor{key.id, key.user, key.organization, key.scopes, std::move(key.prefix), std::move(key.hash)};
}

/// The role and address are those of now, whatever the token says.
Actor staffActor(const auth::StaffIdentity &identity, const auth::Claims &claims)
{
    return StaffActor{identity.id, claims.session, identity.email, identity.role, claims.expiresAt};
}

} // namespace

Awaitable<Result<Authenticated>> Authenticator::authenticate(Routed routed)
{
    const RouteScope scope = routed.route().scope;
    if (scope == RouteScope::Public) {
        co_return Authenticated(std::move(routed), Anonymous{});
    }
    const auto token = bearer(routed.request().authorization);
    if (token.empty()) {
        co_return fail(ProblemCode::Unauthenticated);
    }
    if (token.starts_with(auth::ApiKeys::scheme)) {
        auto key = m_keys.read(token);
        if (!key || OBJECTA_MUTANT("key-opens-staff", false, scope != RouteScope::Tenant)) {
            co_return fail(ProblemCode::Unauthenticated);
        }
        co_return Authenticated(std::move(routed), keyActor(std::move(*key)));
    }
    const auto verified = m_tokens.verify(token);
    if (!verified) {
        co_return fail(verified.error() == auth::TokenFault::Expired ? ProblemCode::TokenExpired
                                                                     : ProblemCode::Unauthenticated);
    }
    const auth::Claims &claims = *verified;
    if (OBJECTA_MUTANT("any-kind-of-token", false,
                       (scope == RouteScope::Staff) != (claims.kind == auth::TokenKind::Staff))) {
        co_return fail(ProblemCode::Unauthenticated);
    }
    if (claims.kind != auth::TokenKind::Staff) {
        co_return Authenticated(std::move(routed), tenantActor(claims));
    }
    const auto identity = co_await m_sessions.checkStaff(StaffId(claims.subject), claims.session);
    if (!identity) {
        if (identity.error().code == ProblemCode::Unauthenticated) {
            m_tokens.forget(bearer(routed.request().authorization));
        }
        co_return tl::unexpected(identity.error());
    }
    co_return Authenticated(std::move(routed), staffActor(*identity, claims));
}

bool Authenticator::knows(const Request &request) const
{
    const auto token = bearer(request.authorization);
    return token.starts_with(auth::ApiKeys::scheme) || m_tokens.knows(token);
}

Awaitable<SessionLook> Authenticator::lookAtSessions(std::vector<SessionId> sessions)
{
    co_return SessionLook(co_await m_sessions.checkStaff(std::move(sessions)));
}

bool SessionLook::allows(const StaffActor &staff) const
{
    if (staff.tokenExpiresAt <= Timestamp::now()) {
        return false;
    }
    // A database that does not answer ends nobody's session; a changed role does, since the socket was opened with the
    // old one.
    if (!m_found) {
        return true;
    }
    const auto it = m_found->find(staff.session);
    return it != m_found->end() && it->second.id == staff.id && it->second.role == staff.role;
}

bool TenantResolver::belongs(const OrganizationId &organization, const std::string &slug, const std::string &host) const
{
    return slug == host || (m_former != nullptr && m_former->related(organization, slug, host));
}

Result<Scoped> TenantResolver::resolve(Authenticated authenticated) const
{
    const RouteScope scope = authenticated.route().scope;
    const HostKind host = authenticated.host();
    if (scope == RouteScope::Public) {
        return Scoped(std::move(authenticated), std::nullopt);
    }
    if (scope == RouteScope::Staff) {
        if (OBJECTA_MUTANT("staff-on-any-host", false, host.kind != HostKind::Kind::Staff)
            || !std::holds_alternative<StaffActor>(authenticated.actor())) {
            return fail(ProblemCode::HostMismatch);
        }
        return Scoped(std::move(authenticated), std::nullopt);
    }
    if (host.kind != HostKind::Kind::Tenant) {
        return fail(ProblemCode::HostMismatch);
    }
    db::TenantActor actor;
    actor.slug = host.slug;
    actor.peer = authenticated.request().peer;
    if (const auto *user = std::get_if<UserActor>(&authenticated.actor()); user != nullptr
        && OBJECTA_MUTANT("user-on-any-host", true, belongs(user->organization, user->slug, host.slug))) {
        actor.user = user->id;
        actor.session = user->session;
        actor.role = user->role;
        db::TenantScope tenant(user->organization, db::Access::ReadWrite, std::move(actor));
        tenant.setMeter(authenticated.request().meter);
        return Scoped(std::move(authenticated), std::move(tenant));
    }
    if (const auto *staff = std::get_if<ImpersonatingActor>(&authenticated.actor()); staff != nullptr
        && OBJECTA_MUTANT("impersonation-on-any-host", true, belongs(staff->organization, staff->slug, host.slug))) {
        actor.impersonation = staff->id;
        db::TenantScope tenant(staff->organization, staff->readOnly ? db::Access::ReadOnly : db::Access::ReadWrite,
                               std::move(actor));
        tenant.setMeter(authenticated.request().meter);
        return Scoped(std::move(authenticated), std::move(tenant));
    }
    // A key names its organization by id alone: that the host is that organization's, the gate compares.
    if (const auto *key = std::get_if<ApiKeyActor>(&authenticated.actor()); key != nullptr) {
        actor.user = key->user;
        actor.key = key->id;
        actor.keyHash = key->hash;
        actor.role = OBJECTA_MUTANT("key-scopes-unasked", "agents:read",
                                    std::string(auth::KeyScopes::word(authenticated.route().permission)));
        db::TenantScope tenant(key->organization, db::Access::ReadWrite, std::move(actor));
        tenant.setMeter(authenticated.request().meter);
        return Scoped(std::move(authenticated), std::move(tenant));
    }
    return fail(ProblemCode::HostMismatch);
}

Result<Authorized> Authorizer::authorize(Admitted admitted) const
{
    const Route &route = admitted.route();
    bool allowed = false;
    if (const auto *staff = std::get_if<StaffActor>(&admitted.actor())) {
        allowed = OBJECTA_MUTANT("staff-role-unasked", true, auth::staffMay(staff->role, route.permission));
    } else if (const auto *user = std::get_if<UserActor>(&admitted.actor())) {
        allowed = OBJECTA_MUTANT("tenant-role-unasked", true, auth::tenantMay(user->role, route.permission));
    } else if (const auto *impersonating = std::get_if<ImpersonatingActor>(&admitted.actor())) {
        if (OBJECTA_MUTANT("impersonation-writes", false, route.writes && impersonating->readOnly)) {
            return fail(ProblemCode::ReadOnly);
        }
        allowed = OBJECTA_MUTANT("impersonation-pries", true, auth::impersonationMay(route.permission));
    } else if (const auto *apiKey = std::get_if<ApiKeyActor>(&admitted.actor())) {
        allowed = OBJECTA_MUTANT("key-scopes-unasked", true, apiKey->scopes.allows(route.permission));
    } else {
        allowed = route.scope == RouteScope::Public;
    }
    if (!allowed) {
        return fail(ProblemCode::Forbidden);
    }
    return Authorized(std::move(admitted));
}

} // namespace objecta::pipeline
