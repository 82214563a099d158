// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An organization that staff hold to a lower rate: on every server, for a while, and nobody else.

#include "tests/support/redisserver.h"
#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QElapsedTimer>
#include <QTest>

using namespace objecta::test;
using namespace std::chrono_literals;

class TestThrottles : public QObject {
    Q_OBJECT

    TestServer m_server;
    std::unique_ptr<TestServer> m_second;
    std::string m_path;

    static std::string policy(HttpClient &tenant)
    {
        return tenant.get("/v1/agents?limit=1").header("ratelimit-policy");
    }
    static bool held(HttpClient &tenant, const std::string &burst)
    {
        return policy(tenant).find("\"organization\";q=" + burst + ";w=2") != std::string::npos;
    }
    static bool free(HttpClient &tenant) { return held(tenant, "4000"); }

    Reply throttle(HttpClient &staff, int perSecond, int minutes = 60) const
    {
        return staff.send("PUT", m_path,
                          "{\"per_second\":" + std::to_string(perSecond) + ",\"minutes\":" + std::to_string(minutes)
                              + ",\"reason\":\"Import runs wild\"}");
    }
    int entries(HttpClient &staff, const std::string &action) const
    {
        const auto audit = staff.get("/v1/admin/audit?limit=200&organization_id="
                                     + m_server.demo().tenant("acme-corp").id + "&action=" + action);
        return static_cast<int>(audit.json().at("items").as_array().size());
    }
    /// Brings the end of the throttle forward, for the rows and the job that wait for it.
    void endsIn(const std::string &interval)
    {
        auto sql = m_server.sql("objecta_platform");
        QVERIFY(sql.run("UPDATE throttles SET until = now() + interval '" + interval + "'").ok());
        QVERIFY(sql.run("UPDATE jobs SET run_at = now() + interval '" + interval
                        + "' WHERE kind = 'throttle.end' AND status = 'queued'")
                    .ok());
        QVERIFY(sql.run("SELECT pg_notify('objecta_jobs', '')").ok());
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_path = "/v1/admin/organizations/" + m_server.demo().tenant("acme-corp").id + "/throttle";
        m_second = std::make_unique<TestServer>(m_server, QStringList());
        QVERIFY2(m_second->start(), qPrintable(m_second->error()));
    }

    void itHoldsOnEveryServerWithinASecond()
    {
        auto staff = m_server.staff();
        auto here = m_server.tenant("acme-corp");
        auto there = m_second->tenant("acme-corp");
        auto other = m_server.tenant("xyz-inc");
        QVERIFY(free(here) && free(there));
        QCOMPARE(staff.get(m_path).status, 404);
        const Reply set = throttle(staff, 5);
        QVERIFY2(set.status == 200, set.body.c_str());
        QCOMPARE(set.json().at("staff_email").as_string(), boost::json::string(m_server.demo().staffEmail));
        QVERIFY(within(1s, [&] { return held(here, "10") && held(there, "10"); }));
        QVERIFY(free(other));
        const auto all = staff.get("/v1/admin/throttles").json();
        QCOMPARE(all.at("items").as_array().size(), size_t(1));
        QCOMPARE(all.at("items").at(0), staff.get(m_path).json());
        // Ten at once and five a second, however many ask.
        int granted = 0;
        Reply refused;
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 60; ++i) {
            const Reply reply = here.get("/v1/agents?limit=1");
            granted += reply.status == 200 ? 1 : 0;
            if (reply.status == 429) {
                refused = reply;
            }
        }
        QVERIFY2(granted <= 11 + timer.elapsed() * 5 / 1000, qPrintable(QString::number(granted)));
        QCOMPARE(refused.code(), std::string("rate_limited"));
        QCOMPARE(refused.header("retry-after"), std::string("1"));
        QCOMPARE(other.get("/v1/agents?limit=1").status, 200);
        QVERIFY(within(2s, [&] { return here.get("/v1/agents?limit=1").status == 200; }));
        // Another takes its place.
        QCOMPARE(throttle(staff, 50).status, 200);
        QVERIFY(within(1s, [&] { return held(here, "100") && held(there, "100"); }));
        QCOMPARE(entries(staff, "throttle.set"), 2);
        QCOMPARE(staff.del(m_path).status, 204);
        QVERIFY(within(1s, [&] { return free(here) && free(there); }));
        QCOMPARE(staff.del(m_path).status, 404);
        QCOMPARE(entries(staff, "throttle.lifted"), 1);
    }

    /// Also where nobody tells the servers, and across a restart.
    void itEndsByItself()
    {
        {
            auto staff = m_server.staff();
            QCOMPARE(throttle(staff, 7).status, 200);
        }
        QCOMPARE(m_server.stop(), 0);
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        auto staff = m_server.staff();
        auto here = m_server.tenant("acme-corp");
        auto there = m_second->tenant("acme-corp");
        QVERIFY(within(1s, [&] { return held(here, "14") && held(there, "14"); }));
        endsIn("2 seconds");
        QVERIFY(within(5s, [&] { return free(here) && free(there); }));
        QVERIFY(within(15s, [&] { return entries(staff, "throttle.ended") == 1; }));
        QCOMPARE(m_server.sql("objecta_platform").run("SELECT count(*) FROM throttles").value(), std::string("0"));
        // The job once more: nothing to note.
        auto sql = m_server.sql("objecta_platform");
        QVERIFY(sql.run("UPDATE jobs SET status = 'queued', run_at = now(), attempts = 0 WHERE kind = 'throttle.end'")
                    .affected
                > 0);
        QVERIFY(sql.run("SELECT pg_notify('objecta_jobs', '')").ok());
        QVERIFY(within(15s, [&] {
            return sql.run("SELECT count(*) FROM jobs WHERE kind = 'throttle.end' AND status <> 'done'").value() == "0";
        }));
        QCOMPARE(entries(staff, "throttle.ended"), 1);
    }

    void whatIsWrongIsNamed()
    {
        auto staff = m_server.staff();
        for (const auto &[rate, minutes] : {std::pair{0, 60}, {5, 0}, {5, 10'081}, {100'001, 5}}) {
            const Reply reply = throttle(staff, rate, minutes);
            QCOMPARE(reply.status, 422);
            QCOMPARE(reply.code(), std::string("validation_failed"));
        }
        QCOMPARE(staff.send("PUT", m_path, R"({"per_second":5,"minutes":5,"reason":" "})").status, 422);
        QCOMPARE(staff
                     .send("PUT", "/v1/admin/organizations/3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10/throttle",
                           R"({"per_second":5,"minutes":5,"reason":"Nobody"})")
                     .status,
                 404);
    }

    /// With Redis, servers share the throttled bucket too.
    void serversShareIt()
    {
        RedisServer redis;
        if (!redis.start()) {
            QFAIL(qPrintable(redis.error()));
        }
        const QStringList options{QStringLiteral("--redis"), redis.url()};
        TestServer one(m_server, options);
        TestServer two(m_server, options);
        QVERIFY2(one.start() && two.start(), qPrintable(one.error() + two.error()));
        auto staff = m_server.staff();
        QCOMPARE(throttle(staff, 1).status, 200);
        auto here = one.tenant("acme-corp");
        auto there = two.tenant("acme-corp");
        QVERIFY(within(2s, [&] { return held(here, "2") && held(there, "2"); }));
        int granted = 0;
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 40; ++i) {
            granted += (i % 2 == 0 ? here : there).get("/v1/agents?limit=1").status == 200 ? 1 : 0;
        }
        QVERIFY2(granted <= 3 + timer.elapsed() / 1000, qPrintable(QString::number(granted)));
        QCOMPARE(staff.del(m_path).status, 204);
        QVERIFY(within(2s, [&] { return free(here) && free(there); }));
    }
};

QTEST_GUILESS_MAIN(TestThrottles)
#include "test_throttles.moc"
