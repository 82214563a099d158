// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Each role on a server of its own, behind nginx with a list of servers for the streams: what one counts another
// pushes, and a third rolls up.

#include "tests/support/livestream.h"
#include "tests/support/nginx.h"
#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QTest>

using namespace objecta::test;
using namespace std::chrono_literals;

class TestRolesApart : public QObject {
    Q_OBJECT

    static QStringList options(const char *role)
    {
        return {QStringLiteral("--role"),  QString::fromLatin1(role),         QStringLiteral("--name"),
                QString::fromLatin1(role), QStringLiteral("--trusted-proxy"), QStringLiteral("127.0.0.0/8")};
    }
    static int64_t sum(const boost::json::value &counts)
    {
        int64_t out = 0;
        for (const auto &count : counts.as_array()) {
            out += count.is_null() ? 0 : count.to_number<int64_t>();
        }
        return out;
    }

private slots:
    void whatOneCountsAnotherPushesAndAThirdRollsUp()
    {
        TestServer api(TestServer::Cluster::Shared, options("api"));
        QVERIFY2(api.start(), qPrintable(api.error()));
        TestServer stream(api, options("stream"));
        QVERIFY2(stream.start(), qPrintable(stream.error()));
        TestServer worker(api, options("worker"));
        QVERIFY2(worker.start(), qPrintable(worker.error()));
        Nginx nginx;
        QVERIFY2(nginx.start({api.port()}, {}, {stream.port()}), qPrintable(nginx.error()));
        const auto behind = [&nginx](const char *host) {
            return HttpClient(nginx.port(), std::string(host) + ".localhost:" + std::to_string(nginx.port()));
        };
        const std::string acme = api.demo().tenant("acme-corp").id;
        auto staff = behind("admin");
        staff.setToken(api.staff().token());
        QCOMPARE(staff.get("/v1/admin/me").status, 200);

        // Each does its own part and no other.
        QCOMPARE(stream.anonymousStaff().get("/v1/admin/me").status, 404);
        QCOMPARE(worker.anonymousStaff().get("/v1/admin/me").status, 404);
        QCOMPARE(api.anonymousStaff().get("/v1/admin/stream").status, 404);
        QCOMPARE(worker.anonymousStaff().get("/v1/admin/stream").status, 404);
        QCOMPARE(stream.anonymousStaff().get("/v1/admin/stream").status, 401);

        const LiveStream live(nginx.port(), staff.token());
        QVERIFY(within(10s, [&] { return live.servers() == std::map<std::string, bool>{{"api", true}}; }));
        auto tenant = behind("acme-corp");
        tenant.setToken(api.tenant("acme-corp").token());
        constexpr int64_t asked = 40;
        for (int64_t i = 0; i < asked; ++i) {
            QCOMPARE(tenant.get("/v1/agents?limit=1").status, 200);
        }
        QVERIFY(within(5s, [&] { return live.requests(acme) == asked; }));
        QCOMPARE(staff.patch("/v1/admin/organizations/" + acme + "/limits", R"({"maxAgents":77})").status, 200);
        QVERIFY(within(3s, [&] { return live.heard("organization.updated"); }));

        const Reply history = staff.get("/v1/admin/metrics?seconds=60&step=1&organization_id=" + acme);
        QCOMPARE(sum(history.json().at("requests")), asked);
        auto sql = api.sql("objecta_platform");
        const auto stored = [&](const char *ring) {
            return sql
                .run("SELECT coalesce(sum(requests), 0) FROM metric_points WHERE organization_id = $1 AND ring = $2",
                     {acme, ring})
                .value();
        };
        QVERIFY2(within(15s, [&] { return stored("10") == std::to_string(asked); }), stored("10").c_str());
        QCOMPARE(stored("60"), std::string("0"));
        // The same once more, so long ago; the platform's with it.
        const auto had = [&](const char *ago) {
            return sql
                .run("INSERT INTO metric_points (organization_id, ring, slot, at, step_seconds, server, requests) "
                     "SELECT organization_id, ring, metric_slot(ring, at - $2::interval), "
                     "at - $2::interval, step_seconds, server, requests FROM metric_points "
                     "WHERE organization_id IN ($1, '00000000-0000-0000-0000-000000000000') AND ring = 10 "
                     "AND at > now() - interval '1 minute'",
                     {acme, ago})
                .ok();
        };
        const auto run = [&](const char *kind) {
            return sql.run("INSERT INTO jobs (organization_id, kind) "
                           "VALUES ('00000000-0000-0000-0000-000000000000', $1)",
                           {kind})
                       .ok()
                && sql.run("SELECT pg_notify('objecta_jobs', '')").ok();
        };
        // Of a minute that is over long ago the worker makes a point of the longer ring.
        QVERIFY(had("100 s"));
        QVERIFY(run("metrics.minutes"));
        QVERIFY2(within(10s, [&] { return stored("60") == std::to_string(asked); }), stored("60").c_str());
        // And of an hour, as late as two hours after it; what is older than its ring keeps goes.
        QVERIFY(had("90 min"));
        const auto then =
            sql.run("SELECT min(at) FROM metric_points WHERE ring = 10 AND organization_id = $1", {acme}).value();
        const auto ofTheHour = [&] {
            return sql
                .run("SELECT coalesce(sum(requests), 0) FROM metric_points WHERE organization_id = $1 AND ring = 3600 "
                     "AND at <= $2::timestamptz",
                     {acme, then})
                .value();
        };
        QVERIFY(had("70 h")); // in a partition of its own, whatever the time is
        const auto old = [&] {
            return sql.run("SELECT count(*) FROM metric_points WHERE ring = 10 AND at < now() - interval '60 h'")
                .value();
        };
        QVERIFY(old() != "0");
        QVERIFY(run("metrics.hours"));
        QVERIFY2(within(20s, [&] { return ofTheHour() == std::to_string(asked); }), ofTheHour().c_str());
        QVERIFY2(within(20s, [&] { return old() == "0"; }), old().c_str());
    }
};

QTEST_GUILESS_MAIN(TestRolesApart)
#include "test_roles_apart.moc"
