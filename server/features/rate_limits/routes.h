// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/pipeline/rate_limiter.h"
#include "server/pipeline/route.h"

#include <functional>
#include <vector>

namespace objecta::features {

/// GET /v1/admin/rate-limits. `counts` is asked on the I/O thread.
std::vector<pipeline::Route> rateLimitRoutes(std::function<pipeline::RateLimiter::Counts()> counts);

} // namespace objecta::features
