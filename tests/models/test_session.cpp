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

    void storedTokenStaysWithItsAddress()
    {
        const auto script = [](const WireRequest &request) {
            return WirePeer::answer(200, request.target == "/v1/admin/me" ? me : tokens);
        };
        WirePeer first(script);
        WirePeer second(script);
        Rig rig(first.url());
        SecretStore secrets({.directory = rig.folder.path(), .useKeychain = false});
        Session session(rig.client, secrets, rig.log);
        const core::ServerProfile profile{QStringLiteral("p"), QStringLiteral("P"), first.url(),
                                          core::Environment::Development, false};
        core::ServerProfile moved = profile;
        moved.baseUrl = second.url();
        session.useProfile(profile);
        session.signIn(QStringLiteral("s@x.example"), QStringLiteral("pw"));
        QVERIFY(QTest::qWaitFor([&] { return session.isSignedIn(); }));

        session.useProfile(moved);
        session.restore();
        QVERIFY(QTest::qWaitFor([&] { return session.state() == Session::State::SignedOut; }));
        QVERIFY(second.requests().isEmpty());
        session.useProfile(profile);
        session.restore();
        QVERIFY(QTest::qWaitFor([&] { return session.isSignedIn(); }));

        session.useProfile(profile);
        session.forgetToken(profile);
        const auto before = first.requests().size();
        session.restore();
        QVERIFY(QTest::qWaitFor([&] { return session.state() == Session::State::SignedOut; }));
        QCOMPARE(first.requests().size(), before);
    }

    void secretKeysNameTheOrigin()
    {
        const auto key = [](const char *url) {
            return Session::secretKey({QStringLiteral("p"), QStringLiteral("P"), QUrl(QString::fromLatin1(url)),
                                       core::Environment::Development, false});
        };
        QCOMPARE(key("https://admin.example.com"), QStringLiteral("refresh-token/p/https://admin.example.com:443"));
        QCOMPARE(key("https://ADMIN.example.com:443/"), key("https://admin.example.com"));
        QVERIFY(key("http://localhost") != key("https://localhost"));
        QVERIFY(key("http://localhost:8080") != key("http://localhost"));
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
        QVERIFY(QTest::qWaitFor([&] { return out; }, 20'000));
        QCOMPARE(called, 0);
        QCOMPARE(second.requests().size(), 1);
        QCOMPARE(first.requests().size(), 1);
        QCOMPARE(first.requests().first().target, QByteArray("/v1/auth/sign-out"));
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "test_session.moc"
