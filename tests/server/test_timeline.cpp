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
