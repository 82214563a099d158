// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Conversations and what is said in them: made, listed both ways, changed and deleted; every message counts once for
// its month, whatever becomes of it.

#include "tests/support/testserver.h"

#include <QDateTime>
#include <QTest>

#include <atomic>
#include <thread>

using namespace objecta::test;
namespace json = boost::json;

class TestConversations : public QObject {
    Q_OBJECT

    TestServer m_server;
    std::string m_acme;
    std::string m_agent;

    static std::vector<std::string> ids(const json::value &page)
    {
        std::vector<std::string> out;
        for (const auto &item : page.at("items").as_array()) {
            out.emplace_back(item.at("id").as_string().c_str());
        }
        return out;
    }
    /// All of a list, page by page.
    static std::vector<std::string> walk(HttpClient &client, const std::string &target, int limit)
    {
        std::vector<std::string> out;
        std::string cursor;
        do {
            const Reply reply = client.get(target + "&limit=" + std::to_string(limit)
                                           + (cursor.empty() ? std::string() : "&cursor=" + cursor));
            if (reply.status != 200) {
                throw std::runtime_error(reply.body);
            }
            const auto page = reply.json();
            const auto some = ids(page);
            out.insert(out.end(), some.begin(), some.end());
            cursor = page.at("next_cursor").is_null() ? "" : page.at("next_cursor").as_string().c_str();
        } while (!cursor.empty());
        return out;
    }
    std::string begin(HttpClient &client, const std::string &title = "Talk")
    {
        return client.post("/v1/conversations", "{\"agent_id\":\"" + m_agent + "\",\"title\":\"" + title + "\"}")
            .text("id");
    }
    static Reply say(HttpClient &client, const std::string &conversation, const std::string &content = "Hello")
    {
        return client.post("/v1/conversations/" + conversation + "/messages", "{\"content\":\"" + content + "\"}");
    }
    static int64_t used(HttpClient &client)
    {
        return client.get("/v1/usage").json().at("messages").at("used").as_int64();
    }
    /// used - (settled + rows): what the sample data counted without rows, and nothing else ever.
    int64_t unexplained()
    {
        auto sql = m_server.tenantSql(m_acme);
        return std::stoll(sql.run("SELECT sum(used - settled) - (SELECT count(*) FROM messages WHERE role = 'user') "
                                  "FROM usage_counters WHERE resource = 'messages'")
                              .value());
    }
    HttpClient someone(HttpClient &owner, const std::string &name, const std::string &role)
    {
        const std::string email = name + "@acme.example";
        owner.post("/v1/users",
                   "{\"email\":\"" + email + "\",\"name\":\"" + name + "\",\"role\":\"" + role
                       + "\",\"password\":\"correct horse battery\"}");
        auto client = m_server.anonymousTenant("acme-corp");
        client.signIn(email, "correct horse battery");
        return client;
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
        auto staff = m_server.staff();
        QCOMPARE(staff
                     .patch("/v1/admin/organizations/" + m_acme + "/limits",
                            R"({"maxUsers":100,"maxAgents":100,"maxMessages":1000000})")
                     .status,
                 200);
        auto acme = m_server.tenant("acme-corp");
        m_agent = acme.get("/v1/agents?limit=1").json().at("items").at(0).at("id").as_string().c_str();
    }

    void aConversationIsMadeChangedAndDeleted()
    {
        auto acme = m_server.tenant("acme-corp");
        const Reply made = acme.post("/v1/conversations", "{\"agent_id\":\"" + m_agent + "\"}");
        QCOMPARE(made.status, 201);
        QCOMPARE(made.header("etag"), std::string("\"1\""));
        const std::string path = "/v1/conversations/" + made.text("id");
        QCOMPARE(made.header("location"), path);
        QCOMPARE(acme.get(path).body, made.body);
        QCOMPARE(acme.patch(path, R"({"title":"Invoices"})", {{"If-Match", "\"9\""}}).status, 412);
        const Reply renamed = acme.patch(path, R"({"title":"Invoices"})", {{"If-Match", "\"1\""}});
        QCOMPARE(renamed.status, 200);
        QCOMPARE(renamed.text("title"), std::string("Invoices"));
        QCOMPARE(renamed.header("etag"), std::string("\"2\""));
        QCOMPARE(acme.patch(path, R"({"status":"closed"})").status, 200);
        const Reply unheard = say(acme, made.text("id"));
        QCOMPARE(unheard.code(), std::string("conflict"));
        QCOMPARE(acme.post("/v1/messages",
                           "{\"agent_id\":\"" + m_agent + "\",\"conversation_id\":\"" + made.text("id")
                               + "\",\"content\":\"Hello\"}")
                     .code(),
                 std::string("conflict"));
        QCOMPARE(acme.patch(path, R"({"status":"open"})").status, 200);
        const std::string message = say(acme, made.text("id")).text("id");
        QCOMPARE(acme.get("/v1/messages/" + message).status, 200);
        QCOMPARE(acme.del(path, {{"If-Match", "\"2\""}}).status, 412);
        QCOMPARE(acme.del(path, {{"If-Match", "\"4\""}}).status, 204);
        QCOMPARE(acme.get(path).status, 404);
        QCOMPARE(acme.get("/v1/messages/" + message).status, 404);
        QCOMPARE(acme.post("/v1/conversations", R"({"agent_id":"3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10"})").status, 404);
        for (const char *body : {R"({})", R"({"agent_id":7})", R"({"agent_id":"x"})"}) {
            QCOMPARE(acme.post("/v1/conversations", body).status, 422);
        }
    }

    void messagesComeInPagesBothWays()
    {
        auto acme = m_server.tenant("acme-corp");
        const std::string conversation = begin(acme);
        std::vector<std::string> said;
        for (int i = 0; i < 7; ++i) {
            said.push_back(say(acme, conversation, "Number " + std::to_string(i)).text("id"));
        }
        const std::string target = "/v1/conversations/" + conversation + "/messages?";
        QVERIFY(walk(acme, target, 3) == said);
        QVERIFY(walk(acme, target + "sort=created_at", 1) == said);
        std::reverse(said.begin(), said.end());
        QVERIFY(walk(acme, target + "sort=-created_at", 3) == said);
        QVERIFY(walk(acme, target + "role=user", 200) != said);
        QCOMPARE(walk(acme, target + "role=agent", 200).size(), size_t(0));
        const auto middle = acme.get("/v1/messages/" + said[3]).json();
        const std::string at(middle.at("created_at").as_string().c_str());
        QCOMPARE(walk(acme, target + "from=" + at, 2).size(), size_t(4));
        QCOMPARE(walk(acme, target + "to=" + at, 2).size(), size_t(3));
        // A cursor is of one list and one order.
        const auto page = acme.get(target + "limit=2").json();
        const std::string cursor(page.at("next_cursor").as_string().c_str());
        QCOMPARE(acme.get(target + "sort=-created_at&cursor=" + cursor).status, 422);
        QCOMPARE(acme.get("/v1/conversations?cursor=" + cursor).status, 422);
        QCOMPARE(acme.get(target + "sort=content").status, 422);
        QCOMPARE(acme.get(target + "from=yesterday").status, 422);
    }

    void conversationsAreFiltered()
    {
        auto acme = m_server.tenant("acme-corp");
        const Reply agent = acme.post("/v1/agents", R"({"name":"For the filters"})");
        const std::string other = agent.text("id");
        std::vector<std::string> made;
        for (int i = 0; i < 5; ++i) {
            made.push_back(acme.post("/v1/conversations", "{\"agent_id\":\"" + other + "\"}").text("id"));
        }
        const std::string target = "/v1/conversations?agent_id=" + other;
        QVERIFY(walk(acme, target + "&sort=created_at", 2) == made);
        std::reverse(made.begin(), made.end());
        QVERIFY(walk(acme, target, 2) == made);
        QVERIFY(walk(acme, "/v1/conversations?sort=-created_at", 3) == walk(acme, "/v1/conversations?", 200));
        QCOMPARE(acme.patch("/v1/conversations/" + made[1], R"({"status":"closed"})").status, 200);
        QVERIFY(walk(acme, target + "&status=closed", 2) == std::vector{made[1]});
        QCOMPARE(walk(acme, target + "&status=open", 2).size(), size_t(4));
        QCOMPARE(walk(acme, target + "&user_id=3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10", 2).size(), size_t(0));
        const std::string at(acme.get("/v1/conversations/" + made[2]).text("created_at"));
        QCOMPARE(walk(acme, target + "&from=" + at, 2).size(), size_t(3));
        QCOMPARE(walk(acme, target + "&to=" + at, 2).size(), size_t(2));

        QVERIFY(walk(acme, "/v1/agents?status=paused", 2).empty());
        QCOMPARE(acme.patch("/v1/agents/" + other, R"({"status":"paused","model":"objecta-tiny"})").status, 200);
        QVERIFY(walk(acme, "/v1/agents?status=paused", 2) == std::vector{other});
        QVERIFY(walk(acme, "/v1/agents?model=objecta-tiny", 2) == std::vector{other});
        QVERIFY(walk(acme, "/v1/agents?user_id=" + agent.text("user_id"), 2).size() > 0);
        QVERIFY(walk(acme, "/v1/agents?to=2001-01-01T00:00:00Z", 2).empty());
        QVERIFY(walk(acme, "/v1/agents?from=2001-01-01T00:00:00Z", 2) == walk(acme, "/v1/agents?", 200));
        QCOMPARE(acme.get("/v1/agents?status=gone").status, 422);
        QCOMPARE(walk(acme, "/v1/users?role=owner", 1).size(), size_t(1));
        QCOMPARE(acme.get("/v1/users?role=king").status, 422);
        QCOMPARE(acme.del("/v1/agents/" + other).status, 204);
        QVERIFY(walk(acme, target, 2).empty());
    }

    void everyMessageCountsOnceForItsMonth()
    {
        auto acme = m_server.tenant("acme-corp");
        auto staff = m_server.staff();
        const std::string limits = "/v1/admin/organizations/" + m_acme + "/limits";
        const int64_t unexplainedBefore = unexplained();
        const int64_t before = used(acme);
        const std::string conversation = begin(acme);
        QCOMPARE(used(acme), before);
        QCOMPARE(staff.patch(limits, "{\"maxMessages\":" + std::to_string(before + 2) + "}").status, 200);
        const Reply first = say(acme, conversation);
        QCOMPARE(first.status, 201);
        QCOMPARE(acme.post("/v1/messages", "{\"agent_id\":\"" + m_agent + "\",\"content\":\"And\"}").status, 201);
        QCOMPARE(say(acme, conversation).code(), std::string("quota_exceeded"));
        QCOMPARE(used(acme), before + 2);
        // What was said was said: deleting it makes no room, nor a counter that differs from what it counts.
        QCOMPARE(acme.del("/v1/messages/" + first.text("id")).status, 204);
        QCOMPARE(used(acme), before + 2);
        QCOMPARE(unexplained(), unexplainedBefore);
        QCOMPARE(say(acme, conversation).code(), std::string("quota_exceeded"));
        QCOMPARE(staff.patch(limits, R"({"maxMessages":1000000})").status, 200);
        QCOMPARE(say(acme, conversation).status, 201);
        QCOMPARE(acme.del("/v1/conversations/" + conversation).status, 204);
        QCOMPARE(used(acme), before + 3);
        QCOMPARE(unexplained(), unexplainedBefore);
        const std::string agent = acme.post("/v1/agents", R"({"name":"Goes soon"})").text("id");
        QCOMPARE(acme.post("/v1/messages", "{\"agent_id\":\"" + agent + "\",\"content\":\"Hi\"}").status, 201);
        QCOMPARE(acme.del("/v1/agents/" + agent).status, 204);
        QCOMPARE(used(acme), before + 4);
        QCOMPARE(unexplained(), unexplainedBefore);
    }

    void deletingWhileOthersTalkLosesNoCount()
    {
        auto acme = m_server.tenant("acme-corp");
        const int64_t unexplainedBefore = unexplained();
        const int64_t before = used(acme);
        std::atomic<int> said{0};
        std::atomic<int> unexpected{0};
        for (int round = 0; round < 4; ++round) {
            const std::string agent = acme.post("/v1/agents", R"({"name":"Busy"})").text("id");
            const std::string conversation =
                acme.post("/v1/conversations", "{\"agent_id\":\"" + agent + "\"}").text("id");
            std::vector<std::jthread> threads;
            std::atomic<int> waiting{9};
            for (int i = 0; i < 9; ++i) {
                threads.emplace_back([&, i] {
                    auto client = m_server.anonymousTenant("acme-corp");
                    client.setToken(acme.token());
                    client.get("/v1/usage"); // the connection is open before the race begins
                    --waiting;
                    while (waiting > 0) {
                        std::this_thread::yield();
                    }
                    for (int k = 0; k < 6; ++k) {
                        int status = 0;
                        if (i > 0) {
                            status = say(client, conversation).status;
                            said += status == 201 ? 1 : 0;
                        } else if (k == 2) {
                            status = round % 2 == 0 ? client.del("/v1/conversations/" + conversation).status
                                                    : client.del("/v1/agents/" + agent).status;
                        }
                        unexpected += status == 0 || status == 201 || status == 204 || status == 404 ? 0 : 1;
                    }
                });
            }
        }
        QCOMPARE(unexpected.load(), 0);
        QVERIFY(said > 0);
        QCOMPARE(used(acme), before + said);
        QCOMPARE(unexplained(), unexplainedBefore);
    }

    void nobodyPutsWordsIntoAnothersMouth()
    {
        auto acme = m_server.tenant("acme-corp");
        auto mia = someone(acme, "mia", "member");
        auto ben = someone(acme, "ben", "member");
        const std::string conversation = begin(mia);
        const Reply said = say(mia, conversation, "My words");
        const std::string path = "/v1/messages/" + said.text("id");
        QCOMPARE(said.header("location"), path);
        QCOMPARE(ben.get(path).text("content"), std::string("My words"));
        QCOMPARE(ben.patch(path, R"({"content":"Your words"})").code(), std::string("forbidden"));
        QCOMPARE(acme.patch(path, R"({"content":"Your words"})").code(), std::string("forbidden"));
        QCOMPARE(ben.del(path).code(), std::string("forbidden"));
        QCOMPARE(mia.patch(path, R"({"content":"Better words"})", {{"If-Match", "\"2\""}}).status, 412);
        const Reply changed = mia.patch(path, R"({"content":"Better words"})", {{"If-Match", "\"1\""}});
        QCOMPARE(changed.status, 200);
        QCOMPARE(changed.header("etag"), std::string("\"2\""));
        QCOMPARE(ben.get(path).text("content"), std::string("Better words"));
        QCOMPARE(acme.del(path, {{"If-Match", "\"1\""}}).status, 412);
        QCOMPARE(acme.del(path).status, 204);
        QCOMPARE(mia.get(path).status, 404);
        // Staff read the trail: it says what was done, never what was said.
        const std::string trail = acme.get("/v1/audit?limit=200&target_id=" + said.text("id")).body;
        QVERIFY(trail.find("message.updated") != std::string::npos);
        QVERIFY(trail.find("message.deleted") != std::string::npos);
        QVERIFY(trail.find("words") == std::string::npos);
    }

    void theTrailIsTheOrganizationsOwn()
    {
        auto acme = m_server.tenant("acme-corp");
        auto xyz = m_server.tenant("xyz-inc");
        auto staff = m_server.staff();
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(acme.post("/v1/agents", "{\"name\":\"Trail " + std::to_string(i) + "\"}").status, 201);
        }
        const auto created = walk(acme, "/v1/audit?action=agent.created", 2);
        QVERIFY(created.size() >= 3);
        QVERIFY(created == ids(acme.get("/v1/audit?action=agent.created&limit=200").json()));
        QCOMPARE(acme.get("/v1/audit/" + created[0]).text("action"), std::string("agent.created"));
        QCOMPARE(xyz.get("/v1/audit/" + created[0]).status, 404);
        const std::string at = acme.get("/v1/audit/" + created[1]).text("at");
        QCOMPARE(walk(acme, "/v1/audit?action=agent.created&from=" + at, 2).size(), size_t(2));
        QVERIFY(walk(acme, "/v1/audit?actor=nobody%40acme.example", 2).empty());
        QVERIFY(walk(acme, "/v1/audit?target_type=conversation", 200).size() > 0);
        auto member = someone(acme, "tom", "member");
        QCOMPARE(member.get("/v1/audit").code(), std::string("forbidden"));
        QCOMPARE(member.get("/v1/impersonations").code(), std::string("forbidden"));

        QVERIFY(walk(acme, "/v1/impersonations?", 2).empty());
        const Reply begun = staff.post("/v1/admin/impersonations",
                                       "{\"organization_id\":\"" + m_acme + "\",\"reason\":\"SUP-1 looks\"}");
        QCOMPARE(begun.status, 201);
        QVERIFY(walk(acme, "/v1/impersonations?active=true", 2) == std::vector{begun.text("id")});
        const auto seen = acme.get("/v1/impersonations/" + begun.text("id"));
        QCOMPARE(seen.text("reason"), std::string("SUP-1 looks"));
        QCOMPARE(seen.text("staff_email"), m_server.demo().staffEmail);
        QCOMPARE(xyz.get("/v1/impersonations/" + begun.text("id")).status, 404);
        QVERIFY(walk(xyz, "/v1/impersonations?", 2).empty());
        // Who looks through its eyes sees that too.
        auto viewer = m_server.anonymousTenant("acme-corp");
        viewer.setToken(begun.text("access_token"));
        QCOMPARE(viewer.get("/v1/impersonations").body, acme.get("/v1/impersonations").body);
        for (const char *target :
             {"/v1/conversations?limit=200", "/v1/audit?action=agent.created", "/v1/agents?status=active"}) {
            QCOMPARE(viewer.get(target).status, 200);
            QCOMPARE(viewer.get(target).body, acme.get(target).body);
        }
        QCOMPARE(staff.del("/v1/admin/impersonations/" + begun.text("id")).status, 204);
        QVERIFY(walk(acme, "/v1/impersonations?active=true", 2).empty());
        QCOMPARE(walk(acme, "/v1/impersonations?active=false", 2).size(), size_t(1));
        QCOMPARE(acme.get("/v1/impersonations?active=maybe").status, 422);
    }
};

QTEST_GUILESS_MAIN(TestConversations)
#include "test_conversations.moc"
