// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/invitations.h"
#include "server/auth/passwords.h"
#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// /v1/users. Owners and administrators write, members read. Both references outlive the routes.
std::vector<pipeline::Route> userRoutes(auth::Passwords &passwords, const auth::Invitations &invitations);

} // namespace objecta::features
