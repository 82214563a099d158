// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/history.h"

#include <algorithm>
#include <array>

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
    put(series.status3xx, tally.status3xx);
    put(series.status4xx, tally.status4xx);
    put(series.status5xx, tally.status5xx);
    put(series.bytes, tally.bytes);
    put(series.messages, tally.messages);
    put(series.rateLimited, tally.rateLimited);
    put(series.quotaRefused, tally.quotaRefused);
    put(series.storedBytes, tally.storedBytes);
    put(series.databaseMs, tally.databaseMicros / 1000);
    put(series.p50Ms, measured ? tally.latency.percentileMs(0.50) : 0);
    put(series.p95Ms, measured ? tally.latency.percentileMs(0.95) : 0);
    put(series.p99Ms, measured ? tally.latency.percentileMs(0.99) : 0);
}

/// What is not rolled up yet is read from the finer ring: a worker has so long to do it.
constexpr int64_t minutesReady = 5 * 60;
constexpr int64_t hoursReady = 2 * 3600 + 600;

} // namespace

int64_t stepFor(int64_t seconds, int64_t points)
{
    constexpr std::array<int64_t, 12> steps{1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800};
    for (const int64_t step : steps) {
        if ((seconds + step - 1) / step <= points) {
            return step;
        }
    }
    return hours.step;
}

HistoryQuery wholeSteps(HistoryQuery query, int64_t runningSecond)
{
    if (query.to <= query.from) {
        return query;
    }
    const int64_t over = floorTo(runningSecond, query.step);
    query.to = std::min(floorTo(query.to + query.step - 1, query.step), over);
    query.from = std::min(floorTo(query.from, query.step), query.to - query.step);
    return query;
}

std::vector<Piece> piecesOf(int64_t from, int64_t to, int64_t step, int64_t now)
{
    // The ring for each age, from the oldest on; a ring begins where the one before ends.
    const int64_t minutesFrom = floorTo(now - minutes.keep + 3600, hours.step);
    const int64_t tensFrom = floorTo(now - tens.keep + 3600, hours.step);
    const int64_t hoursTo = floorTo(now - hoursReady, hours.step);
    const int64_t minutesTo = floorTo(now - minutesReady, minutes.step);
    std::vector<Piece> out;
    const auto until = [&](const Ring &ring, int64_t end) {
        end = std::min(end, to);
        if (from < end) {
            out.push_back({ring, from, end});
            from = end;
        }
    };
    until(hours, step >= hours.step ? hoursTo : minutesFrom);
    until(minutes, step >= minutes.step ? minutesTo : tensFrom);
    until(tens, to);
    return out;
}

MetricSeries makeSeries(const HistoryQuery &query, const std::deque<Second> &seconds, int64_t memoryFrom,
                        const std::vector<StoredPoint> &stored)
{
    MetricSeries series;
    series.organizationId = query.organization;
    series.start = Timestamp::fromSeconds(query.from);
    series.stepSeconds = query.step;
    auto second = std::lower_bound(seconds.begin(), seconds.end(), query.from,
                                   [](const Second &s, int64_t at) { return s.at() < at; });
    auto point = stored.begin();
    Tally tally;
    for (int64_t begin = query.from; begin < query.to; begin += query.step) {
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
