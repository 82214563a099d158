// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The proofs that a request's stages pass on. Each can be made only by the stage before it (its friend), so an
// order that skips a stage does not compile:
//   Routed -> Authenticated -> Scoped -> Admitted -> Authorized

#include "models/contract/problem.h"
#include "server/pipeline/trace_context.h"
#include "server/db/tenant_scope.h"
#include "server/pipeline/body.h"
#include "server/auth/permissions.h"

#include <boost/beast/http/verb.hpp>

#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace objecta::pipeline {

struct Route;

/// A request as the stages see it: already read within the limits.
struct Request {
    boost::beast::http::verb method{};
    std::string host; ///< lower case, without port
    std::string port; ///< ":8080" as the client sees it, empty when the address has none
    bool secure = false; ///< by TLS, as the client sees it
    std::string path; ///< as sent; the router decodes its segments
    std::string search; ///< the query as sent, with its '?'
    std::map<std::string, std::string, std::less<>> query; ///< decoded
    std::string authorization; ///< the header as sent
    std::string ifMatch;
    std::string ifNoneMatch;
    std::optional<std::string> idempotencyKey;
    std::string contentType;
    std::string contentDigest; ///< RFC 9530
    std::string range; ///< RFC 9110, section 14
    std::string userAgent;
    std::optional<uint64_t> contentLength; ///< as announced
    std::string body; ///< empty when it is streamed
    BodyReader *stream = nullptr; ///< of a route that takes its body in pieces
    std::string requestId;
    TraceContext trace;
    std::string peer; ///< address of the client
    std::shared_ptr<db::Meter> meter; ///< of what PostgreSQL does for it; null where nothing is measured
};

/// Whom a host serves.
struct HostKind {
    enum class Kind { Staff, App, Tenant, Unknown } kind = Kind::Unknown;
    std::string slug; ///< for Tenant
};

/// A member of staff, signed in.
struct StaffActor {
    StaffId id;
    SessionId session;
    std::string email;
    std::string role;
    Timestamp tokenExpiresAt;
};

/// A user of an organization, signed in.
struct UserActor {
    UserId id;
    SessionId session;
    OrganizationId organization;
    std::string slug;
    std::string email;
    std::string role;
};

/// A member of staff looking through an organization's eyes (RFC 8693 act claim).
struct ImpersonatingActor {
    ImpersonationId id;
    StaffId staff;
    std::string staffEmail;
    OrganizationId organization;
    std::string slug;
    bool readOnly = true;
};

/// A program that acts for a user of an organization by an API key.
struct ApiKeyActor {
    ApiKeyId id;
    UserId user;
    OrganizationId organization;
    auth::KeyScopes scopes;
    std::string prefix; ///< what lists show of the key
    std::string hash;
};

struct Anonymous { };
using Actor = std::variant<Anonymous, StaffActor, UserActor, ImpersonatingActor, ApiKeyActor>;

class Routed {
public:
    [[nodiscard]] const Request &request() const { return *m_request; }
    [[nodiscard]] const Route &route() const { return *m_route; }
    /// The path's parameter of that name ("id"), decoded.
    [[nodiscard]] const std::string &parameter(std::string_view name) const;
    [[nodiscard]] const HostKind &host() const { return m_host; }

private:
    friend class Router;
    Routed() = default;
    const Request *m_request = nullptr;
    const Route *m_route = nullptr;
    HostKind m_host;
    std::map<std::string, std::string, std::less<>> m_parameters;
};

class Authenticated : public Routed {
public:
    [[nodiscard]] const Actor &actor() const { return m_actor; }

private:
    friend class Authenticator;
    Authenticated(Routed routed, Actor actor)
        : Routed(std::move(routed))
        , m_actor(std::move(actor))
    {
    }
    Actor m_actor;
};

/// Token and host agree. A tenant route has a TenantScope from here on.
class Scoped : public Authenticated {
public:
    [[nodiscard]] const std::optional<db::TenantScope> &scope() const { return m_scope; }

private:
    friend class TenantResolver;
    Scoped(Authenticated authenticated, std::optional<db::TenantScope> scope)
        : Authenticated(std::move(authenticated))
        , m_scope(std::move(scope))
    {
    }
    std::optional<db::TenantScope> m_scope;
};

/// Within the rate limit.
class Admitted : public Scoped {
private:
    friend class RateLimiter;
    explicit Admitted(Scoped scoped)
        : Scoped(std::move(scoped))
    {
    }
};

/// The actor's role allows the route. Handlers take this and nothing less.
class Authorized : public Admitted {
public:
    /// The member of staff; the route's scope says that there is one.
    [[nodiscard]] const StaffActor &staff() const { return std::get<StaffActor>(actor()); }
    /// Who an audit entry names: type (user, key, staff) and e-mail address, or a key's first characters.
    [[nodiscard]] std::pair<std::string, std::string> auditActor() const;

private:
    friend class Authorizer;
    explicit Authorized(Admitted admitted)
        : Admitted(std::move(admitted))
    {
    }
};

} // namespace objecta::pipeline
