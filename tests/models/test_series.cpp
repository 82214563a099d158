// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/decimate.h"
#include "models/stores/metricrange.h"
#include "models/stores/metricring.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>

using namespace objecta;
using namespace objecta::stores;

namespace {

const double gapValue = std::numeric_limits<double>::quiet_NaN();

std::vector<double> randomSeries(std::mt19937 &random, std::size_t size, double gapShare)
{
    std::uniform_real_distribution<double> unit(0, 1);
    std::vector<double> out(size);
    double value = 100;
    bool gap = false;
    for (double &sample : out) {
        if (unit(random) < 0.05) {
            gap = unit(random) < gapShare;
        }
        value += unit(random) * 10 - 5;
        sample = gap ? gapValue : value;
    }
    return out;
}

Figures figures(int64_t requests)
{
    Figures out;
    out.requests = requests;
    out.status2xx = requests;
    out.p99Ms = static_cast<double>(requests) / 2;
    return out;
}

} // namespace

class TestSeries : public QObject {
    Q_OBJECT

private slots:
    /// Counts that are spread over the seconds of a step are fractions, whose sums do not come back to nothing.
    void sharesOfFractionsEndAtNothing()
    {
        for (const double count : {0.1, 1.0 / 3}) {
            MetricColumns columns;
            for (auto &column : columns.columns) {
                column.assign(600, 0);
            }
            auto &requests = columns.columns[static_cast<std::size_t>(Metric::Requests)];
            auto &failed = columns.columns[static_cast<std::size_t>(Metric::Status5xx)];
            std::fill(requests.begin(), requests.begin() + 200, count);
            std::fill(failed.begin() + 50, failed.begin() + 60, count);
            requests[230] = count / 7;
            const std::vector<double> shares = columns.percentOfRequests(Metric::Status5xx, 300);
            QVERIFY(shares[358] > 0);
            for (std::size_t i = 360; i < 530; ++i) {
                QVERIFY(shares[i] == 0); // next to nothing is a line as high as the chart
            }
            QVERIFY(std::isnan(shares[530])); // nobody asked for anything
        }
    }

    void shortSeriesComesBackWhole()
    {
        const std::vector<double> values{3, 1, 2, 2};
        const auto out = decimate(values, 4);
        QCOMPARE(out.size(), 4);
        for (qsizetype i = 0; i < out.size(); ++i) {
            QCOMPARE(out[i].index, static_cast<std::size_t>(i));
            QCOMPARE(out[i].value, values[static_cast<std::size_t>(i)]);
        }
        QVERIFY(decimate({}, 10).isEmpty());
        QCOMPARE(decimate(values, 0).size(), 2);
    }

    void gapsBreakTheLineOnce()
    {
        const std::vector<double> values{1, gapValue, gapValue, gapValue, 2, gapValue};
        const auto out = decimate(values, 100);
        QCOMPARE(out.size(), 4);
        QCOMPARE(out[0].value, 1.0);
        QVERIFY(std::isnan(out[1].value));
        QCOMPARE(out[2].value, 2.0);
        QVERIFY(std::isnan(out[3].value));
        QCOMPARE(decimate(std::vector<double>(1000, gapValue), 10).size(), 1);
    }

    void agreesWithANaiveOracle()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 400; ++round) {
            const std::size_t size = random() % 4000 + 1;
            const std::size_t maxPoints = random() % 800 + 2;
            const auto values = randomSeries(random, size, round % 3 == 0 ? 0.5 : 0);
            const auto out = decimate(values, maxPoints);

            // In order, and each point is one of the series.
            qsizetype breaks = 0;
            for (qsizetype i = 0; i < out.size(); ++i) {
                QVERIFY(i == 0 || out[i].index > out[i - 1].index);
                const double original = values[out[i].index];
                QVERIFY(out[i].value == original || (std::isnan(out[i].value) && std::isnan(original)));
                breaks += std::isnan(out[i].value) ? 1 : 0;
                QVERIFY(i == 0 || !std::isnan(out[i].value) || !std::isnan(out[i - 1].value));
            }
            QVERIFY(static_cast<std::size_t>(out.size() - breaks) <= std::max<std::size_t>(maxPoints, 2));

            // Every bucket's extremes are there, found the slow way.
            const std::size_t pairs = std::max<std::size_t>(maxPoints, 2) / 2;
            const std::size_t bucket = size <= pairs * 2 ? 1 : (size + pairs - 1) / pairs;
            std::map<std::size_t, std::pair<double, double>> seen;
            for (const auto &point : out) {
                if (!std::isnan(point.value)) {
                    auto [found, fresh] = seen.try_emplace(point.index / bucket, point.value, point.value);
                    found->second.first = std::min(found->second.first, point.value);
                    found->second.second = std::max(found->second.second, point.value);
                }
            }
            for (std::size_t begin = 0; begin < size; begin += bucket) {
                std::vector<double> inside;
                for (std::size_t i = begin; i < std::min(begin + bucket, size); ++i) {
                    if (!std::isnan(values[i])) {
                        inside.push_back(values[i]);
                    }
                }
                const auto found = seen.find(begin / bucket);
                QCOMPARE(found != seen.end(), !inside.empty());
                if (!inside.empty()) {
                    std::sort(inside.begin(), inside.end());
                    QCOMPARE(found->second.first, inside.front());
                    QCOMPARE(found->second.second, inside.back());
                }
                // A bucket without any measurement leaves a break between its neighbours.
                if (inside.empty() && begin > 0 && begin + bucket < size) {
                    const bool broken = std::any_of(out.begin(), out.end(), [&](const SeriesPoint &point) {
                        return std::isnan(point.value) && point.index < begin + bucket;
                    });
                    QVERIFY(broken);
                }
            }
        }
    }

    void ringAgreesWithANaiveMap()
    {
        std::mt19937 random(11);
        for (int round = 0; round < 50; ++round) {
            const std::size_t capacity = random() % 90 + 1;
            MetricRing ring(capacity);
            std::map<qint64, double> oracle;
            qint64 now = 1'000'000;
            for (int step = 0; step < 500; ++step) {
                // Mostly the next second, sometimes a gap, a repetition or a late one.
                const unsigned kind = random() % 20;
                const qint64 at = kind == 0 ? now + static_cast<qint64>(random() % 200) + 2
                    : kind == 1             ? now
                    : kind == 2             ? now - static_cast<qint64>(random() % 50)
                                            : now + 1;
                const auto value = static_cast<int64_t>(random() % 1000);
                const bool first = ring.isEmpty();
                const qint64 oldest = ring.firstSecond();
                const bool taken = ring.append(Timestamp::fromSeconds(at), figures(value));
                QCOMPARE(taken, first || at >= oldest);
                if (!taken) {
                    continue;
                }
                if (!oracle.empty() && at - oracle.rbegin()->first > static_cast<qint64>(capacity)) {
                    oracle.clear();
                }
                oracle[at] = static_cast<double>(value);
                now = std::max(now, at);
                QCOMPARE(ring.lastSecond(), oracle.rbegin()->first);
                QVERIFY(ring.size() <= capacity);
                const auto values = ring.values(Metric::Requests);
                for (std::size_t i = 0; i < values.size(); ++i) {
                    const auto found = oracle.find(ring.firstSecond() + static_cast<qint64>(i));
                    QVERIFY(found == oracle.end() ? std::isnan(values[i]) : values[i] == found->second);
                }
                QCOMPARE(ring.values(Metric::P99).size(), values.size());
            }
        }
    }

    void historyIsLoaded()
    {
        MetricSeries series;
        series.start = Timestamp::fromSeconds(5000);
        series.stepSeconds = 2;
        series.requests = {4.0, std::nullopt, 8.0};
        series.p95Ms = {10.0, std::nullopt, 20.0};
        MetricRing ring;
        ring.load(series);
        QCOMPARE(ring.size(), std::size_t(6));
        QCOMPARE(ring.firstSecond(), 5000);
        const auto requests = ring.values(Metric::Requests);
        QCOMPARE(requests[0], 2.0);
        QCOMPARE(requests[1], 2.0);
        QVERIFY(std::isnan(requests[2]));
        QCOMPARE(ring.last(Metric::Requests), 4.0);
        QCOMPARE(ring.last(Metric::P95), 20.0);
        QVERIFY(std::isnan(ring.last(Metric::Status4xx)));
        QVERIFY(ring.append(Timestamp::fromSeconds(5006), figures(9)));
        QCOMPARE(ring.last(Metric::Requests), 9.0);
        ring.clear();
        QVERIFY(std::isnan(ring.last(Metric::Requests)));
    }

    void aRateIsOverWhatWasMeasured()
    {
        // Of the second minute a third was measured, of the third nothing, of the fourth all but two seconds.
        MetricSeries series;
        series.start = Timestamp::fromSeconds(6000);
        series.stepSeconds = 60;
        series.requests = {600.0, 200.0, std::nullopt, 580.0};
        series.p95Ms = {10.0, 10.0, std::nullopt, 10.0};
        const auto rates = [&series] {
            const auto columns = stores::MetricColumns::of(series);
            return columns.of(Metric::Requests)[1];
        };
        QCOMPARE(rates(), 200.0 / 60); // of a server that does not say it
        series.measuredSeconds = {60, 20, 0, 58};
        QCOMPARE(rates(), 10.0);
        const auto columns = stores::MetricColumns::of(series);
        QCOMPARE(columns.of(Metric::Requests)[3], 10.0);
        QCOMPARE(columns.of(Metric::P95)[1], 10.0);
        QVERIFY(std::isnan(columns.of(Metric::Requests)[2]));
        using Stretches = QList<std::pair<qint64, qint64>>;
        QCOMPARE(columns.gaps(), (Stretches{{6120, 6180}}));
        QCOMPARE(columns.partial(), (Stretches{{6060, 6120}}));
        QCOMPARE(columns.between(6060, 6240).partial(), (Stretches{{6060, 6120}}));
        MetricRing ring;
        ring.load(series);
        QCOMPARE(ring.values(Metric::Requests)[60], 10.0);
    }

    void anHourStaysCheap()
    {
        MetricRing ring;
        for (int i = 0; i < 3600; ++i) {
            ring.append(Timestamp::fromSeconds(i), figures(i % 100));
        }
        QBENCHMARK
        {
            for (std::size_t metric = 0; metric < metricCount; ++metric) {
                decimate(ring.values(static_cast<Metric>(metric)), 560);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestSeries)
#include "test_series.moc"
