// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"
#include "models/contract/json.h"
#include "models/contract/timestamp.h"

#include <string>
#include <vector>

namespace objecta {

/// PUT /v1/admin/organizations/{id}/throttle: holds all requests of an organization to a rate for a while. One that is
/// there already is replaced.
struct SetThrottle {
    int64_t perSecond = 0; ///< requests a second for good; twice as many at once
    int64_t minutes = 0; ///< until it ends by itself: a week at the most
    std::string reason;
};

template <>
struct Fields<SetThrottle> {
    static constexpr auto table = std::tuple{field("per_second", &SetThrottle::perSecond, numberBetween(1, 100'000)),
                                             field("minutes", &SetThrottle::minutes, numberBetween(1, 10'080)),
                                             field("reason", &SetThrottle::reason, lineBetween(3, 500))};
};

/// A throttle that holds.
struct Throttle {
    OrganizationId organizationId;
    std::string organizationSlug;
    std::string organizationName;
    int64_t perSecond = 0;
    std::string reason;
    std::string staffEmail; ///< who set it
    Timestamp startedAt;
    Timestamp until;
};

template <>
struct Fields<Throttle> {
    static constexpr auto table = std::tuple{field("organization_id", &Throttle::organizationId),
                                             field("organization_slug", &Throttle::organizationSlug),
                                             field("organization_name", &Throttle::organizationName),
                                             field("per_second", &Throttle::perSecond),
                                             field("reason", &Throttle::reason),
                                             field("staff_email", &Throttle::staffEmail),
                                             field("started_at", &Throttle::startedAt),
                                             field("until", &Throttle::until)};
};

/// GET /v1/admin/throttles: those that hold, the newest first, 200 at the most.
struct Throttles {
    std::vector<Throttle> items;
};

template <>
struct Fields<Throttles> {
    static constexpr auto table = std::tuple{field("items", &Throttles::items)};
};

} // namespace objecta
