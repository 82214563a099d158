// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Quotas as a tenant meets them: an edit counts on the very next request, and a limit holds under any concurrency.

#include "tests/support/testserver.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace objecta::test;
namespace json = boost::json;

class TestQuotas : public QObject {
    Q_OBJECT

    TestServer m_server;
    std::string m_acme;

    int64_t used(HttpClient &client, const char *resource)
    {
        return client.get("/v1/usage").json().at(resource).at("used").as_int64();
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
    }

    void sampleDataIsAsDescribed()
    {
        auto acme = m_server.tenant("acme-corp");
        auto xyz = m_server.tenant("xyz-inc");
        QCOMPARE(used(acme, "agents"), 7);
        QCOMPARE(used(acme, "users"), 3);
        QCOMPARE(used(xyz, "agents"), 12);
        QCOMPARE(used(xyz, "users"), 5);
        QCOMPARE(acme.get("/v1/agents?limit=200").json().at("items").as_array().size(), size_t(7));
        QCOMPARE(xyz.get("/v1/users?limit=200").json().at("items").as_array().size(), size_t(5));
    }

    void anEditCountsOnTheNextRequest()
    {
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        const std::string limits = "/v1/admin/organizations/" + m_acme + "/limits";
        const int64_t now = used(acme, "agents");

        QCOMPARE(staff.patch(limits, "{\"maxAgents\":" + std::to_string(now) + "}").status, 200);
        const Reply refused = acme.post("/v1/agents", R"({"name":"One too many"})");
        QCOMPARE(refused.status, 403);
        QCOMPARE(refused.code(), std::string("quota_exceeded"));
        QVERIFY(refused.text("detail").starts_with("Agent limit reached. Please upgrade your plan."));
        QCOMPARE(used(acme, "agents"), now);

        QCOMPARE(staff.patch(limits, "{\"maxAgents\":" + std::to_string(now + 1) + "}").status, 200);
        const Reply made = acme.post("/v1/agents", R"({"name":"Now it fits"})");
        QCOMPARE(made.status, 201);
        QCOMPARE(used(acme, "agents"), now + 1);
        QCOMPARE(acme.get("/v1/usage").json().at("agents").at("source").as_string(), "override");

        // Deleting gives the place back; null goes back to the plan's limit.
        QCOMPARE(acme.del("/v1/agents/" + made.text("id")).status, 204);
        QCOMPARE(used(acme, "agents"), now);
        QCOMPARE(staff.patch(limits, R"({"maxAgents":null})").status, 200);
        const auto usage = acme.get("/v1/usage").json();
        QCOMPARE(usage.at("agents").at("source").as_string(), "plan");
        QCOMPARE(usage.at("agents").at("limit").as_int64(), 10);
    }

    void everyQuotaHasItsSentence()
    {
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        const std::string limits = "/v1/admin/organizations/" + m_acme + "/limits";
        const std::string agent(acme.get("/v1/agents?limit=1").json().at("items").at(0).at("id").as_string().c_str());
        QCOMPARE(staff.patch(limits, R"({"maxUsers":0,"maxMessages":0})").status, 200);
        const auto sentence = [](const Reply &reply) { return reply.text("detail"); };
        QVERIFY(sentence(acme.post("/v1/users", R"({"email":"new@acme.example","name":"New"})"))
                    .starts_with("User limit reached. Please upgrade your plan."));
        QVERIFY(sentence(acme.post("/v1/messages", "{\"agent_id\":\"" + agent + "\",\"content\":\"Hello\"}"))
                    .starts_with("Message limit reached. Please upgrade your plan."));
        QCOMPARE(staff.patch(limits, R"({"maxUsers":null,"maxMessages":null})").status, 200);
        const auto before = used(acme, "messages");
        QCOMPARE(acme.post("/v1/messages", "{\"agent_id\":\"" + agent + "\",\"content\":\"Hello\"}").status, 201);
        QCOMPARE(used(acme, "messages"), before + 1);
    }

    void sixtyFourAtOnceOneBelowTheLimit_data()
    {
        QTest::addColumn<int>("round");
        for (int i = 0; i < 5; ++i) {
            QTest::addRow("round %d", i) << i;
        }
    }
    void sixtyFourAtOnceOneBelowTheLimit()
    {
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        const int64_t now = used(acme, "agents");
        QCOMPARE(staff
                     .patch("/v1/admin/organizations/" + m_acme + "/limits",
                            "{\"maxAgents\":" + std::to_string(now + 1) + "}")
                     .status,
                 200);
        std::atomic<int> made{0};
        std::atomic<int> refused{0};
        std::atomic<int> other{0};
        std::string id;
        {
            std::vector<std::jthread> threads;
            std::mutex lock;
            std::atomic<int> waiting{64};
            for (int i = 0; i < 64; ++i) {
                threads.emplace_back([&, i] {
                    auto client = m_server.anonymousTenant("acme-corp");
                    client.setToken(acme.token());
                    client.get("/v1/usage"); // the connection is open before the race begins
                    --waiting;
                    while (waiting > 0) {
                        std::this_thread::yield();
                    }
                    Reply reply;
                    do { // as clients do that are told to ask later
                        reply = client.post("/v1/agents", "{\"name\":\"Racer " + std::to_string(i) + "\"}");
                    } while (reply.code() == "overloaded");
                    if (reply.status == 201) {
                        ++made;
                        const std::lock_guard guard(lock);
                        id = reply.text("id");
                    } else if (reply.code() == "quota_exceeded") {
                        ++refused;
                    } else {
                        ++other;
                    }
                });
            }
        }
        QCOMPARE(made.load(), 1);
        QCOMPARE(refused.load(), 63);
        QCOMPARE(other.load(), 0);
        QCOMPARE(used(acme, "agents"), now + 1);
        QCOMPARE(acme.get("/v1/agents?limit=200").json().at("items").as_array().size(), size_t(now + 1));
        QCOMPARE(acme.del("/v1/agents/" + id).status, 204);
        QCOMPARE(used(acme, "agents"), now);
    }

    void suspendingStopsTheNextRequest()
    {
        auto staff = m_server.staff();
        auto xyz = m_server.tenant("xyz-inc");
        const auto tenant = m_server.demo().tenant("xyz-inc");
        const std::string organization = "/v1/admin/organizations/" + tenant.id;
        QCOMPARE(xyz.get("/v1/agents").status, 200);
        QCOMPARE(staff.post(organization + "/suspend", "").status, 200);
        const Reply stopped = xyz.get("/v1/agents");
        QCOMPARE(stopped.status, 403);
        QCOMPARE(stopped.code(), std::string("organization_suspended"));
        QCOMPARE(xyz.post("/v1/agents", R"({"name":"No"})").code(), std::string("organization_suspended"));
        auto again = m_server.anonymousTenant("xyz-inc");
        QCOMPARE(again.signIn(tenant.email, tenant.password).code(), std::string("organization_suspended"));
        QCOMPARE(again.signIn(tenant.email, "wrong").code(), std::string("invalid_credentials"));
        // Twice is once: no second entry in the audit log.
        QCOMPARE(staff.post(organization + "/suspend", "").status, 200);
        QCOMPARE(staff.post(organization + "/resume", "").status, 200);
        QCOMPARE(xyz.get("/v1/agents").status, 200);
        int suspensions = 0;
        const auto audit = staff.get("/v1/admin/audit?organization_id=" + tenant.id).json();
        for (const auto &entry : audit.at("items").as_array()) {
            suspensions += entry.at("action").as_string() == "organization.suspended" ? 1 : 0;
        }
        QCOMPARE(suspensions, 1);
    }
};

QTEST_GUILESS_MAIN(TestQuotas)
#include "test_quotas.moc"
