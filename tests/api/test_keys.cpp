// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// API keys and one's own sessions: shown once, no more than their scopes, over at once.

#include "tests/support/testserver.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QSet>
#include <QTest>

using namespace objecta::test;
namespace json = boost::json;

class TestKeys : public QObject {
    Q_OBJECT

    TestServer m_server;
    Demo m_demo;

    struct Made {
        std::string id;
        std::string key;
    };
    static Made make(HttpClient &client, const std::string &scopes, const std::string &extra = {})
    {
        const Reply reply = client.post("/v1/api-keys", R"({"name":"CI","scopes":)" + scopes + extra + "}");
        if (reply.status != 201) {
            throw std::runtime_error("no key: " + reply.body);
        }
        const auto value = reply.json();
        return {value.at("api_key").at("id").as_string().c_str(), value.at("key").as_string().c_str()};
    }
    HttpClient with(const std::string &key, const std::string &slug = "acme-corp") const
    {
        auto client = m_server.anonymousTenant(slug);
        client.setToken(key);
        return client;
    }
    /// Somebody new in Acme, signed in.
    HttpClient someone(HttpClient &owner, const std::string &name, const std::string &role, std::string *id = nullptr)
    {
        const std::string email = name + "@acme.example";
        const Reply made = owner.post("/v1/users",
                                      "{\"email\":\"" + email + "\",\"name\":\"" + name + "\",\"role\":\"" + role
                                          + "\",\"password\":\"correct horse battery\"}");
        if (made.status != 201) {
            throw std::runtime_error("no user: " + made.body);
        }
        if (id != nullptr) {
            *id = made.text("id");
        }
        auto client = m_server.anonymousTenant("acme-corp");
        client.signIn(email, "correct horse battery");
        return client;
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_demo = m_server.demo();
        auto staff = m_server.staff();
        QCOMPARE(staff
                     .patch("/v1/admin/organizations/" + m_demo.tenant("acme-corp").id + "/limits",
                            R"({"maxUsers":100,"maxAgents":100})")
                     .status,
                 200);
    }

    void aKeyIsShownOnceAndKeptHashed()
    {
        auto acme = m_server.tenant("acme-corp");
        const Made made = make(acme, R"(["agents:read"])");
        QVERIFY(made.key.starts_with("obk_"));
        const Reply one = acme.get("/v1/api-keys/" + made.id);
        QCOMPARE(one.status, 200);
        QCOMPARE(one.header("etag"), std::string("\"1\""));
        QCOMPARE(one.text("status"), std::string("active"));
        QVERIFY(made.key.starts_with(one.text("prefix")));
        const std::string secret = made.key.substr(one.text("prefix").size());
        QVERIFY(one.body.find(secret) == std::string::npos);
        QVERIFY(acme.get("/v1/api-keys").body.find(secret) == std::string::npos);
        auto sql = m_server.tenantSql(m_demo.tenant("acme-corp").id);
        const auto row = sql.run("SELECT k::text FROM api_keys k WHERE id = $1", {made.id});
        QCOMPARE(row.rows.size(), size_t(1));
        QVERIFY(row.value().find(secret) == std::string::npos);
        QVERIFY(m_server.log().indexOf(QByteArray::fromStdString(secret)) < 0);
    }

    void aKeyMayWhatItsScopesSayAndOnlyAtHome()
    {
        auto acme = m_server.tenant("acme-corp");
        const Made made = make(acme, R"(["agents:read"])");
        auto program = with(made.key);
        QCOMPARE(program.get("/v1/agents").body, acme.get("/v1/agents").body);
        QCOMPARE(program.post("/v1/agents", R"({"name":"No"})").code(), std::string("forbidden"));
        QCOMPARE(program.get("/v1/users").code(), std::string("forbidden"));
        // Nobody's scope: keys and sessions are for people.
        QCOMPARE(program.get("/v1/api-keys").code(), std::string("forbidden"));
        QCOMPARE(program.post("/v1/api-keys", R"({"name":"More","scopes":["agents:write"]})").status, 403);
        QCOMPARE(program.get("/v1/sessions").code(), std::string("forbidden"));

        QCOMPARE(with(made.key, "xyz-inc").get("/v1/agents").status, 401);
        auto staff = m_server.anonymousStaff();
        staff.setToken(made.key);
        QCOMPARE(staff.get("/v1/admin/organizations").status, 401);
        // One character less, or another one: no key of ours.
        QCOMPARE(with(made.key.substr(0, made.key.size() - 1)).get("/v1/agents").status, 401);
        std::string forged = made.key;
        forged[30] = forged[30] == 'A' ? 'B' : 'A';
        QCOMPARE(with(forged).get("/v1/agents").status, 401);
    }

    void changedScopesCountAtOnce()
    {
        auto acme = m_server.tenant("acme-corp");
        const Made made = make(acme, R"(["agents:read"])");
        const std::string path = "/v1/api-keys/" + made.id;
        auto program = with(made.key);
        QCOMPARE(
            acme.patch(path, R"({"scopes":["agents:write","users:read"],"name":"Deployer"})", {{"If-Match", "\"7\""}})
                .status,
            412);
        const Reply changed =
            acme.patch(path, R"({"scopes":["users:read","agents:write"],"name":"Deployer"})", {{"If-Match", "\"1\""}});
        QCOMPARE(changed.status, 200);
        QCOMPARE(changed.header("etag"), std::string("\"2\""));
        QCOMPARE(json::serialize(changed.json().at("scopes")), std::string(R"(["agents:write","users:read"])"));
        QCOMPARE(program.get("/v1/agents").code(), std::string("forbidden"));
        QCOMPARE(program.get("/v1/users").status, 200);
        const Reply agent = program.post("/v1/agents", R"({"name":"Made by a program"})");
        QCOMPARE(agent.status, 201);
        // The same again changes nothing.
        QCOMPARE(acme.patch(path, R"({"name":"Deployer"})").header("etag"), std::string("\"2\""));
        QCOMPARE(program.del("/v1/agents/" + agent.text("id")).status, 204);
        for (const char *body : {R"({"scopes":[]})", R"({"scopes":["everything"]})", R"({"scopes":["api-keys:write"]})",
                                 R"({"expires_at":"2001-01-01T00:00:00Z"})", R"({"scopes":"agents:read"})"}) {
            QCOMPARE(acme.patch(path, body).status, 422);
        }
    }

    void aRevokedKeyStopsWithItsNextRequest()
    {
        auto acme = m_server.tenant("acme-corp");
        const Made made = make(acme, R"(["agents:read"])");
        const std::string path = "/v1/api-keys/" + made.id;
        auto program = with(made.key);
        QCOMPARE(program.get("/v1/agents").status, 200);
        QCOMPARE(acme.del(path, {{"If-Match", "\"2\""}}).status, 412);
        QCOMPARE(program.get("/v1/agents").status, 200);
        QCOMPARE(acme.del(path, {{"If-Match", "\"1\""}}).status, 204);
        QCOMPARE(program.get("/v1/agents").code(), std::string("unauthenticated"));
        QCOMPARE(acme.get(path).text("status"), std::string("revoked"));
        QCOMPARE(acme.patch(path, R"({"name":"Back again"})").code(), std::string("conflict"));
        QCOMPARE(acme.del(path).status, 204);
        QCOMPARE(acme.get("/v1/api-keys?status=revoked").json().at("items").as_array().size(), size_t(1));
        // Once each in the trail.
        auto staff = m_server.staff();
        const auto audit =
            staff.get("/v1/admin/audit?limit=200&organization_id=" + m_demo.tenant("acme-corp").id).json();
        QStringList actions;
        for (const auto &entry : audit.at("items").as_array()) {
            if (entry.at("target_id").as_string() == json::string_view(made.id)) {
                actions << QString::fromUtf8(entry.at("action").as_string().c_str());
            }
        }
        QCOMPARE(actions, (QStringList{QStringLiteral("api_key.revoked"), QStringLiteral("api_key.created")}));
    }

    void anExpiredKeyStopsOnTime()
    {
        auto acme = m_server.tenant("acme-corp");
        const QDateTime end = QDateTime::currentDateTimeUtc().addMSecs(5000);
        const Made made = make(acme, R"(["agents:read"])",
                               ",\"expires_at\":\"" + end.toString(Qt::ISODateWithMs).toStdString() + "\"");
        auto program = with(made.key);
        QCOMPARE(program.get("/v1/agents").status, 200);
        QDateTime lastAccepted;
        QTRY_VERIFY_WITH_TIMEOUT(
            [&] {
                const QDateTime asked = QDateTime::currentDateTimeUtc();
                const Reply reply = program.get("/v1/agents");
                if (reply.status == 200) {
                    lastAccepted = asked;
                }
                return reply.status == 401;
            }(),
            15'000);
        QVERIFY(lastAccepted < end.addMSecs(1000));
        QCOMPARE(acme.get("/v1/api-keys/" + made.id).text("status"), std::string("expired"));
        // A later end brings it back, and null takes the end away.
        QCOMPARE(acme.patch("/v1/api-keys/" + made.id, R"({"expires_at":null})").status, 200);
        QCOMPARE(program.get("/v1/agents").status, 200);
        QVERIFY(acme.get("/v1/api-keys/" + made.id).json().at("expires_at").is_null());
    }

    void lastUseIsNoted()
    {
        auto acme = m_server.tenant("acme-corp");
        const Made made = make(acme, R"(["agents:read"])");
        QVERIFY(acme.get("/v1/api-keys/" + made.id).json().at("last_used_at").is_null());
        QCOMPARE(with(made.key).get("/v1/agents").status, 200);
        QTRY_VERIFY_WITH_TIMEOUT(!acme.get("/v1/api-keys/" + made.id).json().at("last_used_at").is_null(), 8000);
        // A use is no change.
        QCOMPARE(acme.get("/v1/api-keys/" + made.id).header("etag"), std::string("\"1\""));
    }

    void onlyOwnersAndAdminsManageKeys()
    {
        auto acme = m_server.tenant("acme-corp");
        auto member = someone(acme, "mia", "member");
        QCOMPARE(member.get("/v1/agents").status, 200);
        QCOMPARE(member.get("/v1/api-keys").code(), std::string("forbidden"));
        QCOMPARE(member.post("/v1/api-keys", R"({"name":"No","scopes":["agents:read"]})").status, 403);

        // What a user may no longer do, a key of that user's may not do either.
        std::string adminId;
        auto admin = someone(acme, "ada", "admin", &adminId);
        const Made made = make(admin, R"(["agents:read","users:write"])");
        QCOMPARE(with(made.key).get("/v1/agents").status, 200);
        QCOMPARE(acme.get("/v1/api-keys?user_id=" + adminId).json().at("items").as_array().size(), size_t(1));
        QCOMPARE(acme.patch("/v1/users/" + adminId, R"({"role":"member"})").status, 200);
        QCOMPARE(with(made.key).get("/v1/agents").status, 401);
    }

    void keysComeInPages()
    {
        auto xyz = m_server.tenant("xyz-inc");
        QSet<QString> made;
        for (int i = 0; i < 5; ++i) {
            made.insert(QString::fromStdString(make(xyz, R"(["usage:read"])").id));
        }
        QSet<QString> seen;
        std::string cursor;
        int pages = 0;
        do {
            const auto page =
                xyz.get("/v1/api-keys?limit=2" + (cursor.empty() ? std::string() : "&cursor=" + cursor)).json();
            for (const auto &item : page.at("items").as_array()) {
                const auto id = QString::fromUtf8(item.at("id").as_string().c_str());
                QVERIFY(!seen.contains(id));
                seen.insert(id);
            }
            cursor = page.at("next_cursor").is_null() ? "" : page.at("next_cursor").as_string().c_str();
            ++pages;
        } while (!cursor.empty());
        QCOMPARE(seen, made);
        QCOMPARE(pages, 3);
        QCOMPARE(xyz.get("/v1/api-keys?status=gone").status, 422);
        QCOMPARE(xyz.get("/v1/api-keys?user_id=me").status, 422);
    }

    void onesSessionsCanBeSeenAndEnded()
    {
        auto acme = m_server.tenant("acme-corp");
        auto sam = someone(acme, "sam", "member");
        auto laptop = m_server.anonymousTenant("acme-corp");
        QCOMPARE(laptop
                     .send("POST", "/v1/auth/sign-in",
                           R"({"email":"sam@acme.example","password":"correct horse battery"})",
                           {{"User-Agent", "Laptop \xff\x01"}})
                     .status,
                 400);
        const Reply signedIn = laptop.send("POST", "/v1/auth/sign-in",
                                           R"({"email":"sam@acme.example","password":"correct horse battery"})",
                                           {{"User-Agent", "Laptop \xff/1.0"}});
        QCOMPARE(signedIn.status, 200);
        laptop.setToken(signedIn.text("access_token"));
        const auto sessions = sam.get("/v1/sessions").json().at("items").as_array();
        QCOMPARE(sessions.size(), size_t(2));
        QCOMPARE(sessions[0].at("current").as_bool(), false);
        QCOMPARE(std::string(sessions[0].at("user_agent").as_string().c_str()), std::string("Laptop ?/1.0"));
        QCOMPARE(std::string(sessions[0].at("peer").as_string().c_str()), std::string("127.0.0.1"));
        QCOMPARE(sessions[1].at("current").as_bool(), true);
        const std::string other = std::string("/v1/sessions/") + sessions[0].at("id").as_string().c_str();
        QCOMPARE(acme.del(other).status, 404);
        QCOMPARE(laptop.get("/v1/agents").status, 200);
        QCOMPARE(sam.del(other).status, 204);
        QCOMPARE(laptop.get("/v1/agents").code(), std::string("unauthenticated"));
        QCOMPARE(sam.del(other).status, 404);
        QCOMPARE(sam.get("/v1/sessions").json().at("items").as_array().size(), size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestKeys)
#include "test_keys.moc"
