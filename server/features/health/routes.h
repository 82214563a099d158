// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// /healthz (the process lives), /readyz (the database answers, schema and all) and /openapi.json, on every host.
std::vector<pipeline::Route> healthRoutes();

} // namespace objecta::features
