// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/attempts.h"
#include "server/auth/invitations.h"
#include "server/auth/passwords.h"
#include "server/auth/sessions.h"
#include "server/auth/sign_in_tickets.h"
#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// How often one client may guess at one account on one host; a sign-in that succeeds costs nothing.
struct SignInLimits {
    objecta::auth::Buckets::Options attempts{.perSecond = 0.2, .burst = 20, .maxNames = 100'000};
};

/// /v1/auth: sign in, refresh, sign out, for staff and organizations' users alike; and on app.<domain> for users of
/// several organizations. Both references outlive the routes.
std::vector<pipeline::Route> authRoutes(objecta::auth::Sessions &sessions, objecta::auth::Passwords &passwords,
                                        objecta::auth::SignInTickets tickets, SignInLimits limits = {});

/// POST /v1/auth/accept-invitation: a first password, and signed in. The references outlive the routes.
std::vector<pipeline::Route> invitationRoutes(objecta::auth::Sessions &sessions, objecta::auth::Passwords &passwords,
                                              const objecta::auth::Invitations &invitations);

} // namespace objecta::features
