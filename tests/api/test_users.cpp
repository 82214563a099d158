// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// People of an organization: invited, joined, deactivated; seats counted for those who are active, and an owner always.

#include "tests/support/testserver.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace objecta::test;
namespace json = boost::json;

class TestUsers : public QObject {
    Q_OBJECT

    TestServer m_server;
    std::string m_acme;
    static constexpr const char *password = "correct horse battery";

    struct Invited {
        std::string id;
        std::string token;
    };
    static Invited invite(HttpClient &owner, const std::string &name)
    {
        const Reply made =
            owner.post("/v1/users", "{\"email\":\"" + name + "@acme.example\",\"name\":\"" + name + "\"}");
        if (made.status != 201) {
            throw std::runtime_error("not invited: " + made.body);
        }
        return {made.text("id"), made.json().at("invitation").at("token").as_string().c_str()};
    }
    Reply accept(const std::string &token, const std::string &slug = "acme-corp") const
    {
        auto client = m_server.anonymousTenant(slug);
        return client.post("/v1/auth/accept-invitation",
                           "{\"token\":\"" + token + "\",\"password\":\"" + password + "\"}");
    }
    HttpClient with(const std::string &token) const
    {
        auto client = m_server.anonymousTenant("acme-corp");
        client.setToken(token);
        return client;
    }
    /// Somebody new, signed in.
    HttpClient someone(HttpClient &owner, const std::string &name, const std::string &role, std::string *id = nullptr)
    {
        const std::string email = name + "@acme.example";
        const Reply made = owner.post("/v1/users",
                                      "{\"email\":\"" + email + "\",\"name\":\"" + name + "\",\"role\":\"" + role
                                          + "\",\"password\":\"" + password + "\"}");
        if (made.status != 201) {
            throw std::runtime_error("no user: " + made.body);
        }
        if (id != nullptr) {
            *id = made.text("id");
        }
        auto client = m_server.anonymousTenant("acme-corp");
        client.signIn(email, password);
        return client;
    }
    static int64_t seats(HttpClient &client)
    {
        return client.get("/v1/usage").json().at("users").at("used").as_int64();
    }
    void limit(int64_t users)
    {
        auto staff = m_server.staff();
        QCOMPARE(
            staff.patch("/v1/admin/organizations/" + m_acme + "/limits", "{\"maxUsers\":" + std::to_string(users) + "}")
                .status,
            200);
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
        limit(100);
    }

    void anInvitationWorksOnceAndAtHome()
    {
        auto acme = m_server.tenant("acme-corp");
        const int64_t before = seats(acme);
        const Invited ann = invite(acme, "ann");
        QCOMPARE(acme.get("/v1/users/" + ann.id).text("status"), std::string("invited"));
        QVERIFY(acme.get("/v1/users/" + ann.id).body.find(ann.token) == std::string::npos);
        QCOMPARE(seats(acme), before);
        auto early = m_server.anonymousTenant("acme-corp");
        QCOMPARE(early.signIn("ann@acme.example", "").status, 422);
        QCOMPARE(early.signIn("ann@acme.example", password).code(), std::string("invalid_credentials"));
        // Nobody makes somebody active who has no password.
        QCOMPARE(acme.patch("/v1/users/" + ann.id, R"({"status":"active"})").code(), std::string("conflict"));

        QCOMPARE(accept(ann.token, "xyz-inc").status, 404);
        QCOMPARE(accept(ann.token, "nobody-here").status, 404);
        std::string forged = ann.token;
        forged[20] = forged[20] == 'A' ? 'B' : 'A';
        QCOMPARE(accept(forged).status, 404);
        auto client = m_server.anonymousTenant("acme-corp");
        QCOMPARE(client.post("/v1/auth/accept-invitation", "{\"token\":\"" + ann.token + "\",\"password\":\"short\"}")
                     .status,
                 422);
        const Reply joined = accept(ann.token);
        QCOMPARE(joined.status, 200);
        QCOMPARE(with(joined.text("access_token")).get("/v1/agents").status, 200);
        QCOMPARE(seats(acme), before + 1);
        QCOMPARE(acme.get("/v1/users/" + ann.id).text("status"), std::string("active"));
        QCOMPARE(accept(ann.token).status, 404);
        QCOMPARE(early.signIn("ann@acme.example", password).status, 200);
        QCOMPARE(acme.post("/v1/users/" + ann.id + "/invitation", "").code(), std::string("conflict"));
        const std::string trail = acme.get("/v1/audit?target_id=" + ann.id).body;
        QVERIFY(trail.find("user.invited") != std::string::npos);
        QVERIFY(trail.find("user.joined") != std::string::npos);
        QVERIFY(trail.find("obi_") == std::string::npos);
        auto sql = asAcme();
        QVERIFY(sql.run("SELECT string_agg(u::text, '') FROM users u").value().find(ann.token) == std::string::npos);
    }

    void anInvitationEnds()
    {
        auto acme = m_server.tenant("acme-corp");
        const Invited bob = invite(acme, "bob");
        auto sql = asAcme();
        QCOMPARE(sql.run("UPDATE users SET invited_until = now() WHERE id = $1", {bob.id}).affected, 1);
        QCOMPARE(accept(bob.token).status, 404);
        const Reply again = acme.post("/v1/users/" + bob.id + "/invitation", "");
        QCOMPARE(again.status, 201);
        const Reply third = acme.post("/v1/users/" + bob.id + "/invitation", "");
        QCOMPARE(accept(again.text("token")).status, 404);
        QCOMPARE(acme.patch("/v1/users/" + bob.id, R"({"status":"deactivated"})").status, 200);
        QCOMPARE(accept(third.text("token")).status, 404);
        const Reply last = acme.post("/v1/users/" + bob.id + "/invitation", "");
        QCOMPARE(accept(last.text("token")).status, 200);
        auto xyz = m_server.tenant("xyz-inc");
        QCOMPARE(xyz.post("/v1/users/" + bob.id + "/invitation", "").status, 404);
    }

    void anInvitationSaysWhatSigningInSays()
    {
        auto acme = m_server.tenant("acme-corp");
        const Invited zoe = invite(acme, "zoe");
        auto sql = m_server.sql("objecta_platform");
        const auto status = [&](const char *word) {
            QVERIFY(sql.run("UPDATE organizations SET status = $2 WHERE id = $1", {m_acme, word}).ok());
        };
        for (const auto &[word, code] :
             {std::pair("suspended", "organization_suspended"), std::pair("deleting", "organization_deleted"),
              std::pair("provisioning", "organization_provisioning"), std::pair("archived", "organization_archived")}) {
            status(word);
            QCOMPARE(accept(zoe.token).code(), std::string(code));
        }
        status("active");
        QCOMPARE(accept(zoe.token).status, 200);
    }

    void aSeatIsTakenByWhoIsActive()
    {
        auto acme = m_server.tenant("acme-corp");
        const int64_t before = seats(acme);
        limit(before + 1);
        const Invited one = invite(acme, "carl");
        const Invited two = invite(acme, "cleo");
        QCOMPARE(seats(acme), before);
        // Both at once: one seat.
        std::atomic<int> joined{0};
        std::atomic<int> refused{0};
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 8; ++i) {
                threads.emplace_back([&, i] {
                    const Reply reply = accept(i % 2 == 0 ? one.token : two.token);
                    joined += reply.status == 200 ? 1 : 0;
                    refused += reply.code() == "quota_exceeded" || reply.status == 404 ? 1 : 0;
                });
            }
        }
        QCOMPARE(joined.load(), 1);
        QCOMPARE(refused.load(), 7);
        QCOMPARE(seats(acme), before + 1);
        QCOMPARE(acme.post("/v1/users", R"({"email":"full@acme.example","name":"Full"})").code(),
                 std::string("quota_exceeded"));
        const bool oneJoined = acme.get("/v1/users/" + one.id).text("status") == "active";
        const Invited &in = oneJoined ? one : two;
        const Invited &out = oneJoined ? two : one;
        QCOMPARE(accept(out.token).code(), std::string("quota_exceeded"));
        // A seat that somebody leaves is free, and taken again only when there is one.
        QCOMPARE(acme.patch("/v1/users/" + in.id, R"({"status":"deactivated"})").status, 200);
        QCOMPARE(seats(acme), before);
        QCOMPARE(accept(out.token).status, 200);
        QCOMPARE(acme.patch("/v1/users/" + in.id, R"({"status":"active"})").code(), std::string("quota_exceeded"));
        QCOMPARE(acme.get("/v1/users/" + in.id).text("status"), std::string("deactivated"));
        // Somebody without a seat gives none back.
        QCOMPARE(acme.del("/v1/users/" + in.id).status, 204);
        QCOMPARE(seats(acme), before + 1);
        QCOMPARE(acme.del("/v1/users/" + out.id).status, 204);
        QCOMPARE(seats(acme), before);
        limit(100);
    }

    void deactivationEndsSessionsAndKeysAtOnce()
    {
        auto acme = m_server.tenant("acme-corp");
        std::string id;
        auto dora = someone(acme, "dora", "admin", &id);
        const std::string secret =
            dora.post("/v1/api-keys", R"({"name":"CI","scopes":["agents:read"]})").json().at("key").as_string().c_str();
        QCOMPARE(dora.get("/v1/agents").status, 200);
        QCOMPARE(with(secret).get("/v1/agents").status, 200);
        const std::string version = acme.get("/v1/users/" + id).header("etag");
        QCOMPARE(acme.patch("/v1/users/" + id, R"({"status":"deactivated"})", {{"If-Match", version}}).status, 200);
        QCOMPARE(dora.get("/v1/agents").code(), std::string("unauthenticated"));
        QCOMPARE(with(secret).get("/v1/agents").code(), std::string("unauthenticated"));
        auto again = m_server.anonymousTenant("acme-corp");
        QCOMPARE(again.signIn("dora@acme.example", password).code(), std::string("invalid_credentials"));
        QCOMPARE(acme.patch("/v1/users/" + id, R"({"status":"active"})").status, 200);
        QCOMPARE(again.signIn("dora@acme.example", password).status, 200);
        QCOMPARE(again.get("/v1/agents").status, 200);
        // What ended stays ended.
        QCOMPARE(dora.get("/v1/agents").status, 401);
        QCOMPARE(with(secret).get("/v1/agents").status, 401);
    }

    void thereIsAlwaysAnOwner()
    {
        auto acme = m_server.tenant("acme-corp");
        const auto owners = acme.get("/v1/users?role=owner").json();
        QCOMPARE(owners.at("items").as_array().size(), size_t(1));
        const std::string first = std::string("/v1/users/") + owners.at("items").at(0).at("id").as_string().c_str();
        for (const char *body : {R"({"role":"admin"})", R"({"status":"deactivated"})"}) {
            QCOMPARE(acme.patch(first, body).code(), std::string("conflict"));
        }
        QCOMPARE(acme.del(first).code(), std::string("conflict"));
        auto admin = someone(acme, "eve", "admin");
        std::string id;
        someone(acme, "otto", "member", &id);
        const std::string second = "/v1/users/" + id;
        QCOMPARE(admin.patch(second, R"({"role":"owner"})").code(), std::string("forbidden"));
        QCOMPARE(admin.patch(first, R"({"role":"member"})").code(), std::string("forbidden"));
        QCOMPARE(acme.patch(second, R"({"role":"owner"})").status, 200);
        auto otto = m_server.anonymousTenant("acme-corp");
        QCOMPARE(otto.signIn("otto@acme.example", password).status, 200);
        // Both leave at once: one of them stays.
        std::atomic<int> left{0};
        {
            std::jthread one([&] { left += acme.patch(first, R"({"role":"admin"})").status == 200 ? 1 : 0; });
            std::jthread two([&] { left += otto.patch(second, R"({"role":"admin"})").status == 200 ? 1 : 0; });
        }
        QCOMPARE(left.load(), 1);
        auto sql = asAcme();
        QCOMPARE(sql.run("SELECT count(*) FROM users WHERE role = 'owner' AND status = 'active'").value(),
                 std::string("1"));
    }

    void theCounterIsWhatItCounts()
    {
        auto sql = asAcme();
        QCOMPARE(sql.run("SELECT used - settled - (SELECT count(*) FROM users WHERE status = 'active') "
                         "FROM usage_counters WHERE resource = 'users'")
                     .value(),
                 std::string("0"));
    }
};

QTEST_GUILESS_MAIN(TestUsers)
#include "test_users.moc"
