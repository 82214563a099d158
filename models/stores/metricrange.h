// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/endpoints.h"
#include "models/stores/metricring.h"
#include "models/stores/pagestore.h"

#include <QElapsedTimer>
#include <QList>
#include <QPointF>

#include <cmath>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace objecta::stores {

/// Milliseconds of a latency, each value of `step` seconds: 0 where there were no requests takes the value before for
/// up to 15 s, since a second without requests has no latency; a longer lull is a gap.
[[nodiscard]] std::vector<double> carriedOverLulls(std::span<const double> values, qint64 step = 1);

/// The stretches of values without a measurement (NaN), as unix times [first, second); the first value is of `start`.
[[nodiscard]] QList<std::pair<qint64, qint64>> gapsOf(std::span<const double> values, qint64 start, qint64 step = 1);

/// A stretch of history as charts draw it: counts a measured second, milliseconds; NaN where nothing was measured.
struct MetricColumns {
    /// Unix time of the first value.
    qint64 start = 0;
    /// Seconds that a value stands for.
    qint64 step = 1;
    std::array<std::vector<double>, metricCount> columns;
    /// Of how many of its seconds each value is, as far as that is known: empty where each is one second.
    std::vector<qint64> measured;

    static MetricColumns of(const MetricSeries &series);
    static MetricColumns of(const MetricRing &ring);
    /// What of it lies in [from, to), without a copy of all of it.
    static MetricColumns of(const MetricRing &ring, qint64 from, qint64 to);

    [[nodiscard]] bool isEmpty() const { return size() == 0; }
    [[nodiscard]] std::size_t size() const { return columns.front().size(); }
    /// Unix time after the last value.
    [[nodiscard]] qint64 end() const { return start + step * static_cast<qint64>(size()); }
    [[nodiscard]] const std::vector<double> &of(Metric metric) const
    {
        return columns[static_cast<std::size_t>(metric)];
    }
    /// How many seconds of a step were measured.
    [[nodiscard]] qint64 measuredAt(std::size_t i) const
    {
        return i < measured.size() ? measured[i] : std::isnan(of(Metric::Requests)[i]) ? 0 : step;
    }
    /// What lies in [from, to), whole steps.
    [[nodiscard]] MetricColumns between(qint64 from, qint64 to) const;
    /// A line of values, one a step up to the last step, in at most about maxPoints points: see line().
    [[nodiscard]] QList<QPointF> lineOf(std::span<const double> values, int maxPoints, qint64 shift = 0) const;
    /// A line of at most about maxPoints points, x in milliseconds since 1970 moved on by `shift` seconds. A latency
    /// is carried over lulls of up to 15 s, in which there is none; a longer lull breaks the line.
    [[nodiscard]] QList<QPointF> line(Metric metric, int maxPoints, qint64 shift = 0) const;
    /// Percent of the requests that `metric` is, of the `seconds` until the end of each step (in whole steps, at least
    /// as long), as alerts take it; NaN where nothing was measured, or nothing was asked for in all that time.
    [[nodiscard]] std::vector<double> percentOfRequests(Metric metric, qint64 seconds) const;
    /// See gapsOf().
    [[nodiscard]] QList<std::pair<qint64, qint64>> gaps() const { return gapsOf(of(Metric::Requests), start, step); }
    /// Stretches of steps that were measured, but for a tenth of them or more not, as unix times [first, second).
    [[nodiscard]] QList<std::pair<qint64, qint64>> partial() const;
};

/// What stands beside it in a table.
struct ComparedColumns {
    MetricColumns columns;
    /// Whose they are.
    QString organization;
    /// How many seconds earlier they are.
    qint64 shift = 0;
};

/// UTF-8 with a byte order mark, one row a step, times in ISO 8601 UTC, gaps empty. A name that a spreadsheet would run
/// as a formula is made text. What is compared follows in columns of its own, with its own times.
[[nodiscard]] QByteArray metricCsv(const MetricColumns &columns, const QString &organization,
                                   const std::optional<ComparedColumns> &compared = {});

/// History of one organization or the platform in a range, at the resolution that fits a chart. GUI thread.
class MetricRangeStore : public PageStore {
    Q_OBJECT

public:
    explicit MetricRangeStore(const api::AdminApi &admin, QObject *parent = nullptr);

    /// Reads [from, to) (unix times) in about `points` steps, unless that is what is shown already and `fresh` is not
    /// set. One that failed is asked for again after a while. Another organization's data is dropped first.
    void show(const std::optional<OrganizationId> &of, qint64 from, qint64 to, int points, bool fresh = false);
    [[nodiscard]] const MetricColumns &columns() const { return m_columns; }
    /// Whether what was asked for last could not be read; holds while it is asked for again.
    [[nodiscard]] bool hasFailed() const { return m_failed.isValid(); }
    /// Drops the data.
    void reset();

public slots:
    void reload() override;

private:
    api::AdminApi m_admin;
    std::optional<OrganizationId> m_of;
    qint64 m_from = 0;
    qint64 m_to = 0;
    int m_points = 600;
    MetricColumns m_columns;
    /// Since it failed.
    QElapsedTimer m_failed;
};

} // namespace objecta::stores
