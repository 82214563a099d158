// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Host and credential must name the same organization, whatever a client says; and what an organization is like,
// nobody learns who is not let in.

#include "tests/support/testserver.h"

#include <QElapsedTimer>
#include <QTest>

#include <functional>

using namespace objecta::test;

namespace {

const std::string password = "correct horse battery";

/// Everything of an answer that does not differ from one request to the next anyway.
std::string essence(const Reply &reply)
{
    std::string out = std::to_string(reply.status) + '\n';
    for (const auto &[name, value] : reply.headers) {
        if (name != "date" && name != "x-request-id" && !name.starts_with("ratelimit")) {
            out += name + ": " + value + '\n';
        }
    }
    std::string body = reply.body;
    const std::string id = reply.header("x-request-id");
    if (const auto at = body.find(id); !id.empty() && at != std::string::npos) {
        body.erase(at, id.size());
    }
    return out + body;
}

} // namespace

class TestIdentification : public QObject {
    Q_OBJECT

    TestServer m_server{TestServer::Cluster::Shared, {}};
    std::string m_acme;
    std::string m_user; ///< tokens of Acme: a user's, a key, an impersonation
    std::string m_key;
    std::string m_impersonation;
    std::string m_staff;

    /// "user", "key" and "impersonation" with their tokens.
    std::vector<std::pair<std::string, std::string>> credentials() const
    {
        return {{"user", m_user}, {"key", m_key}, {"impersonation", m_impersonation}};
    }
    Reply ask(const std::string &host, const std::string &token, const std::string &target = "/v1/agents?limit=1",
              const std::string &method = "GET") const
    {
        HttpClient client(m_server.port(), host);
        client.setToken(token);
        return client.send(method, target, method == "POST" ? R"({"name":"A"})" : "");
    }
    /// One request as written; "{token}" stands for Acme's user.
    Reply raw(std::string bytes) const
    {
        if (const auto at = bytes.find("{token}"); at != std::string::npos) {
            bytes.replace(at, 7, m_user);
        }
        return HttpClient::raw(m_server.port(), bytes);
    }
    Reply rawGet(const std::string &host, const std::string &extra = {},
                 const std::string &target = "/v1/agents?limit=1") const
    {
        return raw("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + extra
                   + "Authorization: Bearer {token}\r\nConnection: close\r\n\r\n");
    }
    void setStatus(const std::string &slug, const std::string &status)
    {
        auto sql = m_server.sql("objecta_platform");
        const auto answer = sql.run("UPDATE organizations SET status = $2 WHERE slug = $1", {slug, status});
        if (!answer.ok() || answer.affected != 1) {
            throw std::runtime_error("no status: " + answer.message);
        }
    }
    static void makeUser(HttpClient &owner, const std::string &email, const std::string &secret)
    {
        const Reply made = owner.post("/v1/users",
                                      "{\"name\":\"N\",\"role\":\"member\",\"email\":\"" + email + "\",\"password\":\""
                                          + secret + "\"}");
        if (made.status != 201) {
            throw std::runtime_error("no user: " + made.body);
        }
    }
    Reply choose(const std::string &email, const std::string &secret, const std::string &host = "app.localhost") const
    {
        HttpClient client(m_server.port(), host);
        return client.post("/v1/auth/organizations", "{\"email\":\"" + email + "\",\"password\":\"" + secret + "\"}");
    }
    Reply exchange(const std::string &host, const std::string &ticket) const
    {
        HttpClient client(m_server.port(), host);
        return client.post("/v1/auth/exchange", "{\"ticket\":\"" + ticket + "\"}");
    }
    static std::string slugs(const Reply &reply)
    {
        std::string out;
        const auto value = reply.json();
        for (const auto &one : value.at("organizations").as_array()) {
            out += (out.empty() ? "" : " ") + std::string(one.at("slug").as_string().c_str());
        }
        return out;
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
        auto acme = m_server.tenant("acme-corp");
        auto xyz = m_server.tenant("xyz-inc");
        auto staff = m_server.staff();
        m_user = acme.token();
        m_staff = staff.token();
        const Reply key = acme.post("/v1/api-keys", R"({"name":"K","scopes":["agents:read","agents:write"]})");
        QCOMPARE(key.status, 201);
        m_key = key.text("key");
        const Reply begun =
            staff.post("/v1/admin/impersonations", "{\"reason\":\"a test\",\"organization_id\":\"" + m_acme + "\"}");
        QCOMPARE(begun.status, 201);
        m_impersonation = begun.text("access_token");
        for (const char *slug : {"acme-corp", "xyz-inc"}) {
            QCOMPARE(staff
                         .patch("/v1/admin/organizations/" + m_server.demo().tenant(slug).id + "/limits",
                                R"({"maxUsers":100,"maxAgents":1000})")
                         .status,
                     200);
        }
        makeUser(acme, "both@everywhere.example", password);
        makeUser(xyz, "both@everywhere.example", password);
        makeUser(acme, "twice@everywhere.example", password);
        makeUser(xyz, "twice@everywhere.example", "another password");
    }
    void init()
    {
        setStatus("acme-corp", "active");
        setStatus("xyz-inc", "active");
    }

    void aCredentialIsGoodOnItsOwnHostAlone()
    {
        for (const auto &[kind, token] : credentials()) {
            QVERIFY2(ask("acme-corp.localhost", token).status == 200, kind.c_str());
            const std::string foreign = essence(ask("xyz-inc.localhost", token));
            QVERIFY2(foreign.find("host_mismatch") != std::string::npos, foreign.c_str());
            QCOMPARE(essence(ask("no-such-organization.localhost", token)), foreign);
            // Nor does another organization's state show.
            for (const char *status : {"suspended", "archived", "provisioning", "deleting", "erased"}) {
                setStatus("xyz-inc", status);
                QVERIFY2(essence(ask("xyz-inc.localhost", token)) == foreign, (kind + ' ' + status).c_str());
                QCOMPARE(essence(ask("xyz-inc.localhost", token, "/v1/agents", "POST")),
                         essence(ask("no-such-organization.localhost", token, "/v1/agents", "POST")));
            }
            setStatus("xyz-inc", "active");
            // Staff's host, nobody's, and none of ours.
            QCOMPARE(ask("admin.localhost", token, "/v1/admin/me").status, 401);
            QCOMPARE(ask("acme-corp.localhost", token, "/v1/admin/me").status, 401);
            QCOMPARE(ask("admin.localhost", token).code(), std::string("host_mismatch"));
            QCOMPARE(ask("app.localhost", token).code(), std::string("organization_not_found"));
            QCOMPARE(ask("evil.example", token).code(), std::string("organization_not_found"));
        }
        QCOMPARE(ask("admin.localhost", m_staff, "/v1/admin/me").status, 200);
        for (const char *host : {"acme-corp.localhost", "no-such-organization.localhost"}) {
            QCOMPARE(ask(host, m_staff, "/v1/admin/me").code(), std::string("host_mismatch"));
            QCOMPARE(ask(host, m_staff).status, 401);
        }
        QCOMPARE(ask("app.localhost", m_staff, "/v1/admin/me").code(), std::string("organization_not_found"));
    }

    void aStrangerLearnsNothingOfAnOrganization()
    {
        const auto look = [&](const std::string &slug) {
            HttpClient client(m_server.port(), slug + ".localhost");
            std::string out = essence(client.get("/v1/agents"));
            out += essence(client.post("/v1/agents", R"({"name":"A"})"));
            client.setToken("e30.e30.e30");
            out += essence(client.get("/v1/agents"));
            client.setToken({});
            out += essence(client.signIn("nobody@nowhere.example", "guess"));
            out += essence(client.signIn(m_server.demo().tenant("xyz-inc").email, "guess"));
            out += essence(client.post("/v1/auth/refresh", R"({"refresh_token":"guess"})"));
            out += essence(client.post("/v1/auth/sign-out", R"({"refresh_token":"guess"})"));
            out += essence(client.post("/v1/auth/exchange", R"({"ticket":"guess"})"));
            return out;
        };
        const std::string unknown = look("no-such-organization");
        QVERIFY(unknown.find("invalid_credentials") != std::string::npos);
        for (const char *status : {"active", "suspended", "archived", "provisioning", "deleting", "erased"}) {
            setStatus("xyz-inc", status);
            const std::string seen = look("xyz-inc");
            QVERIFY2(seen == unknown, (std::string(status) + ":\n" + seen + "\ninstead of\n" + unknown).c_str());
        }
    }

    void itsOwnPeopleAreToldWhatIsWrong()
    {
        struct Case {
            const char *status;
            const char *read; ///< the problem's code; empty: it goes through
            const char *write;
            const char *impersonated;
            const char *signIn;
        };
        for (const Case &one :
             {Case{"suspended", "organization_suspended", "organization_suspended", "", "organization_suspended"},
              Case{"archived", "", "organization_archived", "", ""},
              Case{"provisioning", "organization_provisioning", "organization_provisioning",
                   "organization_provisioning", "organization_provisioning"},
              Case{"deleting", "organization_deleted", "organization_deleted", "organization_deleted",
                   "organization_deleted"}}) {
            setStatus("acme-corp", one.status);
            for (const auto &[kind, token] : credentials()) {
                const bool staff = kind == "impersonation";
                const Reply read = ask("acme-corp.localhost", token);
                QVERIFY2(read.code() == (staff ? one.impersonated : one.read),
                         (kind + ' ' + one.status + ": " + read.body).c_str());
                const Reply write = ask("acme-corp.localhost", token, "/v1/agents", "POST");
                QVERIFY2(write.code() == (staff ? "read_only" : one.write),
                         (kind + ' ' + one.status + ": " + write.body).c_str());
                if (read.status == 503) {
                    QVERIFY(!read.header("retry-after").empty());
                }
            }
            HttpClient client(m_server.port(), "acme-corp.localhost");
            const Reply in = client.signIn("both@everywhere.example", password);
            QVERIFY2(in.code() == one.signIn, (std::string(one.status) + ": " + in.body).c_str());
        }
    }

    void aRenamedOrganizationSendsItsOwnPeopleOn()
    {
        auto sql = m_server.sql("objecta_platform");
        QVERIFY(sql.run("UPDATE organizations SET slug = 'acme-new' WHERE slug = 'acme-corp'").ok());
        const auto undo =
            qScopeGuard([&] { sql.run("UPDATE organizations SET slug = 'acme-corp' WHERE slug = 'acme-new'"); });
        const Reply user = ask("acme-corp.localhost", m_user);
        QCOMPARE(user.status, 308);
        QCOMPARE(user.code(), std::string("organization_moved"));
        QCOMPARE(ask("acme-new.localhost", m_key).status, 200);
        // What else a renamed organization means: test_renaming.
    }

    void anUpgradeIsIdentifiedLikeAnyRequest()
    {
        const auto upgrade = [&](const std::string &host, const std::string &token, const std::string &target) {
            return HttpClient::raw(
                m_server.port(),
                "GET " + target + " HTTP/1.1\r\nHost: " + host
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer "
                    + token + "\r\n\r\n");
        };
        QCOMPARE(upgrade("admin.localhost", m_staff, "/v1/admin/stream").status, 101);
        for (const char *host : {"acme-corp.localhost", "xyz-inc.localhost", "no-such-organization.localhost"}) {
            QCOMPARE(upgrade(host, m_staff, "/v1/admin/stream").code(), std::string("host_mismatch"));
        }
        QCOMPARE(upgrade("app.localhost", m_staff, "/v1/admin/stream").code(), std::string("organization_not_found"));
        QCOMPARE(upgrade("evil.example", m_staff, "/v1/admin/stream").code(), std::string("organization_not_found"));
        for (const auto &[kind, token] : credentials()) {
            QVERIFY2(upgrade("admin.localhost", token, "/v1/admin/stream").status == 401, kind.c_str());
            const std::string foreign = essence(upgrade("xyz-inc.localhost", token, "/v1/agents"));
            QVERIFY2(foreign.find("host_mismatch") != std::string::npos, foreign.c_str());
            QCOMPARE(essence(upgrade("no-such-organization.localhost", token, "/v1/agents")), foreign);
        }
    }

    void aHostIsReadOneWayOnly()
    {
        QCOMPARE(rawGet("acme-corp.localhost").status, 200);
        QCOMPARE(rawGet("acme-corp.localhost:8443").status, 200);
        QCOMPARE(rawGet("ACME-Corp.LocalHost").status, 200);
        QCOMPARE(rawGet("acme-corp.localhost", {}, "http://acme-corp.localhost/v1/agents?limit=1").status, 200);
        for (const char *other : {"xyz-inc.localhost", "XYZ-INC.localhost:80"}) {
            QVERIFY2(rawGet(other).code() == "host_mismatch", other);
        }
        for (const char *nobody :
             {"acme-corp.localhost.", "xn--acme-corp-x2a.localhost", "acme-corp.localhost.evil.example",
              "a.acme-corp.localhost", "acme-corp", "acme_corp.localhost", "acme-corp..localhost", "app.localhost"}) {
            const Reply reply = rawGet(nobody);
            QVERIFY2(reply.code() == "organization_not_found", (nobody + ("\n" + reply.body)).c_str());
        }
        for (const char *malformed :
             {"", "acme-corp.localhost, xyz-inc.localhost", "acme-corp.localhost@evil.example", "acme-corp.localhost:x",
              "acme-corp.localhost:80:80", "acme-corp.localhost/x", "acme-corp.localhost%00", "\xc3\xa4.localhost",
              "acme-corp.localhost xyz-inc.localhost", "[acme-corp.localhost]"}) {
            const Reply reply = rawGet(malformed);
            QVERIFY2(reply.status == 400, (malformed + ("\n" + std::to_string(reply.status) + reply.body)).c_str());
        }
        // Said twice, or two things at once: whoever stands in front may have read the other.
        QCOMPARE(rawGet("acme-corp.localhost", "Host: acme-corp.localhost\r\n").status, 400);
        QCOMPARE(rawGet("acme-corp.localhost", "Host: xyz-inc.localhost\r\n").status, 400);
        QCOMPARE(rawGet("acme-corp.localhost", {}, "http://xyz-inc.localhost/v1/agents").status, 400);
        QCOMPARE(rawGet("xyz-inc.localhost", {}, "http://acme-corp.localhost/v1/agents").status, 400);
        QCOMPARE(raw("GET /v1/agents HTTP/1.1\r\nAuthorization: Bearer {token}\r\n\r\n").status, 400);
    }

    void aForwardedHostCountsFromAProxyOfOursOnly()
    {
        const std::vector<std::string> lies{
            "X-Forwarded-Host: acme-corp.localhost\r\n", "Forwarded: host=acme-corp.localhost\r\n",
            "X-Host: acme-corp.localhost\r\n", "X-Original-Host: acme-corp.localhost\r\n",
            "X-Forwarded-Server: acme-corp.localhost\r\n"};
        for (const auto &lie : lies) {
            QVERIFY2(rawGet("xyz-inc.localhost", lie).code() == "host_mismatch", lie.c_str());
        }
        QCOMPARE(rawGet("acme-corp.localhost", "X-Forwarded-Host: xyz-inc.localhost\r\n").status, 200);
        QCOMPARE(rawGet("acme-corp.localhost", "Forwarded: host=xyz-inc.localhost\r\n").status, 200);

        TestServer behind(m_server, {QStringLiteral("--trusted-proxy"), QStringLiteral("127.0.0.0/8")});
        QVERIFY2(behind.start(), qPrintable(behind.error()));
        const auto through = [&](const std::string &host, const std::string &extra) {
            return HttpClient::raw(behind.port(),
                                   "GET /v1/agents?limit=1 HTTP/1.1\r\nHost: " + host
                                       + "\r\nX-Forwarded-For: 192.0.2.1\r\n" + extra + "Authorization: Bearer "
                                       + m_user + "\r\nConnection: close\r\n\r\n");
        };
        QCOMPARE(through("internal.example", "X-Forwarded-Host: acme-corp.localhost\r\n").status, 200);
        QCOMPARE(through("acme-corp.localhost", "X-Forwarded-Host: xyz-inc.localhost\r\n").code(),
                 std::string("host_mismatch"));
    }

    void whoBelongsToSeveralPicksOne()
    {
        const Reply chosen = choose("Both@Everywhere.example", password);
        QCOMPARE(chosen.status, 200);
        QCOMPARE(slugs(chosen), std::string("acme-corp xyz-inc"));
        const std::string ticket = chosen.text("ticket");
        for (const char *slug : {"acme-corp", "xyz-inc"}) {
            const std::string host = std::string(slug) + ".localhost";
            const Reply in = exchange(host, ticket);
            QVERIFY2(in.status == 200, in.body.c_str());
            QCOMPARE(ask(host, in.text("access_token")).status, 200);
            // Once in each of them.
            QCOMPARE(exchange(host, ticket).code(), std::string("unauthenticated"));
            QCOMPARE(ask(host, in.text("access_token")).status, 200);
        }
        // Only where the password is right.
        const Reply one = choose("twice@everywhere.example", password);
        QCOMPARE(slugs(one), std::string("acme-corp"));
        const std::string foreign = essence(exchange("xyz-inc.localhost", one.text("ticket")));
        QVERIFY(foreign.find("unauthenticated") != std::string::npos);
        QCOMPARE(essence(exchange("no-such-organization.localhost", one.text("ticket"))), foreign);
        std::string forged = one.text("ticket");
        forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
        QCOMPARE(essence(exchange("acme-corp.localhost", forged)), foreign);
        // A ticket is no token.
        QCOMPARE(ask("acme-corp.localhost", one.text("ticket")).status, 401);
    }

    void aTicketEndsWithThePasswordAndTheState()
    {
        const std::string ticket = choose("both@everywhere.example", password).text("ticket");
        setStatus("acme-corp", "suspended");
        QCOMPARE(exchange("acme-corp.localhost", ticket).code(), std::string("organization_suspended"));
        QCOMPARE(slugs(choose("both@everywhere.example", password)), std::string("acme-corp xyz-inc"));
        setStatus("acme-corp", "active");
        auto sql = m_server.tenantSql(m_acme);
        const auto changed =
            sql.run("UPDATE users SET password_hash = reverse(password_hash) WHERE email = 'both@everywhere.example'");
        QVERIFY2(changed.ok() && changed.affected == 1, changed.message.c_str());
        QCOMPARE(exchange("acme-corp.localhost", ticket).code(), std::string("unauthenticated"));
        QCOMPARE(slugs(choose("both@everywhere.example", password)), std::string("xyz-inc"));
        sql.run("UPDATE users SET password_hash = reverse(password_hash) WHERE email = 'both@everywhere.example'");
    }

    void theAppHostTellsNobodyWhoIsKnown()
    {
        const std::string wrong = essence(choose("both@everywhere.example", "guess"));
        QVERIFY(wrong.find("invalid_credentials") != std::string::npos);
        QCOMPARE(essence(choose("nobody@nowhere.example", "guess")), wrong);
        QCOMPARE(essence(choose("nobody@nowhere.example", password)), wrong);
        // The same work for both: medians of interleaved tries.
        std::vector<qint64> known;
        std::vector<qint64> missing;
        for (int i = 0; i < 15; ++i) {
            QElapsedTimer timer;
            timer.start();
            choose("both@everywhere.example", "guess");
            known.push_back(timer.nsecsElapsed());
            timer.restart();
            choose("nobody" + std::to_string(i) + "@nowhere.example", "guess");
            missing.push_back(timer.nsecsElapsed());
        }
        std::ranges::sort(known);
        std::ranges::sort(missing);
        const double ratio = double(known[7]) / double(missing[7]);
        QVERIFY2(ratio > 0.6 && ratio < 1.67, qPrintable(QString::number(ratio)));
        // On other hosts there is no such door.
        QCOMPARE(choose("both@everywhere.example", password, "acme-corp.localhost").code(), std::string("not_found"));
        QCOMPARE(choose("both@everywhere.example", password, "no-such-organization.localhost").code(),
                 std::string("not_found"));
        QCOMPARE(choose("both@everywhere.example", password, "admin.localhost").code(), std::string("not_found"));
        QCOMPARE(exchange("admin.localhost", "x").code(), std::string("not_found"));
        QCOMPARE(exchange("app.localhost", "x").code(), std::string("organization_not_found"));
    }
};

QTEST_GUILESS_MAIN(TestIdentification)
#include "test_identification.moc"
