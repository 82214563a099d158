// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/metrics.h"

#include <QtGlobal>

#include <array>
#include <span>
#include <vector>

namespace objecta::stores {

/// The figures that charts draw. All are of one second: counts, or milliseconds for the percentiles (and for the
/// database, where they are the sum over all requests).
enum class Metric {
    Requests,
    Status2xx,
    Status4xx,
    Status5xx,
    P50,
    P95,
    P99,
    Status3xx,
    DatabaseMs,
    Bytes,
    Messages,
    RateLimited,
    QuotaRefused,
};
inline constexpr std::size_t metricCount = 13;
using MetricSample = std::array<double, metricCount>;

/// How many seconds the counts of a step are of: those that were measured, as far as the server says so.
[[nodiscard]] int64_t secondsOf(const MetricSeries &series, std::size_t step);

/// Whether a metric is summed over a step, so that a longer step shows its average a second.
[[nodiscard]] constexpr bool isSummed(Metric metric)
{
    return metric != Metric::P50 && metric != Metric::P95 && metric != Metric::P99;
}

/// The column of a series that a metric is in.
[[nodiscard]] const std::vector<std::optional<double>> &columnOf(const MetricSeries &series, Metric metric);
/// Figures of `seconds` as those of one.
[[nodiscard]] MetricSample sampleOf(const Figures &figures, int64_t seconds = 1);

/// The last `capacity` seconds of all metrics, oldest first, without holes: a second that was not measured is NaN.
/// Contiguous in memory, so that a chart reads spans.
class MetricRing {
public:
    explicit MetricRing(std::size_t capacity = 3600);

    void clear();
    /// Replaces everything by history (steps longer than a second are repeated for each of their seconds; counts are
    /// then averages a second that was measured).
    void load(const MetricSeries &series);
    /// Takes one second. Missing seconds before it become NaN; one that is there already is overwritten; one older than
    /// the window is passed over. Returns false in the last case.
    bool append(const Timestamp &at, const Figures &figures);
    /// Takes `seconds` that end with `at`, each with its share; without a measurement they are NaN.
    bool append(const Timestamp &at, const Figures &figures, int64_t seconds, bool measured);

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    /// Unix time of values(...)[0].
    [[nodiscard]] qint64 firstSecond() const { return m_first; }
    [[nodiscard]] qint64 lastSecond() const { return m_first + static_cast<qint64>(m_size) - 1; }
    [[nodiscard]] std::span<const double> values(Metric metric) const;
    /// The newest value; NaN where there is none.
    [[nodiscard]] double last(Metric metric) const;

private:
    bool put(qint64 second, const MetricSample &sample);
    using Sample = MetricSample;
    void push(const Sample &sample);

    std::size_t m_capacity;
    /// Each column is twice the capacity long; when its end is reached the newest half moves to the front.
    std::array<std::vector<double>, metricCount> m_columns;
    std::size_t m_begin = 0;
    std::size_t m_size = 0;
    qint64 m_first = 0;
};

} // namespace objecta::stores
