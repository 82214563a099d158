// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/history.h"

#include <algorithm>
#include <array>

namespace objecta::metrics {

namespace {

/// Appends one step; without a measurement all its columns are null.
void append(MetricSeries &series, const Tally &tally, int64_t seconds)
{
    const bool measured = seconds > 0;
    series.measuredSeconds.push_back(seconds);
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

int64_t finestStep(int64_t from, int64_t memoryFrom, int64_t now)
{
    const auto pieces = piecesOf(from, memoryFrom, 1, now);
    return pieces.empty() ? 1 : pieces.front().ring.step;
}

SeriesColumns::SeriesColumns(const HistoryQuery &query, int64_t memoryFrom)
    : m_query(query)
    , m_memoryFrom(memoryFrom)
    , m_begin(query.from)
{
    m_series.organizationId = query.organization;
    m_series.start = Timestamp::fromSeconds(query.from);
    m_series.stepSeconds = query.step;
}

SeriesColumns::Step &SeriesColumns::step(int64_t begin)
{
    const auto place = static_cast<size_t>((begin - m_begin) / m_query.step);
    if (place >= m_open.size()) {
        m_open.resize(place + 1);
    }
    return m_open[place];
}

void SeriesColumns::measure(Step &step, int64_t from, int64_t to)
{
    step.measured += std::max<int64_t>(0, to - std::max(from, step.until));
    step.until = std::max(step.until, to);
}

void SeriesColumns::endBefore(int64_t at)
{
    for (; m_begin < m_query.to && m_begin + m_query.step <= at; m_begin += m_query.step) {
        const Step &over = step(m_begin);
        append(m_series, over.tally, over.measured);
        m_open.pop_front();
    }
}

void SeriesColumns::add(const StoredPoint &point)
{
    spread(point, m_memoryFrom);
}

void SeriesColumns::spread(const StoredPoint &point, int64_t end)
{
    endBefore(point.at);
    end = std::min({point.at + point.seconds, m_query.to, end});
    int64_t at = std::max(point.at, m_begin);
    while (at < end) {
        const int64_t begin = m_begin + floorTo(at - m_begin, m_query.step);
        const int64_t next = std::min(end, begin + m_query.step);
        Step &into = step(begin);
        into.tally.merge(point.tally, static_cast<double>(next - at) / static_cast<double>(point.seconds));
        measure(into, at, next);
        at = next;
    }
}

MetricSeries SeriesColumns::finish(const std::deque<Second> &seconds, const std::vector<StoredPoint> &unheard)
{
    auto point = unheard.begin();
    const auto spreadBefore = [&](int64_t end) {
        for (; point != unheard.end() && point->at < end; ++point) {
            spread(*point, m_query.to);
        }
    };
    for (auto second = std::lower_bound(seconds.begin(), seconds.end(), m_query.from,
                                        [](const Second &s, int64_t at) { return s.at() < at; });
         second != seconds.end() && second->at() < m_query.to; ++second) {
        spreadBefore(second->at() + 1);
        endBefore(second->at());
        Step &into = step(m_begin);
        second->mergeInto(into.tally, m_query.organization);
        measure(into, second->at(), second->at() + 1);
    }
    spreadBefore(m_query.to);
    endBefore(m_query.to + m_query.step);
    return std::move(m_series);
}

} // namespace objecta::metrics
