// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/rate_limits/routes.h"

#include "models/contract/rate_limits.h"

namespace objecta::features {

std::vector<pipeline::Route> rateLimitRoutes(std::function<pipeline::RateLimiter::Counts()> counts)
{
    return {pipeline::staffRoute(
        boost::beast::http::verb::get, "/v1/admin/rate-limits", pipeline::Permission::ReadMetrics,
        [counts = std::move(counts)](const pipeline::Authorized &,
                                     db::Database &) -> pipeline::Awaitable<Result<pipeline::Answer>> {
            const auto now = counts();
            co_return pipeline::Answer::json(RateLimiterState{static_cast<int64_t>(now.organization.perSecond),
                                                              static_cast<int64_t>(now.organization.burst), now.shared,
                                                              now.outages, now.local});
        })};
}

} // namespace objecta::features
