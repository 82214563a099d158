// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/sessions.h"
#include "server/auth/token_cache.h"
#include "server/pipeline/former_slugs.h"
#include "server/pipeline/proofs.h"
#include "server/pipeline/route.h"

namespace objecta::pipeline {

/// What was found when sessions of staff were looked at, for all sockets that they opened.
class SessionLook {
public:
    explicit SessionLook(Result<auth::StaffSessions> found)
        : m_found(std::move(found))
    {
    }
    /// Whether a socket may stay open that this actor opened, whose session was looked at.
    [[nodiscard]] bool allows(const StaffActor &staff) const;

private:
    Result<auth::StaffSessions> m_found;
};

/// Who asks. A token must be whole, of this installation, and of the kind that the route takes; staff's session is
/// looked up each time (their traffic is small), a tenant user's in the transaction itself.
class Authenticator {
public:
    explicit Authenticator(auth::Sessions &sessions)
        : m_tokens(sessions.tokens())
        , m_keys(sessions.apiKeys())
        , m_sessions(sessions)
    {
    }
    [[nodiscard]] Awaitable<Result<Authenticated>> authenticate(Routed routed);
    /// Whether the request's token needs no costly look: it is one seen before, or of a kind that is cheap to check.
    [[nodiscard]] bool knows(const Request &request) const;
    /// What the database says now of these sessions of staff.
    [[nodiscard]] Awaitable<SessionLook> lookAtSessions(std::vector<SessionId> sessions);

private:
    auth::TokenCache m_tokens;
    const auth::ApiKeys &m_keys;
    auth::Sessions &m_sessions;
};

/// Whether token, route and host belong together, and the scope of a tenant route. Every disagreement is the same
/// HostMismatch, whatever the host's slug is. A token that was made before its organization was renamed, or after,
/// belongs to each of the organization's hosts: which of them is the present one, the gate says.
class TenantResolver {
public:
    /// The slugs outlive the resolver; null for none.
    explicit TenantResolver(const FormerSlugs *former)
        : m_former(former)
    {
    }
    [[nodiscard]] Result<Scoped> resolve(Authenticated authenticated) const;

private:
    [[nodiscard]] bool belongs(const OrganizationId &organization, const std::string &slug,
                               const std::string &host) const;
    const FormerSlugs *m_former;
};

/// Whether the actor's role allows the route; a read-only impersonation never writes.
class Authorizer {
public:
    [[nodiscard]] Result<Authorized> authorize(Admitted admitted) const;
};

} // namespace objecta::pipeline
