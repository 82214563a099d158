// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// One's own password, of an organization's user and of staff: the present one is asked for, every other session ends,
// guesses are limited, and the trail has it.

#include "tests/support/testserver.h"

#include <QTest>

#include <boost/json.hpp>

#include <thread>

using namespace objecta::test;

class TestPassword : public QObject {
    Q_OBJECT

private:
    TestServer m_server;

    static std::string body(const std::string &present, const std::string &next)
    {
        return boost::json::serialize(boost::json::object{{"current_password", present}, {"new_password", next}});
    }

private slots:
    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.error())); }

    void changes_data()
    {
        QTest::addColumn<bool>("isStaff");
        QTest::newRow("a user") << false;
        QTest::newRow("staff") << true;
    }
    void changes()
    {
        QFETCH(bool, isStaff);
        const auto demo = m_server.demo();
        const std::string email = isStaff ? demo.staffEmail : demo.tenant("acme-corp").email;
        const std::string old = isStaff ? demo.staffPassword : demo.tenant("acme-corp").password;
        const std::string path = isStaff ? "/v1/admin/me/password" : "/v1/password";
        const std::string read = isStaff ? "/v1/admin/me" : "/v1/agents";
        const auto client = [&] { return isStaff ? m_server.anonymousStaff() : m_server.anonymousTenant("acme-corp"); };
        auto here = client();
        auto there = client();
        QCOMPARE(here.signIn(email, old).status, 200);
        const Reply elsewhere = there.signIn(email, old);
        QCOMPARE(elsewhere.status, 200);

        QCOMPARE(here.post(path, body("a wrong password", "a new password 1")).status, 422);
        QCOMPARE(here.post(path, body(old, "short")).status, 422);
        QCOMPARE(here.post(path, "{}").status, 422);
        QCOMPARE(client().post(path, body(old, "a new password 1")).status, 401);
        QCOMPARE(there.get(read).status, 200);

        const Reply changed = here.post(path, body(old, "a new password 1"));
        QVERIFY2(changed.status == 204, changed.body.c_str());
        QCOMPARE(here.get(read).status, 200);
        QCOMPARE(there.get(read).status, 401);
        QCOMPARE(
            client().post("/v1/auth/refresh", "{\"refresh_token\":\"" + elsewhere.text("refresh_token") + "\"}").status,
            401);
        QCOMPARE(client().signIn(email, old).code(), std::string("invalid_credentials"));
        auto again = client();
        QCOMPARE(again.signIn(email, "a new password 1").status, 200);
        const auto trail = here.get(isStaff ? "/v1/admin/audit?platform=true&action=password.changed"
                                            : "/v1/audit?action=password.changed")
                               .json()
                               .at("items")
                               .as_array();
        QCOMPARE(trail.size(), size_t(1));
        QCOMPARE(trail[0].at("actor").as_string().c_str(), email.c_str());
        QVERIFY(trail[0].at("after").at("sessions_ended").as_int64() >= 1);
        const std::string said = boost::json::serialize(trail);
        QVERIFY(said.find("a new password") == std::string::npos && said.find("argon2") == std::string::npos);

        // Two at once over the same password: one of them has it.
        Reply answers[2];
        {
            std::jthread first([&] { answers[0] = here.post(path, body("a new password 1", "the first password")); });
            std::jthread second(
                [&] { answers[1] = again.post(path, body("a new password 1", "the second password")); });
        }
        int won = 0;
        for (const auto &answer : answers) {
            won += answer.status == 204 ? 1 : 0;
            QVERIFY2(answer.status == 204 || answer.status == 401 || answer.status == 409 || answer.status == 422,
                     answer.body.c_str());
        }
        QCOMPARE(won, 1);
        auto &left = answers[0].status == 204 ? here : again;
        const std::string now = answers[0].status == 204 ? "the first password" : "the second password";
        QCOMPARE(left.post(path, body(now, old)).status, 204);

        // Guessing is limited, and the right one does not get through then either.
        int limited = 0;
        for (int i = 0; i < 40 && limited == 0; ++i) {
            const Reply guess = left.post(path, body("guess " + std::to_string(i), "another password"));
            limited = guess.status == 429 ? 1 : 0;
            QCOMPARE(guess.header("retry-after").empty(), limited == 0);
        }
        QCOMPARE(limited, 1);
    }

    void whoHasNone()
    {
        auto owner = m_server.tenant("xyz-inc");
        auto staff = m_server.staff();
        const std::string xyz = m_server.demo().tenant("xyz-inc").id;
        const std::string key =
            owner.post("/v1/api-keys", R"({"name":"K","scopes":["agents:read","users:write"]})").text("key");
        auto client = m_server.anonymousTenant("xyz-inc");
        client.setToken(key);
        QCOMPARE(client.post("/v1/password", body("x", "a new password 1")).status, 403);
        const std::string borrowed =
            staff.post("/v1/admin/impersonations", "{\"reason\":\"a test\",\"organization_id\":\"" + xyz + "\"}")
                .text("access_token");
        client.setToken(borrowed);
        QCOMPARE(client.post("/v1/password", body("x", "a new password 1")).status, 403);
    }
};

QTEST_GUILESS_MAIN(TestPassword)
#include "test_password.moc"
