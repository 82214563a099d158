// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/ranking.h"

#include <algorithm>

namespace objecta::metrics {

std::span<const OrganizationId> Ranking::top(const Second &second, size_t count, Figure by)
{
    if (count == 0) {
        return {};
    }
    auto it = m_orders.find(by);
    if (it == m_orders.end()) {
        it = m_orders.emplace(by, second.top(most, by)).first;
    }
    return std::span(it->second).first(std::min(count, it->second.size()));
}

const Figures &Ranking::figures(const Second &second, const OrganizationId &organization)
{
    auto it = m_figures.find(organization);
    if (it == m_figures.end()) {
        it = m_figures.emplace(organization, second.figures(organization)).first;
    }
    return it->second;
}

Ranking &Rankings::of(int64_t at)
{
    Ranking &found = m_rankings[at];
    while (m_rankings.size() > most) {
        const auto oldest = m_rankings.begin();
        m_rankings.erase(oldest->first == at ? std::next(oldest) : oldest);
    }
    return found;
}

} // namespace objecta::metrics
