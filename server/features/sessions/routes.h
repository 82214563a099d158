// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// /v1/sessions: the sign-ins of the user who asks.
std::vector<pipeline::Route> sessionRoutes();

} // namespace objecta::features
