// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/pipeline/pipeline.h"

#include "server/pipeline/access_log.h"
#include "server/pipeline/counted_body.h"
#include "server/pipeline/problem_answer.h"
#include "server/system/mutant.h"

#include <boost/beast/core/string.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>

namespace objecta::pipeline {

namespace {

using Verb = boost::beast::http::verb;

// What was done in an impersonation stands in the organization's trail, whatever the request itself may write.
constexpr db::Sql insertImpersonated(R"sql(
    INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, after, request_id, peer,
                           on_behalf_of)
    VALUES ($1::uuid, 'staff', $2, 'impersonation.request', 'impersonation', $3,
            jsonb_build_object('method', $4::text, 'route', $5::text, 'status', $6::integer), $7, $8, $9))sql");

/// Bodies are JSON. A request without one needs no type.
bool isJson(std::string_view contentType)
{
    const auto end = contentType.find(';');
    auto type = contentType.substr(0, end);
    while (type.ends_with(' ') || type.ends_with('\t')) {
        type.remove_suffix(1);
    }
    return boost::beast::iequals(boost::beast::string_view(type.data(), type.size()), "application/json");
}

/// Whether it is one of before: nothing was done for it this time.
bool replays(const Answer &answer)
{
    return std::ranges::any_of(answer.headers,
                               [](const auto &header) { return header.first == "Idempotency-Replayed"; });
}

} // namespace

/// What is known of a request on its way, whatever becomes of it.
struct Pipeline::Trace {
    const Request &request;
    int64_t received;
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
    const Route *route = nullptr;
    Actor actor{};
    std::optional<OrganizationId> organization{};
    std::string slug{};
    RatePassage passage{};
};

const StreamHandler &OpenedStream::handler() const
{
    return std::get<StreamHandler>(m_authorized->route().handler);
}

Pipeline::Pipeline(Router router, db::Database &database, auth::Sessions &sessions, auth::Sealer sealer,
                   RateLimits limits, Observer observer, const FormerSlugs *former)
    : m_router(std::move(router))
    , m_database(database)
    , m_former(former)
    , m_authenticator(sessions)
    , m_resolver(former)
    , m_limiter(limits)
    , m_idempotency(std::move(sealer))
    , m_observer(std::move(observer))
{
}

Awaitable<Result<Authorized>> Pipeline::admit(const Request &request, Trace &trace)
{
    auto routed = m_router.route(request);
    if (!routed) {
        co_return tl::unexpected(routed.error());
    }
    trace.route = &routed->route();
    if (!routed->route().streamsBody && !request.body.empty() && !isJson(request.contentType)) {
        co_return fail(ProblemCode::UnsupportedMediaType);
    }

    const bool isPublic = routed->route().scope == RouteScope::Public;
    auto moved = movedAway(*routed);
    if (moved && isPublic) {
        co_return tl::unexpected(std::move(*moved));
    }
    if (m_limiter.shuts(request) && !isPublic && !m_authenticator.knows(request)) {
        co_return tl::unexpected(m_limiter.refusal(request, trace.passage));
    }
    auto authenticated = co_await m_authenticator.authenticate(std::move(*routed));
    if (!authenticated && moved) {
        co_return tl::unexpected(std::move(*moved));
    }
    if (!authenticated) {
        co_return tl::unexpected(authenticated.error());
    }
    trace.actor = authenticated->actor();

    auto scoped = m_resolver.resolve(std::move(*authenticated));
    if (!scoped) {
        co_return tl::unexpected(scoped.error());
    }
    if (scoped->scope()) {
        trace.organization = scoped->scope()->organization();
        trace.slug = scoped->host().slug;
    }

    if (m_limiter.shares()) {
        auto shared = co_await m_limiter.admitShared(std::move(*scoped), trace.passage);
        if (!shared) {
            co_return tl::unexpected(shared.error());
        }
        co_return m_authorizer.authorize(std::move(*shared));
    }
    auto admitted = m_limiter.admit(std::move(*scoped), trace.passage);
    if (!admitted) {
        co_return tl::unexpected(admitted.error());
    }
    co_return m_authorizer.authorize(std::move(*admitted));
}

Awaitable<Result<Answer>> Pipeline::serve(const Authorized &authorized)
{
    const Route &route = authorized.route();
    if (const auto *handler = std::get_if<TenantHandler>(&route.handler)) {
        co_return co_await serveTenant(authorized, *handler);
    }
    if (const auto *handler = std::get_if<TenantFlowHandler>(&route.handler)) {
        co_return co_await serveFlow(authorized, *handler);
    }
    if (const auto *handler = std::get_if<StaffHandler>(&route.handler)) {
        co_return co_await (*handler)(authorized, m_database);
    }
    co_return fail(ProblemCode::InvalidRequest, "This address takes WebSockets only.");
}

Awaitable<Result<Answer>> Pipeline::noted(Result<Answer> result, const Trace &trace)
{
    const auto *impersonating = std::get_if<ImpersonatingActor>(&trace.actor);
    if (impersonating == nullptr || !trace.organization || trace.route == nullptr) {
        co_return result;
    }
    if (!result
        && (result.error().code == ProblemCode::ImpersonationEnded
            || result.error().code == ProblemCode::RateLimited)) {
        // It is over, or there are so many that the trail would be theirs alone.
        co_return result;
    }
    const auto status =
        static_cast<int64_t>(result ? static_cast<int>(result->status) : problemStatus(result.error().code));
    const auto method = to_string(trace.request.method);
    const db::Params params(*trace.organization, impersonating->staffEmail, impersonating->id.text(),
                            std::string(method.data(), method.size()), trace.route->pattern, status,
                            trace.request.requestId, trace.request.peer, "organization " + impersonating->slug);
    const std::function<Result<int>(db::PlatformTx &)> work = [&params](db::PlatformTx &tx) -> Result<int> {
        return tx.query(insertImpersonated, params).affected();
    };
    const auto written = co_await m_database.platform<int>(work);
    if (!written) {
        // Nothing is shown that the organization would not learn of.
        co_return tl::unexpected(written.error());
    }
    co_return result;
}

Awaitable<Result<Answer>> Pipeline::serveTenant(const Authorized &authorized, const TenantHandler &handler)
{
    const auto once = Idempotency::wanted(authorized);
    if (!once) {
        co_return tl::unexpected(once.error());
    }
    const bool replayable = *once;
    const auto work = authorized.route().writes ? db::Work::Write : db::Work::Read;
    std::function<Awaitable<Result<Answer>>(db::TenantTx &)> run;
    if (replayable) {
        run = [this, &handler, &authorized](db::TenantTx &tx) { return m_idempotency.once(authorized, tx, handler); };
    } else {
        run = [&handler, &authorized](db::TenantTx &tx) { return handler(authorized, tx); };
    }
    auto result = co_await m_database.inTenant<Answer>(*authorized.scope(), work, std::move(run));
    if (!result && replayable) {
        co_await m_idempotency.keepRefusal(authorized, m_database, result.error());
    }
    co_return result;
}

Awaitable<Result<Answer>> Pipeline::serveFlow(const Authorized &authorized, const TenantFlowHandler &handler)
{
    const auto once = Idempotency::wanted(authorized);
    if (!once) {
        co_return tl::unexpected(once.error());
    }
    db::TenantDoor door(m_database, *authorized.scope());
    if (*once) {
        co_return co_await m_idempotency.onceFlow(authorized, m_database, door, handler);
    }
    co_return co_await handler(authorized, door);
}

Awaitable<Answer> Pipeline::handle(Request request, int64_t received)
{
    if (m_metered) {
        request.meter = std::make_shared<db::Meter>();
    }
    Trace trace{request, received};
    Result<Answer> result = fail(ProblemCode::Internal);
    try {
        auto authorized = co_await admit(request, trace);
        if (authorized) {
            result = co_await serve(*authorized);
            result = said(std::move(result), *authorized);
        } else {
            result = tl::unexpected(std::move(authorized.error()));
        }
        result = co_await noted(std::move(result), trace);
    } catch (const std::exception &exception) {
        logInternal(request.requestId, exception.what());
        result = fail(ProblemCode::Internal);
    }
    co_return finish(std::move(result), trace);
}

Awaitable<std::variant<OpenedStream, Answer>> Pipeline::open(Request request, int64_t received)
{
    OpenedStream stream;
    stream.m_request = std::make_unique<Request>(std::move(request));
    Trace trace{*stream.m_request, received};
    Result<Answer> result = fail(ProblemCode::Internal);
    try {
        auto authorized = co_await admit(*stream.m_request, trace);
        if (!authorized) {
            result = tl::unexpected(std::move(authorized.error()));
        } else if (std::holds_alternative<StreamHandler>(authorized->route().handler)) {
            stream.m_authorized.emplace(std::move(*authorized));
            m_limiter.settle(trace.passage, trace.request, nullptr);
            m_limiter.describe(trace.passage, stream.m_headers);
            logRequest(line(trace, 101));
            co_return std::variant<OpenedStream, Answer>(std::move(stream));
        } else {
            result = co_await serve(*authorized);
            result = said(std::move(result), *authorized);
        }
        result = co_await noted(std::move(result), trace);
    } catch (const std::exception &exception) {
        logInternal(trace.request.requestId, exception.what());
        result = fail(ProblemCode::Internal);
    }
    co_return std::variant<OpenedStream, Answer>(finish(std::move(result), trace));
}

bool Pipeline::streamsBody(const Request &request) const
{
    const auto routed = m_router.route(request);
    return routed && routed->route().streamsBody;
}

Answer Pipeline::refuse(const Problem &problem, const std::string &requestId, const std::string &peer, int64_t received)
{
    Request request;
    request.requestId = requestId;
    request.peer = peer;
    Trace trace{request, received};
    return finish(tl::unexpected(problem), trace);
}

Awaitable<SessionLook> Pipeline::lookAtSessions(std::vector<SessionId> sessions)
{
    return m_authenticator.lookAtSessions(std::move(sessions));
}

std::optional<Problem> Pipeline::movedAway(const Routed &routed) const
{
    const HostKind &host = routed.host();
    const Route &route = routed.route();
    if (m_former == nullptr || host.kind != HostKind::Kind::Tenant || route.scope == RouteScope::Staff
        || !route.pattern.starts_with("/v1/")) {
        return std::nullopt;
    }
    const auto *home = m_former->find(host.slug);
    if (home == nullptr) {
        return std::nullopt;
    }
    Problem moved{ProblemCode::OrganizationMoved, {}, {}, 0, {}};
    moved.slug = home->slug;
    return moved;
}

Result<Answer> Pipeline::said(Result<Answer> result, const Authorized &authorized) const
{
    // The gate tells that the host is not the organization's of now. A session's token belongs to the host, as the
    // resolver saw; a key says nothing of slugs: unless its organization once had that host, it is another's, or
    // none's.
    if (!result && result.error().code == ProblemCode::OrganizationMoved) {
        const auto *key = std::get_if<ApiKeyActor>(&authorized.actor());
        if (key != nullptr
            && (m_former == nullptr || !m_former->related(key->organization, {}, authorized.host().slug))) {
            return fail(ProblemCode::HostMismatch);
        }
    }
    return result;
}

std::string Pipeline::locationAt(const Request &request, const std::string &slug) const
{
    std::string out = request.secure ? "https://" : "http://";
    out += slug + '.' + m_router.hosts().domain() + request.port;
    // As sent, but for what no header may hold.
    for (const char c : request.path + request.search) {
        if (c > ' ' && c <= '~') {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

Answer Pipeline::finish(Result<Answer> result, Trace &trace)
{
    const Problem *problem = result ? nullptr : &result.error();
    m_limiter.settle(trace.passage, trace.request, problem);
    Answer answer = result ? std::move(*result) : problemAnswer(*problem, trace.request.requestId);
    answer.headers.emplace_back("X-Request-Id", trace.request.requestId);
    answer.headers.emplace_back("Cache-Control", "no-store");
    answer.headers.emplace_back("X-Content-Type-Options", "nosniff");
    m_limiter.describe(trace.passage, answer.headers);
    if (problem != nullptr && problem->code == ProblemCode::OrganizationMoved && !problem->slug.empty()) {
        answer.headers.emplace_back("Location", locationAt(trace.request, problem->slug));
    }

    const auto status = static_cast<int>(answer.status);
    AccessLine access = line(trace, status);
    if (problem != nullptr) {
        access.code = problemCode(problem->code);
    }
    logRequest(access);
    if (trace.route != nullptr && trace.route->scope == RouteScope::Staff) {
        // What an operator's console or script wants to know, and a tenant need not: the server's own part (W3C
        // Server Timing).
        answer.headers.emplace_back("Server-Timing",
                                    fmt::format("total;dur={:.3f}", static_cast<double>(access.micros) / 1000));
    }
    if (m_observer) {
        constexpr int64_t headBytes = 250; // what a status line and our headers come to
        RequestFacts facts;
        facts.organization = trace.organization;
        if (const auto *key = std::get_if<ApiKeyActor>(&trace.actor)) {
            facts.key = key->id;
        }
        facts.route = trace.route;
        if (problem != nullptr) {
            facts.problem = problem->code;
        }
        facts.status = status;
        facts.micros = access.micros;
        const bool bodiless = trace.request.method == Verb::head;
        facts.bytes = trace.received + headBytes + (bodiless ? 0 : static_cast<int64_t>(answer.body.size()))
            + (trace.request.stream != nullptr ? trace.request.stream->received() : 0);
        facts.quotaRefused = problem != nullptr && problem->code == ProblemCode::QuotaExceeded;
        facts.rateLimited = problem != nullptr && problem->code == ProblemCode::RateLimited;
        const bool done = problem == nullptr && trace.route != nullptr && !replays(answer);
        facts.message = done && trace.route->method == Verb::post && trace.route->pattern.ends_with("/messages");
        if (trace.request.meter) {
            facts.databaseMicros =
                std::chrono::duration_cast<std::chrono::microseconds>(trace.request.meter->worked).count();
        }
        if (done && trace.route->streamsBody) {
            facts.storedBytes = static_cast<int64_t>(trace.request.contentLength.value_or(0));
        }
        m_observer(facts);
        if (answer.stream) {
            // As it is given away: it may break off, and nobody may want it (HEAD).
            answer.stream = std::make_shared<CountedBody>(std::move(answer.stream),
                                                          [this, organization = trace.organization](size_t bytes) {
                                                              RequestFacts more;
                                                              more.continued = true;
                                                              more.organization = organization;
                                                              more.bytes = static_cast<int64_t>(bytes);
                                                              m_observer(more);
                                                          });
        }
    }
    return answer;
}

AccessLine Pipeline::line(const Trace &trace, int status)
{
    AccessLine out;
    out.requestId = trace.request.requestId;
    out.traceId = trace.request.trace.traceId;
    out.spanId = trace.request.trace.spanId;
    out.parentId = trace.request.trace.parentId;
    out.peer = trace.request.peer;
    out.tenant = trace.slug;
    if (const auto *user = std::get_if<UserActor>(&trace.actor)) {
        out.actor = user->email;
    } else if (const auto *staff = std::get_if<StaffActor>(&trace.actor)) {
        out.staff = staff->email;
    } else if (const auto *impersonating = std::get_if<ImpersonatingActor>(&trace.actor)) {
        out.staff = impersonating->staffEmail;
    } else if (const auto *key = std::get_if<ApiKeyActor>(&trace.actor)) {
        out.actor = key->prefix;
    }
    if (trace.request.method != Verb::unknown) {
        const auto method = to_string(trace.request.method);
        out.method.assign(method.data(), method.size());
    }
    // The pattern, never the path: a path carries ids, and what somebody typed.
    out.route = trace.route != nullptr ? OBJECTA_MUTANT("log-with-ids", trace.request.path, trace.route->pattern)
                                       : std::string();
    out.status = status;
    out.micros =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - trace.begun).count();
    return out;
}

} // namespace objecta::pipeline
