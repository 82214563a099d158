// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// GET /v1/admin/plans: the price list, smallest first.
std::vector<pipeline::Route> planRoutes();

} // namespace objecta::features
