// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// app.<domain>: who belongs to several organizations signs in once and picks one.

#include "server/features/auth/sign_in.h"

#include "models/contract/sign_in_choices.h"
#include "server/pipeline/input.h"

namespace objecta::features {

namespace {

using objecta::auth::SignInTicket;
using objecta::auth::SignInTickets;
using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;
using Kind = pipeline::HostKind::Kind;

/// One try, whether there is such an organization and such a user or not: the same look-up and the same hash. Whether
/// it is right there; and then the password's mark.
Awaitable<Result<std::optional<std::string>>>
tryOne(SignIn &context, std::optional<objecta::auth::Membership> membership, SignInRequest given)
{
    objecta::auth::OrganizationAccount account;
    account.id = OrganizationId::random();
    if (membership) {
        account = membership->organization;
    }
    auto user = co_await context.sessions.findUser(account, given.email);
    if (!user && user.error().code != ProblemCode::OrganizationNotFound) {
        co_return tl::unexpected(user.error());
    }
    std::optional<std::string> hash;
    bool active = false;
    if (user && *user) {
        hash = (*user)->passwordHash;
        active = (*user)->active;
    }
    const auto fits = co_await context.passwords.verify(given.password, hash);
    if (!fits) {
        co_return tl::unexpected(fits.error());
    }
    std::optional<std::string> mark;
    if (*fits && active && membership) {
        mark = SignInTickets::mark(*hash);
    }
    co_return mark;
}

} // namespace

Awaitable<Result<Answer>> chooseOrganization(SignIn &context, const Authorized &request)
{
    const auto body = pipeline::readBody<SignInRequest>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    if (request.host().kind != Kind::App) {
        co_return fail(request.host().kind == Kind::Unknown ? ProblemCode::OrganizationNotFound
                                                            : ProblemCode::NotFound);
    }
    const std::string attempt = attemptName(request.request(), body->email);
    if (!context.attempts.take(attempt)) {
        co_return tl::unexpected(tooManyAttempts(context.attempts.retryAfter(attempt)));
    }
    const auto memberships = co_await context.sessions.findMemberships(body->email);
    if (!memberships) {
        co_return tl::unexpected(memberships.error());
    }
    SignInTicket ticket;
    SignInChoices out;
    for (size_t i = 0; i < objecta::auth::mostMemberships; ++i) {
        std::optional<objecta::auth::Membership> membership;
        if (i < memberships->size()) {
            membership = (*memberships)[i];
        }
        const auto mark = co_await tryOne(context, membership, *body);
        if (!mark) {
            co_return tl::unexpected(mark.error());
        }
        if (*mark) {
            const auto &organization = membership->organization;
            ticket.entries.push_back({organization.id, organization.slug, **mark});
            out.organizations.push_back({organization.slug, membership->name, organization.status});
        }
    }
    if (out.organizations.empty()) {
        co_return fail(ProblemCode::InvalidCredentials);
    }
    context.attempts.giveBack(attempt);
    ticket.email = body->email;
    out.ticket = context.tickets.make(std::move(ticket));
    out.expiresIn = objecta::auth::signInTicketLife.count();
    co_return Answer::json(out);
}

Awaitable<Result<Answer>> exchangeTicket(SignIn &context, const Authorized &request)
{
    const auto body = pipeline::readBody<ExchangeRequest>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    if (request.host().kind != Kind::Tenant) {
        co_return fail(request.host().kind == Kind::Staff ? ProblemCode::NotFound : ProblemCode::OrganizationNotFound);
    }
    // Before anything is looked up: a ticket for other organizations learns nothing of this one.
    const auto ticket = context.tickets.read(body->ticket);
    const auto *entry = ticket ? ticket->find(request.host().slug) : nullptr;
    if (entry == nullptr) {
        co_return fail(ProblemCode::Unauthenticated);
    }
    const auto organization = co_await context.sessions.findOrganization(entry->slug);
    if (!organization || organization->id != entry->organization) {
        const bool gone = organization || organization.error().code == ProblemCode::OrganizationNotFound;
        co_return gone ? fail(ProblemCode::Unauthenticated) : tl::unexpected(organization.error());
    }
    const auto user = co_await context.sessions.findUser(*organization, ticket->email);
    if (!user) {
        co_return tl::unexpected(user.error());
    }
    if (!*user || !(*user)->active || !(*user)->passwordHash
        || SignInTickets::mark(*(*user)->passwordHash) != entry->mark) {
        co_return fail(ProblemCode::Unauthenticated);
    }
    if (const auto refusal = objecta::auth::signInRefusal(organization->status)) {
        co_return fail(*refusal);
    }
    const auto tokens = co_await context.sessions.beginUser(*organization, **user, clientOf(request.request()),
                                                            ticket->session(*entry));
    if (!tokens) {
        // The session is there already: this ticket was used here.
        const bool used = tokens.error().code == ProblemCode::Conflict;
        co_return used ? fail(ProblemCode::Unauthenticated) : tl::unexpected(tokens.error());
    }
    co_return Answer::json(*tokens);
}

} // namespace objecta::features
