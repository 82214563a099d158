// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An organization that is renamed: its old slug stays its own and redirects, on every server, and its tokens go on
// working at the new host.

#include "tests/support/testserver.h"

#include <QElapsedTimer>
#include <QTest>

#include <boost/json.hpp>

#include <barrier>
#include <thread>

using namespace objecta::test;

namespace {

/// What is the same about two answers but for their time and their request.
std::string shape(const Reply &reply)
{
    std::string out = std::to_string(reply.status) + ' ' + reply.code();
    for (const auto &[name, value] : reply.headers) {
        out += '\n' + name;
    }
    return out;
}

} // namespace

class TestRenaming : public QObject {
    Q_OBJECT

private:
    TestServer m_server;
    std::unique_ptr<TestServer> m_second;
    std::string m_acme;
    std::string m_xyz;
    std::string m_key;

    Reply rename(const std::string &id, const std::string &slug, const Headers &headers = {{"If-Match", "*"}})
    {
        return m_server.staff().patch("/v1/admin/organizations/" + id, "{\"slug\":\"" + slug + "\"}", headers);
    }
    static Reply ask(const TestServer &server, const std::string &slug, const std::string &token,
                     const std::string &target = "/v1/agents?limit=1", const std::string &method = "GET",
                     const std::string &body = {})
    {
        HttpClient client(server.port(), slug + ".localhost:" + std::to_string(server.port()));
        client.setToken(token);
        return client.send(method, target, body);
    }
    static std::string place(const TestServer &server, const std::string &slug,
                             const std::string &target = "/v1/agents?limit=1")
    {
        return "http://" + slug + ".localhost:" + std::to_string(server.port()) + target;
    }
    /// Asks until the answer has that status; how long it took.
    template <class Ask>
    static qint64 until(int status, Ask ask)
    {
        QElapsedTimer timer;
        timer.start();
        while (ask().status != status && timer.elapsed() < 10'000) { }
        return timer.elapsed();
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_second = std::make_unique<TestServer>(m_server, QStringList());
        QVERIFY2(m_second->start(), qPrintable(m_second->error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
        m_xyz = m_server.demo().tenant("xyz-inc").id;
        const Reply key = m_server.tenant("acme-corp").post("/v1/api-keys", R"({"name":"K","scopes":["agents:read"]})");
        QCOMPARE(key.status, 201);
        m_key = key.text("key");
    }

    void theOldHostSendsOnAndTokensGoOn()
    {
        const std::string user = m_server.tenant("acme-corp").token();
        const std::string other = m_server.tenant("xyz-inc").token();
        const std::string unknown = shape(ask(m_server, "nobody-here", {}));
        QCOMPARE(rename(m_acme, "acme-two", {}).status, 428);
        QCOMPARE(rename(m_acme, "acme-two", {{"If-Match", "\"999\""}}).status, 412);
        const Reply renamed = rename(m_acme, "acme-two");
        QCOMPARE(renamed.status, 200);
        QCOMPARE(renamed.text("slug"), std::string("acme-two"));
        const auto told = [&](const TestServer &server, const std::string &name) {
            const auto took = until(308, [&] { return ask(server, "acme-corp", {}); });
            qInfo("%s sends strangers on after %lld ms", name.c_str(), static_cast<long long>(took));
            QVERIFY(took < 1000);
        };
        told(*m_second, "the other server");
        told(m_server, "the server itself");
        for (const TestServer *server : {&m_server, m_second.get()}) {
            for (const std::string &token : {user, m_key, std::string(), std::string("obk_nonsense")}) {
                const Reply moved = ask(*server, "acme-corp", token);
                QCOMPARE(moved.status, 308);
                QCOMPARE(moved.code(), std::string("organization_moved"));
                QCOMPARE(moved.header("location"), place(*server, "acme-two"));
                QCOMPARE(moved.header("cache-control"), std::string("no-store"));
            }
            QCOMPARE(ask(*server, "acme-two", user).status, 200);
            QCOMPARE(ask(*server, "acme-two", m_key).status, 200);
            QCOMPARE(ask(*server, "acme-two", {}).status, 401);
            // Another organization's token is a stranger's on all of these.
            for (const char *host : {"acme-corp", "acme-two", "nobody-here"}) {
                QCOMPARE(ask(*server, host, other).code(), std::string("host_mismatch"));
            }
            // Signing in and refreshing as well; the path and the query as they were sent.
            const Reply in = ask(*server, "acme-corp", {}, "/v1/auth/sign-in?a=%C3%A4+b", "POST",
                                 R"({"email":"x@y.z","password":"p"})");
            QCOMPARE(in.status, 308);
            QCOMPARE(in.header("location"), place(*server, "acme-two", "/v1/auth/sign-in?a=%C3%A4+b"));
            QCOMPARE(ask(*server, "acme-corp", {}, "/healthz").status, 200);
            QCOMPARE(ask(*server, "acme-corp", {}, "/v1/nothing").status, 404);
            QCOMPARE(shape(ask(*server, "nobody-here", {})), unknown);
        }
        const auto entry = m_server.staff().get("/v1/admin/audit?action=organization.renamed").json();
        const auto &first = entry.at("items").as_array().at(0);
        QCOMPARE(first.at("before").at("slug").as_string().c_str(), "acme-corp");
        QCOMPARE(first.at("after").at("slug").as_string().c_str(), "acme-two");
        // Again: nothing to do, and no second entry.
        QCOMPARE(rename(m_acme, "acme-two").text("slug"), std::string("acme-two"));
        QCOMPARE(
            m_server.staff().get("/v1/admin/audit?action=organization.renamed").json().at("items").as_array().size(),
            size_t(1));
    }

    void severalInARowAndBack()
    {
        const std::string user = ask(m_server, "acme-two", {}).status == 401 ? m_key : std::string();
        for (const char *slug : {"acme-three", "acme-four"}) {
            QCOMPARE(rename(m_acme, slug).status, 200);
        }
        for (const char *old : {"acme-corp", "acme-two", "acme-three"}) {
            QVERIFY(until(308, [&] { return ask(*m_second, old, {}); }) < 1000);
            // Each leads straight to the present one; the last rename may just be on its way here.
            QElapsedTimer timer;
            timer.start();
            while (ask(*m_second, old, {}).header("location") != place(*m_second, "acme-four")
                   && timer.elapsed() < 1000) { }
            QCOMPARE(ask(*m_second, old, {}).header("location"), place(*m_second, "acme-four"));
            QCOMPARE(ask(*m_second, old, user).header("location"), place(*m_second, "acme-four"));
        }
        // It may take an old one back, nobody else may, and none of the platform's.
        QCOMPARE(rename(m_xyz, "acme-two").code(), std::string("slug_taken"));
        QCOMPARE(rename(m_xyz, "admin").code(), std::string("slug_reserved"));
        QCOMPARE(rename(m_xyz, "acme-four").code(), std::string("slug_taken"));
        QCOMPARE(rename(m_acme, "acme-corp").status, 200);
        for (const TestServer *server : {&m_server, m_second.get()}) {
            QVERIFY(until(401, [&] { return ask(*server, "acme-corp", {}); }) < 1000);
            QVERIFY(until(308, [&] { return ask(*server, "acme-four", {}); }) < 1000);
            QCOMPARE(ask(*server, "acme-corp", m_key).status, 200);
            QCOMPARE(ask(*server, "acme-four", m_key).header("location"), place(*server, "acme-corp"));
        }
        const Reply made = m_server.staff().post(
            "/v1/admin/organizations",
            R"({"slug":"acme-three","name":"Impostor","plan":"free","admin_email":"i@m.example"})");
        QCOMPARE(made.status, 409);
        QCOMPARE(made.code(), std::string("slug_taken"));
    }

    void whoTakesASlugFirstHasIt()
    {
        for (int round = 0; round < 20; ++round) {
            const std::string slug = "wanted-" + std::to_string(round);
            Reply answers[3];
            HttpClient clients[3] = {m_server.staff(), m_server.staff(), m_server.staff()};
            std::barrier gate(3);
            const auto run = [&](int i) {
                gate.arrive_and_wait();
                const std::string body = "{\"slug\":\"" + slug + "\"}";
                if (i == 2) {
                    answers[i] = clients[i].post(
                        "/v1/admin/organizations",
                        "{\"slug\":\"" + slug + "\",\"name\":\"N\",\"plan\":\"free\",\"admin_email\":\"a@b.example\"}");
                } else {
                    answers[i] = clients[i].patch("/v1/admin/organizations/" + (i == 0 ? m_acme : m_xyz), body,
                                                  {{"If-Match", "*"}});
                }
            };
            {
                std::jthread a(run, 0);
                std::jthread b(run, 1);
                std::jthread c(run, 2);
            }
            int won = 0;
            for (const auto &answer : answers) {
                won += answer.status < 300 ? 1 : 0;
                QVERIFY2(answer.status < 300 || answer.code() == "slug_taken", answer.body.c_str());
            }
            QCOMPARE(won, 1);
        }
        QCOMPARE(rename(m_acme, "acme-corp").status, 200);
        QCOMPARE(rename(m_xyz, "xyz-inc").status, 200);
    }

    void renamingUnderLoadLocksNobodyOut()
    {
        // An organization's own writes hold its place in the audit chain and want its row; a rename the other way.
        auto writer = m_server.tenant("acme-corp");
        QCOMPARE(
            m_server.staff().patch("/v1/admin/organizations/" + m_acme + "/limits", R"({"maxAgents":1000000})").status,
            200);
        const std::string token = writer.token();
        std::atomic<bool> stop = false;
        std::atomic<int> written = 0;
        std::vector<std::string> wrong;
        {
            std::jthread work([&] {
                while (!stop) {
                    for (const char *slug : {"acme-corp", "acme-busy"}) {
                        const Reply reply = ask(m_server, slug, token, "/v1/agents", "POST", R"({"name":"A"})");
                        if (reply.status == 201) {
                            ++written;
                            const Reply gone = ask(m_server, slug, token, "/v1/agents/" + reply.text("id"), "DELETE");
                            if (gone.status >= 500) {
                                wrong.push_back(gone.body);
                            }
                        } else if (reply.status != 308 && reply.status != 401) {
                            wrong.push_back(reply.body);
                        }
                    }
                }
            });
            const auto ends = qScopeGuard([&] { stop = true; });
            for (int i = 0; i < 40; ++i) {
                const Reply reply = rename(m_acme, i % 2 == 0 ? "acme-busy" : "acme-corp");
                QVERIFY2(reply.status == 200, reply.body.c_str());
            }
        }
        QVERIFY2(wrong.empty(), wrong.empty() ? "" : wrong.front().c_str());
        QVERIFY(written > 0);
    }

    void theLocationIsWhereTheClientCameFrom()
    {
        TestServer behind(m_server, {QStringLiteral("--trusted-proxy"), QStringLiteral("127.0.0.0/8")});
        QVERIFY2(behind.start(), qPrintable(behind.error()));
        QCOMPARE(rename(m_acme, "acme-proxied").status, 200);
        QVERIFY(until(308, [&] { return ask(behind, "acme-corp", {}); }) < 5000);
        HttpClient client(behind.port(), "internal.example");
        const auto location = [&](const std::string &host, const std::string &scheme) {
            return client
                .get("/v1/agents?q=%22",
                     {{"X-Forwarded-For", "192.0.2.1"}, {"X-Forwarded-Host", host}, {"X-Forwarded-Proto", scheme}})
                .header("location");
        };
        QCOMPARE(location("acme-corp.localhost", "https"),
                 std::string("https://acme-proxied.localhost/v1/agents?q=%22"));
        QCOMPARE(location("ACME-corp.localhost:8443", "https"),
                 std::string("https://acme-proxied.localhost:8443/v1/agents?q=%22"));
        QCOMPARE(location("acme-corp.localhost", "http"), std::string("http://acme-proxied.localhost/v1/agents?q=%22"));
        QCOMPARE(rename(m_acme, "acme-corp").status, 200);
    }

    void suspendedAndDeletedShowNothingOfIt()
    {
        auto staff = m_server.staff();
        QCOMPARE(rename(m_xyz, "xyz-new").status, 200);
        QVERIFY(until(308, [&] { return ask(m_server, "xyz-inc", {}); }) < 1000);
        const std::string seen = shape(ask(m_server, "xyz-inc", {}));
        for (const char *act : {"/suspend", "/delete"}) {
            QCOMPARE(staff.post("/v1/admin/organizations/" + m_xyz + act, "{}").status, 200);
            QCOMPARE(shape(ask(m_server, "xyz-inc", {})), seen);
        }
        QCOMPARE(rename(m_xyz, "xyz-other").status, 409);
    }
};

QTEST_GUILESS_MAIN(TestRenaming)
#include "test_renaming.moc"
