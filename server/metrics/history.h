// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/metrics.h"
#include "server/db/database.h"
#include "server/metrics/collector.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace objecta::metrics {

/// Stored points are this long, or shorter where the server started or stopped in between.
inline constexpr int64_t pointSeconds = 10;

/// A stored interval, as read back.
struct StoredPoint {
    int64_t at = 0;
    int64_t seconds = pointSeconds;
    Tally tally;
};

/// Writes the points of the seconds [from, to) that the collector still has, in one INSERT a point: the platform's
/// and those of all organizations with requests. Writing the same again changes nothing.
db::Awaitable<Result<void>> storePoints(db::Database &database, const Collector &collector, int64_t from, int64_t to);

/// Deletes points that are older than that.
db::Awaitable<Result<void>> forgetPoints(db::Database &database, int64_t before);

/// What was stored of [from, to), oldest first: one for each interval in which the server ran, empty where the
/// organization (nullopt: the platform) had no requests. NotFound for an unknown organization.
db::Awaitable<Result<std::vector<StoredPoint>>>
loadPoints(db::Database &database, std::optional<OrganizationId> organization, int64_t from, int64_t to);

/// What GET /v1/admin/metrics asks for.
struct HistoryQuery {
    std::optional<OrganizationId> organization;
    int64_t seconds = 3600; ///< 10 to 3600
    int64_t step = 1; ///< 1 to 60
};

/// The unix times that a query is about, [from, to): whole steps that are over.
struct HistoryRange {
    int64_t from = 0;
    int64_t to = 0;
};
HistoryRange rangeOf(const HistoryQuery &query, int64_t runningSecond);

/// The columns: memory's seconds, and stored points for the time before them, each step the share of them that falls
/// into it. Percentiles come from the merged histograms.
MetricSeries makeSeries(const HistoryQuery &query, const HistoryRange &range, const Collector &collector,
                        const std::vector<StoredPoint> &stored);

} // namespace objecta::metrics
