// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Tokens: refreshed once for all, kept over a lost server, never sent to another one.

#include "tests/models/client_rig.h"

#include "app/api/secretstore.h"
#include "app/api/session.h"

#include <QSignalSpy>

using namespace objecta;
using namespace objecta::test;

class TestSession : public QObject {
    Q_OBJECT

private slots:
    void refusedTokenIsRefreshedOnceForAll()
    {
        int refreshes = 0;
        WirePeer peer([&](const WireRequest &request) {
            if (request.target == "/v1/auth/refresh") {
                ++refreshes;
                return WirePeer::answer(200, tokens);
            }
            return request.headers.value("authorization") == "Bearer new" ? WirePeer::answer(200, me)
                                                                          : WirePeer::problem(401, "token_expired");
        });
        Rig rig(peer.url());
        connect(&rig.client, &ApiClient::refreshWanted, this, [&] {
            AuthApi(rig.client).refresh("r1").start(this, [&](const ApiResult<TokenResponse> &result) {
                rig.client.setAccessToken(QByteArray::fromStdString(result->value.accessToken));
            });
        });
        int answered = 0;
        for (int i = 0; i < 8; ++i) {
            rig.admin.me().start(this, [&](const ApiResult<StaffProfile> &result) {
                QVERIFY(result.has_value());
                ++answered;
            });
        }
        QVERIFY(QTest::qWaitFor([&] { return answered == 8; }));
        QCOMPARE(refreshes, 1);
    }

    void endedSessionFailsWhatWaits()
    {
        WirePeer peer([](const WireRequest &request) {
            if (request.target == "/v1/auth/sign-in") {
                return WirePeer::answer(200, tokens);
            }
            if (request.target == "/v1/auth/refresh") {
                return WirePeer::problem(401, "unauthenticated");
            }
            return request.target == "/v1/admin/me" ? WirePeer::answer(200, me)
                                                    : WirePeer::problem(401, "token_expired");
        });
        Rig rig(peer.url());
        SecretStore secrets({.directory = rig.folder.path(), .useKeychain = false});
        Session session(rig.client, secrets, rig.log);
        session.useProfile(
            {QStringLiteral("p"), QStringLiteral("P"), peer.url(), core::Environment::Development, false});
        QSignalSpy states(&session, &Session::stateChanged);
        session.signIn(QStringLiteral("s@x.example"), QStringLiteral("pw"));
        QVERIFY(QTest::qWaitFor([&] { return session.isSignedIn(); }));
        QVERIFY(!session.mayChange());
        QVERIFY(!session.mayImpersonate());
        const auto plans = rig.ask(rig.admin.plans());
        QCOMPARE(plans.error().kind, ApiError::Kind::Unauthorized);
        QCOMPARE(session.state(), Session::State::Expired);
        // The stored token is of no use any more.
        session.restore();
        QVERIFY(QTest::qWaitFor([&] { return session.state() == Session::State::SignedOut; }));
        // And signing in again works.
        session.signIn(QStringLiteral("s@x.example"), QStringLiteral("pw"));
        QVERIFY(QTest::qWaitFor([&] { return session.isSignedIn(); }));
        // A call without any token says so itself.
        session.signOut();
        const auto none = rig.ask(rig.admin.me());
        QCOMPARE(none.error().kind, ApiError::Kind::Unauthorized);
    }

    void lostServerKeepsTheStoredToken()
    {
        bool there = true;
        WirePeer peer([&](const WireRequest &request) {
            if (!there) {
                return WirePeer::closing({});
            }
            return request.target == "/v1/admin/me" ? WirePeer::answer(200, me) : WirePeer::answer(200, tokens);
        });
        Rig rig(peer.url());
        SecretStore secrets({.directory = rig.folder.path(), .useKeychain = false});
        const core::ServerProfile profile{QStringLiteral("p"), QStringLiteral("P"), peer.url(),
                                          core::Environment::Development, true};
        {
            Session session(rig.client, secrets, rig.log);
            session.useProfile(profile);
            session.signIn(QStringLiteral("s@x.example"), QStringLiteral("pw"));
            QVERIFY(QTest::qWaitFor([&] { return session.isSignedIn(); }));
        }
        there = false;
        Session session(rig.client, secrets, rig.log);
        session.useProfile(profile);
        QSignalSpy failed(&session, &Session::restoreFailed);
        session.restore();
        QVERIFY(QTest::qWaitFor([&] { return failed.size() == 1; }));
        QCOMPARE(session.state(), Session::State::SignedOut);
        there = true;
        session.restore();
        QVERIFY(QTest::qWaitFor([&] { return session.isSignedIn(); }));
    }

    void changedServerGetsNothingOfTheOld()
    {
        WirePeer first([](const WireRequest &) { return QByteArray(); });
        WirePeer second([](const WireRequest &) { return WirePeer::answer(200, me); });
        Rig rig(first.url());
        int called = 0;
        bool out = false;
        rig.admin.me().start(this, [&](const auto &) { ++called; });
        AuthApi(rig.client).signOut("secret").start(this, [&](const auto &) { out = true; });
        rig.client.setBaseUrl(second.url());
        rig.client.setAccessToken("other");
        QVERIFY(rig.ask(rig.admin.me()).has_value());
        QVERIFY(QTest::qWaitFor([&] { return out; }));
        QCOMPARE(called, 0);
        QCOMPARE(second.requests().size(), 1);
        QCOMPARE(first.requests().size(), 1);
        QCOMPARE(first.requests().first().target, QByteArray("/v1/auth/sign-out"));
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "test_session.moc"
