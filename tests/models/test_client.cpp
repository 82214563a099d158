// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The client against the other end of a connection: what it sends, and what it makes of any answer.

#include "tests/models/client_rig.h"

#include "app/api/backoff.h"
#include "app/api/requestscope.h"

#include <QSignalSpy>

using namespace objecta;
using namespace objecta::test;

class TestClient : public QObject {
    Q_OBJECT

private slots:
    void backoffStaysInItsBounds()
    {
        for (unsigned seed = 1; seed < 200; ++seed) {
            Backoff backoff(std::chrono::seconds(1), std::chrono::seconds(30), seed);
            int64_t ceiling = 1000;
            for (int step = 0; step < 40; ++step) {
                const auto wait = backoff.next().count();
                QVERIFY(wait >= 1000 && wait >= ceiling / 2 && wait <= ceiling);
                ceiling = std::min<int64_t>(ceiling * 2, 30000);
            }
            backoff.reset();
            QCOMPARE(backoff.next().count(), 1000);
        }
    }

    void hostsOfTheDemoAreThisMachine()
    {
        const QUrl base(QStringLiteral("http://localhost:8080"));
        QCOMPARE(hostTarget(base, {}).connectTo, QStringLiteral("localhost"));
        QVERIFY(hostTarget(base, {}).hostHeader.isEmpty());
        const auto tenant = hostTarget(base, QStringLiteral("acme.localhost"));
        QCOMPARE(tenant.connectTo, QStringLiteral("127.0.0.1"));
        QCOMPARE(tenant.hostHeader, QByteArray("acme.localhost:8080"));
        const auto staff = hostTarget(QUrl(QStringLiteral("http://admin.localhost")), {});
        QCOMPARE(staff.hostHeader, QByteArray("admin.localhost"));
        QVERIFY(hostTarget(base, QStringLiteral("acme.example.com")).hostHeader.isEmpty());

        QCOMPARE(tenantHostOf(QStringLiteral("localhost"), QStringLiteral("acme")), QStringLiteral("acme.localhost"));
        QCOMPARE(tenantHostOf(QStringLiteral("127.0.0.1"), QStringLiteral("acme")), QStringLiteral("acme.localhost"));
        QCOMPARE(tenantHostOf(QStringLiteral("::1"), QStringLiteral("acme")), QStringLiteral("acme.localhost"));
        QCOMPARE(tenantHostOf(QStringLiteral("admin.localhost"), QStringLiteral("acme")),
                 QStringLiteral("acme.localhost"));
        QCOMPARE(tenantHostOf(QStringLiteral("admin.example.com"), QStringLiteral("acme")),
                 QStringLiteral("acme.example.com"));
    }

    void requestsCarryWhatTheyMust()
    {
        WirePeer peer([](const WireRequest &) {
            return WirePeer::answer(200, me, "application/json", "ETag: \"3\"\r\nX-Request-Id: q-1\r\n");
        });
        Rig rig(peer.url());
        rig.client.setLanguage(QStringLiteral("de"));
        const auto result = rig.ask(rig.admin.me());
        QVERIFY(result.has_value());
        QCOMPARE(result->etag, QByteArray("\"3\""));
        QCOMPARE(result->requestId, QStringLiteral("q-1"));
        QCOMPARE(QByteArray::fromStdString(result->value.email), QByteArray("s@x.example"));
        const WireRequest &sent = peer.requests().first();
        QCOMPARE(sent.method, QByteArray("GET"));
        QCOMPARE(sent.target, QByteArray("/v1/admin/me"));
        QCOMPARE(sent.headers.value("authorization"), QByteArray("Bearer old"));
        QCOMPARE(sent.headers.value("accept-language"), QByteArray("de"));
        QVERIFY(sent.headers.value("user-agent").startsWith("Objecta-Console/"));
    }

    void queriesAreEncodedExactly()
    {
        WirePeer peer([](const WireRequest &) {
            return WirePeer::answer(200, quoted("{'items':[],'next_cursor':null,'total':0}"));
        });
        Rig rig(peer.url());
        OrganizationQuery query;
        query.search = QStringLiteral("a+b & c=100%20 ü");
        query.sort = QStringLiteral("-storage");
        QVERIFY(rig.ask(rig.admin.organizations(query)).has_value());
        QCOMPARE(
            peer.requests().first().target,
            QByteArray("/v1/admin/organizations?search=a%2Bb%20%26%20c%3D100%2520%20%C3%BC&sort=-storage&limit=100"));
    }

    void tenantCallsNameTheirHost()
    {
        WirePeer peer(
            [](const WireRequest &) { return WirePeer::answer(200, quoted("{'items':[],'next_cursor':null}")); });
        Rig rig(peer.url());
        const TenantApi tenant(rig.client, QStringLiteral("acme"), "imp");
        QVERIFY(rig.ask(tenant.agents()).has_value());
        QCOMPARE(peer.requests().first().headers.value("host"),
                 "acme.localhost:" + QByteArray::number(peer.url().port()));
        QCOMPARE(peer.requests().first().headers.value("authorization"), QByteArray("Bearer imp"));
    }

    void emptyPostIsNoForm()
    {
        WirePeer peer([](const WireRequest &) { return WirePeer::problem(409, "conflict"); });
        Rig rig(peer.url());
        QVERIFY(!rig.ask(rig.admin.suspend(OrganizationId::random())).has_value());
        QCOMPARE(peer.requests().first().headers.value("content-type"), QByteArray("application/json"));
        QCOMPARE(peer.requests().first().headers.value("content-length"), QByteArray("0"));
    }

    void problemsAreRead()
    {
        WirePeer peer([](const WireRequest &) { return WirePeer::problem(422, "validation_failed"); });
        Rig rig(peer.url());
        const auto result = rig.ask(rig.admin.me());
        QVERIFY(!result.has_value());
        QCOMPARE(result.error().kind, ApiError::Kind::Problem);
        QVERIFY(result.error().is(ProblemCode::ValidationFailed));
        QCOMPARE(result.error().requestId, QStringLiteral("r-1"));
        QCOMPARE(result.error().fields.first().code, QStringLiteral("too_long"));
        QVERIFY(result.error().report().contains(QStringLiteral("r-1")));
        QCOMPARE(peer.requests().size(), 1);
    }

    void nonsenseIsAProtocolError_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("not json") << WirePeer::answer(200, "<html>");
        QTest::newRow("empty") << WirePeer::answer(200, "");
        QTest::newRow("wrong type") << WirePeer::answer(200, quoted("{'id':7}"));
        QTest::newRow("missing member") << WirePeer::answer(200, quoted("{'email':'x'}"));
        QTest::newRow("html error") << WirePeer::answer(404, "<html>", "text/html");
        QTest::newRow("broken problem") << WirePeer::answer(500, "{", "application/problem+json");
        QTest::newRow("redirect") << WirePeer::answer(302, "", "text/html", "Location: http://evil.example/\r\n");
        QTest::newRow("bad utf-8") << WirePeer::answer(200, "{\"id\":\"\xff\xfe\"}");
        QTest::newRow("deep") << WirePeer::answer(200, QByteArray(100000, '['));
    }

    void nonsenseIsAProtocolError()
    {
        QFETCH(QByteArray, bytes);
        WirePeer peer([bytes](const WireRequest &) { return bytes; });
        Rig rig(peer.url());
        const auto result = rig.ask(rig.admin.me());
        QVERIFY(!result.has_value());
        QCOMPARE(result.error().kind, ApiError::Kind::Protocol);
        QCOMPARE(peer.requests().size(), 1);
    }

    void readsAreRetriedWritesAreNot()
    {
        int left = 2;
        WirePeer peer([&](const WireRequest &) {
            return left-- > 0 ? WirePeer::closing("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
                              : WirePeer::answer(200, me);
        });
        Rig rig(peer.url());
        QVERIFY(rig.ask(rig.admin.me()).has_value());
        QCOMPARE(peer.requests().size(), 3);

        WirePeer cut(
            [](const WireRequest &) { return WirePeer::closing("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"); });
        Rig other(cut.url());
        const auto write = other.ask(other.admin.createOrganization({}));
        QCOMPARE(write.error().kind, ApiError::Kind::Network);
        QCOMPARE(cut.requests().size(), 1);
        const auto read = other.ask(other.admin.me());
        QCOMPARE(read.error().kind, ApiError::Kind::Network);
        QCOMPARE(cut.requests().size(), 4);
    }

    /// The peer has the whole request and goes before the first byte of an answer: nobody knows whether it acted.
    void writesArriveOnceWhereNoAnswerBegins_data()
    {
        QTest::addColumn<bool>("body");
        QTest::addColumn<bool>("kept");
        QTest::newRow("with a body") << true << false;
        QTest::newRow("without one") << false << false;
        QTest::newRow("with a body, on a connection kept from before") << true << true;
        QTest::newRow("without one, on a connection kept from before") << false << true;
    }

    void writesArriveOnceWhereNoAnswerBegins()
    {
        QFETCH(bool, body);
        QFETCH(bool, kept);
        qsizetype writes = 0;
        WirePeer peer([&](const WireRequest &request) {
            if (request.method == "GET") {
                return WirePeer::answer(200, me);
            }
            ++writes;
            return WirePeer::closing({});
        });
        Rig rig(peer.url());
        if (kept) {
            QVERIFY(rig.ask(rig.admin.me()).has_value());
        }
        const auto kind = body ? rig.ask(rig.admin.createOrganization({})).error().kind
                               : rig.ask(rig.admin.suspend(OrganizationId::random())).error().kind;
        QCOMPARE(kind, ApiError::Kind::Network);
        QCOMPARE(writes, 1);
    }

    void busyServerIsAskedAgain()
    {
        int left = 1;
        WirePeer peer([&](const WireRequest &) {
            return left-- > 0 ? WirePeer::problem(503, "overloaded", "Retry-After: 1\r\n") : WirePeer::answer(200, me);
        });
        Rig rig(peer.url());
        QVERIFY(rig.ask(rig.admin.me()).has_value());
        QCOMPARE(peer.requests().size(), 2);
    }

    void silenceTimesOut()
    {
        WirePeer peer([](const WireRequest &) { return QByteArray(); });
        Rig rig(peer.url());
        const auto result = rig.ask(rig.admin.me());
        QCOMPARE(result.error().kind, ApiError::Kind::Timeout);
        QCOMPARE(peer.requests().size(), 1);
    }

    void nobodyThereIsANetworkError()
    {
        WirePeer peer([](const WireRequest &) { return QByteArray(); });
        const QUrl url = peer.url();
        peer.close();
        Rig rig(url);
        QSignalSpy reachable(&rig.client, &ApiClient::reachableChanged);
        const auto result = rig.ask(rig.admin.me());
        QCOMPARE(result.error().kind, ApiError::Kind::Network);
        QVERIFY(result.error().isConnectivity());
        QCOMPARE(reachable.size(), 1);
        QCOMPARE(reachable.first().first().toBool(), false);
    }

    void cancelDeliversAbortDoesNot()
    {
        WirePeer peer([](const WireRequest &) { return QByteArray(); });
        Rig rig(peer.url());
        int cancelled = 0;
        int aborted = 0;
        RequestScope scope(this);
        scope.run<StaffProfile>(QStringLiteral("a"), rig.admin.me(), [&](const ApiResult<StaffProfile> &result) {
            QVERIFY(result.error().isCancelled());
            ++cancelled;
        });
        scope.run<StaffProfile>(QStringLiteral("b"), rig.admin.me(), [&](const auto &) { ++aborted; });
        QVERIFY(QTest::qWaitFor([&] { return peer.requests().size() == 2; }));
        QVERIFY(scope.isBusy());
        scope.abort(QStringLiteral("b"));
        scope.cancel(QStringLiteral("a"));
        QCOMPARE(cancelled, 0);
        QVERIFY(QTest::qWaitFor([&] { return cancelled == 1; }));
        QVERIFY(!scope.isBusy());
        QCOMPARE(aborted, 0);
    }

    void newLoadReplacesTheOld()
    {
        // The first answer is held back until the second request is there: it must not land.
        WirePeer peer([](const WireRequest &request) {
            return request.target.contains("first")
                ? QByteArray()
                : WirePeer::answer(200, quoted("{'items':[],'next_cursor':null,'total':2}"));
        });
        Rig rig(peer.url());
        RequestScope scope(this);
        QList<qint64> totals;
        int wrong = 0;
        OrganizationQuery query;
        query.search = QStringLiteral("first");
        scope.run<Page<Organization>>(QStringLiteral("list"), rig.admin.organizations(query),
                                      [&](const auto &) { ++wrong; });
        QVERIFY(QTest::qWaitFor([&] { return peer.requests().size() == 1; }));
        query.search = QStringLiteral("second");
        scope.run<Page<Organization>>(QStringLiteral("list"), rig.admin.organizations(query),
                                      [&](const ApiResult<Page<Organization>> &result) {
                                          totals << static_cast<qint64>(result->value.total.value);
                                      });
        QVERIFY(QTest::qWaitFor([&] { return totals.size() == 1; }));
        QCOMPARE(wrong, 0);
    }

    void deadReceiversAndClientsAreHarmless()
    {
        WirePeer peer([](const WireRequest &) { return WirePeer::answer(200, me); });
        int called = 0;
        int done = 0;
        {
            Rig rig(peer.url());
            auto *receiver = new QObject;
            const auto call = rig.admin.me().start(receiver, [&](const auto &) { ++called; });
            connect(call, &PendingCall::done, this, [&] { ++done; });
            delete receiver;
            QCOMPARE(done, 1);
            rig.admin.me().start(this, [&](const auto &) { ++called; });
        }
        // The client of a handler may go with it.
        auto rig = std::make_unique<Rig>(peer.url());
        bool gone = false;
        rig->admin.me().start(this, [&](const auto &) {
            rig.reset();
            gone = true;
        });
        QVERIFY(QTest::qWaitFor([&] { return gone; }));
        QCOMPARE(called, 0);
    }

    void serversClockIsKnown()
    {
        const QDateTime elsewhere = QDateTime::currentDateTimeUtc().addSecs(7200);
        WirePeer peer([&](const WireRequest &) {
            return WirePeer::answer(
                200, me, "application/json",
                "Date: " + QLocale::c().toString(elsewhere, QStringLiteral("ddd, dd MMM yyyy hh:mm:ss")).toLatin1()
                    + " GMT\r\n");
        });
        Rig rig(peer.url());
        QVERIFY(rig.ask(rig.admin.me()).has_value());
        QVERIFY(std::abs(rig.client.serverNow().secsTo(elsewhere)) <= 5);
    }
};

QTEST_GUILESS_MAIN(TestClient)
#include "test_client.moc"
