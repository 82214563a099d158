// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stores/metricrange.h"

#include "models/stores/decimate.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace objecta::stores {

namespace {

constexpr double notMeasured = std::numeric_limits<double>::quiet_NaN();
/// A second without requests has no latency.
constexpr qint64 lullSeconds = 15;
/// A range that failed is asked for again after so long, or later where the server says when.
constexpr qint64 retrySeconds = 10;

struct CsvColumn {
    const char *name;
    Metric metric;
};
constexpr std::array csvColumns{CsvColumn{"requests_per_second", Metric::Requests},
                                CsvColumn{"2xx_per_second", Metric::Status2xx},
                                CsvColumn{"3xx_per_second", Metric::Status3xx},
                                CsvColumn{"4xx_per_second", Metric::Status4xx},
                                CsvColumn{"5xx_per_second", Metric::Status5xx},
                                CsvColumn{"p50_ms", Metric::P50},
                                CsvColumn{"p95_ms", Metric::P95},
                                CsvColumn{"p99_ms", Metric::P99},
                                CsvColumn{"database_ms_per_second", Metric::DatabaseMs},
                                CsvColumn{"bytes_per_second", Metric::Bytes},
                                CsvColumn{"messages_per_second", Metric::Messages},
                                CsvColumn{"rate_limited_per_second", Metric::RateLimited},
                                CsvColumn{"quota_refused_per_second", Metric::QuotaRefused}};

QByteArray csvText(QString text)
{
    if (!text.isEmpty() && QStringLiteral("=+-@\t\r").contains(text.front())) {
        text.prepend(QLatin1Char('\''));
    }
    return '"' + text.replace(QLatin1Char('"'), QStringLiteral("\"\"")).toUtf8() + '"';
}

} // namespace

std::vector<double> carriedOverLulls(std::span<const double> values, qint64 step)
{
    std::vector<double> out(values.begin(), values.end());
    double last = notMeasured;
    qint64 lull = 0;
    for (double &value : out) {
        if (std::isnan(value)) {
            last = value;
        } else if (value > 0) {
            last = value;
            lull = 0;
        } else {
            lull += step;
            value = lull <= lullSeconds ? last : notMeasured;
        }
    }
    return out;
}

MetricColumns MetricColumns::of(const MetricSeries &series)
{
    MetricColumns out;
    out.start = series.start.seconds();
    out.step = std::max<qint64>(series.stepSeconds, 1);
    std::size_t steps = 0;
    for (std::size_t i = 0; i < metricCount; ++i) {
        steps = std::max(steps, columnOf(series, static_cast<Metric>(i)).size());
    }
    for (std::size_t i = 0; i < steps; ++i) {
        const bool known = i < series.requests.size() && series.requests[i];
        out.measured.push_back(known ? secondsOf(series, i) : 0);
    }
    for (std::size_t i = 0; i < metricCount; ++i) {
        const auto metric = static_cast<Metric>(i);
        auto &column = out.columns[i];
        column.reserve(steps);
        for (const auto &value : columnOf(series, metric)) {
            const double seconds = isSummed(metric) ? static_cast<double>(secondsOf(series, column.size())) : 1;
            column.push_back(value ? *value / seconds : notMeasured);
        }
        column.resize(steps, notMeasured);
    }
    return out;
}

MetricColumns MetricColumns::of(const MetricRing &ring)
{
    return of(ring, ring.firstSecond(), ring.lastSecond() + 1);
}

MetricColumns MetricColumns::of(const MetricRing &ring, qint64 from, qint64 to)
{
    const auto place = [&ring](qint64 time) {
        return std::clamp<qint64>(time - ring.firstSecond(), 0, static_cast<qint64>(ring.size()));
    };
    const qint64 first = place(from);
    const qint64 last = std::max(first, place(to));
    MetricColumns out;
    out.start = ring.firstSecond() + first;
    for (std::size_t i = 0; i < metricCount; ++i) {
        const auto values = ring.values(static_cast<Metric>(i));
        out.columns[i].assign(values.begin() + first, values.begin() + last);
    }
    return out;
}

MetricColumns MetricColumns::between(qint64 from, qint64 to) const
{
    const auto place = [this](qint64 time) {
        return std::clamp<qint64>((time - start + step - 1) / step, 0, static_cast<qint64>(size()));
    };
    const qint64 first = place(from);
    const qint64 last = std::max(first, place(to));
    MetricColumns out;
    out.start = start + first * step;
    out.step = step;
    for (std::size_t i = 0; i < metricCount; ++i) {
        out.columns[i].assign(columns[i].begin() + first, columns[i].begin() + last);
    }
    if (!measured.empty()) {
        out.measured.assign(measured.begin() + first, measured.begin() + last);
    }
    return out;
}

QList<std::pair<qint64, qint64>> MetricColumns::partial() const
{
    QList<std::pair<qint64, qint64>> out;
    for (std::size_t i = 0; i < measured.size(); ++i) {
        if (measured[i] == 0 || measured[i] * 10 > step * 9) {
            continue;
        }
        const qint64 from = start + static_cast<qint64>(i) * step;
        if (!out.isEmpty() && out.back().second == from) {
            out.back().second += step;
        } else {
            out.append({from, from + step});
        }
    }
    return out;
}

QList<QPointF> MetricColumns::line(Metric metric, int maxPoints, qint64 shift) const
{
    return isSummed(metric) ? lineOf(of(metric), maxPoints, shift)
                            : lineOf(carriedOverLulls(of(metric), step), maxPoints, shift);
}

QList<QPointF> MetricColumns::lineOf(std::span<const double> values, int maxPoints, qint64 shift) const
{
    const qint64 first = end() + shift - static_cast<qint64>(values.size()) * step;
    QList<QPointF> out;
    const auto reduced = decimate(values, static_cast<std::size_t>(std::max(maxPoints, 2)));
    out.reserve(reduced.size());
    for (const SeriesPoint &point : reduced) {
        out.append({static_cast<double>(first + static_cast<qint64>(point.index) * step) * 1000, point.value});
    }
    return out;
}

std::vector<double> MetricColumns::percentOfRequests(Metric metric, qint64 seconds) const
{
    const auto &whole = of(Metric::Requests);
    const auto span = static_cast<std::size_t>(std::max<qint64>(1, (seconds + step - 1) / step));
    const auto countAt = [this](Metric of_, std::size_t i) {
        const double value = of(of_)[i];
        return std::isnan(value) ? 0 : value * static_cast<double>(measuredAt(i));
    };
    // Counts may be fractions, whose sums do not come back to nothing: what is left when none is left is rounding.
    struct Sum {
        double value = 0;
        std::size_t steps = 0; ///< with any of it
        void add(double count)
        {
            value += count;
            steps += count > 0 ? 1 : 0;
        }
        void take(double count)
        {
            steps -= count > 0 ? 1 : 0;
            value = steps > 0 ? value - count : 0;
        }
    };
    std::vector<double> out(size(), notMeasured);
    Sum part;
    Sum all;
    for (std::size_t i = 0; i < size(); ++i) {
        part.add(countAt(metric, i));
        all.add(countAt(Metric::Requests, i));
        if (i >= span) {
            part.take(countAt(metric, i - span));
            all.take(countAt(Metric::Requests, i - span));
        }
        if (all.steps > 0 && !std::isnan(whole[i])) {
            out[i] = std::clamp(100 * part.value / all.value, 0.0, 100.0);
        }
    }
    return out;
}

QList<std::pair<qint64, qint64>> gapsOf(std::span<const double> values, qint64 start, qint64 step)
{
    QList<std::pair<qint64, qint64>> out;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isnan(values[i])) {
            continue;
        }
        const std::size_t first = i;
        while (i < values.size() && std::isnan(values[i])) {
            ++i;
        }
        out.append({start + static_cast<qint64>(first) * step, start + static_cast<qint64>(i) * step});
    }
    return out;
}

QByteArray metricCsv(const MetricColumns &columns, const QString &organization,
                     const std::optional<ComparedColumns> &compared)
{
    QByteArray out = "\xEF\xBB\xBF";
    const auto addHead = [&](const QByteArray &before) {
        out += before + "time," + before + "seconds," + before + "measured_seconds," + before + "organization";
        for (const CsvColumn &column : csvColumns) {
            out += ',' + before + column.name;
        }
    };
    addHead({});
    if (compared) {
        out += ',';
        addHead("compared_");
    }
    out += "\r\n";
    const auto addStep = [&](const MetricColumns &of, std::size_t i, const QByteArray &name) {
        out += QDateTime::fromSecsSinceEpoch(of.start + static_cast<qint64>(i) * of.step, Qt::UTC)
                   .toString(Qt::ISODate)
                   .toLatin1()
            + ',' + QByteArray::number(of.step) + ',' + QByteArray::number(of.measuredAt(i)) + ',' + name;
        for (const CsvColumn &column : csvColumns) {
            const double value = of.of(column.metric)[i];
            out += ',';
            if (!std::isnan(value)) {
                out += QByteArray::number(value, 'g', 12);
            }
        }
    };
    const QByteArray name = csvText(organization);
    const QByteArray other = compared ? csvText(compared->organization) : QByteArray();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        addStep(columns, i, name);
        if (compared) {
            // Steps may be of another length: the one in which this one begins.
            const MetricColumns &beside = compared->columns;
            const qint64 at = columns.start + static_cast<qint64>(i) * columns.step - compared->shift;
            out += ',';
            if (at >= beside.start && at < beside.end()) {
                addStep(beside, static_cast<std::size_t>((at - beside.start) / beside.step), other);
            } else {
                out += QByteArray(static_cast<qsizetype>(csvColumns.size()) + 3, ',');
            }
        }
        out += "\r\n";
    }
    return out;
}

MetricRangeStore::MetricRangeStore(const api::AdminApi &admin, QObject *parent)
    : PageStore(parent)
    , m_admin(admin)
{
}

void MetricRangeStore::show(const std::optional<OrganizationId> &of, qint64 from, qint64 to, int points, bool fresh)
{
    const bool same = state() != State::Idle && of == m_of;
    if (!fresh && same && hasFailed() && !isBusy() && m_failed.elapsed() < 1000LL * error().retryAfter) {
        return; // the server said when to come back, whatever for
    }
    if (!fresh && same && from == m_from && to == m_to
        && (!hasFailed() || isBusy() || m_failed.elapsed() < 1000 * retrySeconds)) {
        return;
    }
    if (of != m_of) {
        reset();
    } else if (to - from != m_to - m_from) {
        m_failed.invalidate(); // that was of another range; one that moves on with the time is the same
    }
    m_of = of;
    m_from = from;
    m_to = to;
    m_points = std::clamp(points, 60, 4000);
    reload();
}

void MetricRangeStore::reset()
{
    m_failed.invalidate();
    forget();
    m_columns = {};
    m_from = 0;
    m_to = 0;
}

void MetricRangeStore::reload()
{
    if (m_to <= m_from) {
        return;
    }
    begin();
    m_scope.run<MetricSeries>(
        QStringLiteral("range"),
        m_admin.metricsBetween(m_of, Timestamp::fromSeconds(m_from), Timestamp::fromSeconds(m_to), m_points),
        [this](api::ApiResult<MetricSeries> result) {
            if (!result) {
                if (!result.error().isCancelled()) {
                    m_failed.start();
                }
                failWith(result.error());
                return;
            }
            m_failed.invalidate();
            m_columns = MetricColumns::of(result->value);
            succeed(false);
        });
}

} // namespace objecta::stores
