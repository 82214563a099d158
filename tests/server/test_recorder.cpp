// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Two servers' recorders on a bus that loses texts: what one did not hear, it asks for, and what a server counted in
// the second that it stops in is told. No database: what cannot be stored is kept, and what is to be stored is known,
// whatever the clock does.

#include "server/metrics/recorder.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <QTest>

using namespace objecta;
using namespace objecta::metrics;
using namespace std::chrono_literals;

namespace {

/// Carries texts to all that are on it, but for the deaf ones.
class Wire final : public Bus {
public:
    explicit Wire(std::vector<Wire *> &all)
        : m_all(all)
    {
        all.push_back(this);
    }
    db::Awaitable<void> run() override { co_return; }
    void stop() override { }
    db::Awaitable<bool> publish(std::string text) override
    {
        ++told;
        for (const Wire *one : m_all) {
            if (!one->deaf) {
                one->heard(text);
            }
        }
        co_return true;
    }
    [[nodiscard]] bool up() const override { return !deaf; }
    bool deaf = false;
    int told = 0;

private:
    std::vector<Wire *> &m_all;
};

struct One {
    One(boost::asio::io_context &context, db::Database &database, const auth::TokenKey &key, std::vector<Wire *> &all,
        const std::string &name)
        : wire(all)
        , timeline(name)
        , recorder(context.get_executor(), collector, timeline, database, wire, auth::Sealer(key, "frames"), {})
    {
        recorder.setName(name);
        boost::asio::co_spawn(context, recorder.run(), boost::asio::detached);
    }
    [[nodiscard]] int64_t requests() const
    {
        int64_t out = 0;
        for (const auto &second : timeline.seconds()) {
            out += second.platform().requests;
        }
        return out;
    }
    Wire wire;
    Collector collector;
    Timeline timeline;
    Recorder recorder;
};

} // namespace

class TestRecorder : public QObject {
    Q_OBJECT

    boost::asio::io_context m_context;
    db::Database m_database{m_context.get_executor(), {}};
    const auth::TokenKey m_key = auth::TokenKey::random();
    std::vector<Wire *> m_wires;

    bool until(const std::function<bool()> &holds)
    {
        const auto end = std::chrono::steady_clock::now() + 20s;
        while (!holds() && std::chrono::steady_clock::now() < end) {
            m_context.restart();
            m_context.run_one_for(50ms);
        }
        return holds();
    }

private slots:
    void whatIsStoredIsStoredOnce()
    {
        Collector collector;
        Backlog backlog(collector);
        collector.closeBefore(1003);
        backlog.begin();
        const auto until = [&](int64_t now) {
            collector.closeBefore(now);
            backlog.look();
        };
        until(1009);
        QVERIFY(!backlog.next(false));
        until(1025);
        const auto first = backlog.next(false);
        QVERIFY(first);
        QCOMPARE(first->from, int64_t(1003));
        QCOMPARE(first->to, int64_t(1020));
        QVERIFY(!first->again);
        QCOMPARE(backlog.pending(), int64_t(22));
        backlog.stored(*first);
        QVERIFY(!backlog.next(false));
        QCOMPARE(backlog.stored(), int64_t(17));
        const auto rest = backlog.next(true);
        QVERIFY(rest);
        QCOMPARE(rest->from, int64_t(1020));
        QCOMPARE(rest->to, int64_t(1025));
        QCOMPARE(backlog.lost(), int64_t(0));
    }

    void aClockThatIsSetBackStoresItsPointsAnew()
    {
        Collector collector;
        Backlog backlog(collector);
        collector.closeBefore(1000);
        backlog.begin();
        const auto until = [&](int64_t now) {
            collector.closeBefore(now);
            backlog.look();
        };
        until(1040);
        auto part = backlog.next(false);
        backlog.stored(part.value());
        until(1013);
        QVERIFY(!backlog.next(false));
        until(1020);
        // The whole point, of which memory still has what was before.
        part = backlog.next(false);
        QVERIFY(part && part->again);
        QCOMPARE(part->from, int64_t(1010));
        QCOMPARE(part->to, int64_t(1020));
        // Once more, while that is stored.
        until(1005);
        backlog.stored(*part);
        until(1010);
        part = backlog.next(false);
        QVERIFY(part && part->again);
        QCOMPARE(part->from, int64_t(1000));
        backlog.stored(*part);
        until(1040);
        part = backlog.next(false);
        QVERIFY(part && part->again);
        QCOMPARE(part->to, int64_t(1040));
        backlog.stored(*part);
        until(1050);
        part = backlog.next(false);
        QVERIFY(part && !part->again);
        QCOMPARE(backlog.lost(), int64_t(0));
    }

    void whatMemoryHadNoRoomForIsLost()
    {
        Collector collector(Collector::Options{.keepSeconds = 60, .maxBytes = 1 << 20});
        Backlog backlog(collector);
        collector.closeBefore(1000);
        backlog.begin();
        for (int64_t now = 1001; now <= 1200; ++now) {
            collector.closeBefore(now);
            backlog.look();
            backlog.next(false); // the database is away
        }
        QCOMPARE(backlog.lost(), int64_t(140));
        QCOMPARE(backlog.pending(), int64_t(60));
        const auto part = backlog.next(false);
        QVERIFY(part);
        QCOMPARE(part->from, int64_t(1140));
        backlog.stored(*part);
        QCOMPARE(backlog.stored(), int64_t(60));
        // A clock that is put forward by an hour loses what was there, not the hour.
        collector.closeBefore(1203);
        backlog.look();
        backlog.next(false);
        collector.closeBefore(4800);
        backlog.look();
        backlog.next(false);
        QCOMPARE(backlog.lost(), int64_t(143));
    }

    void whatWasNotHeardIsAskedFor()
    {
        One a(m_context, m_database, m_key, m_wires, "a");
        One b(m_context, m_database, m_key, m_wires, "b");
        const RequestSample sample{OrganizationId::random(), 200, 1'000, 10, false, false, false};
        const auto asked = [&](int times) {
            for (int i = 0; i < times; ++i) {
                a.collector.record(sample);
            }
        };
        asked(3);
        QVERIFY(until([&] { return b.requests() == 3 && b.timeline.seconds().size() >= 2; }));
        b.wire.deaf = true;
        asked(4);
        QVERIFY(until([&] { return a.requests() == 7; }));
        asked(5);
        QVERIFY(until([&] { return a.requests() == 12; }));
        QCOMPARE(b.requests(), int64_t(3));
        const int before = a.wire.told;
        b.wire.deaf = false;
        QVERIFY(until([&] { return b.requests() == 12; }));
        // Once is enough.
        const auto seconds = b.timeline.seconds().size();
        QVERIFY(until([&] { return b.timeline.seconds().size() >= seconds + 2; }));
        QCOMPARE(b.requests(), int64_t(12));
        QVERIFY(a.wire.told - before < 12);

        // In the middle of a second.
        asked(6);
        a.recorder.stop();
        QVERIFY(until([&] { return b.requests() == 18; }));
        QVERIFY(until([&] { return b.timeline.servers(Timestamp::now()).size() == 1; })); // it said goodbye
        b.recorder.stop();
        m_context.restart();
        m_context.run_for(100ms);
    }
};

QTEST_APPLESS_MAIN(TestRecorder)
#include "test_recorder.moc"
