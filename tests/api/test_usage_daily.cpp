// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What was used day by day: noted each hour, filled in where nobody looked, and the day on which a limit will be
// reached.

#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QDate>
#include <QDateTime>
#include <QElapsedTimer>
#include <QTest>

using namespace objecta::test;
namespace json = boost::json;
using namespace std::chrono_literals;

class TestUsageDaily : public QObject {
    Q_OBJECT

    TestServer m_server;
    std::string m_acme;
    std::string m_xyz;
    const std::string m_nobody{"00000000-0000-0000-0000-000000000000"};

    static QDate today() { return QDateTime::currentDateTimeUtc().date(); }
    static std::string day(const QDate &date) { return date.toString(Qt::ISODate).toStdString(); }
    static std::string day(int ago) { return day(today().addDays(-ago)); }

    /// Runs a job of that kind to its end; what it came to.
    json::value runJob(const std::string &kind)
    {
        auto sql = m_server.sql("objecta_platform");
        const std::string id =
            sql.run("INSERT INTO jobs (organization_id, kind, max_attempts) VALUES ($1, $2, 1) RETURNING id",
                    {m_nobody, kind})
                .value();
        sql.run("SELECT pg_notify('objecta_jobs', '')");
        std::string result;
        const bool ended = within(120s, [&] {
            result = sql.run("SELECT result FROM jobs WHERE id = $1 AND status = 'done'", {id}).value();
            return !result.empty();
        });
        return ended ? json::parse(result) : json::value();
    }
    /// As if a worker had last noted what is used at that time, in the job of this hour: the worker finds it and orders
    /// none, which would do at some moment what a test does. The next hour's, should that begin meanwhile, is there
    /// too.
    void lastLooked(const std::string &at)
    {
        auto sql = m_server.sql("objecta_platform");
        QVERIFY(sql.run("BEGIN").ok()); // lest the worker orders one in between
        QVERIFY(sql.run("DELETE FROM jobs WHERE kind = 'usage.daily'").ok());
        QVERIFY(sql.run("INSERT INTO jobs (organization_id, kind, status, finished_at, dedupe_key, result) SELECT $1, "
                        "'usage.daily', 'done', now(), (extract(epoch FROM date_trunc('hour', now())))::bigint + n * "
                        "3600, jsonb_build_object('at', CASE n WHEN 0 THEN $2::text END) FROM generate_series(0, 1) n",
                        {m_nobody, at})
                    .ok());
        QVERIFY(sql.run("COMMIT").ok());
    }
    /// What was noted of a day; empty for nothing.
    std::string noted(const std::string &organization, const std::string &resource, const std::string &date)
    {
        return m_server.sql("objecta_platform")
            .run("SELECT used || '/' || peak || '/' || coalesce(quota::text, '-') FROM usage_daily WHERE "
                 "organization_id = $1 AND resource = $2 AND day = $3::date",
                 {organization, resource, date})
            .value();
    }
    void note(const std::string &organization, const std::string &resource, const std::string &date, int64_t used)
    {
        QVERIFY(m_server.sql("objecta_platform")
                    .run("INSERT INTO usage_daily (organization_id, resource, day, used, peak, quota) VALUES ($1, $2, "
                         "$3::date, $4::bigint, $4::bigint, 1000) ON CONFLICT (organization_id, resource, day) "
                         "DO UPDATE SET used = excluded.used, peak = excluded.peak, quota = excluded.quota",
                         {organization, resource, date, std::to_string(used)})
                    .ok());
    }
    void forget() { QVERIFY(m_server.sql("objecta_platform").run("DELETE FROM usage_daily").ok()); }
    static json::value resource(const Reply &reply, const char *name)
    {
        const auto document = reply.json();
        for (const auto &one : document.at("resources").as_array()) {
            if (one.at("resource").as_string() == name) {
                return one;
            }
        }
        return {};
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
        m_xyz = m_server.demo().tenant("xyz-inc").id;
        auto sql = m_server.sql("postgres");
        QVERIFY(sql.run("UPDATE organizations SET created_at = created_at - interval '1 year'").ok());
        // What a new server does at once would note what a test wants to.
        for (const char *kind : {"usage.daily", "usage.forecast"}) {
            QVERIFY(within(60s, [&] {
                return sql.run("SELECT count(*) FROM jobs WHERE kind = $1 AND status = 'done'", {kind}).value() != "0";
            }));
        }
        lastLooked("now");
    }

    void todayIsWhatTheCountersSay()
    {
        forget();
        auto acme = m_server.tenant("acme-corp");
        auto staff = m_server.staff();
        const Reply own = acme.get("/v1/usage/daily");
        QVERIFY2(own.status == 200, own.body.c_str());
        const std::string path = "/v1/admin/organizations/" + m_acme + "/usage/daily";
        QCOMPARE(staff.get(path).json(), own.json());
        QCOMPARE(own.json().at("resources").as_array().size(), size_t(4));
        QCOMPARE(own.text("to"), day(0));
        QCOMPARE(own.text("from"), day(29));
        const auto usage = acme.get("/v1/usage").json();
        for (const char *name : {"agents", "users", "messages", "storage"}) {
            const auto one = resource(own, name);
            QCOMPARE(one.at("used"), usage.at(name).at("used"));
            QCOMPARE(one.at("limit"), usage.at(name).at("limit"));
            QCOMPARE(one.at("days").as_array().size(), size_t(1));
            QCOMPARE(one.at("days").at(0).at("used"), one.at("used"));
        }
        QCOMPARE(acme.get("/v1/usage/daily?resource=users").json().at("resources").as_array().size(), size_t(1));
        for (const char *wrong : {"from=yesterday", "to=2026-02-30", "from=2026-11-29T00:00:00Z", "resource=gold"}) {
            QVERIFY2(acme.get(std::string("/v1/usage/daily?") + wrong).status == 422, wrong);
            QVERIFY2(staff.get(path + '?' + wrong).status == 422, wrong);
        }
        // Nothing is known of it: no days, no error.
        for (const char *empty : {"from=2099-01-01", "to=0001-01-01", "from=9999-12-31&to=0001-01-01"}) {
            const Reply none = acme.get(std::string("/v1/usage/daily?") + empty);
            QVERIFY2(none.status == 200, empty);
            QVERIFY2(resource(none, "agents").at("days").as_array().empty(), empty);
        }
        QCOMPARE(acme.get("/v1/usage/daily?from=0001-01-01").text("from"), day(400));
        QCOMPARE(staff.get("/v1/admin/organizations/3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10/usage/daily").status, 404);
    }

    void eachLookIsNoted()
    {
        forget();
        auto acme = m_server.tenant("acme-corp");
        const auto used = acme.get("/v1/usage").json().at("agents").at("used").as_int64();
        const auto limit = acme.get("/v1/usage").json().at("agents").at("limit").as_int64();
        const auto figures = [&](int64_t now, int64_t peak) {
            return std::to_string(now) + '/' + std::to_string(peak) + '/' + std::to_string(limit);
        };
        const auto first = runJob("usage.daily");
        const auto organizations = m_server.sql("objecta_platform").run("SELECT count(*) FROM organizations").value();
        QCOMPARE(first.at("noted").as_int64(), std::stoll(organizations) * 4);
        QCOMPARE(noted(m_acme, "agents", day(0)), figures(used, used));
        QCOMPARE(runJob("usage.daily").at("noted").as_int64(), 0); // nothing has changed
        const Reply made = acme.post("/v1/agents", R"({"name":"A"})");
        QCOMPARE(made.status, 201);
        QCOMPARE(runJob("usage.daily").at("noted").as_int64(), 1);
        QCOMPARE(noted(m_acme, "agents", day(0)), figures(used + 1, used + 1));
        QCOMPARE(acme.del("/v1/agents/" + made.text("id")).status, 204);
        runJob("usage.daily");
        QCOMPARE(noted(m_acme, "agents", day(0)), figures(used, used + 1));
        const auto now = resource(acme.get("/v1/usage/daily"), "agents").at("days").at(0);
        QCOMPARE(now.at("used").as_int64(), used);
        QCOMPARE(now.at("peak").as_int64(), used + 1);
        // The tenant sees its own.
        QCOMPARE(m_server.tenantSql(m_xyz).run("SELECT count(DISTINCT organization_id) FROM usage_daily").value(),
                 std::string("1"));
    }

    /// Nobody looked for days: what stands in no trail did not happen.
    void daysThatNobodySawAreFilledIn()
    {
        forget();
        auto postgres = m_server.sql("postgres");
        for (const auto &organization : {m_acme, m_xyz}) {
            note(organization, "agents", day(4), 3);
            note(organization, "messages", day(4), 5);
        }
        lastLooked(day(4) + " 12:00:00+00");
        // One did something today only; the other on the second and on the last of the four days.
        const auto did = [&](const std::string &organization, const std::string &at) {
            return postgres
                .run("INSERT INTO audit_log (organization_id, at, actor_type, actor, action, target_type, target_id) "
                     "VALUES ($1, $2::timestamptz, 'system', 'test', 'agent.created', 'agent', 'x')",
                     {organization, at})
                .ok();
        };
        QVERIFY(did(m_acme, "now") && did(m_xyz, day(3) + " 08:00:00+00") && did(m_xyz, day(1) + " 08:00:00+00"));
        const auto done = runJob("usage.daily");
        QVERIFY(done.is_object());
        // Within a quarter hour of midnight what the counters say is yesterday's end, too.
        const bool late =
            m_server.sql("postgres").run("SELECT (now() AT TIME ZONE 'UTC')::time < '00:16'").value() == "t";
        for (const int ago : {4, 3, 2}) {
            QCOMPARE(noted(m_acme, "agents", day(ago)), std::string("3/3/1000"));
        }
        const auto used = m_server.tenantSql(m_acme)
                              .run("SELECT used FROM usage_counters WHERE resource = 'agents' AND period = ''")
                              .value();
        QCOMPARE(noted(m_acme, "agents", day(1)), late ? used + '/' + used + "/1000" : std::string("3/3/1000"));
        QCOMPARE(noted(m_xyz, "agents", day(4)), std::string("3/3/1000"));
        QCOMPARE(noted(m_xyz, "agents", day(3)), std::string());
        QCOMPARE(noted(m_xyz, "agents", day(2)), std::string());
        const auto now = m_server.tenantSql(m_xyz)
                             .run("SELECT used FROM usage_counters WHERE resource = 'agents' AND period = ''")
                             .value();
        QCOMPARE(noted(m_xyz, "agents", day(1)), now + '/' + now + "/1000"); // and nothing since
        QVERIFY(!noted(m_acme, "agents", day(0)).empty());
        // A gap is one: no change is told where the day before is not known.
        const auto days = resource(m_server.tenant("xyz-inc").get("/v1/usage/daily"), "agents").at("days").as_array();
        QCOMPARE(days.size(), size_t(3));
        QVERIFY(days[0].at("change").is_null() && days[1].at("change").is_null());
        QCOMPARE(days[2].at("change").as_int64(), 0);
        const auto whole =
            resource(m_server.tenant("acme-corp").get("/v1/usage/daily"), "agents").at("days").as_array();
        QCOMPARE(whole.size(), size_t(5));
        QCOMPARE(whole[2].at("change").as_int64(), 0);
        QCOMPARE(whole[4].at("change").as_int64(), whole[4].at("used").as_int64() - whole[3].at("used").as_int64());
        // The same again is the same.
        QCOMPARE(runJob("usage.daily").at("filled").as_int64(), 0);
    }

    /// A month's messages are known for good.
    void theEndOfAMonthIsKnown()
    {
        forget();
        const QDate first(today().year(), today().month(), 1);
        const QDate end = first.addDays(-1);
        QVERIFY(m_server.tenantSql(m_acme)
                    .run("INSERT INTO usage_counters (organization_id, resource, period, used) VALUES "
                         "(current_setting('app.current_tenant')::uuid, 'messages', $1, 42) ON CONFLICT "
                         "(organization_id, resource, period) DO UPDATE SET used = 42",
                         {end.toString(QStringLiteral("yyyy-MM")).toStdString()})
                    .ok());
        note(m_acme, "messages", day(end.addDays(-4)), 40);
        lastLooked(day(end.addDays(-4)) + " 12:00:00+00");
        QVERIFY(runJob("usage.daily").is_object());
        QCOMPARE(noted(m_acme, "messages", day(end)), std::string("42/42/1000"));
        QCOMPARE(noted(m_acme, "messages", day(end.addDays(-1))), std::string());
        const Reply asked =
            m_server.tenant("acme-corp")
                .get("/v1/usage/daily?resource=messages&from=" + day(end.addDays(-5)) + "&to=" + day(end));
        const auto days = resource(asked, "messages").at("days").as_array();
        QCOMPARE(days.size(), size_t(2));
        QCOMPARE(std::string(days[1].at("day").as_string().c_str()), day(end));
    }

    void aLimitThatIsNearRaisesOneAlert()
    {
        forget();
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        const auto used = acme.get("/v1/usage").json().at("agents").at("used").as_int64();
        const auto limits = "/v1/admin/organizations/" + m_acme + "/limits";
        QCOMPARE(staff.patch(limits, "{\"maxAgents\":" + std::to_string(used + 10) + "}").status, 200);
        // Two more each day: the ten that are left are five days.
        for (int ago = 1; ago <= 20; ++ago) {
            note(m_acme, "agents", day(ago), used - 2 * ago);
        }
        const auto alerts = [&](const char *open) {
            const auto page = staff.get(std::string("/v1/admin/alerts?kind=usage.forecast&open=") + open);
            return page.json().at("items").as_array();
        };
        const auto forecast = resource(acme.get("/v1/usage/daily"), "agents").at("forecast");
        QCOMPARE(forecast.at("basis").as_string(), "trend");
        QCOMPARE(forecast.at("per_day").to_number<double>(), 2.0);
        QCOMPARE(std::string(forecast.at("reached_on").as_string().c_str()), day(-5));
        QVERIFY(runJob("usage.forecast").is_object());
        const auto raised = alerts("true");
        QCOMPARE(raised.size(), size_t(1));
        QCOMPARE(std::string(raised[0].at("organization_id").as_string().c_str()), m_acme);
        QCOMPARE(raised[0].at("resource").as_string(), "agents");
        QCOMPARE(raised[0].at("value").as_int64(), used);
        QCOMPARE(raised[0].at("limit").as_int64(), used + 10);
        QCOMPARE(std::string(raised[0].at("detail").at("reached_on").as_string().c_str()), day(-5));
        QCOMPARE(runJob("usage.forecast").at("raised").as_int64(), 0);
        QCOMPARE(alerts("true"), raised);
        // Far away again.
        QCOMPARE(staff.patch(limits, "{\"maxAgents\":" + std::to_string(used + 100) + "}").status, 200);
        QVERIFY(runJob("usage.forecast").is_object());
        QVERIFY(alerts("true").empty());
        QCOMPARE(alerts("false").size(), size_t(1));
    }

    void whatIsTooOldGoes()
    {
        forget();
        note(m_acme, "agents", day(400), 1);
        note(m_acme, "agents", day(401), 1);
        QVERIFY(runJob("usage.daily").is_object());
        QVERIFY(!noted(m_acme, "agents", day(400)).empty());
        QVERIFY(noted(m_acme, "agents", day(401)).empty());
    }

    /// 10,000 organizations: no query a row. Fifteen seconds, or on a slow and busy machine as long as that takes to
    /// write 270,000 rows at once; the jobs write and read a third of them.
    void manyOrganizationsAtOnce()
    {
        forget();
        QElapsedTimer timer;
        auto sql = m_server.sql("postgres");
        const auto made =
            sql.run("INSERT INTO organizations (slug, name, plan, status, created_at) SELECT 'many-' || n, "
                    "'Many ' || n, (SELECT min(id) FROM plans), 'active', now() - interval '1 year' "
                    "FROM generate_series(1, 10000) n");
        QVERIFY2(made.ok(), made.message.c_str());
        timer.start();
        QVERIFY(sql.run("INSERT INTO usage_daily (organization_id, resource, day, used, peak, quota) "
                        "SELECT o.id, 'agents', $1::date - n, 40 - n, 40 - n, 50 FROM organizations o, "
                        "generate_series(1, 27) n WHERE o.slug LIKE 'many-%'",
                        {day(0)})
                    .ok());
        const qint64 longest = std::max<qint64>(15'000, timer.elapsed());
        QVERIFY(sql.run("ANALYZE organizations, usage_daily").ok());
        // The first look of a day: yesterday's end and today.
        lastLooked(day(1) + " 12:00:00+00");
        for (const char *kind : {"usage.daily", "usage.forecast"}) {
            timer.restart();
            const auto done = runJob(kind);
            const qint64 took = timer.elapsed();
            QVERIFY(done.is_object());
            if (kind == std::string_view("usage.daily")) {
                QVERIFY(done.at("filled").as_int64() >= 40'000 && done.at("noted").as_int64() >= 40'000);
            }
            qInfo("%s of 10,000 organizations: %lld ms", kind, static_cast<long long>(took));
            QVERIFY2(took < longest, kind);
        }
    }
};

QTEST_GUILESS_MAIN(TestUsageDaily)
#include "test_usage_daily.moc"
