// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/api_keys.h"
#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// /v1/api-keys, for an organization's owners and admins. `keys` outlives the routes.
std::vector<pipeline::Route> apiKeyRoutes(const auth::ApiKeys &keys);

} // namespace objecta::features
