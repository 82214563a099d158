// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/passwords.h"
#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// POST /v1/password of an organization's user and POST /v1/admin/me/password of staff: one's own password, which the
/// present one allows. Guesses at it are limited as those at signing in are. The passwords outlive the routes.
std::vector<pipeline::Route> passwordRoutes(auth::Passwords &passwords);

} // namespace objecta::features
