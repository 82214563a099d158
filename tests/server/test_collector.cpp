// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/collector.h"
#include "server/metrics/history.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <random>
#include <vector>

using namespace objecta;
using namespace objecta::metrics;

namespace {

/// The exact percentile in milliseconds.
double exact(std::vector<int64_t> micros, double share)
{
    std::sort(micros.begin(), micros.end());
    const auto rank = static_cast<size_t>(std::ceil(share * static_cast<double>(micros.size())));
    return static_cast<double>(micros[std::max<size_t>(rank, 1) - 1]) / 1000.0;
}

bool near(double value, double wanted, double relative)
{
    return std::abs(value - wanted) <= wanted * relative + 0.002;
}

RequestSample sample(const OrganizationId &organization, int status, int64_t micros)
{
    return {organization, status, micros, 100, false, false, false};
}

} // namespace

class TestCollector : public QObject {
    Q_OBJECT
private slots:
    void bucketsCoverAllLatenciesInOrder()
    {
        for (size_t i = 0; i < Histogram::bucketCount; ++i) {
            QVERIFY(Histogram::lowerBound(i) < Histogram::lowerBound(i + 1));
            QCOMPARE(Histogram::bucketOf(Histogram::lowerBound(i)), i);
            QCOMPARE(Histogram::bucketOf(Histogram::lowerBound(i + 1) - 1), i);
        }
        QCOMPARE(Histogram::bucketOf(-5), size_t(0));
        QCOMPARE(Histogram::bucketOf(INT64_MAX), Histogram::bucketCount - 1);
    }

    void percentilesAreNearTheExactOnes()
    {
        std::mt19937_64 random(20261123);
        std::lognormal_distribution<double> usual(7.5, 1.2);
        std::uniform_int_distribution<int64_t> even(1, 90'000);
        for (int shape = 0; shape < 2; ++shape) {
            Histogram histogram;
            std::vector<int64_t> all;
            for (int i = 0; i < 20'000; ++i) {
                const int64_t micros = shape == 0 ? static_cast<int64_t>(usual(random)) + 1 : even(random);
                histogram.add(micros);
                all.push_back(micros);
            }
            for (const double share : {0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999}) {
                QVERIFY2(near(histogram.percentileMs(share), exact(all, share), 1.0 / 16),
                         qPrintable(QStringLiteral("%1: %2 for %3")
                                        .arg(share)
                                        .arg(histogram.percentileMs(share))
                                        .arg(exact(all, share))));
            }
        }
        QCOMPARE(Histogram().percentileMs(0.5), 0.0);
    }

    void mergedIsTheSameAsCountedTogether()
    {
        std::mt19937_64 random(7);
        std::uniform_int_distribution<int64_t> even(1, 5'000'000);
        Histogram together;
        std::vector<Histogram> parts(10);
        for (int i = 0; i < 5'000; ++i) {
            const int64_t micros = even(random) >> (i % 12);
            together.add(micros);
            parts[static_cast<size_t>(i % 10)].add(micros);
        }
        Histogram merged;
        Histogram unpacked;
        for (const auto &part : parts) {
            merged.merge(part);
            std::string packed;
            part.pack(packed);
            QVERIFY(unpacked.mergePacked(packed));
        }
        for (const double share : {0.5, 0.95, 0.99}) {
            QCOMPARE(merged.percentileMs(share), together.percentileMs(share));
            QCOMPARE(unpacked.percentileMs(share), together.percentileMs(share));
        }
        // The mean of two percentiles is no percentile: 90 fast requests and 10 slow ones.
        Histogram fast;
        Histogram slow;
        fast.add(1'000, 90);
        slow.add(1'000'000, 10);
        fast.merge(slow);
        QVERIFY(near(fast.percentileMs(0.5), 1, 1.0 / 16));
        QVERIFY(near(fast.percentileMs(0.99), 1000, 1.0 / 16));
    }

    void bytesThatAreNoHistogramAreRefused()
    {
        Histogram histogram;
        QVERIFY(!histogram.mergePacked("\x80"));
        QVERIFY(!histogram.mergePacked(std::string_view("\x05", 1)));
        QVERIFY(!histogram.mergePacked("\xff\xff\xff\xff\x0f\x01"));
        Tally tally;
        QVERIFY(!tally.mergePacked("\x01\x02"));
    }

    void secondsHoldWhatWasRecordedInThem()
    {
        Collector collector;
        const auto a = OrganizationId::random();
        const auto b = OrganizationId::random();
        collector.closeBefore(1000);
        for (int i = 0; i < 10; ++i) {
            collector.record(sample(a, i < 7 ? 200 : i < 9 ? 404 : 503, 2'000));
        }
        collector.record(sample(b, 201, 40'000));
        collector.record({std::nullopt, 200, 500, 50, false, false, false});
        collector.record({a, 403, 900, 10, true, false, false});
        collector.record({a, 429, 100, 10, false, true, false});
        collector.record({a, 201, 3'000, 10, false, false, true});
        std::vector<int64_t> closed;
        collector.closeBefore(1001, [&](const Second &second) { closed.push_back(second.at()); });
        QCOMPARE(closed, std::vector<int64_t>{1000});
        const Second &second = collector.seconds().back();
        QCOMPARE(second.platform().requests, int64_t(15));
        const Figures figures = second.figures(a);
        QCOMPARE(figures.requests, int64_t(13));
        QCOMPARE(figures.status2xx, int64_t(8));
        QCOMPARE(figures.status4xx, int64_t(4));
        QCOMPARE(figures.status5xx, int64_t(1));
        QCOMPARE(figures.bytes, int64_t(1030));
        QCOMPARE(figures.messages, int64_t(1));
        QCOMPARE(figures.quotaRefused, int64_t(1));
        QCOMPARE(figures.rateLimited, int64_t(1));
        QVERIFY(near(figures.p50Ms, 2, 1.0 / 16));
        QVERIFY(near(second.figures(b).p99Ms, 40, 1.0 / 16));
        QCOMPARE(second.figures(OrganizationId::random()).requests, int64_t(0));
        QVERIFY((second.top(5) == std::vector<OrganizationId>{a, b}));
        QVERIFY((second.top(1) == std::vector<OrganizationId>{a}));
        // An idle second follows.
        collector.closeBefore(1002);
        QCOMPARE(collector.seconds().back().platform().requests, int64_t(0));
        QVERIFY(collector.seconds().back().top(5).empty());
    }

    void aLateTickFillsInAndAJumpLeavesAGap()
    {
        Collector collector;
        collector.closeBefore(100);
        collector.record(sample(OrganizationId::random(), 200, 10));
        collector.closeBefore(104);
        QCOMPARE(collector.seconds().size(), size_t(4));
        QCOMPARE(collector.seconds()[0].platform().requests, int64_t(1));
        QCOMPARE(collector.seconds()[3].platform().requests, int64_t(0));
        collector.closeBefore(1000);
        QCOMPARE(collector.seconds().size(), size_t(5));
        QCOMPARE(collector.seconds().back().at(), int64_t(999));
        collector.closeBefore(990);
        QCOMPARE(collector.runningSecond(), int64_t(990));
        QCOMPARE(collector.seconds().back().at(), int64_t(103));
    }

    void anHourIsKeptAndTheBoundHolds()
    {
        Collector collector(Collector::Options{.keepSeconds = 60, .maxBytes = 1 << 20});
        for (int64_t at = 1000; at < 1200; ++at) {
            collector.closeBefore(at);
        }
        QCOMPARE(collector.seconds().size(), size_t(60));
        QCOMPARE(collector.firstSecond(), int64_t(1139));

        Collector busy(Collector::Options{.keepSeconds = 3600, .maxBytes = 1 << 20});
        std::vector<OrganizationId> organizations(1000);
        for (auto &id : organizations) {
            id = OrganizationId::random();
        }
        for (int64_t at = 1000; at < 1100; ++at) {
            busy.closeBefore(at);
            for (const auto &id : organizations) {
                busy.record(sample(id, 200, 1'500));
            }
        }
        QVERIFY(busy.bytes() <= size_t(1) << 20);
        QVERIFY(busy.seconds().size() > 10);
        size_t sum = 0;
        for (const auto &second : busy.seconds()) {
            sum += second.bytes();
        }
        QCOMPARE(busy.bytes(), sum);
        // What an entry costs, as the header says.
        QVERIFY(busy.seconds().back().bytes() / 1000 < 60);
    }

    void seriesMergesStoredPointsAndMemory()
    {
        Collector collector;
        const auto id = OrganizationId::random();
        collector.closeBefore(1020);
        for (int64_t at = 1020; at < 1060; ++at) {
            for (int64_t i = 0; i < at % 10; ++i) {
                collector.record(sample(id, 200, 1'000));
            }
            collector.closeBefore(at + 1);
        }
        // Stored: ten requests a second in [1000, 1010), nothing in [1010, 1014), the server was down until 1020.
        std::vector<StoredPoint> stored(2);
        stored[0].at = 1000;
        stored[0].tally.requests = stored[0].tally.status2xx = 100;
        stored[0].tally.latency.add(8'000, 100);
        stored[1].at = 1010;
        stored[1].seconds = 4;

        HistoryQuery query{id, 1000, 1060, 1};
        const auto made = [&] {
            SeriesColumns columns(query, collector.firstSecond());
            for (const auto &point : stored) {
                columns.add(point);
            }
            return columns.finish(collector.seconds());
        };
        auto series = made();
        QCOMPARE(series.requests.size(), size_t(60));
        QCOMPARE(series.requests[5].value_or(-1), 10.0);
        QVERIFY(near(series.p95Ms[5].value_or(-1), 8, 1.0 / 16));
        QCOMPARE(series.requests[12].value_or(-1), 0.0);
        for (size_t i = 14; i < 20; ++i) {
            QVERIFY(!series.requests[i] && !series.p99Ms[i]);
        }
        QCOMPARE(series.requests[29].value_or(-1), 9.0);
        QCOMPARE(series.requests[30].value_or(-1), 0.0);
        QCOMPARE(series.measuredSeconds[12], int64_t(1));
        QCOMPARE(series.measuredSeconds[14], int64_t(0));

        query.step = 20;
        series = made();
        QCOMPARE(series.requests.size(), size_t(3));
        QCOMPARE(series.requests[0].value_or(-1), 100.0);
        QCOMPARE(series.requests[1].value_or(-1), 90.0);
        QVERIFY((series.measuredSeconds == std::vector<int64_t>{14, 20, 20}));

        // What memory has too is not counted twice.
        stored.resize(3);
        stored[2].at = 1020;
        stored[2].tally.requests = 45;
        QCOMPARE(made().requests[1].value_or(-1), 90.0);
    }

    void aPointOfAMinuteFallsIntoTheStepsThatItCovers()
    {
        // Of the first minute 40 s were measured, by one server; nothing of the second; the third by two.
        std::vector<StoredPoint> stored(3);
        stored[0] = {.at = 1200, .seconds = 40, .tally = {}};
        stored[0].tally.requests = 80;
        stored[1] = {.at = 1320, .seconds = 60, .tally = {}};
        stored[1].tally.requests = 60;
        stored[2] = stored[1];
        const auto made = [&](int64_t step) {
            SeriesColumns columns({{}, 1200, 1440, step}, 1440);
            for (const auto &point : stored) {
                columns.add(point);
            }
            return columns.finish({});
        };
        const std::optional<double> none;
        QVERIFY((made(60).requests == std::vector<std::optional<double>>{80, none, 120, none}));
        QVERIFY((made(20).requests
                 == std::vector<std::optional<double>>{40, 40, none, none, none, none, 40, 40, 40, none, none, none}));
        QVERIFY((made(120).requests == std::vector<std::optional<double>>{80, 120}));
        // Two servers at the same time are no more time.
        QVERIFY((made(60).measuredSeconds == std::vector<int64_t>{40, 0, 60, 0}));
        QVERIFY((made(120).measuredSeconds == std::vector<int64_t>{40, 60}));
    }

    void theStepFitsThePointsAndTheRingTheStep()
    {
        QCOMPARE(stepFor(300, 600), int64_t(1));
        QCOMPARE(stepFor(3600, 600), int64_t(10));
        QCOMPARE(stepFor(int64_t(90) * 86'400, 600), int64_t(3600));
        const auto whole = wholeSteps({{}, 1003, 1100, 10}, 1057);
        QCOMPARE(whole.from, int64_t(1000));
        QCOMPARE(whole.to, int64_t(1050));

        const int64_t day = 86'400;
        const int64_t now = 1000 * day + 5000;
        const auto pieces = piecesOf(now - 90 * day, now, 3600, now);
        QCOMPARE(pieces.size(), size_t(3));
        QCOMPARE(pieces[0].ring.step, hours.step);
        QCOMPARE(pieces[2].ring.step, tens.step);
        QCOMPARE(pieces[0].from, now - 90 * day);
        for (size_t i = 1; i < pieces.size(); ++i) {
            QCOMPARE(pieces[i].from, pieces[i - 1].to);
            QCOMPARE(pieces[i].from % pieces[i - 1].ring.step, int64_t(0));
        }
        QCOMPARE(pieces[2].to, now);
        // Ten seconds are kept for two days: what is older is read from the minutes, or the hours.
        const auto old = piecesOf(now - 40 * day, now - 39 * day, 10, now);
        QCOMPARE(old.size(), size_t(1));
        QCOMPARE(old[0].ring.step, hours.step);
        QCOMPARE(piecesOf(now - 3 * day, now, 10, now).front().ring.step, minutes.step);
        // No step is finer than what is known of the oldest part.
        const int64_t memory = now - 600;
        QCOMPARE(finestStep(now - 300, now - 300, now), int64_t(1));
        QCOMPARE(finestStep(memory - 1, memory, now), tens.step);
        QCOMPARE(finestStep(now - 3 * day, memory, now), minutes.step);
        QCOMPARE(finestStep(now - 40 * day, memory, now), hours.step);
    }

    void framesCarryASecond()
    {
        Collector collector;
        const auto a = OrganizationId::random();
        const auto b = OrganizationId::random();
        collector.closeBefore(100);
        collector.record(sample(a, 200, 2'000));
        collector.record(sample(a, 500, 9'000));
        collector.record(sample(b, 404, 1'000));
        collector.closeBefore(101);
        const Second &sent = collector.seconds().back();
        const std::string frame = sent.frame();
        const auto got = Second::fromFrame(frame);
        QVERIFY(got);
        QCOMPARE(got->at(), int64_t(100));
        QCOMPARE(got->figures(a).status5xx, int64_t(1));
        QCOMPARE(got->frame(), frame);
        Second sum = sent;
        sum.add(*got);
        QCOMPARE(sum.platform().requests, int64_t(6));
        QCOMPARE(sum.figures(a).requests, int64_t(4));
        QCOMPARE(sum.figures(b).status4xx, int64_t(2));
        QVERIFY(near(sum.figures(a).p99Ms, 9, 1.0 / 16));
        QVERIFY((sum.top(1, Figure::Status5xx) == std::vector<OrganizationId>{a}));
        QVERIFY((sum.top(9, Figure::Status4xx) == std::vector<OrganizationId>{b}));
        QCOMPARE(sum.top(9, Figure::Errors).size(), size_t(2));
        // Nothing else is taken for one.
        for (size_t size = 0; size < frame.size(); ++size) {
            QVERIFY(!Second::fromFrame(std::string_view(frame).substr(0, size)));
        }
        QVERIFY(!Second::fromFrame(frame + 'x'));
    }

    /// Of 200 organizations, a thousand requests a second, with the frame that each second is sent in. With
    /// OBJECTA_FIGURES=FILE the figure goes there as JSON (./dev bench).
    void countingIsATinyPartOfARequest()
    {
        std::mt19937_64 random(20261129);
        std::vector<OrganizationId> organizations(200);
        std::ranges::generate(organizations, OrganizationId::random);
        std::vector<RequestSample> samples;
        for (int i = 0; i < 10'000; ++i) {
            samples.push_back(
                sample(organizations[random() % organizations.size()], 200, static_cast<int64_t>(random() % 20'000)));
        }
        Collector collector;
        size_t sent = 0;
        const auto closed = [&](const Second &over) { sent += over.frame().size(); };
        int64_t second = 100;
        double best = 1e9;
        for (int round = 0; round < 10; ++round) {
            const std::clock_t begun = std::clock();
            for (int i = 0; i < 100'000; ++i) {
                if (i % 1000 == 0) {
                    collector.closeBefore(++second, closed);
                }
                collector.record(samples[static_cast<size_t>(i) % samples.size()]);
            }
            best = std::min(best, static_cast<double>(std::clock() - begun) * 1e9 / CLOCKS_PER_SEC / 100'000);
        }
        QVERIFY(sent > 0);
        qInfo("counting a request: %.0f ns", best);
        if (const QString path = qEnvironmentVariable("OBJECTA_FIGURES"); !path.isEmpty()) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(QJsonDocument(QJsonObject{{QStringLiteral("nanoseconds"), best}}).toJson());
        }
        // A request takes some 40 to 200 us.
        QVERIFY2(best < 2000, qPrintable(QString::number(best)));
    }
};

QTEST_APPLESS_MAIN(TestCollector)
#include "test_collector.moc"
