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
    const std::array<const std::vector<std::optional<double>> *, metricCount> columns{
        &series.requests, &series.status2xx, &series.status4xx, &series.status5xx,
        &series.p50Ms,    &series.p95Ms,     &series.p99Ms};
    std::size_t steps = 0;
    for (const auto *column : columns) {
        steps = std::max(steps, column->size());
    }
    const auto step = static_cast<std::size_t>(std::max<int64_t>(series.stepSeconds, 1));
    m_first = series.start.seconds();
    for (std::size_t i = 0; i < steps; ++i) {
        Sample sample{};
        for (std::size_t column = 0; column < metricCount; ++column) {
            const bool isCount = column <= static_cast<std::size_t>(Metric::Status5xx);
            const auto &from = *columns[column];
            const auto value = i < from.size() ? from[i] : std::nullopt;
            sample[column] = !value ? notMeasured : isCount ? *value / static_cast<double>(step) : *value;
        }
        for (std::size_t second = 0; second < step; ++second) {
            push(sample);
        }
    }
}

bool MetricRing::append(const Timestamp &at, const Figures &figures)
{
    const Sample sample{static_cast<double>(figures.requests),
                        static_cast<double>(figures.status2xx),
                        static_cast<double>(figures.status4xx),
                        static_cast<double>(figures.status5xx),
                        figures.p50Ms,
                        figures.p95Ms,
                        figures.p99Ms};
    const qint64 second = at.seconds();
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
