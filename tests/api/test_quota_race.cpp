// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// 64 at once where one still fits, and again where none does, a hundred times for each of agents, users and messages:
// never one too many, never one too few, and the counter is what its rows come to. (test_document_limit: storage.)

#include "server/features/users/sql.h"
#include "tests/support/testserver.h"

#include <QTest>

#include <array>
#include <atomic>
#include <functional>
#include <thread>

using namespace objecta::test;

class TestQuotaRace : public QObject {
    Q_OBJECT

    static constexpr size_t clients = 64;
    static constexpr int rounds = 100;

    /// Sixty-four sessions more than others leave free.
    TestServer m_server{TestServer::Cluster::Own,
                        {QStringLiteral("--organization-rate"), QStringLiteral("100000"),
                         QStringLiteral("--actor-rate"), QStringLiteral("100000")}};
    std::string m_acme;
    std::vector<HttpClient> m_all;

    /// What came of 64 requests at once.
    struct Outcome {
        int refused = 0;
        int other = 0;
        std::vector<std::string> made; ///< ids
    };
    using Request = std::function<Reply(HttpClient &, size_t)>;

    /// All of them at the same moment.
    template <class Act>
    static void atOnce(const Act &act)
    {
        std::atomic<size_t> waiting{clients};
        std::vector<std::jthread> threads;
        for (size_t i = 0; i < clients; ++i) {
            threads.emplace_back([&, i] {
                --waiting;
                while (waiting > 0) {
                    std::this_thread::yield();
                }
                act(i);
            });
        }
    }

    /// Whoever is told that the server is too busy asks again, as clients do: nothing was decided.
    Outcome race(const Request &request, int success)
    {
        Outcome out;
        std::array<Reply, clients> replies;
        atOnce([&](size_t i) {
            do {
                replies[i] = request(m_all[i], i);
            } while (replies[i].code() == "overloaded");
        });
        for (const auto &reply : replies) {
            if (reply.status == success) {
                out.made.push_back(reply.text("id"));
            } else if (reply.status == 403 && reply.code() == "quota_exceeded") {
                ++out.refused;
            } else {
                ++out.other;
                qWarning("%d %s", reply.status, reply.body.c_str());
            }
        }
        return out;
    }

    void setLimit(HttpClient &staff, const char *name, int64_t value)
    {
        const Reply reply = staff.patch("/v1/admin/organizations/" + m_acme + "/limits",
                                        std::string("{\"") + name + "\":" + std::to_string(value) + "}");
        QCOMPARE(reply.status, 200);
    }

    static int64_t used(HttpClient &client, const char *resource)
    {
        return client.get("/v1/usage").json().at(resource).at("used").as_int64();
    }

    /// How far the counter is from its rows; empty when it is not.
    std::string difference(SqlSession &sql, const std::string &resource, const std::string &rows)
    {
        const auto answer =
            sql.run("SELECT c.used - c.settled - (" + rows + ") FROM usage_counters c WHERE c.resource = '" + resource
                    + "' AND c.period IN ('', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM'))");
        return answer.ok() && answer.value() == "0" ? std::string() : answer.message + answer.value();
    }

    SqlSession asTenant()
    {
        auto sql = m_server.tenantSql(m_acme);
        return sql;
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
        for (size_t i = 0; i < clients; ++i) {
            m_all.push_back(m_server.anonymousTenant("acme-corp"));
        }
    }
    /// Before each: a token is good for minutes, and the connections are open before any race.
    void init()
    {
        const auto acme = m_server.tenant("acme-corp");
        for (auto &client : m_all) {
            client.setToken(acme.token());
            QCOMPARE(client.get("/v1/usage").status, 200);
        }
    }

    void agents()
    {
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        auto sql = asTenant();
        const int64_t before = used(acme, "agents");
        setLimit(staff, "maxAgents", before + 1);
        const Request create = [](HttpClient &client, size_t) { return client.post("/v1/agents", R"({"name":"A"})"); };
        for (int round = 0; round < rounds; ++round) {
            const Outcome one = race(create, 201);
            QCOMPARE(one.made.size(), size_t(1));
            QCOMPARE(one.refused, int(clients) - 1);
            const Outcome none = race(create, 201);
            QCOMPARE(none.refused, int(clients));
            QCOMPARE(used(acme, "agents"), before + 1);
            QCOMPARE(difference(sql, "agents", "SELECT count(*) FROM agents"), std::string());
            QCOMPARE(acme.del("/v1/agents/" + one.made[0]).status, 204);
            QCOMPARE(used(acme, "agents"), before);
        }
    }

    /// Neither waits for what the other holds: a deadlock would end in a refusal after a second.
    void createsAndDeletesAtTheSameTime()
    {
        auto staff = m_server.staff();
        setLimit(staff, "maxAgents", 100'000);
        std::atomic<int> refused{0};
        atOnce([&](size_t i) {
            for (int round = 0; round < 20 && i < 16; ++round) {
                const Reply made = m_all[i].post("/v1/agents", R"({"name":"Brief"})");
                const Reply gone = m_all[i].del("/v1/agents/" + made.text("id"));
                refused += made.status == 201 && gone.status == 204 ? 0 : 1;
            }
        });
        QCOMPARE(refused.load(), 0);
        auto sql = asTenant();
        QCOMPARE(difference(sql, "agents", "SELECT count(*) FROM agents"), std::string());
    }

    void messages()
    {
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        auto sql = asTenant();
        const auto agents = acme.get("/v1/agents?limit=1").json();
        const std::string body = "{\"agent_id\":\"" + std::string(agents.at("items").at(0).at("id").as_string().c_str())
            + "\",\"content\":\"Hello\"}";
        const Request say = [&body](HttpClient &client, size_t) { return client.post("/v1/messages", body); };
        int64_t now = used(acme, "messages");
        setLimit(staff, "maxMessages", now);
        for (int round = 0; round < rounds; ++round) {
            // What was said counts for its month whatever becomes of it: it is the limit that moves on.
            const Outcome none = race(say, 201);
            QCOMPARE(none.refused, int(clients));
            setLimit(staff, "maxMessages", ++now);
            const Outcome one = race(say, 201);
            QCOMPARE(one.made.size(), size_t(1));
            QCOMPARE(one.refused, int(clients) - 1);
            QCOMPARE(used(acme, "messages"), now);
            QCOMPARE(difference(sql, "messages",
                                "SELECT count(*) FROM messages WHERE role = 'user' AND created_at >= date_trunc("
                                "'month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'"),
                     std::string());
        }
    }

    /// A seat is taken by whoever becomes active. By another status, which costs no password's hashing.
    void seats()
    {
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        auto sql = asTenant();
        const int64_t before = used(acme, "users");
        std::vector<std::string> ids;
        for (size_t i = 0; i < clients; ++i) {
            const auto made = sql.run("INSERT INTO users (organization_id, email, name, role, status, password_hash) "
                                      "VALUES ($1, $2, 'Sleeper', 'member', 'deactivated', 'none') RETURNING id",
                                      {m_acme, "sleeper" + std::to_string(i) + "@acme.example"});
            QVERIFY2(made.ok(), made.message.c_str());
            ids.push_back(made.value());
        }
        setLimit(staff, "maxUsers", before + 1);
        const Request wake = [&ids](HttpClient &client, size_t i) {
            return client.patch("/v1/users/" + ids[i], R"({"status":"active"})");
        };
        for (int round = 0; round < rounds; ++round) {
            const Outcome one = race(wake, 200);
            QCOMPARE(one.made.size(), size_t(1));
            QCOMPARE(one.refused, int(clients) - 1);
            QCOMPARE(acme.patch("/v1/users/" + one.made[0], R"({"status":"deactivated"})").status, 200);
            setLimit(staff, "maxUsers", before);
            QCOMPARE(race(wake, 200).refused, int(clients));
            setLimit(staff, "maxUsers", before + 1);
            QCOMPARE(used(acme, "users"), before);
            QCOMPARE(difference(sql, "users", "SELECT count(*) FROM users WHERE status = 'active'"), std::string());
        }
    }

    /// The same by creation. A request of it hashes a password, two at a time, which takes 64 of them a second or two:
    /// a few rounds of requests (as many as OBJECTA_CREATE_ROUNDS says), and a hundred of what decides, the server's
    /// own statement on 64 connections.
    void users()
    {
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        auto sql = asTenant();
        const int64_t before = used(acme, "users");
        setLimit(staff, "maxUsers", before + 1);
        const auto holds = [&](int64_t now) {
            QCOMPARE(used(acme, "users"), now);
            QCOMPARE(difference(sql, "users", "SELECT count(*) FROM users WHERE status = 'active'"), std::string());
        };
        const Request create = [](HttpClient &client, size_t i) {
            return client.post("/v1/users",
                               "{\"email\":\"racer" + std::to_string(i)
                                   + "@acme.example\",\"name\":\"Racer\",\"password\":\"correct-horse-battery\"}");
        };
        const int asked = qEnvironmentVariableIntValue("OBJECTA_CREATE_ROUNDS");
        for (int round = 0; round < (asked > 0 ? asked : 3); ++round) {
            const Outcome one = race(create, 201);
            QCOMPARE(one.made.size(), size_t(1));
            QCOMPARE(one.refused, int(clients) - 1);
            holds(before + 1);
            QCOMPARE(race(create, 201).refused, int(clients));
            holds(before + 1);
            QCOMPARE(acme.del("/v1/users/" + one.made[0]).status, 204);
        }
        std::vector<SqlSession> sessions;
        for (size_t i = 0; i < clients; ++i) {
            sessions.push_back(asTenant());
        }
        std::array<SqlAnswer, clients> answers;
        const auto insert = [&](size_t i) {
            answers[i] = sessions[i].run(objecta::features::users::create.text(),
                                         {m_acme, objecta::UserId::random().text(),
                                          "racer" + std::to_string(i) + "@acme.example", "Racer", "member", "none",
                                          "user", "racer", "race", std::nullopt, std::nullopt});
        };
        for (int round = 0; round < rounds; ++round) {
            std::string made;
            for (const int64_t fit : {1, 0}) {
                atOnce(insert);
                int64_t rows = 0;
                for (const auto &answer : answers) {
                    QVERIFY2(answer.ok(), answer.message.c_str());
                    rows += static_cast<int64_t>(answer.rows.size());
                    made = answer.rows.empty() ? made : answer.value();
                }
                QCOMPARE(rows, fit);
                holds(before + 1);
            }
            QCOMPARE(acme.del("/v1/users/" + made).status, 204);
            holds(before);
        }
    }
};

QTEST_GUILESS_MAIN(TestQuotaRace)
#include "test_quota_race.moc"
