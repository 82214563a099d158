// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/history.h"

#include <algorithm>

namespace objecta::metrics {

namespace {

/// Appends one step; without a measurement all its columns are null.
void append(MetricSeries &series, const Tally &tally, bool measured)
{
    const auto put = [measured](std::vector<std::optional<double>> &column, double value) {
        column.push_back(measured ? std::optional(value) : std::nullopt);
    };
    put(series.requests, tally.requests);
    put(series.status2xx, tally.status2xx);
    put(series.status4xx, tally.status4xx);
    put(series.status5xx, tally.status5xx);
    put(series.p50Ms, measured ? tally.latency.percentileMs(0.50) : 0);
    put(series.p95Ms, measured ? tally.latency.percentileMs(0.95) : 0);
    put(series.p99Ms, measured ? tally.latency.percentileMs(0.99) : 0);
}

} // namespace

HistoryRange rangeOf(const HistoryQuery &query, int64_t runningSecond)
{
    const int64_t to = runningSecond - runningSecond % query.step;
    const int64_t steps = (query.seconds + query.step - 1) / query.step;
    return {to - steps * query.step, to};
}

MetricSeries makeSeries(const HistoryQuery &query, const HistoryRange &range, const Collector &collector,
                        const std::vector<StoredPoint> &stored)
{
    MetricSeries series;
    series.organizationId = query.organization;
    series.start = Timestamp::fromSeconds(range.from);
    series.stepSeconds = query.step;
    const auto steps = static_cast<size_t>((range.to - range.from) / query.step);
    for (auto *column : {&series.requests, &series.status2xx, &series.status4xx, &series.status5xx, &series.p50Ms,
                         &series.p95Ms, &series.p99Ms}) {
        column->reserve(steps);
    }

    const int64_t memoryFrom = collector.firstSecond();
    const auto &seconds = collector.seconds();
    auto second = std::lower_bound(seconds.begin(), seconds.end(), range.from,
                                   [](const Second &s, int64_t at) { return s.at() < at; });
    auto point = stored.begin();
    Tally tally;
    for (int64_t begin = range.from; begin < range.to; begin += query.step) {
        const int64_t end = begin + query.step;
        tally.clear();
        bool measured = false;
        while (point != stored.end() && point->at + point->seconds <= begin) {
            ++point;
        }
        for (auto p = point; p != stored.end() && p->at < end; ++p) {
            const int64_t overlap = std::min({p->at + p->seconds, end, memoryFrom}) - std::max(p->at, begin);
            if (overlap > 0) {
                tally.merge(p->tally, static_cast<double>(overlap) / static_cast<double>(p->seconds));
                measured = true;
            }
        }
        for (; second != seconds.end() && second->at() < end; ++second) {
            second->mergeInto(tally, query.organization);
            measured = true;
        }
        append(series, tally, measured);
    }
    return series;
}

} // namespace objecta::metrics
