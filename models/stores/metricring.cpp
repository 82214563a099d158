// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/metricring.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace objecta::stores {

namespace {

constexpr double notMeasured = std::numeric_limits<double>::quiet_NaN();

} // namespace

const std::vector<std::optional<double>> &columnOf(const MetricSeries &series, Metric metric)
{
    switch (metric) {
    case Metric::Requests:
        return series.requests;
    case Metric::Status2xx:
        return series.status2xx;
    case Metric::Status3xx:
        return series.status3xx;
    case Metric::Status4xx:
        return series.status4xx;
    case Metric::Status5xx:
        return series.status5xx;
    case Metric::P50:
        return series.p50Ms;
    case Metric::P95:
        return series.p95Ms;
    case Metric::P99:
        return series.p99Ms;
    case Metric::DatabaseMs:
        return series.databaseMs;
    case Metric::Bytes:
        return series.bytes;
    case Metric::Messages:
        return series.messages;
    case Metric::RateLimited:
        return series.rateLimited;
    case Metric::QuotaRefused:
        return series.quotaRefused;
    }
    return series.requests;
}

int64_t secondsOf(const MetricSeries &series, std::size_t step)
{
    const int64_t whole = std::max<int64_t>(series.stepSeconds, 1);
    return step < series.measuredSeconds.size() ? std::clamp<int64_t>(series.measuredSeconds[step], 1, whole) : whole;
}

MetricSample sampleOf(const Figures &figures, int64_t seconds)
{
    const auto share = [seconds](auto sum) { return static_cast<double>(sum) / static_cast<double>(seconds); };
    return {share(figures.requests),
            share(figures.status2xx),
            share(figures.status4xx),
            share(figures.status5xx),
            figures.p50Ms,
            figures.p95Ms,
            figures.p99Ms,
            share(figures.status3xx),
            share(figures.databaseMs),
            share(figures.bytes),
            share(figures.messages),
            share(figures.rateLimited),
            share(figures.quotaRefused)};
}

MetricRing::MetricRing(std::size_t capacity)
    : m_capacity(std::max<std::size_t>(capacity, 1))
{
    for (auto &column : m_columns) {
        column.resize(m_capacity * 2, notMeasured);
    }
}

void MetricRing::clear()
{
    m_begin = 0;
    m_size = 0;
    m_first = 0;
}

void MetricRing::push(const Sample &sample)
{
    if (m_begin + m_size == m_capacity * 2) {
        for (auto &column : m_columns) {
            std::copy(column.begin() + static_cast<std::ptrdiff_t>(m_begin),
                      column.begin() + static_cast<std::ptrdiff_t>(m_begin + m_size), column.begin());
        }
        m_begin = 0;
    }
    for (std::size_t i = 0; i < metricCount; ++i) {
        m_columns[i][m_begin + m_size] = sample[i];
    }
    if (m_size < m_capacity) {
        ++m_size;
    } else {
        ++m_begin;
        ++m_first;
    }
}

void MetricRing::load(const MetricSeries &series)
{
    clear();
    std::size_t steps = 0;
    for (std::size_t column = 0; column < metricCount; ++column) {
        steps = std::max(steps, columnOf(series, static_cast<Metric>(column)).size());
    }
    const auto step = static_cast<std::size_t>(std::max<int64_t>(series.stepSeconds, 1));
    m_first = series.start.seconds();
    for (std::size_t i = 0; i < steps; ++i) {
        Sample sample{};
        const auto seconds = static_cast<double>(secondsOf(series, i));
        for (std::size_t column = 0; column < metricCount; ++column) {
            const bool isCount = isSummed(static_cast<Metric>(column));
            const auto &from = columnOf(series, static_cast<Metric>(column));
            const auto value = i < from.size() ? from[i] : std::nullopt;
            sample[column] = !value ? notMeasured : isCount ? *value / seconds : *value;
        }
        for (std::size_t second = 0; second < step; ++second) {
            push(sample);
        }
    }
}

bool MetricRing::append(const Timestamp &at, const Figures &figures)
{
    return append(at, figures, 1, true);
}

bool MetricRing::append(const Timestamp &at, const Figures &figures, int64_t seconds, bool measured)
{
    const int64_t span = std::clamp<int64_t>(seconds, 1, static_cast<int64_t>(m_capacity));
    MetricSample sample = sampleOf(figures, std::max<int64_t>(seconds, 1));
    if (!measured) {
        sample.fill(notMeasured);
    }
    bool taken = false;
    for (int64_t second = at.seconds() - span + 1; second <= at.seconds(); ++second) {
        taken = put(second, sample);
    }
    return taken;
}

bool MetricRing::put(qint64 second, const MetricSample &sample)
{
    if (m_size == 0) {
        m_first = second;
        push(sample);
        return true;
    }
    if (second < m_first) {
        return false;
    }
    if (second <= lastSecond()) {
        const auto place = m_begin + static_cast<std::size_t>(second - m_first);
        for (std::size_t i = 0; i < metricCount; ++i) {
            m_columns[i][place] = sample[i];
        }
        return true;
    }
    if (second - lastSecond() > static_cast<qint64>(m_capacity)) {
        clear();
        m_first = second;
        push(sample);
        return true;
    }
    Sample missing;
    missing.fill(notMeasured);
    while (lastSecond() + 1 < second) {
        push(missing);
    }
    push(sample);
    return true;
}

std::span<const double> MetricRing::values(Metric metric) const
{
    return {m_columns[static_cast<std::size_t>(metric)].data() + m_begin, m_size};
}

double MetricRing::last(Metric metric) const
{
    return m_size == 0 ? notMeasured : values(metric).back();
}

} // namespace objecta::stores
