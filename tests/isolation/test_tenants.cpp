// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Two tenants, every tenant route that the server describes: nothing of one is returned, changed or confirmed to the
// other. The routes come from the served OpenAPI document; one that this file cannot probe fails it.

#include "tests/support/testserver.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace objecta::test;
namespace json = boost::json;

class TestTenants : public QObject {
    Q_OBJECT

    TestServer m_server;
    /// resource ("agents") -> ids that Acme owns
    std::map<std::string, std::vector<std::string>> m_acmeIds;

    static constexpr const char *nobodys = "3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10";

    static std::string comparable(const Reply &reply)
    {
        if (reply.code().empty()) {
            return std::to_string(reply.status) + reply.body;
        }
        auto value = reply.json();
        value.as_object().erase("request_id");
        return std::to_string(reply.status) + json::serialize(value);
    }

    /// A body that the route takes, so that the refusal is the tenant's and not the validator's.
    static std::string bodyFor(const std::string &method, const std::string &target)
    {
        if (target.starts_with("/v1/messages/") || target.ends_with("/messages")) {
            return method == "PATCH" || method == "POST" ? R"({"content":"Taken over"})" : std::string();
        }
        if (target.starts_with("/v1/conversations/")) {
            return method == "PATCH" ? R"({"title":"Taken over"})" : std::string();
        }
        return method == "PATCH" ? R"({"name":"Taken over"})" : std::string();
    }

    std::string everythingOfAcme()
    {
        auto acme = m_server.tenant("acme-corp");
        return acme.get("/v1/agents?limit=200").body + acme.get("/v1/users?limit=200").body
            + acme.get("/v1/api-keys").body + acme.get("/v1/conversations?limit=200").body
            + acme.get("/v1/messages/" + m_acmeIds["messages"][0]).body + json::serialize(acme.get("/v1/usage").json());
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        auto acme = m_server.tenant("acme-corp");
        QCOMPARE(acme.post("/v1/api-keys", R"({"name":"Acme key","scopes":["agents:read"]})").status, 201);
        const std::string agent(acme.get("/v1/agents?limit=1").json().at("items").at(0).at("id").as_string().c_str());
        const Reply message = acme.post("/v1/messages", "{\"agent_id\":\"" + agent + "\",\"content\":\"Mine\"}");
        QCOMPARE(message.status, 201);
        m_acmeIds["messages"] = {message.text("id")};
        QCOMPARE(acme.send("POST", "/v1/documents?name=mine.txt", "Mine", {{"Content-Type", "text/plain"}}).status,
                 201);
        auto staff = m_server.staff();
        const std::string organization = m_server.demo().tenant("acme-corp").id;
        QCOMPARE(staff
                     .post("/v1/admin/impersonations",
                           "{\"organization_id\":\"" + organization + "\",\"reason\":\"SUP-1 looks\"}")
                     .status,
                 201);
        for (const char *resource :
             {"agents", "users", "api-keys", "sessions", "conversations", "documents", "audit", "impersonations"}) {
            const auto items = acme.get(std::string("/v1/") + resource + "?limit=200").json();
            for (const auto &item : items.at("items").as_array()) {
                m_acmeIds[resource].emplace_back(item.at("id").as_string().c_str());
            }
        }
        QVERIFY(m_acmeIds["agents"].size() >= 7);
    }

    void aForeignIdIsAMissingId()
    {
        auto xyz = m_server.tenant("xyz-inc");
        const std::string before = everythingOfAcme();
        const auto document = xyz.get("/openapi.json").json();
        int probed = 0;
        for (const auto &path : document.at("paths").as_object()) {
            const std::string target(path.key());
            if (target.starts_with("/v1/admin") || target.find('{') == std::string::npos) {
                continue;
            }
            const std::string resource = target.substr(4, target.find('/', 4) - 4);
            QVERIFY2(m_acmeIds.contains(resource), ("no ids to probe " + target + " with").c_str());
            for (const auto &operation : path.value().as_object()) {
                std::string method(operation.key());
                std::ranges::transform(method, method.begin(), [](unsigned char c) { return std::toupper(c); });
                const auto with = [&](const std::string &id) {
                    std::string filled = target;
                    filled.replace(filled.find("{id}"), 4, id);
                    return xyz.send(method, filled, bodyFor(method, target), {{"If-Match", "\"1\""}});
                };
                const Reply missing = with(nobodys);
                QCOMPARE(missing.status, 404);
                for (const auto &id : m_acmeIds[resource]) {
                    QCOMPARE(comparable(with(id)), comparable(missing));
                    ++probed;
                }
                // The positive control: the owner gets through where there is something to get.
                if (method == "GET") {
                    auto acme = m_server.tenant("acme-corp");
                    std::string filled = target;
                    filled.replace(filled.find("{id}"), 4, m_acmeIds[resource][0]);
                    QCOMPARE(acme.get(filled).status, 200);
                }
            }
        }
        QVERIFY(probed >= 2 * 3 * 3);
        QCOMPARE(everythingOfAcme(), before);
    }

    void foreignIdsInBodiesAndCursorsGetNowhere()
    {
        auto acme = m_server.tenant("acme-corp");
        auto xyz = m_server.tenant("xyz-inc");
        const auto message = [&](const std::string &agent, const std::string &extra = {}) {
            return xyz.post("/v1/messages", "{\"agent_id\":\"" + agent + "\",\"content\":\"Hello\"" + extra + "}");
        };
        QCOMPARE(comparable(message(m_acmeIds["agents"][0])), comparable(message(nobodys)));

        // A conversation of Acme's under an agent of XYZ's own.
        const Reply conversation =
            acme.post("/v1/messages", "{\"agent_id\":\"" + m_acmeIds["agents"][0] + "\",\"content\":\"Mine\"}");
        QCOMPARE(conversation.status, 201);
        const std::string before = everythingOfAcme();
        const std::string own(xyz.get("/v1/agents?limit=1").json().at("items").at(0).at("id").as_string().c_str());
        const Reply foreign = message(own, ",\"conversation_id\":\"" + conversation.text("conversation_id") + "\"");
        QCOMPARE(comparable(foreign),
                 comparable(message(own, std::string(",\"conversation_id\":\"") + nobodys + "\"")));
        QVERIFY(foreign.status == 404 || foreign.status == 422);

        // A cursor that Acme was given pages through XYZ's rows for XYZ.
        const std::string cursor = acme.get("/v1/agents?limit=2").text("next_cursor");
        QVERIFY(!cursor.empty());
        const Reply paged = xyz.get("/v1/agents?limit=200&cursor=" + cursor);
        QCOMPARE(paged.status, 200);
        for (const auto &id : m_acmeIds["agents"]) {
            QVERIFY(paged.body.find(id) == std::string::npos);
        }
        QCOMPARE(everythingOfAcme(), before);
    }

    void listsShowOneTenantOnly()
    {
        auto acme = m_server.tenant("acme-corp");
        auto xyz = m_server.tenant("xyz-inc");
        for (const char *target : {"/v1/agents?limit=200", "/v1/users?limit=200"}) {
            const Reply mine = acme.get(target);
            const Reply theirs = xyz.get(target);
            QCOMPARE(mine.status, 200);
            const auto page = theirs.json();
            for (const auto &item : page.at("items").as_array()) {
                QVERIFY(mine.body.find(item.at("id").as_string().c_str()) == std::string::npos);
            }
        }
    }

    void theSameValuesFitBothTenants()
    {
        // What is unique is unique within a tenant: a taken address elsewhere is no refusal, and so no oracle.
        auto acme = m_server.tenant("acme-corp");
        auto staff = m_server.staff();
        QCOMPARE(staff
                     .patch("/v1/admin/organizations/" + m_server.demo().tenant("xyz-inc").id + "/limits",
                            R"({"maxUsers":50})")
                     .status,
                 200);
        auto xyz = m_server.tenant("xyz-inc");
        const std::string email = m_server.demo().tenant("acme-corp").email;
        const Reply made = xyz.post("/v1/users", "{\"email\":\"" + email + "\",\"name\":\"Twin\"}");
        QCOMPARE(made.status, 201);
        QCOMPARE(xyz.post("/v1/users", "{\"email\":\"" + email + "\",\"name\":\"Twin\"}").status, 409);
        QCOMPARE(xyz.del("/v1/users/" + made.text("id")).status, 204);
    }

    void staffOfNoTenantSeeNoContent()
    {
        auto staff = m_server.staff();
        for (const char *target : {"/v1/agents", "/v1/users", "/v1/usage"}) {
            const int status = staff.get(target).status;
            QVERIFY2(status == 401 || status == 404, target);
        }
    }
};

QTEST_GUILESS_MAIN(TestTenants)
#include "test_tenants.moc"
