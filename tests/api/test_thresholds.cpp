// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// 80 % and 100 % of a limit: one event each a month, however many cross it at once, and nobody else's to see.

#include "tests/support/testserver.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>

using namespace objecta::test;
namespace json = boost::json;

class TestThresholds : public QObject {
    Q_OBJECT

    static constexpr size_t clients = 64;

    TestServer m_server{TestServer::Cluster::Shared,
                        {QStringLiteral("--organization-rate"), QStringLiteral("100000"),
                         QStringLiteral("--actor-rate"), QStringLiteral("100000")}};
    std::string m_acme;

    SqlSession asTenant(const std::string &organization)
    {
        auto sql = m_server.tenantSql(organization);
        return sql;
    }

    /// "80:57/71 100:71/71": threshold, used and limit of this month's events.
    std::string events(const std::string &resource)
    {
        auto sql = asTenant(m_acme);
        const auto rows = sql.run("SELECT string_agg(threshold || ':' || used || '/' || quota, ' ' ORDER BY threshold) "
                                  "FROM quota_events WHERE resource = $1 "
                                  "AND period = to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM')",
                                  {resource});
        return rows.ok() ? rows.value() : rows.message;
    }

    /// How many entries the organization's own trail has of them.
    int64_t told(HttpClient &acme, const std::string &resource)
    {
        const auto trail = acme.get("/v1/audit?limit=200&action=quota.threshold_reached").json();
        int64_t out = 0;
        for (const auto &entry : trail.at("items").as_array()) {
            out += entry.at("target_id").as_string() == json::string(resource) ? 1 : 0;
        }
        return out;
    }

    void setLimit(HttpClient &staff, const std::string &name, const std::string &value)
    {
        const Reply reply =
            staff.patch("/v1/admin/organizations/" + m_acme + "/limits", "{\"" + name + "\":" + value + "}");
        QVERIFY2(reply.status == 200, reply.body.c_str());
    }

    static int64_t used(HttpClient &client, const char *resource)
    {
        return client.get("/v1/usage").json().at(resource).at("used").as_int64();
    }

    int together(const HttpClient &acme, const std::function<Reply(HttpClient &)> &request)
    {
        std::atomic<int> made{0};
        std::vector<std::jthread> threads;
        for (size_t i = 0; i < clients; ++i) {
            threads.emplace_back([&] {
                auto client = m_server.anonymousTenant("acme-corp");
                client.setToken(acme.token());
                Reply reply;
                do { // as clients do that are told to ask later
                    reply = request(client);
                } while (reply.code() == "overloaded");
                made += reply.status == 201 ? 1 : 0;
            });
        }
        threads.clear();
        return made;
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
    }

    void oneEachUnderConcurrency()
    {
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        const int64_t before = used(acme, "agents");
        QCOMPARE(before, 7);
        QCOMPARE(events("agents"), std::string());
        setLimit(staff, "maxAgents", std::to_string(before + 64)); // 71: 80 % is passed with the 57th
        const auto create = [](HttpClient &client) { return client.post("/v1/agents", R"({"name":"A"})"); };
        QCOMPARE(together(acme, create), 64);
        QCOMPARE(events("agents"), std::string("80:57/71 100:71/71"));
        QCOMPARE(told(acme, "agents"), 2);
        // Below and over it again in the same month: said already.
        const auto agents = acme.get("/v1/agents?limit=40").json();
        for (const auto &agent : agents.at("items").as_array()) {
            const std::string id(agent.at("id").as_string().c_str());
            QCOMPARE(acme.del("/v1/agents/" + id).status, 204);
        }
        QVERIFY(used(acme, "agents") * 5 < 71 * 4);
        QCOMPARE(together(acme, create), 40);
        QCOMPARE(events("agents"), std::string("80:57/71 100:71/71"));
        QCOMPARE(told(acme, "agents"), 2);
    }

    void messagesOfTheMonth()
    {
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        const auto agents = acme.get("/v1/agents?limit=1").json();
        const std::string body = "{\"agent_id\":\"" + std::string(agents.at("items").at(0).at("id").as_string().c_str())
            + "\",\"content\":\"Hello\"}";
        const int64_t before = used(acme, "messages");
        setLimit(staff, "maxMessages", std::to_string(before + 32));
        QCOMPARE(together(acme, [&body](HttpClient &client) { return client.post("/v1/messages", body); }), 32);
        const std::string full = "100:" + std::to_string(before + 32) + "/" + std::to_string(before + 32);
        const auto all = events("messages");
        QVERIFY2(all.ends_with(full), all.c_str());
        QCOMPARE(std::count(all.begin(), all.end(), '/'), 2);
        QCOMPARE(told(acme, "messages"), 2);
    }

    /// A limit that goes down crosses as well; one that goes up says nothing.
    void aChangedLimitCrossesToo()
    {
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        QCOMPARE(used(acme, "users"), 3);
        setLimit(staff, "maxUsers", "100");
        QCOMPARE(events("users"), std::string());
        setLimit(staff, "maxUsers", "3");
        QCOMPARE(events("users"), std::string("80:3/3 100:3/3"));
        setLimit(staff, "maxUsers", "100");
        setLimit(staff, "maxUsers", "2");
        QCOMPARE(events("users"), std::string("80:3/3 100:3/3"));
        QCOMPARE(told(acme, "users"), 2);
        setLimit(staff, "maxUsers", "null");
    }

    void bytes()
    {
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        const int64_t before = used(acme, "storage");
        setLimit(staff, "maxStorage", std::to_string((before + 500) / 4 * 5)); // 80 % of it: about 500 more
        QCOMPARE(events("storage"), std::string());
        const std::string content(1000, 'x');
        const Reply made = acme.send("POST", "/v1/documents?name=n", content, {{"Content-Type", "text/plain"}});
        QVERIFY2(made.status == 201, made.body.c_str());
        const auto all = events("storage");
        QVERIFY2(all.starts_with("80:") && std::count(all.begin(), all.end(), '/') == 1, all.c_str());
        setLimit(staff, "maxStorage", "null");
    }

    void staffSeeAllTenantsTheirOwn()
    {
        auto staff = m_server.staff();
        const auto audit = staff.get("/v1/admin/audit?limit=2&action=quota.threshold_reached").json();
        QCOMPARE(audit.at("items").as_array().size(), size_t(2));
        QVERIFY(audit.at("next_cursor").is_string());
        auto xyz = asTenant(m_server.demo().tenant("xyz-inc").id);
        QCOMPARE(xyz.run("SELECT count(*) FROM quota_events").value(), std::string("0"));
        QCOMPARE(xyz.run("INSERT INTO quota_events (organization_id, resource, period, threshold, used, quota) "
                         "VALUES ($1, 'users', '2026-01', 80, 1, 1)",
                         {m_acme})
                     .state,
                 std::string("42501"));
        QCOMPARE(m_server.tenant("xyz-inc")
                     .get("/v1/audit?action=quota.threshold_reached")
                     .json()
                     .at("items")
                     .as_array()
                     .size(),
                 size_t(0));
    }
};

QTEST_GUILESS_MAIN(TestThresholds)
#include "test_thresholds.moc"
