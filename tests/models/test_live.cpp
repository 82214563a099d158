// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The live stream, and a server that goes away and comes back.

#include "tests/models/console_fixture.h"
#include "tests/support/relay.h"

#include "app/api/apiclient.h"
#include "app/api/metricsstream.h"
#include "app/api/secretstore.h"
#include "app/core/log.h"
#include "models/stores/connectionstore.h"
#include "models/stores/metricsstore.h"
#include "models/stores/organizationliststore.h"
#include "models/stores/organizationstore.h"
#include "models/stores/quotastore.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QWebSocket>
#include <QWebSocketServer>

#include <cmath>
#include <set>

using namespace objecta;
using namespace objecta::stores;
using namespace objecta::test;

using Connection = ConnectionStore::State;

class TestLive : public QObject {
    Q_OBJECT

    TestServer m_server;
    std::unique_ptr<Console> m_console;

    AppContext &ctx() { return m_console->ctx; }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_console = std::make_unique<Console>(m_server);
        QVERIFY(m_console->signIn());
    }

    void cleanupTestCase() { m_console.reset(); }

    void streamComesAlive()
    {
        QVERIFY(until([&] { return ctx().connection.state() == Connection::Live; }));
        QVERIFY(ctx().connection.isOnline());
        QVERIFY(until([&] { return ctx().connection.latency() >= 0; }));
        QSignalSpy frames(&ctx().stream, &api::MetricsStream::frameReceived);
        QSignalSpy gaps(&ctx().stream, &api::MetricsStream::gapFound);
        QVERIFY(until([&] { return frames.size() >= 3; }));
        QCOMPARE(gaps.size(), 0);
    }

    void chartsMoveWithRealRequests()
    {
        const OrganizationId acme = organizationId(m_server, "acme-corp");
        MetricsStore &platform = ctx().metrics;
        MetricsStore &detail = ctx().organizationMetrics;
        platform.setActive(true);
        detail.setActive(true);
        ctx().organization.setOrganization(acme);
        QVERIFY(detail.organization() == acme);
        QVERIFY(loaded(platform));
        QVERIFY(loaded(detail));
        QVERIFY(until([&] { return !std::isnan(detail.last(Metric::Requests)); }));

        HttpClient tenant = m_server.tenant("acme-corp");
        for (int i = 0; i < 25; ++i) {
            QCOMPARE(tenant.get("/v1/agents").status, 200);
        }
        QVERIFY(
            until([&] { return detail.peak(Metric::Status2xx, 30) > 0 && platform.peak(Metric::Requests, 30) > 0; }));
        QVERIFY(until([&] {
            double sum = 0;
            for (const QPointF &point : detail.points(Metric::Requests, 200, 60)) {
                sum += std::isnan(point.y()) ? 0 : point.y();
            }
            return sum >= 25;
        }));
        QVERIFY(detail.peak(Metric::P99, 30) > 0);
        const QList<QPointF> points = detail.points(Metric::Requests, 560);
        QVERIFY(points.size() > 1);
        QVERIFY(std::abs(points.last().x() - static_cast<double>(QDateTime::currentMSecsSinceEpoch())) < 20'000);

        // The list shows the same second by second.
        const auto rate = [&] {
            const int row = ctx().organizations.model()->rowOf(acme);
            return ctx()
                .organizations.model()
                ->index(row, tables::OrganizationTableModel::RequestsColumn)
                .data(tables::OrganizationTableModel::RateRole);
        };
        QVERIFY(until([&] { return rate().isValid(); }));

        // A paused chart stands still and misses nothing.
        QSignalSpy updated(&platform, &MetricsStore::updated);
        platform.setPaused(true);
        QSignalSpy frames(&ctx().stream, &api::MetricsStream::frameReceived);
        const qint64 before = platform.ring().lastSecond();
        QVERIFY(until([&] { return frames.size() >= 2; }));
        QCOMPARE(updated.size(), 0);
        QVERIFY(platform.ring().lastSecond() > before);
        platform.setPaused(false);
        QCOMPARE(updated.size(), 1);
    }

    void refusedTokenIsRenewedSilently()
    {
        // A token that no server made: the next request and the next connection are refused, one refresh mends both.
        QSignalSpy expired(&ctx().session, &api::Session::stateChanged);
        ctx().client.setAccessToken("not-a-token");
        ctx().organizations.reload();
        QVERIFY(loaded(ctx().organizations));
        QVERIFY(ctx().client.accessToken() != "not-a-token");
        QCOMPARE(expired.size(), 0);

        ctx().stream.stop();
        ctx().client.setAccessToken("not-a-token");
        ctx().stream.start();
        QVERIFY(until([&] { return ctx().stream.state() == api::MetricsStream::State::Live; }));
        QCOMPARE(expired.size(), 0);
    }

    /// What was missed while the network was away is told afterwards, also to those who change what they want
    /// meanwhile.
    void whatWasMissedIsToldWhateverIsSubscribedTo()
    {
        QUrl url(m_server.baseUrl());
        Relay relay(static_cast<quint16>(url.port()));
        url.setPort(relay.port());
        Console console(m_server, false, url);
        QVERIFY(console.signIn());
        api::MetricsStream &stream = console.ctx.stream;
        console.ctx.metrics.setActive(true);
        std::set<int64_t> told;
        int subscriptions = 0;
        QObject owner;
        connect(&stream, &api::MetricsStream::frameReceived, &owner, [&](const StreamMessage &message) {
            if (message.type != "frame") {
                return;
            }
            for (int64_t i = 0; i < message.seconds; ++i) {
                told.insert(message.at.seconds() - i);
            }
            if (subscriptions > 0 && subscriptions < 4) {
                // Another row each time, as a ranking has it.
                const auto &tenants = m_server.demo().tenants;
                stream.subscribe(&owner,
                                 {*OrganizationId::parse(tenants[static_cast<size_t>(subscriptions++) % 2].id)});
            }
        });
        QVERIFY(until([&] { return told.size() >= 2; }));
        relay.cut();
        QVERIFY(until([&] { return stream.state() == api::MetricsStream::State::Reconnecting; }));
        const int64_t first = *told.begin();
        const int64_t before = *told.rbegin();
        // The server counts on: its own clock says how long.
        QVERIFY(until([&] { return Timestamp::now().seconds() > before + 10; }));
        subscriptions = 1;
        relay.restore();
        stream.retryNow();
        QVERIFY(until([&] { return subscriptions == 4 && !told.empty() && *told.rbegin() > before + 12; }));
        for (int64_t second = first; second <= *told.rbegin(); ++second) {
            QVERIFY2(told.contains(second), qPrintable(QString::number(second - before)));
        }
        QVERIFY(console.ctx.metrics.ring().lastSecond() > before);
        for (const double value : console.ctx.metrics.ring().values(Metric::Requests).last(8)) {
            QVERIFY(!std::isnan(value));
        }
    }

    void lostServerShowsAsAStateAndComesBack()
    {
        QVERIFY(until([&] { return ctx().connection.state() == Connection::Live; }));
        QuotaStore &quota = ctx().quota;
        quota.setOrganization(organizationId(m_server, "acme-corp"));
        QVERIFY(loaded(quota));
        quota.setValue(Resource::Agents, 11);
        QSignalSpy states(&ctx().connection, &ConnectionStore::stateChanged);
        QSignalSpy restored(&ctx().connection, &ConnectionStore::restored);
        QSignalSpy gaps(&ctx().stream, &api::MetricsStream::gapFound);
        const int rows = ctx().organizations.shown();

        m_server.kill();
        QVERIFY(until([&] { return !ctx().connection.isOnline(); }));
        QVERIFY(states[0][0].value<Connection>() == Connection::Reconnecting);
        QVERIFY(ctx().connection.secondsToRetry() >= 0 && ctx().connection.secondsToRetry() <= 30);

        // A refresh fails, the data stays; so does the edit.
        ctx().organizations.reload();
        QVERIFY(until([&] { return ctx().organizations.state() == PageStore::State::Stale; }));
        QVERIFY(ctx().organizations.error().isConnectivity());
        QCOMPARE(ctx().organizations.shown(), rows);
        QSignalSpy saveFailed(&quota, &QuotaStore::saveFailed);
        quota.save();
        QVERIFY(until([&] { return saveFailed.size() == 1; }));
        QVERIFY(saveFailed[0][0].value<api::ApiError>().isConnectivity());
        QVERIFY(quota.isDirty());
        QCOMPARE(ctx().session.state(), api::Session::State::SignedIn);

        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        ctx().connection.retryNow();
        QVERIFY(until([&] { return ctx().connection.state() == Connection::Live; }));
        QVERIFY(until([&] { return restored.size() == 1; }));
        // Nobody measured what was between: no second of it is made up.
        QVERIFY(until([&] { return gaps.size() >= 1; }));
        QVERIFY(until([&] { return ctx().organizations.state() == PageStore::State::Ready; }));
        QVERIFY(loaded(ctx().metrics));
        QSignalSpy saved(&quota, &QuotaStore::saveDone);
        quota.save();
        QVERIFY(until([&] { return saved.size() == 1; }));
    }

    void sessionIsRestored()
    {
        ctx().session.useProfile(m_console->profile);
        QCOMPARE(ctx().session.state(), api::Session::State::SignedOut);
        QCOMPARE(ctx().connection.state(), Connection::SignedOut);
        ctx().session.restore();
        QCOMPARE(ctx().session.state(), api::Session::State::Restoring);
        QVERIFY(until([&] { return ctx().session.isSignedIn(); }));
        QVERIFY(loaded(ctx().organizations));
        QVERIFY(until([&] { return ctx().connection.state() == Connection::Live; }));
        QCOMPARE(ctx().settings.lastProfile(), m_console->profile.id);
        QCOMPARE(ctx().settings.lastEmail(m_console->profile.id).toStdString(), m_server.demo().staffEmail);
    }

    void readOnlyProfileOffersNoChange()
    {
        Console console(m_server, true);
        QVERIFY(console.signIn());
        QVERIFY(!console.ctx.session.mayChange());
        QVERIFY(console.ctx.session.mayImpersonate());
    }

    void endedSessionAsksForThePasswordAgain()
    {
        // Somebody else signs this session out.
        std::optional<QByteArray> token;
        ctx().secrets.read(api::Session::secretKey(m_console->profile), this,
                           [&](auto found) { token = found->value_or(""); });
        QVERIFY(until([&] { return token.has_value(); }));
        QCOMPARE(m_server.anonymousStaff()
                     .post("/v1/auth/sign-out", "{\"refresh_token\":\"" + token->toStdString() + "\"}")
                     .status,
                 204);
        ctx().client.setAccessToken("not-a-token");
        ctx().organizations.reload();
        QVERIFY(until([&] { return ctx().session.state() == api::Session::State::Expired; }));
        QCOMPARE(ctx().connection.state(), Connection::SignedOut);
        // The pages stay as they were, and so does the organization that they show.
        QVERIFY(ctx().organizations.shown() > 0);
        QVERIFY(m_console->signIn());
        QVERIFY(until([&] { return ctx().organizations.state() == PageStore::State::Ready; }));
        QVERIFY(until([&] { return ctx().connection.state() == Connection::Live; }));
    }

    /// Before the server tells of several seconds at once it says so; each connection begins with one a frame.
    void aSlowConnectionIsSaid()
    {
        QWebSocketServer server(QString(), QWebSocketServer::NonSecureMode);
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const QTemporaryDir folder;
        core::Log log{folder.path()};
        api::ApiClient client(log);
        client.setBaseUrl(QUrl(QStringLiteral("http://127.0.0.1:%1").arg(server.serverPort())));
        client.setAccessToken("any");
        api::MetricsStream stream(client, log);
        QSignalSpy rates(&stream, &api::MetricsStream::rateChanged);
        QSignalSpy come(&server, &QWebSocketServer::newConnection);
        stream.start();
        QVERIFY(until([&] { return come.size() == 1; }));
        std::unique_ptr<QWebSocket> peer(server.nextPendingConnection());
        int64_t number = 0;
        for (const int64_t seconds : {3, 3, 1, 5}) {
            StreamMessage rate;
            rate.type = "rate";
            rate.seq = number++;
            rate.at = Timestamp::now();
            rate.seconds = seconds;
            peer->sendTextMessage(QString::fromStdString(writeJson(rate)));
        }
        QVERIFY(until([&] { return rates.size() == 3; }));
        peer.reset();
        QVERIFY(until([&] { return rates.size() == 4; }));
        for (const auto &[place, seconds] : {std::pair(0, 3), {1, 1}, {2, 5}, {3, 1}}) {
            QCOMPARE(rates.at(place).at(0).toInt(), seconds);
        }
        stream.stop();
    }
};

QTEST_GUILESS_MAIN(TestLive)
#include "test_live.moc"
