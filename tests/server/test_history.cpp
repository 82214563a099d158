// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Real traffic of the player on a real server: it shows in the metrics, outlives a restart, and leaves nothing behind.

#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QDateTime>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <map>

using namespace objecta::test;
using namespace std::chrono_literals;
namespace json = boost::json;

class TestHistory : public QObject {
    Q_OBJECT

    TestServer m_server;

    static double sum(const json::value &series, const char *column)
    {
        double total = 0;
        for (const auto &value : series.at(column).as_array()) {
            total += value.is_null() ? 0 : value.to_number<double>();
        }
        return total;
    }
    json::value metrics(const std::string &query) const
    {
        auto staff = m_server.staff();
        const Reply reply = staff.get("/v1/admin/metrics?" + query);
        if (reply.status != 200) {
            throw std::runtime_error(reply.body);
        }
        return reply.json();
    }
    int64_t agents(const std::string &slug) const
    {
        auto staff = m_server.staff();
        const Reply reply = staff.get("/v1/admin/organizations/" + m_server.demo().tenant(slug).id);
        return reply.json().at("usage").at("agents").at("used").as_int64();
    }

private slots:
    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.error())); }

    /// Every figure of a tenant, by requests of each kind.
    void eachFigureIsCounted()
    {
        auto staff = m_server.staff();
        const Reply made = staff.post("/v1/admin/organizations",
                                      R"({"slug":"counted","name":"Counted","plan":"free",)"
                                      R"("admin_email":"owner@counted.example"})");
        QCOMPARE(made.status, 201);
        const std::string id = made.text("id");
        const std::string path = "/v1/admin/organizations/" + id;
        QVERIFY(within(10s, [&] { return staff.get(path).text("status") == "active"; }));
        QCOMPARE(staff.patch(path + "/limits", R"({"maxAgents":1})").status, 200);
        auto tenant = m_server.anonymousTenant("counted");
        QCOMPARE(tenant.signIn(made.text("admin_email"), made.text("admin_password")).status, 200);

        std::map<int, int> statuses; // by their hundreds
        const auto count = [&](const Reply &reply) {
            ++statuses[reply.status / 100];
            return reply;
        };
        const std::string agent = count(tenant.post("/v1/agents", R"({"name":"One"})")).text("id");
        QCOMPARE(count(tenant.post("/v1/agents", R"({"name":"Two"})")).code(), std::string("quota_exceeded"));
        const std::string say = "{\"agent_id\":\"" + agent + "\",\"content\":\"Hello\"}";
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(count(tenant.post("/v1/messages", say)).status, 201);
        }
        QCOMPARE(count(tenant.get("/v1/agents/" + id)).status, 404);
        QCOMPARE(
            count(tenant.send("POST", "/v1/documents?name=d", std::string(5000, 'x'), {{"Content-Type", "text/plain"}}))
                .status,
            201);
        QCOMPARE(staff.send("PUT", path + "/throttle", R"({"per_second":1,"minutes":5,"reason":"Counted"})").status,
                 200);
        int limited = 0;
        QVERIFY(within(20s, [&] {
            limited += count(tenant.get("/v1/usage")).status == 429 ? 1 : 0;
            return limited == 3;
        }));

        json::value series;
        QVERIFY(within(10s, [&] {
            series = metrics("seconds=120&step=1&organization_id=" + id);
            return sum(series, "requests") == statuses[2] + statuses[4];
        }));
        QCOMPARE(sum(series, "status2xx"), double(statuses[2]));
        QCOMPARE(sum(series, "status3xx"), 0.0);
        QCOMPARE(sum(series, "status4xx"), double(statuses[4]));
        QCOMPARE(sum(series, "status5xx"), 0.0);
        QCOMPARE(sum(series, "messages"), 3.0);
        QCOMPARE(sum(series, "rate_limited"), double(limited));
        QCOMPARE(sum(series, "quota_refused"), 1.0);
        QCOMPARE(sum(series, "stored_bytes"), 5000.0);
        QVERIFY(sum(series, "bytes") > 5000);
        QVERIFY(sum(series, "database_ms") > 0);
    }

    void trafficShowsAndSurvivesARestart()
    {
        const int64_t acme = agents("acme-corp");
        const int64_t xyz = agents("xyz-inc");
        QCOMPARE(acme, int64_t(7));
        QCOMPARE(xyz, int64_t(12));
        const std::string id = m_server.demo().tenant("xyz-inc").id;
        QProcess player;
        player.setProcessChannelMode(QProcess::ForwardedChannels);
        player.start(QStringLiteral(OBJECTA_BIN_DIR "/objecta-server"),
                     {QStringLiteral("play"), QStringLiteral("--demo-file"), m_server.demoFile()});
        QVERIFY(player.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(sum(metrics("seconds=60&organization_id=" + id), "requests") > 60, 30'000);
        const auto series = metrics("seconds=60&step=1&organization_id=" + id);
        QCOMPARE(series.at("requests").as_array().size(), size_t(60));
        QVERIFY(sum(series, "p95_ms") > 0);
        QVERIFY(sum(series, "status2xx") > 0.8 * sum(series, "requests"));
        QCOMPARE(sum(series, "status5xx"), 0.0);
        // Before the server ran nothing was measured.
        QVERIFY(metrics("seconds=3600&step=60").at("requests").as_array().front().is_null());

        // The player stays while the server goes and comes back. The ten seconds in which it went are a point once they
        // are over.
        const double stopped = sum(metrics("seconds=600&step=1&organization_id=" + id), "requests");
        QVERIFY2(m_server.stop() == 0, m_server.log().right(2000).constData());
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        double before = 0;
        QTRY_VERIFY_WITH_TIMEOUT(
            (before = sum(metrics("seconds=600&step=1&organization_id=" + id), "requests")) >= stopped, 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(sum(metrics("seconds=600&step=1&organization_id=" + id), "requests") > before + 60,
                                 30'000);

        ::kill(static_cast<pid_t>(player.processId()), SIGTERM);
        QVERIFY(player.waitForFinished(10'000));
        QCOMPARE(player.exitCode(), 0);
        QCOMPARE(agents("acme-corp"), acme);
        QCOMPARE(agents("xyz-inc"), xyz);
    }

    void noStepIsFinerThanWhatIsKnown()
    {
        const auto step = [&](const std::string &query) { return metrics(query).at("step_seconds").as_int64(); };
        const auto ago = [](int64_t seconds) {
            const auto time = QDateTime::currentDateTimeUtc().addSecs(-seconds);
            return "from=" + time.toString(Qt::ISODate).toStdString() + "&points=10000";
        };
        // This server began less than an hour ago.
        QCOMPARE(step(ago(3'600)), int64_t(10));
        QCOMPARE(step(ago(3 * 86'400)), int64_t(60));
        QCOMPARE(step(ago(36 * 86'400)), int64_t(3600));
        QCOMPARE(step("seconds=3600&step=1"), int64_t(1));
    }

    void aPlayerWithoutItsFileSaysSo()
    {
        QProcess player;
        player.start(
            QStringLiteral(OBJECTA_BIN_DIR "/objecta-server"),
            {QStringLiteral("play"), QStringLiteral("--demo-file"), m_server.dataDir() + QStringLiteral("/none")});
        QVERIFY(player.waitForFinished(10'000));
        QCOMPARE(player.exitCode(), 2);
        QVERIFY(player.readAllStandardError().contains("serve --demo"));
    }

    void badQueriesAreNamed()
    {
        auto staff = m_server.staff();
        for (const char *query : {"seconds=9", "seconds=3601", "step=0", "step=61", "step=x", "organization_id=x",
                                  "to=", "from=yesterday", "points=0", "points=10001"}) {
            QCOMPARE(staff.get(std::string("/v1/admin/metrics?") + query).status, 422);
        }
        // A range without history is no mistake.
        for (const char *query : {"from=2000-01-01T00:00:00Z&to=2000-01-02T00:00:00Z", "from=2999-01-01T00:00:00Z"}) {
            QVERIFY(metrics(query).at("requests").as_array().empty());
        }
        const auto day = metrics("from=2000-01-01T00:00:00Z&points=10000");
        QCOMPARE(day.at("step_seconds").as_int64(), int64_t(3600));
        QCOMPARE(day.at("requests").as_array().size(), size_t(9600));
        const Reply unknown = staff.get("/v1/admin/metrics?organization_id=00000000-0000-4000-8000-000000000000");
        QCOMPARE(unknown.status, 404);
    }
};

QTEST_GUILESS_MAIN(TestHistory)
#include "test_history.moc"
