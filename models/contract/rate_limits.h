// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/json.h"

namespace objecta {

/// GET /v1/admin/rate-limits: how this server's rate limiter does, since it started.
struct RateLimiterState {
    bool shared = false; ///< through Redis, now
    int64_t outages = 0; ///< how often Redis went away or fell behind
    int64_t limitedLocally = 0; ///< requests that this server limited by itself although sharing is set up
};

template <>
struct Fields<RateLimiterState> {
    static constexpr auto table =
        std::tuple{field("shared", &RateLimiterState::shared), field("outages", &RateLimiterState::outages),
                   field("limited_locally", &RateLimiterState::limitedLocally)};
};

} // namespace objecta
