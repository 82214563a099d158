// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Shared by the handlers of /v1/auth.

#include "server/auth/sign_in_tickets.h"
#include "server/features/auth/routes.h"

#include <string>
#include <string_view>

namespace objecta::features {

/// What the handlers share.
struct SignIn {
    objecta::auth::Sessions &sessions;
    objecta::auth::Passwords &passwords;
    objecta::auth::SignInTickets tickets;
    objecta::auth::Buckets attempts;
};

/// Where it comes from.
objecta::auth::Client clientOf(const pipeline::Request &request);

/// The bucket of guesses at one account on one host by one client.
std::string attemptName(const pipeline::Request &request, std::string_view email);
Problem tooManyAttempts(int retryAfter);

/// POST /v1/auth/organizations, on app.<domain>.
pipeline::Awaitable<Result<pipeline::Answer>> chooseOrganization(SignIn &context, const pipeline::Authorized &request);
/// POST /v1/auth/exchange, on an organization's host.
pipeline::Awaitable<Result<pipeline::Answer>> exchangeTicket(SignIn &context, const pipeline::Authorized &request);

} // namespace objecta::features
