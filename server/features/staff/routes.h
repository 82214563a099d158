// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/passwords.h"
#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// GET, POST /v1/admin/staff; GET, PATCH /v1/admin/staff/{id}
std::vector<pipeline::Route> staffRoutes(auth::Passwords &passwords);

/// GET /v1/admin/sessions; DELETE /v1/admin/sessions/{id}; GET /v1/admin/organizations/{id}/sessions;
/// DELETE /v1/admin/organizations/{id}/sessions/{session}
std::vector<pipeline::Route> staffSessionRoutes();

} // namespace objecta::features
