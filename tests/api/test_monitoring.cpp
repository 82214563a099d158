// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// /metrics for Prometheus: valid, exact, of a size that no request changes, on a door of its own, and there when
// PostgreSQL and Redis are not.

#include "tests/support/exposition.h"
#include "tests/support/postgrescluster.h"
#include "tests/support/redisserver.h"
#include "tests/support/waiting.h"

#include <QElapsedTimer>
#include <QNetworkRequest>
#include <QTcpSocket>
#include <QTest>
#include <QWebSocket>

#include <algorithm>

using namespace objecta::test;
using namespace std::chrono_literals;

namespace {

const std::string agents = R"(method="GET",route="/v1/agents")";

QStringList unlimited(QStringList more = {})
{
    return withMetrics + more
        + QStringList{QStringLiteral("--organization-rate"), QStringLiteral("1000000"), QStringLiteral("--actor-rate"),
                      QStringLiteral("1000000")};
}

/// How much more the later one says of a series; -1 where it is missing in one.
double grown(const Exposition &before, const Exposition &after, const std::string &series)
{
    const auto from = before.value(series);
    const auto to = after.value(series);
    return from && to ? *to - *from : -1;
}

/// One that the database had its part in, too; an empty one if it never does.
Exposition whole(const TestServer &server)
{
    Exposition out{{}};
    const bool there = within(20s, [&] {
        out = scrape(server);
        return out.families().contains("objecta_jobs");
    });
    return there ? out : Exposition({});
}

bool connects(const char *address, uint16_t port)
{
    QTcpSocket socket;
    socket.connectToHost(QString::fromLatin1(address), port);
    return socket.waitForConnected(5000);
}

} // namespace

class TestMonitoring : public QObject {
    Q_OBJECT

    TestServer m_server{TestServer::Cluster::Shared, unlimited()};

private slots:
    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.error())); }
    void cleanupTestCase() { QCOMPARE(m_server.stop(), 0); }

    void itIsWhatPrometheusReads()
    {
        const Reply reply = HttpClient(metricsPort(m_server), "monitoring.example").get("/metrics");
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.header("content-type"), std::string("text/plain; version=0.0.4; charset=utf-8"));
        QCOMPARE(promtool({QStringLiteral("check"), QStringLiteral("metrics")}, QByteArray::fromStdString(reply.body)),
                 QByteArray());
        const Exposition page(reply.body);
        QCOMPARE(page.families().at("objecta_http_request_duration_seconds"), std::string("histogram"));
        QCOMPARE(page.value(R"(objecta_build_info{version=")" OBJECTA_VERSION R"("})"), std::optional(1.0));
        // Of the process that it is.
        QFile file(QStringLiteral("/proc/%1/limits").arg(m_server.processId()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const double files = page.value("process_max_fds").value_or(0);
        QVERIFY(file.readAll().contains("Max open files            " + QByteArray::number(static_cast<qint64>(files))));
        QVERIFY(page.value("process_open_fds").value_or(0) > 10);
        QVERIFY(page.value("process_resident_memory_bytes").value_or(0) > 5e6);
        const double age = QDateTime::currentSecsSinceEpoch() - page.value("process_start_time_seconds").value_or(0);
        QVERIFY2(age > -2 && age < 300, std::to_string(age).c_str());
    }

    void everyRequestIsCountedOnce()
    {
        auto tenant = m_server.tenant("acme-corp");
        auto nobody = m_server.anonymousTenant("acme-corp");
        const Exposition before = scrape(m_server);
        constexpr int many = 57;
        for (int i = 0; i < many; ++i) {
            QCOMPARE(tenant.get("/v1/agents?limit=1").status, 200);
        }
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(nobody.get("/v1/agents").status, 401);
            QCOMPARE(nobody.get("/no/such/place").status, 404);
        }
        QCOMPARE(tenant.send("HEAD", "/v1/agents", "").status, 200);
        const Exposition after = scrape(m_server);
        const auto by = [&](const std::string &series) { return grown(before, after, series); };
        QCOMPARE(by("objecta_http_requests_total{" + agents + R"(,status="2xx"})"), many + 1.0);
        QCOMPARE(by("objecta_http_requests_total{" + agents + R"(,status="4xx"})"), 5.0);
        QCOMPARE(by("objecta_http_requests_total{" + agents + R"(,status="5xx"})"), 0.0);
        QCOMPARE(by(R"(objecta_http_requests_total{method="none",route="none",status="4xx"})"), 5.0);
        QCOMPARE(by(R"(objecta_http_problems_total{code="unauthenticated"})"), 5.0);
        QCOMPARE(by(R"(objecta_http_problems_total{code="not_found"})"), 5.0);
        // The histogram is of the same requests, its time is real time.
        QCOMPARE(by("objecta_http_request_duration_seconds_count{" + agents + "}"), many + 6.0);
        QCOMPARE(by("objecta_http_request_duration_seconds_bucket{" + agents + R"(,le="+Inf"})"), many + 6.0);
        QCOMPARE(by("objecta_http_request_duration_seconds_bucket{" + agents + R"(,le="5"})"), many + 6.0);
        QVERIFY(by("objecta_http_request_duration_seconds_bucket{" + agents + R"(,le="0.00025"})") < many + 6);
        const double time = by("objecta_http_request_duration_seconds_sum{" + agents + "}");
        const double database = by("objecta_http_database_seconds_total{" + agents + "}");
        QVERIFY2(time > 0 && database > 0 && database <= time,
                 (std::to_string(database) + " of " + std::to_string(time)).c_str());
        QVERIFY(by("objecta_http_transferred_bytes_total") > many * 300);
        QVERIFY(after.value("objecta_http_connections").value_or(0) >= 2);
        // Nothing else was.
        double all = 0;
        for (const auto &series : after.series()) {
            all += series.starts_with("objecta_http_requests_total{") ? by(series) : 0;
        }
        QCOMPARE(all, many + 11.0);
    }

    void aThousandOrganizationsAddNothing()
    {
        QStringList arguments{QStringLiteral("seed"), QStringLiteral("--organizations"), QStringLiteral("1000"),
                              QStringLiteral("--data-dir"), m_server.dataDir()};
        if (!m_server.databaseUrl().isEmpty()) {
            arguments << QStringLiteral("--database") << m_server.databaseUrl();
        }
        QProcess seed;
        seed.start(QStringLiteral(OBJECTA_BIN_DIR "/objecta-server"), arguments);
        QVERIFY(seed.waitForFinished(120'000));
        QVERIFY2(seed.exitCode() == 0, seed.readAllStandardError().constData());
        const Exposition before = whole(m_server);
        QVERIFY(before.series().size() > 1000);

        // Each of them is asked for something by whoever may: staff that look through its eyes.
        auto staff = m_server.staff();
        auto everywhere = m_server.anonymousTenant("acme-corp");
        const auto rows = m_server.sql("objecta_platform").run("SELECT id || ' ' || slug FROM organizations");
        QVERIFY(rows.rows.size() > 1000);
        int seen = 0;
        for (const auto &row : rows.rows) {
            const std::string id = row[0]->substr(0, 36);
            const std::string slug = row[0]->substr(37);
            const Reply begun = staff.post("/v1/admin/impersonations",
                                           R"({"organization_id":")" + id + R"(","reason":"counting series"})");
            everywhere.setHost(slug + ".localhost");
            everywhere.setToken(begun.text("access_token"));
            seen += everywhere.get("/v1/agents?limit=1").status == 200 ? 1 : 0;
            everywhere.get("/" + slug + "/" + id);
        }
        QVERIFY2(seen > 700, std::to_string(seen).c_str()); // the rest are suspended or the like
        for (const char *odd : {"/v1/agents/%22%7D%0A", "/v1/agents/x?a=%7B", "/metrics{route=\"x\"}", "//", "/%"}) {
            everywhere.get(odd);
            everywhere.send("BREW", odd, "");
        }
        HttpClient::raw(m_server.port(), "GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n");

        const Exposition after = whole(m_server);
        QVERIFY(grown(before, after, "objecta_http_requests_total{" + agents + R"(,status="2xx"})") >= seen);
        QCOMPARE(after.series(), before.series());
        QVERIFY2(after.series().size() < 4000, std::to_string(after.series().size()).c_str());
        // And nobody is named.
        for (const auto &row : rows.rows) {
            QVERIFY(after.text().find(row[0]->substr(0, 36)) == std::string::npos);
        }
        for (const auto &tenant : m_server.demo().tenants) {
            QVERIFY(after.text().find(tenant.slug) == std::string::npos);
            QVERIFY(after.text().find(tenant.email) == std::string::npos);
        }
    }

    void itHasADoorOfItsOwn()
    {
        auto staff = m_server.staff();
        auto tenant = m_server.tenant("acme-corp");
        auto nobody = m_server.anonymousStaff();
        for (HttpClient *client : {&staff, &tenant, &nobody}) {
            QCOMPARE(client->get("/metrics").status, 404);
        }
        const uint16_t port = metricsPort(m_server);
        HttpClient inside(port, "admin.localhost");
        inside.setToken(staff.token());
        for (const char *target : {"/v1/admin/organizations", "/v1/agents", "/healthz", "/openapi.json", "/"}) {
            QCOMPARE(inside.get(target).status, 404);
        }
        QCOMPARE(inside.post("/metrics", "{}").status, 413); // takes no body
        QCOMPARE(inside.send("DELETE", "/metrics", "").status, 405);
        QVERIFY(inside.send("HEAD", "/metrics", "").body.empty());
        // It listens where it was told, and nowhere without being told.
        QVERIFY(connects("127.0.0.1", port));
        QVERIFY(!connects("127.0.0.2", port));
        TestServer without(m_server, {});
        QVERIFY2(without.start(), qPrintable(without.error()));
        QCOMPARE(metricsPort(without), uint16_t(0));
    }

    void whoeverKnocksItAnswers()
    {
        const uint16_t port = metricsPort(m_server);
        for (const char *bytes :
             {"GET /metrics\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n", "GET /metrics HTTP/1.1\r\n\r\n",
              "GET /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n",
              "GET /metrics HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n"}) {
            const Reply reply = HttpClient::raw(port, bytes);
            QVERIFY2(reply.status == 0 || reply.status / 100 == 4, bytes);
        }
        const std::string longHead = "GET /metrics HTTP/1.1\r\nHost: a\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n";
        QCOMPARE(HttpClient::raw(port, longHead).status, 431);
        // More than may be are sent away; those that are there go on.
        HttpClient there(port, "monitoring.example");
        QCOMPARE(there.get("/metrics").status, 200);
        std::vector<std::unique_ptr<QTcpSocket>> crowd;
        for (int i = 0; i < 100; ++i) {
            crowd.push_back(std::make_unique<QTcpSocket>());
            crowd.back()->connectToHost(QStringLiteral("127.0.0.1"), port);
            QVERIFY(crowd.back()->waitForConnected(5000));
        }
        QCOMPARE(there.get("/metrics").status, 200);
        crowd.clear();
        QVERIFY(within(10s, [&] { return HttpClient(port, "monitoring.example").get("/metrics").status == 200; }));
    }

    void deadJobsAreTold()
    {
        auto sql = m_server.sql("objecta_platform");
        const char *insert = "INSERT INTO jobs (organization_id, kind, status, finished_at) VALUES "
                             "('00000000-0000-0000-0000-000000000000', $1, 'failed', now() - $2::interval)";
        QVERIFY(sql.run(insert, {"documents.sweep", "1 hour"}).ok());
        QVERIFY(sql.run(insert, {"documents.sweep", "2 days"}).ok());
        QVERIFY(sql.run(insert, {R"(of another "version")", "1 minute"}).ok());
        // The database is asked every five seconds at the most.
        QVERIFY(within(20s, [&] {
            const auto page = scrape(m_server);
            return page.value(R"(objecta_jobs{kind="documents.sweep",state="failed"})") == 1.0
                && page.value(R"(objecta_jobs{kind="other",state="failed"})") == 1.0
                && page.value(R"(objecta_jobs{kind="metrics.minutes",state="failed"})") == 0.0;
        }));
    }

    void streamsAreTold()
    {
        QNetworkRequest request(QUrl(QStringLiteral("ws://localhost:%1/v1/admin/stream").arg(m_server.port())));
        request.setRawHeader("Authorization", QByteArray::fromStdString("Bearer " + m_server.staff().token()));
        const std::string sent = R"(objecta_stream_frames_total{outcome="sent"})";
        const double before = scrape(m_server).value(sent).value_or(-1);
        QVERIFY(before >= 0);
        double during = 0;
        {
            QWebSocket socket;
            connect(&socket, &QWebSocket::connected, &socket, [&] {
                socket.sendTextMessage(QStringLiteral(R"({"type":"subscribe","organizations":[],"platform":true})"));
            });
            socket.open(request);
            QVERIFY(within(20s, [&] {
                const auto page = scrape(m_server);
                during = page.value(sent).value_or(0);
                return page.value("objecta_streams") == 1.0 && during >= before + 2;
            }));
        }
        QVERIFY(within(20s, [&] { return scrape(m_server).value("objecta_streams") == 0.0; }));
        QVERIFY(scrape(m_server).value(sent).value_or(0) >= during); // a counter
    }

    void eachRoleAnswers()
    {
        for (const char *role : {"worker", "stream"}) {
            TestServer part(m_server, withMetrics + QStringList{QStringLiteral("--role"), QString::fromLatin1(role)});
            QVERIFY2(part.start(), qPrintable(part.error()));
            // It hears the one that answers requests, and tells of nobody else.
            QVERIFY(within(20s, [&] { return scrape(part).value(R"(objecta_servers{state="heard"})") == 1.0; }));
            const auto page = scrape(part);
            QCOMPARE(page.value(std::string(R"(objecta_server_role{role=")") + role + "\"}"), std::optional(1.0));
            QCOMPARE(page.value(R"(objecta_server_role{role="api"})"), std::optional(0.0));
            QCOMPARE(page.value("objecta_bus_up"), std::optional(1.0));
            QVERIFY(page.value("objecta_server_lag_seconds").value_or(9) < 5);
            QCOMPARE(page.value("objecta_history_pending_seconds"), std::optional(0.0));
            QVERIFY(!page.value("objecta_redis_up"));
        }
        QVERIFY(within(20s, [&] { return scrape(m_server).value("objecta_history_stored_seconds_total") > 0.0; }));
    }

    void itAnswersWithoutPostgres()
    {
        QTemporaryDir folder;
        QVERIFY(QFile::setPermissions(folder.path(), QFile::permissions(folder.path()) | QFile::ExeOther));
        PostgresCluster cluster(folder.path());
        QVERIFY(cluster.start());
        TestServer server(
            TestServer::Cluster::Own,
            unlimited({QStringLiteral("--database"), cluster.address() + QStringLiteral(" dbname=objecta")}));
        QVERIFY2(server.start(), qPrintable(server.error()));
        auto tenant = server.tenant("acme-corp");
        const Exposition before = whole(server);
        QCOMPARE(before.value("objecta_database_up"), std::optional(1.0));
        cluster.stop();
        constexpr int many = 9;
        for (int i = 0; i < many; ++i) {
            QCOMPARE(tenant.get("/v1/agents").status, 503);
        }
        qint64 longest = 0;
        QVERIFY(within(30s, [&] {
            QElapsedTimer took;
            took.start();
            const auto page = scrape(server);
            longest = std::max(longest, took.elapsed());
            return page.value("objecta_database_up") == 0.0;
        }));
        QVERIFY2(longest < 1500, std::to_string(longest).c_str()); // a quarter second, and what a busy machine adds
        const Exposition without = scrape(server);
        QVERIFY(grown(before, without, R"(objecta_http_problems_total{code="database_unavailable"})") >= 1);
        QCOMPARE(grown(before, without, "objecta_http_requests_total{" + agents + R"(,status="5xx"})"), double(many));
        QVERIFY(!without.families().contains("objecta_jobs"));
        QVERIFY(without.value("process_cpu_seconds_total").value_or(0) > 0);
        QCOMPARE(without.value("objecta_bus_up"), std::optional(0.0));
        // What is not stored grows, until it is.
        QVERIFY(within(60s, [&] { return scrape(server).value("objecta_history_failures_total") > 0.0; }));
        QVERIFY(cluster.start());
        QVERIFY(within(60s, [&] {
            const auto page = scrape(server);
            return page.value("objecta_database_up") == 1.0 && page.families().contains("objecta_jobs")
                && page.value("objecta_bus_up") == 1.0
                && page.value("objecta_history_pending_seconds").value_or(99) < 12;
        }));
        QCOMPARE(server.stop(), 0);
    }

    void itTellsOfRedis()
    {
        RedisServer redis;
        QVERIFY2(redis.start(), qPrintable(redis.error()));
        TestServer server(m_server, unlimited({QStringLiteral("--redis"), redis.url()}));
        QVERIFY2(server.start(), qPrintable(server.error()));
        QVERIFY(within(20s, [&] {
            const auto page = scrape(server);
            return page.value("objecta_redis_up") == 1.0 && page.value("objecta_bus_up") == 1.0;
        }));
        redis.kill();
        QVERIFY(within(20s, [&] {
            const auto page = scrape(server);
            return page.value("objecta_redis_up") == 0.0 && page.value("objecta_bus_up") == 0.0
                && page.value("objecta_bus_untold_messages") > 0.0;
        }));
        auto tenant = server.anonymousTenant("acme-corp");
        tenant.setToken(m_server.tenant("acme-corp").token());
        const Exposition before = scrape(server);
        for (int i = 0; i < 7; ++i) {
            QCOMPARE(tenant.get("/v1/agents?limit=1").status, 200);
        }
        const Exposition after = scrape(server);
        QVERIFY(grown(before, after, "objecta_rate_limit_local_requests_total") >= 7);
        QVERIFY(after.value("objecta_redis_outages_total") >= 1.0);
    }

    void aWrongAddressIsSaid()
    {
        for (const char *wrong : {"nowhere", "1.2.3.4", "127.0.0.1:99999", "127.0.0.1:", "host.example:9464"}) {
            TestServer server(m_server, {QStringLiteral("--metrics-listen"), QString::fromLatin1(wrong)});
            QVERIFY2(!server.start(), wrong);
            QVERIFY2(server.error().contains(QLatin1String("listen")), qPrintable(server.error()));
        }
    }
};

QTEST_GUILESS_MAIN(TestMonitoring)
#include "test_monitoring.moc"
