// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/json.h"

namespace objecta {

/// GET /v1/admin/rate-limits: what this server's rate limiter grants, and how it does since it started.
struct RateLimiterState {
    int64_t organizationPerSecond = 0; ///< requests of one organization, for good; of all servers when shared
    int64_t organizationBurst = 0; ///< and at once
    bool shared = false; ///< through Redis, now
    int64_t outages = 0; ///< how often Redis went away or fell behind
    int64_t limitedLocally = 0; ///< requests that this server limited by itself although sharing is set up
};

template <>
struct Fields<RateLimiterState> {
    static constexpr auto table = std::tuple{
        field("organization_per_second", &RateLimiterState::organizationPerSecond),
        field("organization_burst", &RateLimiterState::organizationBurst), field("shared", &RateLimiterState::shared),
        field("outages", &RateLimiterState::outages), field("limited_locally", &RateLimiterState::limitedLocally)};
};

} // namespace objecta
