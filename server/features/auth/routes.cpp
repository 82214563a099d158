// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/auth/sign_in.h"

#include "server/pipeline/input.h"
#include "server/system/mutant.h"

#include <algorithm>

namespace objecta::features {

namespace {

using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;
using pipeline::HostKind;
using Verb = boost::beast::http::verb;
using Kind = HostKind::Kind;

std::string lower(std::string text)
{
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

Awaitable<Result<TokenResponse>> signInStaff(SignIn &context, const pipeline::Request &request, SignInRequest given)
{
    const auto found = co_await context.sessions.findStaff(given.email);
    if (!found) {
        co_return tl::unexpected(found.error());
    }
    const auto &staff = *found;
    // Named: GCC 12 destroys a conditional's temporary twice inside a co_await.
    std::optional<std::string> hash = staff ? staff->passwordHash : std::nullopt;
    const auto fits = co_await context.passwords.verify(given.password, std::move(hash));
    if (!fits) {
        co_return tl::unexpected(fits.error());
    }
    if (!*fits || !staff->active) {
        co_return fail(ProblemCode::InvalidCredentials);
    }
    co_return co_await context.sessions.beginStaff(*staff, clientOf(request));
}

Awaitable<Result<TokenResponse>> signInUser(SignIn &context, const pipeline::Request &request, std::string slug,
                                            SignInRequest given)
{
    const auto organization = co_await context.sessions.findOrganization(slug);
    if (!organization && organization.error().code != ProblemCode::OrganizationNotFound) {
        co_return tl::unexpected(organization.error());
    }
    // Nor does the answer say whether an organization is there: an unknown one looks like an unknown user.
    std::optional<auth::UserAccount> user;
    if (organization) {
        auto found = co_await context.sessions.findUser(*organization, given.email);
        if (!found && found.error().code != ProblemCode::OrganizationNotFound) {
            co_return tl::unexpected(found.error());
        }
        if (found) {
            user = std::move(*found);
        }
    }
    std::optional<std::string> hash = user ? user->passwordHash : std::nullopt;
    const auto fits = co_await context.passwords.verify(given.password, std::move(hash));
    if (!fits) {
        co_return tl::unexpected(fits.error());
    }
    if (!*fits || !user->active) {
        co_return fail(ProblemCode::InvalidCredentials);
    }
    if (const auto refusal = auth::signInRefusal(organization->status)) {
        co_return fail(*refusal);
    }
    co_return co_await context.sessions.beginUser(*organization, *user, clientOf(request));
}

Awaitable<Result<Answer>> signIn(SignIn &context, const Authorized &request)
{
    const auto body = pipeline::readBody<SignInRequest>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    const HostKind &host = request.host();
    if (host.kind != Kind::Staff && host.kind != Kind::Tenant) {
        co_return fail(ProblemCode::OrganizationNotFound);
    }
    const std::string attempt = attemptName(request.request(), body->email);
    if (!context.attempts.take(attempt)) {
        co_return tl::unexpected(tooManyAttempts(context.attempts.retryAfter(attempt)));
    }
    Result<TokenResponse> tokens = fail(ProblemCode::Internal);
    if (host.kind == Kind::Staff) {
        tokens = co_await signInStaff(context, request.request(), *body);
    } else {
        tokens = co_await signInUser(context, request.request(), host.slug, *body);
    }
    if (!tokens) {
        co_return tl::unexpected(tokens.error());
    }
    context.attempts.giveBack(attempt);
    co_return Answer::json(*tokens);
}

Awaitable<Result<Answer>> refresh(SignIn &context, const Authorized &request)
{
    const auto body = pipeline::readBody<RefreshRequest>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    const HostKind &host = request.host();
    Result<TokenResponse> tokens = fail(ProblemCode::OrganizationNotFound);
    if (host.kind == Kind::Staff) {
        tokens = co_await context.sessions.refreshStaff(body->refreshToken, clientOf(request.request()));
    } else if (host.kind == Kind::Tenant) {
        const auto organization = co_await context.sessions.findOrganization(host.slug);
        if (organization) {
            tokens =
                co_await context.sessions.refreshUser(*organization, body->refreshToken, clientOf(request.request()));
        } else if (organization.error().code == ProblemCode::OrganizationNotFound) {
            tokens = fail(ProblemCode::Unauthenticated);
        } else {
            tokens = tl::unexpected(organization.error());
        }
    }
    if (!tokens) {
        co_return tl::unexpected(tokens.error());
    }
    co_return Answer::json(*tokens);
}

/// 204 whatever the token was: there is nothing left of it either way.
Awaitable<Result<Answer>> signOut(SignIn &context, const Authorized &request)
{
    const auto body = pipeline::readBody<RefreshRequest>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    const HostKind &host = request.host();
    Result<void> ended;
    if (host.kind == Kind::Staff) {
        ended = co_await context.sessions.endStaff(body->refreshToken, clientOf(request.request()));
    } else if (host.kind == Kind::Tenant && !context.sessions.issued(body->refreshToken)) {
        // No work for the database: whoever makes tokens up is answered like everybody, and nothing limits them.
    } else if (host.kind == Kind::Tenant) {
        const auto organization = co_await context.sessions.findOrganization(host.slug);
        if (organization) {
            ended = co_await context.sessions.endUser(*organization, body->refreshToken, clientOf(request.request()));
        } else if (organization.error().code != ProblemCode::OrganizationNotFound) {
            ended = tl::unexpected(organization.error());
        }
    } else {
        ended = fail(ProblemCode::OrganizationNotFound);
    }
    if (!ended) {
        co_return tl::unexpected(ended.error());
    }
    co_return Answer::noContent();
}

} // namespace

objecta::auth::Client clientOf(const pipeline::Request &request)
{
    return {request.peer, request.userAgent, request.requestId};
}

std::string attemptName(const pipeline::Request &request, std::string_view email)
{
    return request.peer + ' ' + OBJECTA_MUTANT("attempts-of-any-host", std::string(), request.host) + ' '
        + lower(std::string(email));
}

Problem tooManyAttempts(int retryAfter)
{
    return {ProblemCode::RateLimited, {}, {}, retryAfter, {}};
}

std::vector<pipeline::Route> authRoutes(auth::Sessions &sessions, auth::Passwords &passwords,
                                        auth::SignInTickets tickets, SignInLimits limits)
{
    const auto context =
        std::make_shared<SignIn>(SignIn{sessions, passwords, std::move(tickets), auth::Buckets(limits.attempts)});
    const auto with = [&context](Awaitable<Result<Answer>> (*handler)(SignIn &, const Authorized &)) {
        return [context, handler](const Authorized &request, db::Database &) { return handler(*context, request); };
    };
    return {pipeline::guessableRoute(Verb::post, "/v1/auth/sign-in", with(signIn)),
            pipeline::guessableRoute(Verb::post, "/v1/auth/organizations", with(chooseOrganization)),
            pipeline::guessableRoute(Verb::post, "/v1/auth/exchange", with(exchangeTicket)),
            pipeline::guessableRoute(Verb::post, "/v1/auth/refresh", with(refresh)),
            pipeline::guessableRoute(Verb::post, "/v1/auth/sign-out", with(signOut))};
}

} // namespace objecta::features
