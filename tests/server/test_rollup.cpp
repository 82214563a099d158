// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Minutes and hours of what servers stored: sums and histograms, not averages; twice is once; and what is too old goes.

#include "server/metrics/rollup.h"
#include "tests/server/dbfixture.h"

using namespace objecta;
using namespace objecta::metrics;
using namespace objecta::test;

class TestRollup : public QObject, private DbFixture {
    Q_OBJECT

    static constexpr int64_t hour = int64_t{490'000} * 3600;

    /// A point of ten seconds: that many requests, each of about a millisecond, and the platform's with it.
    void point(int64_t at, const char *server, int requests, int latency) const
    {
        const auto bucket = std::to_string(Histogram::bucketOf(latency));
        const auto count = std::to_string(requests);
        for (const auto &id : {text(OrganizationId()), text(m_a)}) {
            sudo("INSERT INTO metric_points (organization_id, ring, slot, at, step_seconds, server, requests, "
                 "status2xx, database_micros, buckets) SELECT '"
                 + id + "', 10, metric_slot(10, at), at, 10, '" + server + "', " + count + ", " + count + ", 500, '{"
                 + bucket + "," + count + "}' FROM to_timestamp(" + std::to_string(at) + ") at");
        }
    }
    [[nodiscard]] int64_t points(int ring) const
    {
        return sudo("SELECT count(*) FROM metric_points WHERE ring = " + std::to_string(ring))[0][0].as<int64_t>();
    }
    template <class Work>
    void inPlatform(const Work &work)
    {
        drive([&](Database &database) -> Awaitable<void> {
            const std::function<Result<int>(PlatformTx &)> fn = [&](PlatformTx &tx) -> Result<int> {
                work(tx);
                return 0;
            };
            const auto done = co_await database.platform<int>(fn);
            holds(done.has_value(), "the transaction failed");
        });
    }
    bool forgets(const Ring &ring, int64_t now)
    {
        bool gone = false;
        inPlatform([&](PlatformTx &tx) { gone = forget(tx, ring, now); });
        return gone;
    }

private slots:
    void initTestCase() { setUp(); }
    void cleanupTestCase() { tearDown(); }
    void init() { sudo("DELETE FROM metric_points"); }

    void tensBecomeMinutesAndHours()
    {
        const char *one = "00000000-0000-4000-8000-000000000001";
        const char *two = "00000000-0000-4000-8000-000000000002";
        for (int64_t at = hour; at < hour + 120; at += 10) {
            point(at, one, 9, 1'000);
        }
        point(hour + 60, two, 1, 100'000);
        for (int times = 0; times < 2; ++times) {
            inPlatform([](PlatformTx &tx) {
                rollUp(tx, tens, minutes, hour, hour + 600);
                rollUp(tx, minutes, hours, hour, hour + 3600);
            });
            QCOMPARE(points(60), int64_t(4));
            QCOMPARE(points(3600), int64_t(2));
        }
        drive([&](Database &database) -> Awaitable<void> {
            std::vector<Piece> pieces{{minutes, hour, hour + 3600}};
            const auto made = co_await loadPoints(database, m_a, std::move(pieces));
            holds(made.has_value(), "no points");
            same(made->size(), size_t(2));
            same((*made)[0].tally.requests, 54.0);
            same((*made)[1].tally.requests, 55.0);
            same((*made)[1].tally.databaseMicros, 3500.0);
            // The slowest of 55 is still seen: no average of averages.
            holds((*made)[1].tally.latency.percentileMs(0.99) > 90, "p99");
            holds((*made)[1].tally.latency.percentileMs(0.5) < 1.1, "p50");
            std::vector<Piece> whole{{hours, hour, hour + 3600}};
            const auto hourly = co_await loadPoints(database, std::nullopt, std::move(whole));
            holds(hourly && hourly->size() == 1, "one hour");
            same((*hourly)[0].tally.requests, 109.0);
            same((*hourly)[0].seconds, int64_t(3600));
        });
    }

    void whatIsMissingIsFound()
    {
        int64_t last = 0;
        const auto ask = [&] {
            inPlatform([&](PlatformTx &tx) { last = rolledUpTo(tx, tens, minutes, 77); });
            return last;
        };
        QCOMPARE(ask(), int64_t(77));
        point(hour + 30, "00000000-0000-4000-8000-000000000001", 1, 1);
        QCOMPARE(ask(), hour + 30);
        inPlatform([](PlatformTx &tx) { rollUp(tx, tens, minutes, hour, hour + 60); });
        QCOMPARE(ask(), hour + 60);
    }

    void eachRingForgetsInItsTime()
    {
        const char *server = "00000000-0000-4000-8000-000000000001";
        point(hour, server, 1, 1);
        point(hour + 60, server, 1, 1);
        inPlatform([](PlatformTx &tx) { rollUp(tx, tens, minutes, hour, hour + 120); });
        QVERIFY(!forgets(tens, hour + 60 + tens.keep));
        QVERIFY(!forgets(minutes, hour + 61 + tens.keep));
        QVERIFY(forgets(tens, hour + 61 + tens.keep));
        QVERIFY(!forgets(tens, hour + 61 + tens.keep));
        QCOMPARE(points(60), int64_t(4));
        QCOMPARE(points(10), int64_t(0));
        QVERIFY(forgets(minutes, hour + 61 + minutes.keep));
        QCOMPARE(points(60), int64_t(0));
    }

    void aPartitionWaitsForItsNewestPoint()
    {
        const char *server = "00000000-0000-4000-8000-000000000001";
        constexpr int64_t day = 86'400;
        point(hour, server, 1, 1);
        point(hour + 4 * day, server, 1, 1); // four days later the same partition is filled again
        point(hour + day, server, 1, 1);
        const int64_t now = hour + day + tens.keep + 1;
        QVERIFY(forgets(tens, now));
        QVERIFY(!forgets(tens, now));
        QCOMPARE(points(10), int64_t(4));
    }

    void whatIsStillKeptIsNeverEmptied()
    {
        const int64_t now = Timestamp::now().seconds();
        point(floorTo(now, 10), "00000000-0000-4000-8000-000000000001", 1, 1);
        QVERIFY(!forgets(tens, now + 100 * tens.keep));
        QCOMPARE(points(10), int64_t(2));
    }
};

QTEST_GUILESS_MAIN(TestRollup)
#include "test_rollup.moc"
