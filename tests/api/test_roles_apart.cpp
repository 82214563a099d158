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
        // Of a minute that is over long ago the worker makes a point of the longer ring.
        QVERIFY(sql.run("INSERT INTO metric_points (organization_id, ring, slot, at, step_seconds, server, requests) "
                        "SELECT organization_id, ring, metric_slot(ring, at - interval '100 s'), "
                        "at - interval '100 s', step_seconds, server, requests "
                        "FROM metric_points WHERE organization_id = $1 AND ring = 10",
                        {acme})
                    .ok());
        QVERIFY(sql.run("INSERT INTO jobs (organization_id, kind) "
                        "VALUES ('00000000-0000-0000-0000-000000000000', 'metrics.minutes')")
                    .ok());
        QVERIFY(sql.run("SELECT pg_notify('objecta_jobs', '')").ok());
        QVERIFY2(within(10s, [&] { return stored("60") == std::to_string(asked); }), stored("60").c_str());
    }
};

QTEST_GUILESS_MAIN(TestRolesApart)
#include "test_roles_apart.moc"
