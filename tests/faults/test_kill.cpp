// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// kill -9 of the server, of its worker, and of PostgreSQL, in the middle of writing of all kinds: nothing acknowledged
// is lost, nothing is half made, every counter is what its rows come to. Victim and moment are random, named by their
// seed, which OBJECTA_KILL_SEED gives again; OBJECTA_KILL_ROUNDS says how many rounds each row has (5).

#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <atomic>
#include <csignal>
#include <functional>
#include <map>
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

    /// Of the organizations made here: as often suspended as resumed, or once more if it is suspended.
    static constexpr const char *noTransitionIsHalfDone =
        "SELECT o.slug, o.status FROM organizations o WHERE o.slug ~ '^r[0-9]+w[0-9]-' AND "
        "(SELECT count(*) FILTER (WHERE a.action = 'organization.suspended') - "
        "count(*) FILTER (WHERE a.action = 'organization.resumed') FROM audit_log a WHERE a.organization_id = o.id) "
        "<> CASE o.status WHEN 'suspended' THEN 1 ELSE 0 END";

    /// Of every organization.
    static constexpr const char *wrongCounters =
        "SELECT string_agg(o.slug || ' ' || c.resource || ' ' || c.used || ' ' || c.settled + coalesce(a.n, 0), ', ') "
        "FROM usage_counters c JOIN organizations o ON o.id = c.organization_id LEFT JOIN ("
        "SELECT organization_id, 'agents' AS resource, count(*) AS n FROM agents GROUP BY 1 UNION ALL "
        "SELECT organization_id, 'users', count(*) FROM users WHERE status = 'active' GROUP BY 1 UNION ALL "
        "SELECT organization_id, 'storage', sum(bytes)::bigint FROM documents GROUP BY 1 UNION ALL "
        "SELECT organization_id, 'messages', count(*) FROM messages WHERE role = 'user' AND "
        "to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM') = to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM') GROUP BY 1) "
        "a ON a.organization_id = c.organization_id AND a.resource = c.resource "
        "WHERE c.period IN ('', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM')) AND c.used <> c.settled + coalesce(a.n, "
        "0)";

    /// What the writers were told is done.
    struct Acknowledged {
        std::mutex lock;
        std::map<std::string, std::vector<std::string>> rows; ///< ids by table
        std::vector<std::string> organizations; ///< ids
        int transitions = 0;
    };
    using Request = std::function<Reply(HttpClient &, int)>;

    static int rounds()
    {
        const int given = qEnvironmentVariableIntValue("OBJECTA_KILL_ROUNDS");
        return given > 0 ? given : 5;
    }

    /// Until it is told to stop, or its server is killed: what was under way then is not acknowledged.
    static void write(HttpClient client, const Request &request, std::vector<std::string> &ids, Acknowledged &done,
                      const std::atomic<bool> &stop)
    {
        try {
            for (int i = 0; !stop; ++i) {
                const Reply made = request(client, i);
                if (made.status == 201) {
                    const std::lock_guard guard(done.lock);
                    ids.push_back(made.text("id"));
                }
            }
        } catch (const std::exception &) {
        }
    }

    static void suspendAndResume(HttpClient client, const std::string &id, Acknowledged &done,
                                 const std::atomic<bool> &stop)
    {
        try {
            for (int i = 0; !stop; ++i) {
                const char *act = i % 2 == 0 ? "/suspend" : "/resume";
                if (client.post("/v1/admin/organizations/" + id + act, "").status == 200) {
                    const std::lock_guard guard(done.lock);
                    ++done.transitions;
                }
            }
        } catch (const std::exception &) {
        }
    }

    static std::string list(const std::vector<std::string> &ids, const char *quote)
    {
        std::string out;
        for (const auto &id : ids) {
            out += (out.empty() ? "" : ",") + std::string(quote) + id + quote;
        }
        return out;
    }

    /// Of these ids, those that are not in the table; nothing when all are.
    static std::string lostOf(const std::string &table, const std::vector<std::string> &ids)
    {
        return "SELECT coalesce(string_agg(i, ' '), '') FROM unnest('{" + list(ids, "\"")
            + "}'::text[]) AS t (i) WHERE NOT EXISTS (SELECT FROM " + table + " r WHERE r.id::text = i)";
    }

    /// Starts one over these; where it is to be seen.
    static std::string startBulk(HttpClient &staff, const std::string &action, const std::vector<std::string> &ids)
    {
        const std::string all = "/v1/admin/bulk-operations";
        const Reply seen = staff.post(all, R"({"action":")" + action + R"(","ids":[)" + list(ids, "\"") + "]}");
        const std::string at = all + '/' + seen.text("id");
        return seen.status == 201 && staff.post(at + "/start", "").status == 202 ? at : std::string();
    }

    static bool killPostgres(const TestServer &server)
    {
        QFile file(server.dataDir() + QStringLiteral("/postgres/postmaster.pid"));
        const pid_t pid = file.open(QIODevice::ReadOnly) ? file.readLine().trimmed().toInt() : 0;
        return pid > 1 && ::kill(pid, SIGKILL) == 0;
    }

private slots:
    void nothingAcknowledgedIsLost_data()
    {
        QTest::addColumn<int>("cluster");
        QTest::newRow("the server or its worker") << int(TestServer::Cluster::Shared);
        QTest::newRow("the server with its PostgreSQL, that alone, or the worker") << int(TestServer::Cluster::Own);
    }
    void nothingAcknowledgedIsLost()
    {
        QFETCH(int, cluster);
        const bool own = cluster == int(TestServer::Cluster::Own);
        const QStringList fast{QStringLiteral("--organization-rate"), QStringLiteral("100000"),
                               QStringLiteral("--actor-rate"), QStringLiteral("100000")};
        TestServer server(static_cast<TestServer::Cluster>(cluster),
                          QStringList{QStringLiteral("--role"), QStringLiteral("api,stream")} + fast);
        QVERIFY2(server.start(), qPrintable(server.error()));
        TestServer worker(server, {QStringLiteral("--role"), QStringLiteral("worker")});
        QVERIFY2(worker.start(), qPrintable(worker.error()));
        const std::string acme = server.demo().tenant("acme-corp").id;
        QCOMPARE(server.staff()
                     .patch("/v1/admin/organizations/" + acme + "/limits",
                            R"({"maxAgents":1000000,"maxUsers":1000000,"maxMessages":100000000})")
                     .status,
                 200);
        const std::string agent(
            server.tenant("acme-corp").get("/v1/agents?limit=1").json().at("items").at(0).at("id").as_string());
        const QByteArray givenSeed = qgetenv("OBJECTA_KILL_SEED");
        const unsigned seed = givenSeed.isEmpty() ? std::random_device()() : givenSeed.toUInt();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        Acknowledged done;
        std::map<std::string, int> victims;
        for (const char *table : {"agents", "users", "messages", "documents"}) {
            done.rows[table];
        }
        size_t bulkItems = 0;
        for (int round = 0; round < rounds(); ++round) {
            const std::string name = "r" + std::to_string(round) + "w";
            const std::string tenantToken = server.tenant("acme-corp").token();
            auto staff = server.staff();
            const auto tenant = [&] {
                auto client = server.anonymousTenant("acme-corp");
                client.setToken(tenantToken);
                return client;
            };
            const auto admin = [&] {
                auto client = server.anonymousStaff();
                client.setToken(staff.token());
                return client;
            };
            const auto make = [&](int writer) -> Request {
                return [name, writer](HttpClient &client, int i) {
                    const std::string slug = name + std::to_string(writer) + '-' + std::to_string(i);
                    return client.post("/v1/admin/organizations",
                                       R"({"slug":")" + slug + R"(","name":")" + slug
                                           + R"(","plan":"free","admin_email":"admin@)" + slug + R"(.example"})");
                };
            };
            const std::map<std::string, Request> requests{
                {"agents", [](HttpClient &c, int) { return c.post("/v1/agents", R"({"name":"Under fire"})"); }},
                {"users",
                 [&name](HttpClient &c, int i) {
                     const std::string who = name + std::to_string(i);
                     return c.post("/v1/users", R"({"email":")" + who + R"(@acme.example","name":")" + who + R"("})");
                 }},
                {"messages",
                 [&agent](HttpClient &c, int) {
                     return c.post("/v1/messages", R"({"agent_id":")" + agent + R"(","content":"Hello"})");
                 }},
                {"documents", [](HttpClient &c, int i) {
                     return c.send("POST", "/v1/documents?name=d" + std::to_string(i), std::string(100, 'x'),
                                   {{"Content-Type", "text/plain"}});
                 }}};
            // One of its own to go to and fro; those of the rounds before go together, by the worker.
            const Reply lone = make(9)(staff, 0);
            QVERIFY2(lone.status == 201, lone.body.c_str());
            const std::vector<std::string> together = done.organizations;
            std::string bulk;
            if (!together.empty()) {
                bulk = startBulk(staff, round % 2 == 1 ? "suspend" : "resume", together);
                QVERIFY(!bulk.empty());
            }
            const int choice = static_cast<int>(random() % (own ? 3 : 2));
            const size_t target = done.rows["agents"].size() + 5 + random() % 60;
            const std::string victim = choice == 0 ? "server" : choice == 1 ? "worker" : "postgres";
            const bool survives = victim == "postgres" && random() % 2 == 0;
            ++victims[survives ? "postgres without its server" : victim];
            std::atomic<bool> stop{false};
            bool reached = false;
            bool killed = true;
            bool survived = true;
            {
                std::vector<std::jthread> writers;
                for (const auto &[table, request] : requests) {
                    auto &ids = done.rows[table];
                    for (int i = 0; i < (table == "agents" ? 2 : 1); ++i) {
                        writers.emplace_back(
                            [&, client = tenant()]() mutable { write(std::move(client), request, ids, done, stop); });
                    }
                }
                for (int i = 0; i < 2; ++i) {
                    writers.emplace_back([&, client = admin(), request = make(i)]() mutable {
                        write(std::move(client), request, done.organizations, done, stop);
                    });
                }
                writers.emplace_back([&, client = admin(), id = lone.text("id")]() mutable {
                    suspendAndResume(std::move(client), id, done, stop);
                });
                QElapsedTimer waited;
                const auto acknowledged = [&done] {
                    const std::lock_guard guard(done.lock);
                    return done.rows["agents"].size();
                };
                for (waited.start(); !reached && waited.elapsed() < 60'000;) {
                    QTest::qWait(2);
                    reached = acknowledged() >= target;
                }
                if (victim == "worker") {
                    worker.kill();
                } else if (victim == "postgres") {
                    killed = killPostgres(server);
                    // A server that lives on writes again by itself, and what it knew before has to be right still.
                    if (survives) {
                        const size_t more = acknowledged() + 20;
                        survived = within(std::chrono::seconds(60), [&] { return acknowledged() >= more; });
                    }
                } else {
                    server.kill();
                }
                stop = true;
            }
            QVERIFY(reached && killed);
            QVERIFY2(survived, server.log().right(3000).constData());
            if (victim == "worker") {
                QVERIFY2(worker.start(), qPrintable(worker.error()));
            } else if (!survives) {
                if (victim == "postgres") {
                    server.kill(); // what it was to be told of is lost with it
                }
                QVERIFY2(server.start(), qPrintable(server.error().right(3000)));
            }

            if (!bulk.empty()) {
                auto again = server.staff();
                Reply seen;
                QElapsedTimer waited;
                for (waited.start(); seen.text("status") != "done" && waited.elapsed() < 90'000;) {
                    QTest::qWait(50);
                    seen = again.get(bulk);
                }
                QVERIFY2(seen.text("status") == "done", seen.body.c_str());
                const auto items = seen.json();
                QVERIFY2(items.at("pending").as_int64() == 0 && items.at("failed").as_int64() == 0, seen.body.c_str());
                bulkItems += together.size();
            }
            auto platform = server.sql("objecta_platform");
            // What was being made is made: by the job, which a killed worker holds until its lease ends.
            QVERIFY(within(std::chrono::seconds(60), [&platform] {
                return platform.run("SELECT count(*) FROM organizations WHERE status = 'provisioning'").value() == "0";
            }));
            for (const char *rule : {everyOrganizationIsWhole, noTransitionIsHalfDone}) {
                const auto half = platform.run(rule);
                QVERIFY2(half.ok(), half.message.c_str());
                QVERIFY2(half.rows.empty(), half.value().c_str());
            }
            const auto lost = platform.run(lostOf("organizations", done.organizations));
            QVERIFY2(lost.ok(), lost.message.c_str());
            QVERIFY2(lost.value().empty(),
                     qPrintable(QStringLiteral("%1 (round %2, %3 killed)")
                                    .arg(QString::fromStdString(lost.value()))
                                    .arg(round)
                                    .arg(QString::fromStdString(victim))));
            auto app = server.tenantSql(acme);
            for (const auto &[table, ids] : done.rows) {
                const auto missing = app.run(lostOf(table, ids));
                QVERIFY2(missing.ok(), missing.message.c_str());
                QVERIFY2(missing.value().empty(), (table + ' ' + missing.value() + ", killed: " + victim).c_str());
            }
            const auto wrong = server.sql("postgres").run(wrongCounters);
            QVERIFY2(wrong.ok(), wrong.message.c_str());
            QVERIFY2(wrong.value().empty(), wrong.value().c_str());
        }
        std::string told;
        for (const auto &[table, ids] : done.rows) {
            told += std::to_string(ids.size()) + ' ' + table + ", ";
            QVERIFY2(!ids.empty(), table.c_str());
        }
        for (const auto &[victim, times] : victims) {
            told += victim + " killed " + std::to_string(times) + " times, ";
        }
        qInfo("%s%zu organizations, %d transitions, %zu bulk items acknowledged, none lost", told.c_str(),
              done.organizations.size(), done.transitions, bulkItems);
        QVERIFY(!done.organizations.empty() && done.transitions > 0);
        QCOMPARE(worker.stop(), 0);
        QCOMPARE(server.stop(), 0);
    }
};

int main(int argc, char **argv)
{
    // Qt Test gives a function five minutes; fifty rounds take longer. It reads this before the first test.
    if (!qEnvironmentVariableIsSet("QTEST_FUNCTION_TIMEOUT")) {
        qputenv("QTEST_FUNCTION_TIMEOUT", "1800000");
    }
    const QCoreApplication app(argc, argv);
    TestKill test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_kill.moc"
