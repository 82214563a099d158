// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/pipeline/pipeline.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace objecta::monitoring {

/// Latencies are told apart by these upper bounds, in microseconds.
inline constexpr std::array<int64_t, 14> latencyBounds{
    250, 500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 500'000, 1'000'000, 2'500'000, 5'000'000};

/// The finished requests of one route.
struct RouteCounts {
    std::array<uint64_t, 4> byStatus{}; ///< 2xx, 3xx, 4xx, 5xx
    std::array<uint64_t, latencyBounds.size() + 1>
        byLatency{}; ///< up to each bound and beyond the one before; longer ones
    int64_t micros = 0; ///< all latencies together
    int64_t databaseMicros = 0; ///< of them waited for PostgreSQL; of a tenant route
};

/// What a route is called; the last is of the requests that found none.
struct RouteName {
    std::string method; ///< GET is HEAD's, too
    std::string pattern;
    bool tenant = false; ///< its time in the database is known
};

inline constexpr size_t problemCodes = static_cast<size_t>(ProblemCode::Internal) + 1;

/// The finished requests of this server since it started. What there is to count is known beforehand, the routes and
/// the codes of problems, and nothing of a request makes it more; counting is a few additions without lock or
/// allocation, on the I/O thread. An opened WebSocket is no finished request.
class RequestCounts {
public:
    struct Totals {
        std::vector<RouteCounts> routes; ///< as names()
        std::array<uint64_t, problemCodes> problems{}; ///< by ProblemCode
        uint64_t bytes = 0; ///< both ways, heads included
    };

    /// The routes outlive it, and stay where they are: a request's facts point into them.
    explicit RequestCounts(const std::vector<pipeline::Route> &routes);

    void note(const pipeline::RequestFacts &facts);

    [[nodiscard]] const Totals &totals() const { return m_totals; }
    [[nodiscard]] const std::shared_ptr<const std::vector<RouteName>> &names() const { return m_names; }

private:
    const pipeline::Route *m_first;
    Totals m_totals;
    std::shared_ptr<const std::vector<RouteName>> m_names;
};

} // namespace objecta::monitoring
