// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/pipeline/access_log.h"
#include "server/pipeline/idempotency.h"
#include "server/pipeline/rate_limiter.h"
#include "server/pipeline/router.h"
#include "server/pipeline/stages.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace objecta::pipeline {

/// What is known of a request once it is answered: for metrics.
struct RequestFacts {
    /// No request, but bytes of an answer that went away in pieces after it was told of; only organization and bytes
    /// are set.
    bool continued = false;
    std::optional<OrganizationId> organization; ///< of a tenant route, once token and host agreed
    std::optional<ApiKeyId> key; ///< that asked
    int status = 0;
    int64_t micros = 0;
    int64_t bytes = 0; ///< of both bodies and heads, about
    bool quotaRefused = false;
    bool rateLimited = false;
    bool message = false; ///< a message was posted
    int64_t databaseMicros = 0; ///< that it waited for PostgreSQL; of a tenant route
    int64_t storedBytes = 0; ///< of a document that was taken
    const Route *route = nullptr; ///< of the pipeline's router; null where none was found
    std::optional<ProblemCode> problem{}; ///< that it was answered with
};
using Observer = std::function<void(const RequestFacts &)>;

/// A stream request that passed every stage. The request lives here, since the proof points to it.
class OpenedStream {
public:
    [[nodiscard]] const Authorized &authorized() const { return *m_authorized; }
    [[nodiscard]] const StreamHandler &handler() const;
    [[nodiscard]] const std::string &requestId() const { return m_request->requestId; }
    /// Belong into the answer to the upgrade.
    [[nodiscard]] const RateLimiter::Headers &headers() const { return m_headers; }

private:
    friend class Pipeline;
    std::unique_ptr<Request> m_request;
    std::optional<Authorized> m_authorized;
    RateLimiter::Headers m_headers;
};

/// The request's way: route -> authenticate -> resolve tenant -> rate limit -> authorize -> handler inside a
/// transaction of the right kind -> commit -> answer, with the log and the observer around all of it. I/O thread.
class Pipeline {
public:
    /// `former` outlives the pipeline; null for none.
    Pipeline(Router router, db::Database &database, auth::Sessions &sessions, auth::Sealer sealer,
             RateLimits limits = {}, Observer observer = {}, const FormerSlugs *former = nullptr);

    /// Answers every request; never throws. `received` is the number of bytes that came in.
    Awaitable<Answer> handle(Request request, int64_t received = 0);

    /// For a request that asks for a WebSocket: the stages up to the handler, or the finished error answer.
    /// A route that is no stream is answered as if no upgrade had been asked for.
    Awaitable<std::variant<OpenedStream, Answer>> open(Request request, int64_t received = 0);

    /// Whether the request's route takes its body in pieces (Request::stream).
    [[nodiscard]] bool streamsBody(const Request &request) const;

    /// The answer to what could not be read as a request; counted and logged as well.
    Answer refuse(const Problem &problem, const std::string &requestId, const std::string &peer, int64_t received = 0);

    /// What the database says now of the sessions that opened streams.
    Awaitable<SessionLook> lookAtSessions(std::vector<SessionId> sessions);

    /// Whether the time that requests wait for the database is measured.
    void setMetered(bool metered) { m_metered = metered; }

    [[nodiscard]] const Router &router() const { return m_router; }
    [[nodiscard]] const RateLimiter &limiter() const { return m_limiter; }
    [[nodiscard]] RateLimiter &limiter() { return m_limiter; }

private:
    struct Trace;
    Awaitable<Result<Authorized>> admit(const Request &request, Trace &trace);
    Awaitable<Result<Answer>> serve(const Authorized &authorized);
    /// The result, once a request of an impersonation stands in the organization's audit trail.
    Awaitable<Result<Answer>> noted(Result<Answer> result, const Trace &trace);
    Awaitable<Result<Answer>> serveTenant(const Authorized &authorized, const TenantHandler &handler);
    Awaitable<Result<Answer>> serveFlow(const Authorized &authorized, const TenantFlowHandler &handler);
    /// Where the request should have gone when its host is one that an organization left; nobody needs to sign in to
    /// learn that.
    [[nodiscard]] std::optional<Problem> movedAway(const Routed &routed) const;
    [[nodiscard]] std::string locationAt(const Request &request, const std::string &slug) const;
    Result<Answer> said(Result<Answer> result, const Authorized &authorized) const;
    Answer finish(Result<Answer> result, Trace &trace);
    static AccessLine line(const Trace &trace, int status);

    Router m_router;
    db::Database &m_database;
    const FormerSlugs *m_former;
    Authenticator m_authenticator;
    TenantResolver m_resolver;
    RateLimiter m_limiter;
    Authorizer m_authorizer;
    Idempotency m_idempotency;
    Observer m_observer;
    bool m_metered = true;
};

} // namespace objecta::pipeline
