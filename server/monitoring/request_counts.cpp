// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/monitoring/request_counts.h"

#include <algorithm>

namespace objecta::monitoring {

namespace {

std::vector<RouteName> namesOf(const std::vector<pipeline::Route> &routes)
{
    std::vector<RouteName> out;
    out.reserve(routes.size() + 1);
    for (const auto &route : routes) {
        const auto method = to_string(route.method);
        out.push_back(
            {std::string(method.data(), method.size()), route.pattern, route.scope == pipeline::RouteScope::Tenant});
    }
    out.push_back({"none", "none", false});
    return out;
}

} // namespace

RequestCounts::RequestCounts(const std::vector<pipeline::Route> &routes)
    : m_first(routes.data())
    , m_names(std::make_shared<const std::vector<RouteName>>(namesOf(routes)))
{
    m_totals.routes.resize(m_names->size());
}

void RequestCounts::note(const pipeline::RequestFacts &facts)
{
    m_totals.bytes += static_cast<uint64_t>(facts.bytes);
    if (facts.continued) {
        return;
    }
    auto &routes = m_totals.routes;
    RouteCounts &counts = facts.route != nullptr ? routes[static_cast<size_t>(facts.route - m_first)] : routes.back();
    ++counts.byStatus[static_cast<size_t>(std::clamp(facts.status / 100 - 2, 0, 3))];
    const auto bound = std::ranges::lower_bound(latencyBounds, facts.micros);
    ++counts.byLatency[static_cast<size_t>(bound - latencyBounds.begin())];
    counts.micros += facts.micros;
    counts.databaseMicros += facts.databaseMicros;
    if (facts.problem) {
        ++m_totals.problems[static_cast<size_t>(*facts.problem)];
    }
}

} // namespace objecta::monitoring
