// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// GET /v1/usage: what is used of each limit.
std::vector<pipeline::Route> usageRoutes();

} // namespace objecta::features
