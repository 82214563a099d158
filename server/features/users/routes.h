// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/passwords.h"
#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// /v1/users. Owners and administrators write, members read. The passwords outlive the routes.
std::vector<pipeline::Route> userRoutes(auth::Passwords &passwords);

} // namespace objecta::features
