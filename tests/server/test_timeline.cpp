// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What several servers measured becomes one second of the platform: waited for, late, twice, missing.

#include "server/metrics/timeline.h"

#include <QTest>

using namespace objecta;
using namespace objecta::metrics;

namespace {

Second part(int64_t at, const OrganizationId &organization, int requests)
{
    Second::Entries entries;
    entries.emplace_back(organization, std::make_unique<Tally>());
    for (int i = 0; i < requests; ++i) {
        entries.back().second->add({organization, 200, 1'000, 10, false, false, false});
    }
    const Tally platform = *entries.back().second;
    return {at, platform, entries};
}

/// A time in the second `at`, so many milliseconds after its beginning.
Timestamp in(int64_t at, int64_t ms)
{
    return {at * 1'000'000 + ms * 1000};
}

struct Told {
    int64_t at;
    int64_t requests;
    bool measured;
    bool again;
    size_t live;
};

struct Platform {
    Platform()
    {
        timeline.listen([this](const Moment &moment) {
            size_t live = 0;
            for (const auto &server : moment.servers) {
                live += server.live ? 1 : 0;
            }
            told.push_back(
                {moment.second.at(), moment.second.platform().requests, moment.measured, moment.again, live});
        });
    }
    Timeline timeline{"a"};
    std::vector<Told> told;
    OrganizationId acme = OrganizationId::random();
};

} // namespace

class TestTimeline : public QObject {
    Q_OBJECT
private slots:
    void aSecondWaitsForEachServerThatIsAlive()
    {
        Platform p;
        p.timeline.add("a", "A", part(100, p.acme, 1), in(101, 1));
        QCOMPARE(p.told.size(), size_t(1)); // of the other it knows nothing yet
        p.timeline.add("b", "B", part(100, p.acme, 2), in(101, 2));
        QCOMPARE(p.told.size(), size_t(2));
        QVERIFY(p.told[1].again);
        QCOMPARE(p.told[1].requests, int64_t(3));
        p.timeline.add("a", "A", part(101, p.acme, 4), in(102, 1));
        QCOMPARE(p.told.size(), size_t(2));
        p.timeline.add("b", "B", part(101, p.acme, 5), in(102, 30));
        QCOMPARE(p.told.size(), size_t(3));
        QCOMPARE(p.told[2].requests, int64_t(9));
        QCOMPARE(p.told[2].live, size_t(2));
        QVERIFY(!p.told[2].again);
        QCOMPARE(p.timeline.seconds().back().figures(p.acme).requests, int64_t(9));
    }

    void notLongerThanASecondAndWhatComesLateIsToldAgain()
    {
        Platform p;
        p.timeline.add("a", "A", part(100, p.acme, 1), in(101, 1));
        p.timeline.add("b", "B", part(100, p.acme, 1), in(101, 1));
        p.told.clear();
        p.timeline.add("a", "A", part(101, p.acme, 1), in(102, 1));
        p.timeline.settle(in(102, 999));
        QVERIFY(p.told.empty());
        p.timeline.settle(in(103, 0));
        QCOMPARE(p.told.size(), size_t(1));
        QCOMPARE(p.told[0].requests, int64_t(1));
        QCOMPARE(p.told[0].live, size_t(1));
        const auto servers = p.timeline.servers(in(103, 0));
        QCOMPARE(servers[1].name, std::string("B"));
        QCOMPARE(servers[1].lagMs, int64_t(2000));
        for (int i = 0; i < 3; ++i) { // however often it comes
            p.timeline.add("b", "B", part(101, p.acme, 7), in(103, 100));
        }
        QCOMPARE(p.told.size(), size_t(2));
        QVERIFY(p.told[1].again);
        QCOMPARE(p.told[1].at, int64_t(101));
        QCOMPARE(p.told[1].requests, int64_t(8));
    }

    void aSilentServerIsNotWaitedForAndOneThatLeftNeither()
    {
        Platform p;
        p.timeline.add("a", "A", part(100, p.acme, 1), in(101, 1));
        p.timeline.add("b", "B", part(100, p.acme, 1), in(101, 1));
        for (int64_t at = 101; at < 106; ++at) {
            p.timeline.add("a", "A", part(at, p.acme, 1), in(at + 1, 1));
        }
        p.told.clear();
        p.timeline.add("a", "A", part(106, p.acme, 1), in(107, 1));
        QCOMPARE(p.told.back().at, int64_t(106));
        p.timeline.add("c", "C", part(106, p.acme, 1), in(107, 2));
        p.timeline.add("a", "A", part(107, p.acme, 1), in(108, 1));
        QCOMPARE(p.told.back().at, int64_t(106));
        p.timeline.leave("c", in(108, 2));
        QCOMPARE(p.told.back().at, int64_t(107));
    }

    void oneThatCrashedAndBeganAnewIsTheSame()
    {
        Platform p;
        for (int64_t at = 100; at < 103; ++at) {
            p.timeline.add("a", "A", part(at, p.acme, 1), in(at + 1, 1));
        }
        p.timeline.add("b", "B", part(100, p.acme, 1), in(101, 1));
        p.timeline.add("b2", "B", part(101, p.acme, 1), in(102, 1));
        QCOMPARE(p.timeline.servers(in(102, 2)).size(), size_t(3)); // both may live, whatever they are called
        p.timeline.add("b2", "B", part(103, p.acme, 1), in(104, 1));
        const auto servers = p.timeline.servers(in(104, 2));
        QCOMPARE(servers.size(), size_t(2));
        QCOMPARE(servers[1].id, std::string("b2"));
    }

    // Whoever is not heard is not therefore no more: not while this one hears nobody, nor while the other stores.
    void whoIsNotHeardIsNotForgotten()
    {
        Platform p;
        p.timeline.add("a", "A", part(100, p.acme, 1), in(101, 1));
        p.timeline.add("b", "B", part(100, p.acme, 2), in(101, 2));
        p.timeline.add("c", "C", part(100, p.acme, 2), in(101, 3));
        for (int64_t now = 102; now < 1002; ++now) {
            p.timeline.deaf(in(now, 0));
            p.timeline.settle(in(now, 1));
        }
        QCOMPARE(p.timeline.servers(in(1002, 1)).size(), size_t(3));
        p.timeline.lives("b", in(1200, 0));
        p.timeline.settle(in(1602, 0));
        QCOMPARE(p.timeline.servers(in(1602, 1)).size(), size_t(2)); // c was silent for ten minutes
        p.timeline.settle(in(1801, 0));
        QCOMPARE(p.timeline.servers(in(1801, 1)).size(), size_t(1));
    }

    void whatIsLackingIsKnown()
    {
        Platform p;
        p.timeline.add("a", "A", part(100, p.acme, 1), in(101, 1));
        p.timeline.add("b", "B", part(100, p.acme, 2), in(101, 2));
        QVERIFY(p.timeline.unheard(0, 101, in(101, 3)).empty());
        const auto tick = [&](int64_t now) {
            p.timeline.deaf(in(now, 0));
            p.timeline.add("a", "A", part(now - 1, p.acme, 1), in(now, 1));
        };
        for (int64_t now = 102; now < 900; ++now) {
            tick(now);
        }
        QCOMPARE(p.timeline.unheard(0, 900, in(900, 3)), (std::vector<Unheard>{{"b", "B", 101, 900, true}}));
        // Back again, with the last of it; what is new may come again, and one began meanwhile.
        for (int64_t at = 300; at < 910; ++at) {
            if (at != 907) {
                p.timeline.add("b", "B", part(at, p.acme, 1), in(910, 1));
            }
        }
        p.timeline.add("c", "C", part(909, p.acme, 1), in(910, 1));
        QCOMPARE(p.timeline.unheard(0, 910, in(910, 2)),
                 (std::vector<Unheard>{{"b", "B", 101, 300, false}, {"c", "C", 102, 905, false}}));
        QCOMPARE(p.timeline.unheard(0, 250, in(910, 2)),
                 (std::vector<Unheard>{{"b", "B", 101, 245, false}, {"c", "C", 102, 245, false}}));
        QCOMPARE(p.timeline.unheard(200, 250, in(910, 2)).front().from, int64_t(200));
        // One that is replaced by another of its name may have stored until then; one that leaves has said all.
        p.timeline.leave("b", in(920, 0));
        p.timeline.add("d", "C", part(1000, p.acme, 1), in(1001, 1));
        QCOMPARE(p.timeline.unheard(0, 1001, in(1001, 2)),
                 (std::vector<Unheard>{{"b", "B", 101, 300, false},
                                       {"b", "B", 907, 908, false},
                                       {"c", "C", 102, 909, false},
                                       {"c", "C", 910, 1000, false}}));
        // As far as memory goes back.
        int64_t now = 1002;
        const auto passUntil = [&](int64_t end) {
            for (; now < end; ++now) {
                p.timeline.add("a", "A", part(now - 1, p.acme, 1), in(now, 1));
            }
        };
        passUntil(4500);
        const int64_t first = p.timeline.firstSecond();
        QCOMPARE(p.timeline.unheard(0, 4500, in(4500, 1)),
                 (std::vector<Unheard>{
                     {"b", "B", 907, 908, false}, {"c", "C", first, 909, false}, {"c", "C", 910, 1000, false}}));
        passUntil(4700);
        QVERIFY(p.timeline.unheard(0, 4700, in(4700, 1)).empty());
    }

    void secondsAreASet()
    {
        using Gaps = std::vector<std::pair<int64_t, int64_t>>;
        SecondSet set;
        QCOMPARE(set.gaps(5, 9), (Gaps{{5, 9}}));
        for (const int64_t at : {10, 12, 11, 15, 9}) {
            QVERIFY(set.add(at));
            QVERIFY(!set.add(at));
        }
        QCOMPARE(set.gaps(5, 20), (Gaps{{5, 9}, {13, 15}, {16, 20}}));
        QCOMPARE(set.gaps(10, 13), Gaps());
        QCOMPARE(set.gaps(11, 14), (Gaps{{13, 14}}));
        set.eraseBefore(11);
        set.eraseFrom(12);
        QCOMPARE(set.gaps(9, 17), (Gaps{{9, 11}, {12, 17}}));
    }

    void aSecondThatNobodyMeasuredIsAGap()
    {
        Platform p;
        p.timeline.add("b", "B", part(100, p.acme, 1), in(101, 1));
        p.timeline.settle(in(103, 500));
        QCOMPARE(p.told.size(), size_t(2));
        QVERIFY(!p.told[1].measured);
        QCOMPARE(p.told[1].at, int64_t(101));
        QCOMPARE(p.timeline.seconds().size(), size_t(1));
        // It comes after all.
        p.timeline.add("b", "B", part(101, p.acme, 3), in(103, 600));
        QCOMPARE(p.told.back().requests, int64_t(3));
        QVERIFY(p.told.back().again && p.told.back().measured);
        QCOMPARE(p.timeline.seconds().size(), size_t(2));
    }

    void theClockIsSetBack()
    {
        Platform p;
        for (int64_t at = 97; at < 101; ++at) {
            p.timeline.add("a", "A", part(at, p.acme, 1), in(at + 1, 1));
        }
        p.timeline.settle(in(98, 0));
        QCOMPARE(p.timeline.nextSecond(), int64_t(98));
        QCOMPARE(p.timeline.seconds().size(), size_t(1));
        QCOMPARE(p.timeline.servers(in(98, 500))[0].lagMs, int64_t(500));
        // What was there is measured once more, and counts as it is now.
        p.told.clear();
        for (int64_t at = 98; at < 101; ++at) {
            p.timeline.add("a", "A", part(at, p.acme, 2), in(at + 1, 1));
        }
        QCOMPARE(p.told.size(), size_t(3));
        for (const Told &told : p.told) {
            QVERIFY(told.measured && !told.again);
            QCOMPARE(told.requests, int64_t(2));
        }
        QCOMPARE(p.timeline.seconds().size(), size_t(4));
    }

    void aPartOfAClockThatIsAheadWaitsForItsTime()
    {
        Platform p;
        p.timeline.add("b", "B", part(103, p.acme, 5), in(100, 500));
        p.timeline.add("a", "A", part(100, p.acme, 1), in(101, 1));
        auto servers = p.timeline.servers(in(101, 1));
        QCOMPARE(servers.size(), size_t(2));
        QCOMPARE(servers[1].name, std::string("B"));
        QCOMPARE(servers[1].lagMs, int64_t(-2999));
        QVERIFY(servers[1].live);
        for (int64_t at = 101; at < 104; ++at) {
            p.timeline.add("a", "A", part(at, p.acme, 1), in(at + 1, 1));
        }
        QCOMPARE(p.told.back().at, int64_t(103));
        QCOMPARE(p.told.back().requests, int64_t(6));
        QCOMPARE(p.told.back().live, size_t(2));
        QVERIFY(!p.told.back().again);
    }

    void aClockThatIsMuchTooFarAheadIsShownAndHoldsNothingUp()
    {
        Platform p;
        for (int64_t at = 100; at < 110; ++at) {
            p.timeline.add("b", "B", part(at + 3600, p.acme, 5), in(at + 1, 0));
            p.timeline.add("a", "A", part(at, p.acme, 1), in(at + 1, 1));
            QCOMPARE(p.told.back().at, at);
            QCOMPARE(p.told.back().requests, int64_t(1));
            QCOMPARE(p.told.back().live, size_t(1));
        }
        auto servers = p.timeline.servers(in(110, 0));
        QCOMPARE(servers.size(), size_t(2));
        QCOMPARE(servers[1].lagMs, int64_t(-3'600'000));
        QVERIFY(!servers[1].live);
        // Set right it is as any other, and what comes twice counts once.
        for (int times = 0; times < 2; ++times) {
            p.timeline.add("b", "B", part(110, p.acme, 5), in(111, 0));
        }
        p.timeline.add("a", "A", part(110, p.acme, 1), in(111, 1));
        QCOMPARE(p.told.back().requests, int64_t(6));
        servers = p.timeline.servers(in(111, 1));
        QVERIFY(servers[1].live);
        QCOMPARE(servers[1].lagMs, int64_t(1));
    }
};

QTEST_APPLESS_MAIN(TestTimeline)
#include "test_timeline.moc"
