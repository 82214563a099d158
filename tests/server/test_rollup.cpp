// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What servers store, and the minutes and hours of it: sums and histograms, not averages; twice is once; what is read
// takes little memory, and what is too old goes.

#include "server/metrics/rollup.h"
#include "tests/server/dbfixture.h"

#include <unistd.h>

#include <fstream>

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
    static void rollUpAll(PlatformTx &tx, const Ring &from, const Ring &to, int64_t begin, int64_t end)
    {
        for (const auto &page : pagesOf(tx, from, begin, end)) {
            rollUp(tx, from, to, begin, end, page);
        }
    }
    void load(const std::optional<OrganizationId> &id, Piece piece, const PointReader &read)
    {
        drive([&](Database &database) -> Awaitable<void> {
            std::vector<Piece> pieces{piece};
            PointReader each = read;
            const auto loaded = co_await loadPoints(database, id, std::move(pieces), std::move(each));
            holds(loaded.has_value(), "no points");
        });
    }
    std::vector<StoredPoint> loaded(const std::optional<OrganizationId> &id, Piece piece)
    {
        std::vector<StoredPoint> out;
        load(id, piece, [&out](const StoredPoint &point) { out.push_back(point); });
        return out;
    }
    int64_t missingFrom()
    {
        int64_t from = 0;
        inPlatform([&](PlatformTx &tx) { from = rolledUpTo(tx, tens, minutes, 77); });
        return from;
    }
    /// Of this process, in bytes.
    static int64_t memory()
    {
        int64_t all = 0;
        int64_t resident = 0;
        std::ifstream("/proc/self/statm") >> all >> resident;
        return resident * ::sysconf(_SC_PAGESIZE);
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
                rollUpAll(tx, tens, minutes, hour, hour + 600);
                rollUpAll(tx, minutes, hours, hour, hour + 3600);
            });
            QCOMPARE(points(60), int64_t(4));
            QCOMPARE(points(3600), int64_t(2));
        }
        const auto made = loaded(m_a, {minutes, hour, hour + 3600});
        QCOMPARE(made.size(), size_t(2));
        QCOMPARE(made[0].tally.requests, 54.0);
        QCOMPARE(made[1].tally.requests, 55.0);
        QCOMPARE(made[1].tally.databaseMicros, 3500.0);
        // The slowest of 55 is still seen: no average of averages.
        QVERIFY(made[1].tally.latency.percentileMs(0.99) > 90);
        QVERIFY(made[1].tally.latency.percentileMs(0.5) < 1.1);
        const auto hourly = loaded(std::nullopt, {hours, hour, hour + 3600});
        QCOMPARE(hourly.size(), size_t(1));
        QCOMPARE(hourly[0].tally.requests, 109.0);
        QCOMPARE(hourly[0].seconds, int64_t(120));
    }

    /// Sums that no column can hold stop nothing.
    void noFigureIsTooLargeToRollUp()
    {
        for (const int64_t at : {hour, hour + 10, hour + 20}) {
            point(at, "00000000-0000-4000-8000-000000000001", 1, 1'000);
        }
        sudo("UPDATE metric_points SET bytes = 9223372036854775807, stored_bytes = 9223372036854775807");
        inPlatform([](PlatformTx &tx) {
            rollUpAll(tx, tens, minutes, hour, hour + 600);
            rollUpAll(tx, minutes, hours, hour, hour + 3600);
        });
        QCOMPARE(loaded(m_a, {hours, hour, hour + 3600})[0].tally.requests, 3.0);
    }

    void aGapWithinAMinuteIsNotMeasured()
    {
        const char *one = "00000000-0000-4000-8000-000000000001";
        const char *two = "00000000-0000-4000-8000-000000000002";
        for (const int64_t at : {hour, hour + 10, hour + 40, hour + 50}) {
            point(at, one, 10, 1'000);
        }
        point(hour + 10, two, 10, 1'000);
        point(hour + 120, two, 10, 1'000);
        const auto rolled = [&] {
            inPlatform([](PlatformTx &tx) {
                rollUpAll(tx, tens, minutes, hour, hour + 600);
                rollUpAll(tx, minutes, hours, hour, hour + 3600);
            });
        };
        rolled();
        auto made = loaded(m_a, {minutes, hour, hour + 600});
        QCOMPARE(made.size(), size_t(2));
        QCOMPARE(made[0].seconds, int64_t(40));
        QCOMPARE(made[1].at, hour + 120);
        QCOMPARE(made[1].seconds, int64_t(10));
        QCOMPARE(loaded(std::nullopt, {hours, hour, hour + 3600})[0].seconds, int64_t(50));
        point(hour + 20, two, 10, 1'000); // late
        rolled();
        QCOMPARE(loaded(m_a, {minutes, hour, hour + 60})[0].seconds, int64_t(50));
    }

    void ofManyOrganizationsAStatementDoesSome()
    {
        point(hour, "00000000-0000-4000-8000-000000000001", 1'100, 1'000);
        sudo("INSERT INTO metric_points (organization_id, ring, slot, at, step_seconds, server, requests, buckets) "
             "SELECT gen_random_uuid(), 10, slot, at, 10, server, 1, buckets FROM metric_points, "
             "generate_series(1, 1099) WHERE organization_id = '"
             + text(m_a) + "'");
        std::vector<Page> pages;
        inPlatform([&](PlatformTx &tx) {
            pages = pagesOf(tx, tens, hour, hour + 600);
            QCOMPARE(rollUp(tx, tens, minutes, hour, hour + 600, pages.at(0)), int64_t(500));
        });
        QCOMPARE(pages.size(), size_t(4));
        QCOMPARE(pages[3].first, text(OrganizationId()));
        // A worker that ends here has not made the minute yet; whoever comes next does.
        QCOMPARE(missingFrom(), hour);
        for (int times = 0; times < 2; ++times) {
            inPlatform([](PlatformTx &tx) { rollUpAll(tx, tens, minutes, hour, hour + 600); });
            QCOMPARE(points(60), int64_t(1'101));
            QCOMPARE(missingFrom(), hour + 60);
        }
        QCOMPARE(sudo("SELECT sum(requests) FROM metric_points WHERE ring = 60")[0][0].as<int64_t>(), int64_t(3'299));
    }

    void whatIsMeasuredAgainTakesItsPlace()
    {
        const std::string server = "00000000-0000-4000-8000-000000000001";
        Collector collector;
        Backlog backlog(collector);
        const auto until = [&](int64_t now) {
            collector.closeBefore(now);
            backlog.look();
        };
        const auto store = [&] {
            const auto part = backlog.next(false);
            QVERIFY(part);
            drive([&](Database &database) -> Awaitable<void> {
                for (int times = 0; times < 2; ++times) { // the same changes nothing
                    const auto stored = co_await storePoints(database, collector.seconds(), server, *part);
                    holds(stored.has_value(), "not stored");
                }
            });
            backlog.stored(*part);
        };
        const auto requests = [&](const std::optional<OrganizationId> &id) {
            double sum = 0;
            load(id, {tens, hour, hour + 60}, [&sum](const StoredPoint &point) { sum += point.tally.requests; });
            return sum;
        };
        until(hour);
        backlog.begin();
        collector.record({m_b, 200, 1'000, 10, false, false, false});
        until(hour + 6);
        collector.record({m_a, 200, 1'000, 10, false, false, false});
        until(hour + 20);
        store();
        QCOMPARE(requests(m_a), 1.0);
        QCOMPARE(requests(std::nullopt), 2.0);
        until(hour + 5);
        collector.record({m_b, 200, 1'000, 10, false, false, false});
        collector.record({m_b, 200, 1'000, 10, false, false, false});
        until(hour + 20);
        store();
        QCOMPARE(requests(m_a), 0.0);
        QCOMPARE(requests(m_b), 3.0);
        QCOMPARE(requests(std::nullopt), 3.0);
        QCOMPARE(loaded(std::nullopt, {tens, hour, hour + 60}).size(), size_t(2));
    }

    void readingTakesAsMuchMemoryAsItHasSteps()
    {
        // Ten servers, 28 hours, in two days' partitions: a hundred thousand points.
        constexpr int64_t count = 10'000;
        for (int server = 0; server < 10; ++server) {
            sudo("INSERT INTO metric_points (organization_id, ring, slot, at, step_seconds, server, requests, buckets) "
                 "SELECT '"
                 + text(OrganizationId()) + "', 10, metric_slot(10, at), at, 10, '00000000-0000-4000-8000-00000000000"
                 + std::to_string(server)
                 + "', 60, (SELECT array_agg(v ORDER BY b, k) FROM generate_series(100, 159) b, LATERAL (VALUES "
                   "(0, b), (1, 1)) t (k, v)) FROM generate_series(0, "
                 + std::to_string(count - 1) + ") n, LATERAL (SELECT to_timestamp(" + std::to_string(hour)
                 + " + n * 10) AS at) t");
        }
        const HistoryQuery query{{}, hour, hour + count * 10, 10};
        SeriesColumns columns(query, query.to);
        const int64_t before = memory();
        int64_t most = before;
        int64_t seen = 0;
        load({}, {tens, query.from, query.to}, [&](const StoredPoint &point) {
            columns.add(point);
            if (++seen % 500 == 0) {
                most = std::max(most, memory());
            }
        });
        const auto series = columns.finish({});
        most = std::max(most, memory());
        QCOMPARE(seen, 10 * count);
        QCOMPARE(series.requests.size(), static_cast<size_t>(count));
        for (const auto &value : series.requests) {
            QCOMPARE(value.value_or(-1), 600.0);
        }
        qInfo("%lld points in %lld MB", static_cast<long long>(seen), static_cast<long long>((most - before) >> 20));
        QVERIFY2(most - before < int64_t{40} << 20, qPrintable(QString::number(most - before)));
    }

    void whatIsMissingIsFound()
    {
        QCOMPARE(missingFrom(), int64_t(77));
        point(hour + 30, "00000000-0000-4000-8000-000000000001", 1, 1);
        QCOMPARE(missingFrom(), hour + 30);
        inPlatform([](PlatformTx &tx) { rollUpAll(tx, tens, minutes, hour, hour + 60); });
        QCOMPARE(missingFrom(), hour + 60);
    }

    void eachRingForgetsInItsTime()
    {
        const char *server = "00000000-0000-4000-8000-000000000001";
        point(hour, server, 1, 1);
        point(hour + 60, server, 1, 1);
        inPlatform([](PlatformTx &tx) { rollUpAll(tx, tens, minutes, hour, hour + 120); });
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

    void theNewestPointIsLookedUp()
    {
        sudo(
            "INSERT INTO metric_points (organization_id, ring, slot, at, step_seconds, server, buckets) "
            "SELECT gen_random_uuid(), 10, metric_slot(10, now() - d * interval '1 day'), now() - d * interval '1 day' "
            "- n * interval '1 us', 10, gen_random_uuid(), '{}' FROM generate_series(0, 1) d, "
            "generate_series(1, 20000) n");
        sudo("ANALYZE metric_points");
        const auto read = sudo("SELECT drop_metric_points(10, now()); "
                               "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables "
                               "WHERE relname LIKE 'metric\\_points\\_10\\_%'")[0][0]
                              .as<int64_t>();
        QVERIFY2(read < 100, qPrintable(QString::number(read)));
    }

    void aPointOfTheFutureKeepsNothing()
    {
        const char *server = "00000000-0000-4000-8000-000000000001";
        constexpr int64_t day = 86'400;
        const int64_t now = Timestamp::now().seconds();
        // In the same partition as the old one.
        const int64_t future = hour + ((now - hour) / day / 4 + 1) * 4 * day + 4 * day;
        point(future, server, 1, 1);
        QVERIFY(!forgets(tens, now)); // a clock that is wrong here empties nothing
        point(hour, server, 1, 1);
        QVERIFY(forgets(tens, now));
        QCOMPARE(points(10), int64_t(0));
        // What is less than a day ahead counts.
        point(now + day / 2, server, 1, 1);
        QVERIFY(!forgets(tens, now));
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
