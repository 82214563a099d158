// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a live stream gets, and what a reader that is too slow does not.

#include "server/metrics/collector.h"
#include "tests/server/stream_rig.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/json.hpp>

#include <QTest>

#include <algorithm>

using namespace objecta;
using namespace objecta::features;
using namespace objecta::test;

namespace {

struct Stream {
    Stream()
        : outbox(peer)
        , membership(hub, outbox)
    {
        outbox.addHello();
    }
    void second(int64_t at, const OrganizationId &organization, int requests)
    {
        for (int i = 0; i < requests; ++i) {
            collector.record({organization, 200, 1'000, 10, false, false, false});
        }
        collector.closeBefore(at + 1, [this](const metrics::Second &second) {
            hub.publish({second, true, false, {}});
        });
    }

    metrics::Collector collector;
    EventHub hub;
    Peer peer;
    Outbox outbox;
    EventHub::Membership membership;
};

} // namespace

class TestEvents : public QObject {
    Q_OBJECT
private slots:
    void helloThenFramesOfWhatWasSubscribed()
    {
        Stream stream;
        const auto busy = OrganizationId::random();
        const auto quiet = OrganizationId::random();
        stream.collector.closeBefore(100);
        stream.second(100, busy, 3);
        StreamSubscribe wanted;
        wanted.organizations = {quiet};
        wanted.top = 1;
        stream.outbox.setSubscription(wanted);
        stream.second(101, busy, 5);
        const auto &got = stream.peer.received;
        QCOMPARE(got.size(), size_t(3));
        QCOMPARE(got[0].type, std::string("hello"));
        QCOMPARE(got[1].type, std::string("frame"));
        QCOMPARE(got[1].platform.requests, int64_t(3));
        QVERIFY(got[1].organizations.empty());
        QCOMPARE(got[2].at.seconds(), int64_t(101));
        QCOMPARE(got[2].organizations.size(), size_t(2));
        QVERIFY(got[2].organizations[0].id == quiet);
        QCOMPARE(got[2].organizations[0].figures.requests, int64_t(0));
        QVERIFY(got[2].organizations[1].id == busy);
        QCOMPARE(got[2].organizations[1].figures.requests, int64_t(5));
        for (size_t i = 0; i < got.size(); ++i) {
            QCOMPARE(got[i].seq, static_cast<int64_t>(i));
        }
    }

    void aSlowReaderGetsFewerFramesOfMoreSeconds()
    {
        Stream stream;
        const auto id = OrganizationId::random();
        stream.collector.closeBefore(100);
        stream.peer.queued = Outbox::maxSocketBytes + 1;
        for (int64_t at = 100; at < 110; ++at) {
            stream.second(at, id, 1);
        }
        QCOMPARE(stream.peer.received.size(), size_t(1));
        stream.peer.queued = 0;
        stream.second(110, id, 1);
        const auto &got = stream.peer.received;
        QCOMPARE(got.size(), size_t(3));
        QCOMPARE(got[1].type, std::string("rate"));
        QCOMPARE(got[1].seconds, int64_t(11));
        // All eleven seconds are in it, and nothing was lost.
        QCOMPARE(got[2].at.seconds(), int64_t(110));
        QCOMPARE(got[2].seconds, int64_t(11));
        QCOMPARE(got[2].platform.requests, int64_t(11));
        QCOMPARE(got[2].seq, int64_t(2));
        stream.second(111, id, 1);
        QCOMPARE(got.size(), size_t(5));
        QCOMPARE(got[3].type, std::string("rate"));
        QCOMPARE(got[3].seconds, int64_t(1));
        QCOMPARE(got[4].seconds, int64_t(1));
    }

    // However many are slow, a second is added to what they have in common.
    void slowReadersShareTheirSums()
    {
        const auto id = OrganizationId::random();
        const auto moment = [&](const metrics::Second &second, bool measured) {
            return metrics::Moment{second, measured, false, {}};
        };
        const auto first = secondOf(100, {id});
        const auto second = secondOf(101, {id});
        const auto gap = secondOf(102, {});
        HeldSums sums;
        sums.add(moment(first, true));
        const auto early = sums.beginning(moment(first, true));
        QCOMPARE(sums.beginning(moment(first, true)), early);
        sums.add(moment(second, true));
        const auto late = sums.beginning(moment(second, true));
        QVERIFY(late != early);
        QCOMPARE(early->seconds(), int64_t(2));
        QCOMPARE(early->last(), int64_t(101));
        QCOMPARE(late->seconds(), int64_t(1));
        // A second that nobody measured is a frame of its own.
        sums.add(moment(gap, false));
        QCOMPARE(early->seconds(), int64_t(2));
        QCOMPARE(sums.beginning(moment(gap, false))->seconds(), int64_t(1));
    }

    void eachSlowReaderIsToldItsOwnSeconds()
    {
        Stream stream; // which is never slow
        struct Reader {
            explicit Reader(EventHub &hub)
                : membership(hub, outbox)
            {
                peer.queued = Outbox::maxSocketBytes + 1;
            }
            Peer peer;
            Outbox outbox{peer};
            EventHub::Membership membership;
        };
        const auto id = OrganizationId::random();
        stream.collector.closeBefore(100);
        Reader first(stream.hub);
        stream.second(100, id, 1);
        Reader second(stream.hub);
        Reader third(stream.hub);
        stream.second(101, id, 2);
        first.peer.queued = 0;
        stream.second(102, id, 4);
        second.peer.queued = 0;
        stream.second(103, id, 8);
        third.peer.queued = 0;
        stream.second(104, id, 16);
        const auto told = [](const Reader &reader) {
            std::vector<std::pair<int64_t, int64_t>> out;
            for (const auto &message : reader.peer.received) {
                if (message.type == "frame") {
                    out.emplace_back(message.seconds, message.platform.requests);
                }
            }
            return out;
        };
        using Frames = std::vector<std::pair<int64_t, int64_t>>;
        QCOMPARE(told(first), (Frames{{3, 7}, {1, 8}, {1, 16}}));
        QCOMPARE(told(second), (Frames{{3, 14}, {1, 16}}));
        QCOMPARE(told(third), (Frames{{4, 30}}));
        QCOMPARE(stream.peer.received.size(), size_t(6));
        QCOMPARE(stream.hub.slowStreams(), size_t(0));
    }

    void theTopIsByWhatWasAskedFor()
    {
        Stream stream;
        const auto busy = OrganizationId::random();
        const auto failing = OrganizationId::random();
        stream.collector.closeBefore(100);
        StreamSubscribe wanted;
        wanted.top = 1;
        wanted.by = "errors";
        wanted.platform = false;
        stream.hub.subscribe(stream.outbox, wanted);
        for (int i = 0; i < 9; ++i) {
            stream.collector.record({busy, 200, 1'000, 10, false, false, false});
        }
        stream.collector.record({failing, 503, 1'000, 10, false, false, false});
        stream.second(100, busy, 1);
        const auto &frame = stream.peer.received.back();
        QVERIFY((frame.top == std::vector<OrganizationId>{failing}));
        QCOMPARE(frame.organizations.size(), size_t(1));
        QCOMPARE(frame.organizations[0].figures.status5xx, int64_t(1));
        QCOMPARE(frame.platform.requests, int64_t(0));
    }

    /// Errors are what the console shows as such: refusals, too.
    void whoIsRefusedAllTheTimeIsAmongTheErrors()
    {
        Stream stream;
        const auto fine = OrganizationId::random();
        const auto failing = OrganizationId::random();
        const auto flooding = OrganizationId::random();
        const auto cached = OrganizationId::random();
        stream.collector.closeBefore(100);
        StreamSubscribe wanted;
        wanted.top = 10;
        wanted.by = "errors";
        stream.hub.subscribe(stream.outbox, wanted);
        stream.collector.record({failing, 503, 1'000, 10, false, false, false});
        for (int i = 0; i < 9; ++i) {
            stream.collector.record({flooding, i < 5 ? 429 : 404, 1'000, 10, false, false, false});
        }
        stream.second(100, fine, 50);
        QVERIFY((stream.peer.received.back().top == std::vector<OrganizationId>{flooding, failing}));
        for (const auto &[by, first] :
             {std::pair{"status2xx", fine}, {"status3xx", cached}, {"status4xx", flooding}, {"status5xx", failing}}) {
            wanted.by = by;
            stream.hub.subscribe(stream.outbox, wanted);
            stream.collector.record({cached, 304, 1'000, 10, false, false, false});
            stream.collector.record({failing, 503, 1'000, 10, false, false, false});
            stream.collector.record({flooding, 429, 1'000, 10, false, false, false});
            stream.second(stream.peer.received.back().at.seconds() + 1, fine, 50);
            QVERIFY((stream.peer.received.back().top == std::vector<OrganizationId>{first}));
        }
    }

    /// What a frame says of an organization, organizations can be ranked by.
    void everyFigureRanks()
    {
        const auto figures = boost::json::parse(writeJson(Figures()));
        for (const auto &[key, value] : figures.as_object()) {
            const std::string name(key);
            QVERIFY2(metrics::figureNamed(name), name.c_str());
            StreamSubscribe wanted;
            wanted.by = name;
            QVERIFY2(parseJson<StreamSubscribe>(writeJson(wanted), Unknown::Refuse), name.c_str());
        }
    }

    void onlyTheEventsThatWereAskedFor()
    {
        Stream stream;
        StreamSubscribe wanted;
        wanted.events = std::vector<std::string>{std::string(impersonationStarted)};
        stream.hub.subscribe(stream.outbox, wanted);
        std::string relayed;
        stream.hub.relayTo([&relayed](std::string_view text) { relayed = text; });
        const auto id = OrganizationId::random();
        stream.hub.publish(organizationUpdated, id, 1);
        stream.hub.relayed(relayed);
        stream.hub.publish(impersonationStarted, id, 0);
        stream.hub.relayed(relayed);

        QCOMPARE(stream.peer.received.size(), size_t(3));
        QCOMPARE(stream.peer.received[2].event, std::string(impersonationStarted));
        QVERIFY(stream.peer.received[2].organizationId == id);
    }

    /// Kinds of which there are many go to nobody who did not name them.
    void whatThereIsMuchOfIsAskedFor()
    {
        Stream stream;
        const auto id = OrganizationId::random();
        const auto tell = [&](std::string_view kind) {
            StreamMessage event;
            event.event = kind;
            event.organizationId = id;
            event.targetId = EventTargetId::random();
            event.version = 7;
            stream.hub.tell(event);
            return event;
        };
        for (const auto kind : {auditAppended, jobChanged}) {
            QVERIFY(!stream.hub.isWanted(kind));
            tell(kind);
        }
        QCOMPARE(stream.peer.received.size(), size_t(1));
        for (const auto kind : {alertRaised, alertAcknowledged, alertClosed, quotaThreshold}) {
            QVERIFY(stream.hub.isWanted(kind));
            tell(kind);
            QCOMPARE(stream.peer.received.back().event, std::string(kind));
        }
        StreamSubscribe wanted;
        wanted.events = std::vector<std::string>{std::string(auditAppended)};
        stream.hub.subscribe(stream.outbox, wanted);
        QVERIFY(stream.hub.isWanted(auditAppended));
        QVERIFY(!stream.hub.isWanted(alertRaised));
        const auto told = tell(auditAppended);
        const auto &got = stream.peer.received.back();
        QCOMPARE(got.event, std::string(auditAppended));
        QVERIFY(got.organizationId == id && got.targetId == told.targetId);
        QCOMPARE(got.version, int64_t(7));
        QCOMPARE(got.seq, int64_t(5));
    }

    /// Seconds of which nothing is known are a frame of their own.
    void aGapAmongHeldSecondsIsTold()
    {
        Stream stream;
        const auto id = OrganizationId::random();
        stream.peer.queued = Outbox::maxSocketBytes + 1;
        const auto known = [&](int64_t at) {
            const auto second = secondOf(at, {id});
            stream.hub.publish({second, true, false, {}});
        };
        const auto unknown = [&](int64_t at) {
            const metrics::Second none(at, metrics::Tally(), {});
            stream.hub.publish({none, false, false, {}});
        };
        known(100);
        known(101);
        unknown(102);
        unknown(103);
        known(104);
        stream.peer.queued = 0;
        known(105);
        std::vector<StreamMessage> frames;
        std::ranges::copy_if(stream.peer.received, std::back_inserter(frames),
                             [](const StreamMessage &message) { return message.type == "frame"; });
        QCOMPARE(frames.size(), size_t(3));
        const std::array<std::array<int64_t, 4>, 3> expected{{{101, 2, 1, 4}, {103, 2, 0, 0}, {105, 2, 1, 4}}};
        for (size_t i = 0; i < frames.size(); ++i) {
            const auto &[at, seconds, measured, requests] = expected[i];
            QCOMPARE(frames[i].at.seconds(), at);
            QCOMPARE(frames[i].seconds, seconds);
            QCOMPARE(frames[i].measured, measured == 1);
            QCOMPARE(frames[i].platform.requests, requests);
        }
        QCOMPARE(stream.peer.received.back().seq, static_cast<int64_t>(stream.peer.received.size()) - 1);

        // However often it changes, a reader who never reads costs no more; what is lost shows in seq.
        const auto told = stream.peer.received.size();
        const auto seq = stream.peer.received.back().seq;
        stream.peer.queued = Outbox::maxSocketBytes + 1;
        for (int64_t at = 106; at < 206; at += 2) {
            unknown(at);
            known(at + 1);
        }
        stream.peer.queued = 0;
        known(206);
        const auto &got = stream.peer.received;
        QVERIFY(got.size() - told <= 2 * Outbox::maxHeld);
        QCOMPARE(got.back().at.seconds(), int64_t(206));
        QVERIFY(got.back().seq - seq > static_cast<int64_t>(got.size() - told));
    }

    /// Who unsubscribes while it reads too slowly, and subscribes again, is not told what it did not want.
    void whatIsHeldEndsWithItsSubscription()
    {
        Stream stream;
        const auto id = OrganizationId::random();
        stream.collector.closeBefore(100);
        stream.peer.queued = Outbox::maxSocketBytes + 1;
        stream.second(100, id, 7);
        QCOMPARE(stream.hub.slowStreams(), size_t(1));
        StreamSubscribe nothing;
        nothing.platform = false;
        stream.hub.subscribe(stream.outbox, nothing);
        QCOMPARE(stream.hub.slowStreams(), size_t(0));
        stream.peer.queued = 0;
        stream.second(101, id, 7);
        stream.hub.subscribe(stream.outbox, StreamSubscribe());
        stream.second(102, id, 1);
        const auto &frame = stream.peer.received.back();
        QCOMPARE(frame.seconds, int64_t(1));
        QCOMPARE(frame.platform.requests, int64_t(1));
    }

    void eventsWaitForTheReader()
    {
        Stream stream;
        const auto id = OrganizationId::random();
        stream.peer.queued = Outbox::maxSocketBytes + 1;
        for (int64_t version = 1; version <= 5; ++version) {
            stream.hub.publish(organizationUpdated, id, version);
        }
        QCOMPARE(stream.peer.received.size(), size_t(1));
        stream.peer.queued = 0;
        stream.outbox.flush();
        QCOMPARE(stream.peer.received.size(), size_t(6));
        QCOMPARE(stream.peer.received[5].event, std::string(organizationUpdated));
        QVERIFY(stream.peer.received[5].organizationId == id);
        QCOMPARE(stream.peer.received[5].version, int64_t(5));
    }
};

QTEST_GUILESS_MAIN(TestEvents)
#include "test_events.moc"
