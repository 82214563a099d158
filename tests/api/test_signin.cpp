// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Who gets a token where, for how long, and that a wrong guess tells nothing.

#include "tests/support/testserver.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

using namespace objecta::test;

class TestSignIn : public QObject {
    Q_OBJECT

    TestServer m_server;

    static std::string withoutRequestId(const Reply &reply)
    {
        auto value = reply.json();
        value.as_object().erase("request_id");
        return boost::json::serialize(value);
    }

private slots:
    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.error())); }

    void theHostDecidesWhoSignsIn()
    {
        const Demo demo = m_server.demo();
        const auto &acme = demo.tenant("acme-corp");
        auto staffHost = m_server.anonymousStaff();
        auto acmeHost = m_server.anonymousTenant("acme-corp");
        auto xyzHost = m_server.anonymousTenant("xyz-inc");
        const Reply staff = staffHost.signIn(demo.staffEmail, demo.staffPassword);
        QCOMPARE(staff.status, 200);
        QCOMPARE(staff.text("token_type"), std::string("Bearer"));
        QVERIFY(staff.json().at("expires_in").as_int64() > 0);
        QCOMPARE(acmeHost.signIn(acme.email, acme.password).status, 200);
        QCOMPARE(staffHost.signIn(acme.email, acme.password).code(), std::string("invalid_credentials"));
        QCOMPARE(xyzHost.signIn(acme.email, acme.password).code(), std::string("invalid_credentials"));
        QCOMPARE(acmeHost.signIn(demo.staffEmail, demo.staffPassword).code(), std::string("invalid_credentials"));
        // The bare name is the staff host's alias on a demo server: scripts need no Host header.
        HttpClient bare(m_server.port(), "localhost:" + std::to_string(m_server.port()));
        QCOMPARE(bare.signIn(demo.staffEmail, demo.staffPassword).status, 200);
    }

    void aTokenWorksOnItsOwnHostOnly()
    {
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        QCOMPARE(staff.get("/v1/admin/me").status, 200);
        QCOMPARE(acme.get("/v1/usage").status, 200);

        auto other = m_server.anonymousTenant("xyz-inc");
        other.setToken(acme.token());
        const Reply foreign = other.get("/v1/usage");
        QCOMPARE(foreign.status, 401);
        QVERIFY(!foreign.header("www-authenticate").empty());
        auto nobody = m_server.anonymousTenant("no-such-organization");
        nobody.setToken(acme.token());
        // The answer does not say whether the host's organization exists.
        QCOMPARE(withoutRequestId(nobody.get("/v1/usage")), withoutRequestId(foreign));

        acme.setHost("admin.localhost");
        QCOMPARE(acme.get("/v1/admin/me").status, 401);
        staff.setHost("acme-corp.localhost");
        QCOMPARE(staff.get("/v1/usage").status, 401);
    }

    void aWrongPasswordAndAnUnknownUserLookTheSame()
    {
        const Demo demo = m_server.demo();
        auto client = m_server.anonymousStaff();
        const Reply wrong = client.signIn(demo.staffEmail, "not the password");
        const Reply unknown = client.signIn("nobody@objecta.example", "not the password");
        QCOMPARE(wrong.status, 401);
        QCOMPARE(unknown.status, 401);
        QCOMPARE(withoutRequestId(wrong), withoutRequestId(unknown));

        // Time: both hash once. Medians of interleaved tries; the bound is wide because the machine is shared, while a
        // skipped argon2 would be ten times faster.
        std::vector<double> known;
        std::vector<double> missing;
        for (int i = 0; i < 9; ++i) {
            auto one = m_server.anonymousTenant("acme-corp");
            QElapsedTimer timer;
            timer.start();
            one.signIn("user" + std::to_string(i) + "@nowhere.example", "guess");
            missing.push_back(double(timer.nsecsElapsed()));
            timer.restart();
            one.signIn(demo.tenant("acme-corp").email, "guess");
            known.push_back(double(timer.nsecsElapsed()));
        }
        std::ranges::sort(known);
        std::ranges::sort(missing);
        const double ratio = known[4] / missing[4];
        QVERIFY2(ratio > 0.6 && ratio < 1.67, qPrintable(QString::number(ratio)));
    }

    void aRefreshTokenWorksOnce()
    {
        const auto tenant = m_server.demo().tenant("acme-corp");
        auto client = m_server.anonymousTenant("acme-corp");
        const Reply first = client.signIn(tenant.email, tenant.password);
        const std::string old = first.text("refresh_token");
        const Reply second = client.post("/v1/auth/refresh", "{\"refresh_token\":\"" + old + "\"}");
        QCOMPARE(second.status, 200);
        QVERIFY(second.text("refresh_token") != old);
        client.setToken(second.text("access_token"));
        QCOMPARE(client.get("/v1/usage").status, 200);
        // Someone else has the old one: the session is over for both.
        QCOMPARE(client.post("/v1/auth/refresh", "{\"refresh_token\":\"" + old + "\"}").status, 401);
        QCOMPARE(client.post("/v1/auth/refresh", "{\"refresh_token\":\"" + second.text("refresh_token") + "\"}").status,
                 401);
        QCOMPARE(client.get("/v1/usage").status, 401);
    }

    void signingOutEndsTheSession()
    {
        auto client = m_server.anonymousStaff();
        const Demo demo = m_server.demo();
        const Reply in = client.signIn(demo.staffEmail, demo.staffPassword);
        QCOMPARE(client.get("/v1/admin/me").status, 200);
        QCOMPARE(client.post("/v1/auth/sign-out", "{\"refresh_token\":\"" + in.text("refresh_token") + "\"}").status,
                 204);
        QCOMPARE(client.get("/v1/admin/me").status, 401);
        QCOMPARE(client.post("/v1/auth/refresh", "{\"refresh_token\":\"" + in.text("refresh_token") + "\"}").status,
                 401);
    }

    /// Nothing limits who signs out, so a token that was made up is no work for the database: it is not even asked.
    void aMadeUpTokenIsNotLookedUp()
    {
        const auto tenant = m_server.demo().tenant("acme-corp");
        auto client = m_server.anonymousTenant("acme-corp");
        const std::string token = client.signIn(tenant.email, tenant.password).text("refresh_token");
        std::string madeUp = token;
        madeUp[0] = madeUp[0] == 'A' ? 'B' : 'A';
        const auto signOut = [&client](const std::string &refreshToken) {
            return client.post("/v1/auth/sign-out", "{\"refresh_token\":\"" + refreshToken + "\"}").status;
        };
        auto sql = m_server.sql("objecta_owner");
        QVERIFY(sql.run("BEGIN").ok());
        QVERIFY(sql.run("LOCK TABLE organizations IN ACCESS EXCLUSIVE MODE").ok());
        QCOMPARE(signOut(madeUp), 204);
        QVERIFY(sql.run("ROLLBACK").ok());
        QCOMPARE(client.get("/v1/usage").status, 200);
        QCOMPARE(signOut(token), 204);
        QCOMPARE(client.get("/v1/usage").status, 401);
    }

    /// On either host: beginning, ending, and the second use of a refresh token, which ends it for both.
    void sessionsStandInTheTrail()
    {
        auto staff = m_server.staff();
        const Demo demo = m_server.demo();
        const auto entries = [&staff](const std::string &filter, const std::string &action) {
            return staff.get("/v1/admin/audit?limit=200&action=" + action + filter).json().at("items").as_array();
        };
        struct Case {
            HttpClient client;
            std::string email, password, filter;
        };
        const auto &acme = demo.tenant("acme-corp");
        std::vector<Case> cases;
        cases.push_back({m_server.anonymousStaff(), demo.staffEmail, demo.staffPassword, "&platform=true"});
        cases.push_back(
            {m_server.anonymousTenant("acme-corp"), acme.email, acme.password, "&organization_id=" + acme.id});
        for (auto &one : cases) {
            const auto began = entries(one.filter, "session.began").size();
            const auto ended = entries(one.filter, "session.ended").size();
            const auto reused = entries(one.filter, "session.reused").size();
            const Reply first = one.client.signIn(one.email, one.password);
            QCOMPARE(first.status, 200);
            const auto seen = entries(one.filter, "session.began");
            QCOMPARE(seen.size(), began + 1);
            QCOMPARE(std::string(seen[0].at("actor").as_string().c_str()), one.email);
            QCOMPARE(seen[0].at("target_type").as_string(), "session");
            QVERIFY(!seen[0].at("peer").as_string().empty() && !seen[0].at("request_id").as_string().empty());
            const std::string used = "{\"refresh_token\":\"" + first.text("refresh_token") + "\"}";
            const Reply next = one.client.post("/v1/auth/refresh", used);
            QCOMPARE(next.status, 200);
            QCOMPARE(one.client.post("/v1/auth/refresh", used).status, 401);
            QCOMPARE(one.client.post("/v1/auth/refresh", used).status, 401);
            QCOMPARE(entries(one.filter, "session.reused").size(), reused + 1);

            const Reply second = one.client.signIn(one.email, one.password);
            const std::string open = "{\"refresh_token\":\"" + second.text("refresh_token") + "\"}";
            QCOMPARE(one.client.post("/v1/auth/sign-out", open).status, 204);
            QCOMPARE(one.client.post("/v1/auth/sign-out", open).status, 204);
            QCOMPARE(entries(one.filter, "session.ended").size(), ended + 1);
        }
    }

    void everyRouteWantsAToken()
    {
        auto staffHost = m_server.anonymousStaff();
        auto acmeHost = m_server.anonymousTenant("acme-corp");
        const auto document = staffHost.get("/openapi.json").json();
        int asked = 0;
        for (const auto &path : document.at("paths").as_object()) {
            for (const auto &operation : path.value().as_object()) {
                if (operation.value().as_object().contains("security")) {
                    continue;
                }
                std::string target(path.key());
                if (const auto at = target.find("{id}"); at != std::string::npos) {
                    target.replace(at, 4, "3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10");
                }
                std::string method(operation.key());
                std::ranges::transform(method, method.begin(), [](unsigned char c) { return std::toupper(c); });
                auto &client = target.starts_with("/v1/admin") ? staffHost : acmeHost;
                for (const std::string token : {"", "x", "e30.e30.e30", "eyJhbGciOiJub25lIn0.e30."}) {
                    client.setToken(token);
                    const Reply reply = client.send(method, target, method == "GET" ? "" : "{}");
                    QVERIFY2(reply.status == 401, (method + ' ' + target + ": " + reply.body).c_str());
                    ++asked;
                }
            }
        }
        QVERIFY(asked > 60);
    }
};

QTEST_GUILESS_MAIN(TestSignIn)
#include "test_signin.moc"
