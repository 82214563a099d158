// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// /v1/agents: create (within the quota), list, get, change, delete.
std::vector<pipeline::Route> agentRoutes();

} // namespace objecta::features
