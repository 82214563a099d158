// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// What an organization may know of what was done in it: /v1/audit, and /v1/impersonations by staff.
std::vector<pipeline::Route> trailRoutes(db::Database &database);

} // namespace objecta::features
