// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/attempts.h"
#include "server/auth/sessions.h"
#include "server/auth/token_cache.h"
#include "server/pipeline/proofs.h"
#include "server/pipeline/route.h"

namespace objecta::pipeline {

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
    /// Whether the actor of an open socket is still signed in.
    [[nodiscard]] Awaitable<bool> stillSignedIn(const StaffActor &staff) const;

private:
    auth::TokenCache m_tokens;
    const auth::ApiKeys &m_keys;
    auth::Sessions &m_sessions;
};

/// Whether token, route and host belong together, and the scope of a tenant route. Every disagreement is the same
/// HostMismatch, whatever the host's slug is.
class TenantResolver {
public:
    [[nodiscard]] Result<Scoped> resolve(Authenticated authenticated) const;
};

struct RateLimits {
    auth::Buckets::Options organization{.perSecond = 2000, .burst = 4000, .maxNames = 100'000};
    auth::Buckets::Options actor{.perSecond = 1000, .burst = 2000, .maxNames = 100'000};
};

/// Keyed on who was authenticated, never on what a header says. Public routes are not limited here; sign-in has
/// its own limit.
class RateLimiter {
public:
    explicit RateLimiter(RateLimits limits)
        : m_organizations(limits.organization)
        , m_actors(limits.actor)
    {
    }
    [[nodiscard]] Result<Admitted> admit(Scoped scoped);

private:
    auth::Buckets m_organizations;
    auth::Buckets m_actors;
};

/// Whether the actor's role allows the route; a read-only impersonation never writes.
class Authorizer {
public:
    [[nodiscard]] Result<Authorized> authorize(Admitted admitted) const;
};

} // namespace objecta::pipeline
