// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// kill -9 of the server, and of PostgreSQL with it, in the middle of writing: nothing acknowledged is lost, nothing is
// half made. The moment is random within the load, named by its seed.

#include "tests/support/testserver.h"

#include <QTest>

#include <atomic>
#include <mutex>
#include <random>
#include <thread>

using namespace objecta::test;

class TestKill : public QObject {
    Q_OBJECT

    static constexpr const char *everyOrganizationIsWhole =
        "SELECT o.slug FROM organizations o WHERE NOT EXISTS (SELECT FROM users u WHERE u.organization_id = o.id AND "
        "u.role = 'owner') "
        "OR (SELECT count(*) FROM usage_counters c WHERE c.organization_id = o.id AND c.resource IN ('agents', "
        "'users', 'storage')) <> 3 "
        "OR NOT EXISTS (SELECT FROM audit_log a WHERE a.organization_id = o.id AND a.action = 'organization.created')";

    /// What the writers were told is done.
    struct Acknowledged {
        std::mutex lock;
        std::vector<std::string> agents;
        std::vector<std::string> organizations;
    };

    static void writeAgents(TestServer &server, const std::string &token, Acknowledged &done, std::atomic<bool> &stop)
    {
        try {
            auto client = server.anonymousTenant("acme-corp");
            client.setToken(token);
            while (!stop) {
                const Reply made = client.post("/v1/agents", R"({"name":"Under fire"})");
                if (made.status == 201) {
                    const std::lock_guard guard(done.lock);
                    done.agents.push_back(made.text("id"));
                }
            }
        } catch (const std::exception &) {
            // The server was killed: what was under way is not acknowledged.
        }
    }

    static void provision(TestServer &server, const std::string &token, const std::string &prefix, Acknowledged &done,
                          std::atomic<bool> &stop)
    {
        try {
            auto client = server.anonymousStaff();
            client.setToken(token);
            for (int i = 0; !stop; ++i) {
                const std::string slug = prefix + std::to_string(i);
                const Reply made =
                    client.post("/v1/admin/organizations",
                                "{\"slug\":\"" + slug + "\",\"name\":\"" + slug
                                    + "\",\"plan\":\"free\",\"admin_email\":\"admin@" + slug + ".example\"}");
                if (made.status == 201) {
                    const std::lock_guard guard(done.lock);
                    done.organizations.push_back(slug);
                }
            }
        } catch (const std::exception &) {
            // As above.
        }
    }

private slots:
    void nothingAcknowledgedIsLost_data()
    {
        QTest::addColumn<int>("cluster");
        QTest::newRow("the server alone") << int(TestServer::Cluster::Shared);
        QTest::newRow("the server and its PostgreSQL") << int(TestServer::Cluster::Own);
    }
    void nothingAcknowledgedIsLost()
    {
        QFETCH(int, cluster);
        TestServer server(static_cast<TestServer::Cluster>(cluster));
        QVERIFY2(server.start(), qPrintable(server.error()));
        const std::string acme = server.demo().tenant("acme-corp").id;
        QCOMPARE(server.staff().patch("/v1/admin/organizations/" + acme + "/limits", R"({"maxAgents":1000000})").status,
                 200);
        const unsigned seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        Acknowledged done;
        for (int round = 0; round < 5; ++round) {
            std::atomic<bool> stop{false};
            const std::string tenantToken = server.tenant("acme-corp").token();
            const std::string staffToken = server.staff().token();
            const size_t target = done.agents.size() + 20 + random() % 60;
            {
                std::vector<std::jthread> writers;
                for (int i = 0; i < 6; ++i) {
                    writers.emplace_back([&] { writeAgents(server, tenantToken, done, stop); });
                }
                for (int i = 0; i < 2; ++i) {
                    writers.emplace_back([&, i] {
                        provision(server, staffToken, "r" + std::to_string(round) + "w" + std::to_string(i) + "-", done,
                                  stop);
                    });
                }
                QTRY_VERIFY_WITH_TIMEOUT(([&] {
                                             const std::lock_guard guard(done.lock);
                                             return done.agents.size() >= target;
                                         })(),
                                         60'000);
                server.kill();
                stop = true;
            }
            QVERIFY2(server.start(), qPrintable(server.error()));

            auto platform = server.sql("objecta_platform");
            const auto half = platform.run(everyOrganizationIsWhole);
            QVERIFY2(half.ok(), half.message.c_str());
            QVERIFY2(half.rows.empty(), half.value().c_str());
            for (const auto &slug : done.organizations) {
                QCOMPARE(platform.run("SELECT count(*) FROM organizations WHERE slug = '" + slug + "'").value(),
                         std::string("1"));
            }
            auto app = server.sql("objecta_app");
            app.run("BEGIN");
            app.run("SELECT set_config('app.current_tenant', '" + acme + "', true)");
            std::string ids;
            for (const auto &id : done.agents) {
                ids += (ids.empty() ? "'" : ",'") + id + "'";
            }
            QCOMPARE(app.run("SELECT count(*) FROM agents WHERE id IN (" + ids + ")").value(),
                     std::to_string(done.agents.size()));
            QCOMPARE(app.run("SELECT count(*) FROM agents").value(),
                     app.run("SELECT used FROM usage_counters WHERE resource = 'agents'").value());
        }
        qInfo("%zu agents and %zu organizations acknowledged over 5 kills, none lost", done.agents.size(),
              done.organizations.size());
        QVERIFY(!done.organizations.empty());
        QCOMPARE(server.stop(), 0);
    }
};

QTEST_GUILESS_MAIN(TestKill)
#include "test_kill.moc"
