// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// /v1/admin/alerts: what staff should look at, and that somebody has.
std::vector<pipeline::Route> alertRoutes();

} // namespace objecta::features
