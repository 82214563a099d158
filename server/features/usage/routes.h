// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// GET /v1/usage: what is used of each limit; /v1/usage/daily: day by day, and when it will be reached.
std::vector<pipeline::Route> usageRoutes();
/// GET /v1/admin/organizations/{id}/usage/daily
std::vector<pipeline::Route> staffUsageRoutes();

} // namespace objecta::features
