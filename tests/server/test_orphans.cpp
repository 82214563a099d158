// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a killed server told and did not store, a worker stores: once, whoever else does the same, and not beside what
// the server writes that lived after all. And what a server stores that is not heard stands in history all the same.

#include "server/metrics/history.h"
#include "tests/server/dbfixture.h"

using namespace objecta;
using namespace objecta::metrics;
using namespace objecta::test;
using namespace std::chrono_literals;

class TestOrphans : public QObject, private DbFixture {
    Q_OBJECT

    static constexpr int64_t begin = int64_t{180'000'000} * 10; // of a point
    const std::string m_server = "00000000-0000-4000-8000-000000000001";

    /// Seconds from begin + first on, with one request of A's each and one more from second to second.
    [[nodiscard]] std::deque<Second> seconds(int64_t first, int64_t end) const
    {
        Collector collector;
        collector.closeBefore(begin + first);
        const RequestSample sample{m_a, 200, 1'000, 10, false, false, false};
        for (int64_t at = first; at < end; ++at) {
            for (int64_t times = 0; times <= at; ++times) {
                collector.record(sample);
            }
            collector.closeBefore(begin + at + 1);
        }
        return collector.seconds();
    }
    /// The requests in those seconds.
    static int64_t sum(int64_t first, int64_t end) { return (end * (end + 1) - first * (first + 1)) / 2; }
    static Timestamp at(int64_t second) { return Timestamp::fromSeconds(begin + second); }

    /// The server's own.
    void store(int64_t first, int64_t end)
    {
        drive([&](Database &database) -> Awaitable<void> {
            const auto own = seconds(0, end);
            const auto stored = co_await storePoints(database, own, m_server, {begin + first, begin + end, false});
            holds(stored.has_value());
        });
    }
    /// A worker's; how many seconds it stored.
    int64_t inherit(int64_t first, int64_t end)
    {
        int64_t out = -1;
        drive([&](Database &database) -> Awaitable<void> {
            const Orphans::Estate estate{m_server, seconds(first, end)};
            const auto stored = co_await storeOrphans(database, estate);
            holds(stored.has_value());
            out = *stored;
        });
        return out;
    }
    [[nodiscard]] int64_t stored(const OrganizationId &id) const
    {
        return sudo("SELECT coalesce(sum(requests), 0) FROM metric_points WHERE organization_id = '" + text(id)
                    + "'")[0][0]
            .as<int64_t>();
    }

private slots:
    void initTestCase() { setUp(); }
    void cleanupTestCase() { tearDown(); }
    void init() { sudo("DELETE FROM metric_points"); }

    void whatIsNotStoredIsKept()
    {
        Orphans orphans;
        for (const auto &second : seconds(0, 14)) {
            orphans.add("a", second, Timestamp::fromSeconds(second.at() + 1));
            orphans.add("a", second, Timestamp::fromSeconds(second.at() + 1)); // told once more
        }
        orphans.stored("a", begin + 10);
        QVERIFY(!orphans.take(at(29)));
        // While this one hears nobody, silence says nothing.
        for (int64_t now = 20; now <= 40; ++now) {
            orphans.deaf(at(now));
        }
        QVERIFY(!orphans.take(at(49)));
        auto estate = orphans.take(at(50));
        QVERIFY(estate);
        QCOMPARE(estate->server, std::string("a"));
        QCOMPARE(estate->seconds.size(), size_t(4));
        QCOMPARE(estate->seconds.front().at(), begin + 10);
        QCOMPARE(orphans.bytes(), size_t(0));
        QVERIFY(!orphans.take(at(100)));
        // What could not be stored is there again, at once.
        orphans.giveBack(std::move(*estate));
        QVERIFY(orphans.bytes() > 0);
        QCOMPARE(orphans.take(at(51))->seconds.size(), size_t(4));
    }

    void whoStopsDoesNotWaitForOthers()
    {
        Orphans orphans;
        orphans.add("a", seconds(0, 1).front(), at(1));
        QVERIFY(!orphans.take(at(4), true));
        QVERIFY(orphans.take(at(5), true));
    }

    void aClockThatIsWrongHoldsNothingUp()
    {
        Orphans orphans;
        orphans.add("a", seconds(1000, 1001).front(), at(1));
        for (const auto &second : seconds(0, 3)) {
            orphans.add("a", second, Timestamp::fromSeconds(second.at() + 1));
        }
        QCOMPARE(orphans.take(at(100))->seconds.size(), size_t(3));
    }

    void whoSaysGoodbyeStoresNoMore()
    {
        Orphans orphans;
        for (const auto &second : seconds(0, 12)) {
            orphans.add("a", second, at(12));
            orphans.add("b", second, at(12));
        }
        orphans.stored("a", begin + 10);
        orphans.leave("a");
        orphans.stored("b", begin + 12);
        orphans.leave("b");
        const auto estate = orphans.take(at(12));
        QVERIFY(estate);
        QCOMPARE(estate->server, std::string("a"));
        QCOMPARE(estate->seconds.size(), size_t(2));
        QVERIFY(!orphans.take(at(100)));
    }

    void noMoreIsKeptThanThereIsRoomFor()
    {
        const auto all = seconds(0, 60);
        Orphans few(Orphans::Options{.keepSeconds = 20});
        for (const auto &second : all) {
            few.add("a", second, at(60));
        }
        QCOMPARE(few.take(at(100))->seconds.front().at(), begin + 40);
        Orphans small(Orphans::Options{.maxBytes = 10 * all.back().bytes()});
        for (const auto &second : all) {
            small.add("a", second, at(60));
            small.add("b", second, at(60));
            QVERIFY(small.bytes() <= 10 * all.back().bytes());
        }
        QVERIFY(small.take(at(100))->seconds.size() >= 5);
    }

    void whatAKilledServerLeftIsStoredOnce()
    {
        store(0, 10);
        QCOMPARE(inherit(0, 13), int64_t(3)); // it did not hear that the first ten are stored
        QCOMPARE(stored(m_a), sum(0, 13));
        // Two more workers, one of which heard more and one less.
        QCOMPARE(inherit(10, 14), int64_t(1));
        QCOMPARE(inherit(11, 14), int64_t(0));
        QCOMPARE(stored(m_a), sum(0, 14));
        QCOMPARE(stored(OrganizationId()), sum(0, 14));
        // One that heard of it only lately was the first.
        QCOMPARE(inherit(16, 18), int64_t(2));
        QCOMPARE(inherit(8, 19), int64_t(3));
        QCOMPARE(stored(m_a), sum(0, 19));
        // More than a minute of it.
        QCOMPARE(inherit(8, 150), int64_t(131));
        QCOMPARE(stored(m_a), sum(0, 150));
    }

    void oneOfWhichNothingIsStored()
    {
        // Over the end of a point.
        QCOMPARE(inherit(7, 12), int64_t(5));
        QCOMPARE(stored(m_a), sum(7, 12));
        QCOMPARE(sudo("SELECT count(*) FROM metric_points WHERE organization_id = '" + text(m_a) + "'")[0][0].as<int>(),
                 2);
    }

    // Only nobody heard it: then what it writes itself takes the place of what was written for it.
    void whoLivesAfterAllWritesItsOwn()
    {
        store(0, 10);
        QCOMPARE(inherit(12, 14), int64_t(2));
        store(10, 20);
        QCOMPARE(stored(m_a), sum(0, 20));
        QCOMPARE(stored(OrganizationId()), sum(0, 20));
        QCOMPARE(inherit(12, 14), int64_t(0));
        QCOMPARE(stored(m_a), sum(0, 20));
    }

    void inWhateverOrderTheyDoIt()
    {
        auto chosen = options();
        chosen.platformConnections = 3;
        for (int round = 0; round < 10; ++round) {
            init();
            store(0, 10);
            drive(
                [&](Database &database) -> Awaitable<void> {
                    using namespace boost::asio::experimental::awaitable_operators;
                    const auto own = seconds(10, 20);
                    const Orphans::Estate more{m_server, seconds(10, 15)};
                    const Orphans::Estate less{m_server, seconds(12, 14)};
                    const auto [stored, one, other] =
                        co_await (storePoints(database, own, m_server, {begin + 10, begin + 20, false})
                                  && storeOrphans(database, more) && storeOrphans(database, less));
                    holds(stored.has_value()); // the others give way
                },
                chosen);
            QCOMPARE(stored(m_a), sum(0, 20));
            QCOMPARE(stored(OrganizationId()), sum(0, 20));
        }
    }

    void whatIsStoredUnheardIsRead()
    {
        store(0, 10);
        store(10, 20);
        store(20, 30);
        for (const auto &organization : {std::optional(m_a), std::optional<OrganizationId>()}) {
            const std::string other = "00000000-0000-4000-8000-000000000002";
            const std::vector<Unheard> stretches{{m_server, "one", begin + 15, begin + 60, true},
                                                 {m_server, "one", begin + 3, begin + 5, false},
                                                 {other, "two", begin + 25, begin + 60, true}};
            UnheardPoints unheard;
            std::vector<std::string> storing;
            drive([&](Database &database) -> Awaitable<void> {
                const auto loaded = co_await loadUnheard(database, organization, stretches);
                holds(loaded.has_value());
                unheard = *loaded;
                const std::vector<std::string> both{m_server, other};
                const auto lives = co_await storingSince(database, both, begin + 20);
                holds(lives.has_value());
                storing = *lives;
                const auto later = co_await storingSince(database, both, begin + 21);
                holds(later && later->empty());
            });
            QCOMPARE(storing, std::vector{m_server});
            const auto &points = unheard.points;
            QCOMPARE(points.size(), size_t(3));
            QCOMPARE(points[0].at, begin + 3);
            QCOMPARE(points[0].seconds, int64_t(2));
            QCOMPARE(points[0].tally.requests, static_cast<double>(sum(0, 10)) / 5);
            // Half of the point in which it was heard last.
            QCOMPARE(points[1].at, begin + 15);
            QCOMPARE(points[1].seconds, int64_t(5));
            QCOMPARE(points[1].tally.requests, static_cast<double>(sum(10, 20)) / 2);
            QCOMPARE(points[2].tally.requests, static_cast<double>(sum(20, 30)));
            // What is known of it ends there; of the other nothing is.
            QCOMPARE(unheard.known, (std::map<std::string, int64_t>{{m_server, begin + 30}}));
            // Beside what memory has of others.
            SeriesColumns columns({organization, begin, begin + 40, 10}, begin);
            const auto series = columns.finish(seconds(0, 35), points);
            QCOMPARE(series.requests.size(), size_t(4));
            QCOMPARE(series.measuredSeconds, (std::vector<int64_t>{10, 10, 10, 5}));
            QCOMPARE(series.requests[0], std::optional(static_cast<double>(sum(0, 10)) * 1.2));
            QCOMPARE(series.requests[1], std::optional(static_cast<double>(sum(10, 20)) * 1.5));
            QCOMPARE(series.requests[2], std::optional(static_cast<double>(sum(20, 30)) * 2));
            QCOMPARE(series.requests[3], std::optional(static_cast<double>(sum(30, 35))));
        }
    }
};

QTEST_APPLESS_MAIN(TestOrphans)
#include "test_orphans.moc"
