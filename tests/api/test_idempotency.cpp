// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Idempotency-Key on a tenant's POSTs: the first answer again, once made however often and however many at once.

#include "tests/support/testserver.h"

#include <QTest>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

using namespace objecta::test;
namespace json = boost::json;

class TestIdempotency : public QObject {
    Q_OBJECT

    TestServer m_server;
    std::string m_acme;

    static Headers key(const std::string &text) { return {{"Idempotency-Key", text}}; }
    static std::string agent(const std::string &name) { return "{\"name\":\"" + name + "\"}"; }
    static size_t named(HttpClient &client, const std::string &name)
    {
        size_t found = 0;
        const auto page = client.get("/v1/agents?limit=200").json();
        for (const auto &item : page.at("items").as_array()) {
            found += item.at("name").as_string() == json::string_view(name) ? 1 : 0;
        }
        return found;
    }
    SqlSession asAcme() const
    {
        auto sql = m_server.tenantSql(m_acme);
        return sql;
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
        auto staff = m_server.staff();
        QCOMPARE(staff.patch("/v1/admin/organizations/" + m_acme + "/limits", R"({"maxAgents":1000})").status, 200);
    }

    void theFirstAnswerComesAgain()
    {
        auto acme = m_server.tenant("acme-corp");
        const Reply first = acme.post("/v1/agents", agent("Once"), key("a-1"));
        QCOMPARE(first.status, 201);
        QCOMPARE(first.header("idempotency-replayed"), std::string());
        for (int i = 0; i < 3; ++i) {
            const Reply again = acme.post("/v1/agents", agent("Once"), key("a-1"));
            QCOMPARE(again.status, 201);
            QCOMPARE(again.body, first.body);
            QCOMPARE(again.header("location"), first.header("location"));
            QCOMPARE(again.header("etag"), first.header("etag"));
            QCOMPARE(again.header("idempotency-replayed"), std::string("true"));
        }
        QCOMPARE(named(acme, "Once"), size_t(1));
        // Without a key, and with another, it is another request.
        QCOMPARE(acme.post("/v1/agents", agent("Once")).status, 201);
        QCOMPARE(acme.post("/v1/agents", agent("Once"), key("a-2")).status, 201);
        QCOMPARE(named(acme, "Once"), size_t(3));
    }

    /// Who sends the header means to be safe: an empty one is no key, and not none.
    void anEmptyKeyIsRefused()
    {
        auto acme = m_server.tenant("acme-corp");
        for (const std::string &bad : {std::string(), std::string(256, 'k')}) {
            QCOMPARE(acme.post("/v1/agents", agent("Keyless"), key(bad)).code(), std::string("validation_failed"));
        }
        QCOMPARE(named(acme, "Keyless"), size_t(0));
    }

    void anotherRequestUnderTheKeyIsRefused()
    {
        auto acme = m_server.tenant("acme-corp");
        QCOMPARE(acme.post("/v1/agents", agent("Mine"), key("b-1")).status, 201);
        const Reply other = acme.post("/v1/agents", agent("Yours"), key("b-1"));
        QCOMPARE(other.status, 422);
        QCOMPARE(other.code(), std::string("idempotency_key_reused"));
        QCOMPARE(acme.post("/v1/users", R"({"email":"b@acme.example","name":"B"})", key("b-1")).code(),
                 std::string("idempotency_key_reused"));
        QCOMPARE(named(acme, "Yours"), size_t(0));
        // The refusal took nothing from the first answer.
        QCOMPARE(acme.post("/v1/agents", agent("Mine"), key("b-1")).status, 201);
        QCOMPARE(named(acme, "Mine"), size_t(1));
    }

    void aKeyIsItsActorsOwn()
    {
        auto acme = m_server.tenant("acme-corp");
        auto xyz = m_server.tenant("xyz-inc");
        const Reply first = acme.post("/v1/agents", agent("Of a user"), key("c-1"));
        const std::string made = acme.post("/v1/api-keys", R"({"name":"CI","scopes":["agents:write"]})")
                                     .json()
                                     .at("key")
                                     .as_string()
                                     .c_str();
        auto program = m_server.anonymousTenant("acme-corp");
        program.setToken(made);
        const Reply second = program.post("/v1/agents", agent("Of a user"), key("c-1"));
        QCOMPARE(second.status, 201);
        QVERIFY(second.text("id") != first.text("id"));
        auto staff = m_server.staff();
        QCOMPARE(staff
                     .patch("/v1/admin/organizations/" + m_server.demo().tenant("xyz-inc").id + "/limits",
                            R"({"maxAgents":100})")
                     .status,
                 200);
        const Reply third = xyz.post("/v1/agents", agent("Of a user"), key("c-1"));
        QCOMPARE(third.status, 201);
        QCOMPARE(third.header("idempotency-replayed"), std::string());
    }

    void aSecretIsShownAgainAndKeptSealed()
    {
        auto acme = m_server.tenant("acme-corp");
        const std::string body = R"({"name":"Twice","scopes":["agents:read"]})";
        const Reply first = acme.post("/v1/api-keys", body, key("d-1"));
        QCOMPARE(first.status, 201);
        QCOMPARE(acme.post("/v1/api-keys", body, key("d-1")).body, first.body);
        const std::string secret = std::string(first.json().at("key").as_string().c_str()).substr(12);
        auto sql = asAcme();
        const auto kept = sql.run("SELECT encode(answer, 'escape') FROM idempotency_keys WHERE key = 'd-1'");
        QCOMPARE(kept.rows.size(), size_t(1));
        QVERIFY(!kept.value().empty());
        QVERIFY(kept.value().find(secret) == std::string::npos);
        QVERIFY(kept.value().find("api_key") == std::string::npos);
    }

    void aRefusalComesAgainToo()
    {
        auto acme = m_server.tenant("acme-corp");
        const std::string unknown = R"({"agent_id":"3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10","content":"Hello"})";
        QCOMPARE(acme.post("/v1/messages", unknown, key("e-1")).status, 404);
        const Reply again = acme.post("/v1/messages", unknown, key("e-1"));
        QCOMPARE(again.status, 404);
        QCOMPARE(again.header("idempotency-replayed"), std::string("true"));
        QCOMPARE(acme.post("/v1/agents", R"({"name":""})", key("e-2")).status, 422);
        QCOMPARE(acme.post("/v1/agents", R"({"name":""})", key("e-2")).header("idempotency-replayed"),
                 std::string("true"));
    }

    void aReplayIsNotMeteredAsTheWork()
    {
        auto acme = m_server.tenant("acme-corp");
        const std::string talker = acme.post("/v1/agents", agent("Talker")).text("id");
        const std::string conversation = acme.post("/v1/conversations", "{\"agent_id\":\"" + talker + "\"}").text("id");
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(acme.post("/v1/conversations/" + conversation + "/messages", R"({"content":"Once"})", key("m-1"))
                         .status,
                     201);
        }
        auto staff = m_server.staff();
        const auto metered = [&] {
            double sum = 0;
            const auto series = staff.get("/v1/admin/metrics?seconds=60&step=1&organization_id=" + m_acme).json();
            for (const auto &value : series.at("messages").as_array()) {
                sum += value.is_null() ? 0 : value.to_number<double>();
            }
            return sum;
        };
        QTRY_COMPARE_WITH_TIMEOUT(metered(), 1.0, 15'000);
    }

    void aDayLaterItIsForgotten()
    {
        auto acme = m_server.tenant("acme-corp");
        const Reply first = acme.post("/v1/agents", agent("Daily"), key("f-1"));
        auto sql = asAcme();
        QCOMPARE(
            sql.run("UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = 'f-1'").affected,
            1);
        const Reply second = acme.post("/v1/agents", agent("Daily again"), key("f-1"));
        QCOMPARE(second.status, 201);
        QVERIFY(second.text("id") != first.text("id"));
    }

    void whatIsNoKeyIsRefused()
    {
        auto acme = m_server.tenant("acme-corp");
        for (const auto &bad : {std::string(256, 'x'), std::string("with space"), std::string("\xc3\xa4")}) {
            QCOMPARE(acme.post("/v1/agents", agent("Never"), key(bad)).status, 422);
        }
        QCOMPARE(named(acme, "Never"), size_t(0));
        QCOMPARE(acme.post("/v1/agents", agent("Longest"), key(std::string(255, 'x'))).status, 201);
        // It says nothing to what is repeatable by itself.
        QCOMPARE(acme.get("/v1/agents", key("b-1")).status, 200);
    }

    void sixtyFourAtOnceMakeOne()
    {
        auto acme = m_server.tenant("acme-corp");
        for (int round = 0; round < 3; ++round) {
            const std::string name = "Race " + std::to_string(round);
            std::mutex lock;
            std::set<std::string> bodies;
            std::map<int, int> statuses;
            int replayed = 0;
            {
                std::atomic<int> waiting{64};
                std::vector<std::jthread> threads;
                for (int i = 0; i < 64; ++i) {
                    threads.emplace_back([&] {
                        auto client = m_server.anonymousTenant("acme-corp");
                        client.setToken(acme.token());
                        client.get("/v1/usage"); // the connection is open before the race begins
                        --waiting;
                        while (waiting > 0) {
                            std::this_thread::yield();
                        }
                        Reply reply;
                        do { // as clients do that are told to ask later
                            reply = client.post("/v1/agents", agent(name), key("race-" + name.substr(5)));
                        } while (reply.code() == "overloaded");
                        const std::lock_guard guard(lock);
                        ++statuses[reply.status];
                        replayed += reply.header("idempotency-replayed") == "true" ? 1 : 0;
                        bodies.insert(reply.body);
                    });
                }
            }
            QCOMPARE(statuses[201], 64);
            QCOMPARE(bodies.size(), size_t(1));
            QCOMPARE(replayed, 63);
            QCOMPARE(named(acme, name), size_t(1));
        }
    }
};

QTEST_GUILESS_MAIN(TestIdempotency)
#include "test_idempotency.moc"
