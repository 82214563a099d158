// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/metrics/second.h"

#include <map>
#include <span>
#include <unordered_map>
#include <vector>

namespace objecta::metrics {

/// Who comes first in one second, and what its organizations did: found once, whoever asks. The second is always the
/// same one, wherever it is kept.
class Ranking {
public:
    /// So many places are known.
    static constexpr size_t most = 500;

    [[nodiscard]] std::span<const OrganizationId> top(const Second &second, size_t count, Figure by);
    [[nodiscard]] const Figures &figures(const Second &second, const OrganizationId &organization);

private:
    std::map<Figure, std::vector<OrganizationId>> m_orders;
    std::unordered_map<OrganizationId, Figures> m_figures;
};

/// Those of the newest seconds that somebody asked about.
class Rankings {
public:
    /// Good until the next call.
    [[nodiscard]] Ranking &of(int64_t at);
    /// The second is another one now.
    void forget(int64_t at) { m_rankings.erase(at); }

private:
    /// As many as a console that comes back asks for, and some more.
    static constexpr size_t most = 16;
    std::map<int64_t, Ranking> m_rankings;
};

} // namespace objecta::metrics
