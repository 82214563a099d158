// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Rate limits over the wire: who is charged, what the headers say, and who is not hurt.

#include "tests/support/testserver.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>

using namespace objecta::test;

namespace {

/// The member (r or t, q or w) of that name's limit; -1 when the header has none.
int member(const std::string &header, const char *name, char which)
{
    const QRegularExpression pattern(
        QStringLiteral("\"%1\"(?:;[a-z]=\\d+)*;%2=(\\d+)").arg(QString::fromLatin1(name), QString(QLatin1Char(which))));
    const auto match = pattern.match(QString::fromStdString(header));
    return match.hasMatch() ? match.captured(1).toInt() : -1;
}

int left(const Reply &reply, const char *name)
{
    return member(reply.header("ratelimit"), name, 'r');
}

/// Whether every limit in RateLimit is declared in RateLimit-Policy, and both are well-formed structured fields.
bool wellFormed(const Reply &reply)
{
    static const QRegularExpression levels(QStringLiteral("^\"[a-z-]+\";r=\\d+;t=\\d+(, \"[a-z-]+\";r=\\d+;t=\\d+)*$"));
    static const QRegularExpression policies(
        QStringLiteral("^\"[a-z-]+\";q=\\d+;w=\\d+(, \"[a-z-]+\";q=\\d+;w=\\d+)*$"));
    const auto level = QString::fromStdString(reply.header("ratelimit"));
    const auto policy = QString::fromStdString(reply.header("ratelimit-policy"));
    return levels.match(level).hasMatch() && policies.match(policy).hasMatch()
        && level.count(QLatin1Char('"')) == policy.count(QLatin1Char('"'));
}

} // namespace

class TestRateLimits : public QObject {
    Q_OBJECT

    static constexpr int organizationBurst = 60;
    static constexpr int actorBurst = 40;
    TestServer m_server{TestServer::Cluster::Shared,
                        {QStringLiteral("--organization-rate"), QStringLiteral("30"), QStringLiteral("--actor-rate"),
                         QStringLiteral("20"), QStringLiteral("--sign-in-rate"), QStringLiteral("0.1"),
                         QStringLiteral("--refusal-rate"), QStringLiteral("1")}};

    static std::pair<std::string, std::string> makeKey(HttpClient &owner)
    {
        const Reply made = owner.post("/v1/api-keys", R"({"name":"K","scopes":["agents:read"]})");
        if (made.status != 201) {
            throw std::runtime_error("no key: " + made.body);
        }
        const auto value = made.json();
        return {value.at("api_key").at("id").as_string().c_str(), value.at("key").as_string().c_str()};
    }
    HttpClient with(const std::string &token, const std::string &slug) const
    {
        auto client = m_server.anonymousTenant(slug);
        client.setToken(token);
        return client;
    }
    /// Waits until the client gets that status.
    static bool becomes(HttpClient &client, int status)
    {
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 10'000) {
            if (client.get("/v1/agents").status == status) {
                return true;
            }
            QTest::qWait(50);
        }
        return false;
    }

private slots:
    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.error())); }

    void everyAnswerSaysHowTheLimitsStand()
    {
        auto acme = m_server.tenant("acme-corp");
        auto staff = m_server.staff();
        const Reply first = acme.get("/v1/agents?limit=1");
        QCOMPARE(first.status, 200);
        QVERIFY2(wellFormed(first), first.header("ratelimit").c_str());
        QCOMPARE(first.header("ratelimit-policy"), std::string(R"("organization";q=60;w=2, "actor";q=40;w=2)"));
        QCOMPARE(left(first, "organization"), organizationBurst - 1);
        QCOMPARE(left(first, "actor"), actorBurst - 1);
        QCOMPARE(member(first.header("ratelimit"), "actor", 't'), 1);
        for (const Reply &reply : {acme.get("/v1/agents/3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10"),
                                   acme.post("/v1/agents", R"({"nonsense":1})"), acme.get("/v1/agents?limit=0")}) {
            QVERIFY(reply.status >= 400);
            QVERIFY2(wellFormed(reply), std::to_string(reply.status).c_str());
        }
        const Reply admin = staff.get("/v1/admin/me");
        QVERIFY(wellFormed(admin));
        QCOMPARE(left(admin, "organization"), -1);
        QCOMPARE(left(admin, "actor"), actorBurst - 1);
        QCOMPARE(left(m_server.anonymousStaff().signIn("nobody@nowhere.example", "guess"), "sign-in"), 5);
        // What meets no other limit says how that of the client's address stands, and costs nothing.
        auto nobody = m_server.anonymousTenant("acme-corp");
        for (int i = 0; i < 2; ++i) {
            for (const Reply &reply : {nobody.get("/healthz"), nobody.get("/openapi.json"), nobody.get("/v1/agents"),
                                       nobody.post("/v1/agents", "{}"), acme.get("/v1/nowhere"),
                                       m_server.anonymousTenant("no-such-organization").get("/v1/agents")}) {
                QVERIFY2(wellFormed(reply), reply.header("ratelimit").c_str());
                QCOMPARE(left(reply, "refusal"), 10);
            }
        }
        const Reply stream =
            HttpClient::raw(m_server.port(),
                            "GET /v1/admin/stream HTTP/1.1\r\nHost: admin.localhost\r\nUpgrade: websocket\r\n"
                            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                            "dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer "
                                + staff.token() + "\r\n\r\n");
        QCOMPARE(stream.status, 101);
        QVERIFY(wellFormed(stream));
    }

    void oneActorIsHeldAndRecovers()
    {
        auto xyz = m_server.tenant("xyz-inc");
        int granted = 0;
        Reply last;
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 2000; ++i) {
            last = xyz.get("/v1/agents?limit=1");
            if (last.status != 200) {
                break;
            }
            ++granted;
        }
        const auto most = actorBurst + 20 * (timer.elapsed() + 50) / 1000;
        QVERIFY2(granted >= actorBurst && granted <= most, qPrintable(QString::number(granted)));
        QCOMPARE(last.status, 429);
        QCOMPARE(last.code(), std::string("rate_limited"));
        QCOMPARE(last.header("retry-after"), std::string("1"));
        QCOMPARE(left(last, "actor"), 0);
        QVERIFY(wellFormed(last));
        // Somebody else of the same organization goes on.
        auto key = m_server.tenant("acme-corp");
        QCOMPARE(key.get("/v1/agents?limit=1").status, 200);
        QVERIFY(becomes(xyz, 200));
    }

    void anOrganizationsActorsShareItsLimit()
    {
        auto acme = m_server.tenant("acme-corp");
        std::vector<HttpClient> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(with(makeKey(acme).second, "acme-corp"));
        }
        QElapsedTimer timer;
        timer.start();
        while (left(acme.get("/v1/agents?limit=1"), "organization") < organizationBurst - 2
               && timer.elapsed() < 10'000) {
            QTest::qWait(250);
        }
        int granted = 0;
        Reply refused;
        timer.start();
        for (int i = 0; i < 2000; ++i) {
            const Reply reply = clients[size_t(i) % clients.size()].get("/v1/agents?limit=1");
            if (reply.status == 429) {
                refused = reply;
                break;
            }
            QCOMPARE(reply.status, 200);
            ++granted;
        }
        const auto most = organizationBurst + 30 * (timer.elapsed() + 50) / 1000;
        QVERIFY2(granted >= organizationBurst - 3 && granted <= most, qPrintable(QString::number(granted)));
        QCOMPARE(refused.status, 429);
        QCOMPARE(left(refused, "organization"), 0);
        QVERIFY(left(refused, "actor") > 0);
        QVERIFY(!refused.header("retry-after").empty());
        // Another organization feels nothing of it.
        QCOMPARE(m_server.tenant("xyz-inc").get("/v1/agents?limit=1").status, 200);
    }

    void aRevokedKeySpendsNothingOfItsOrganizations()
    {
        auto xyz = m_server.tenant("xyz-inc");
        const auto [id, key] = makeKey(xyz);
        auto thief = with(key, "xyz-inc");
        QCOMPARE(thief.get("/v1/agents?limit=1").status, 200);
        QCOMPARE(xyz.del("/v1/api-keys/" + id).status / 100, 2);
        // What the tests before took has to come back first.
        Reply level;
        QElapsedTimer timer;
        for (timer.start(); timer.elapsed() < 10'000 && left(level, "organization") <= 31; QTest::qWait(100)) {
            level = xyz.get("/v1/agents?limit=1");
        }
        const int before = left(level, "organization");
        QVERIFY2(before > 31, (level.header("ratelimit") + level.body).c_str());
        int refused = 0;
        for (int i = 0; i < 8; ++i) {
            // Also where it is not the gate that refuses it.
            const Reply one = thief.get("/v1/agents?limit=1");
            const Reply other = thief.post("/v1/agents", R"({"name":"x"})");
            refused += one.status == 401 && other.status / 100 == 4 ? 1 : 0;
        }
        QVERIFY(refused >= 4);
        const int after = left(xyz.get("/v1/agents?limit=1"), "organization");
        QVERIFY2(after >= before - 2, qPrintable(QStringLiteral("%1 -> %2").arg(before).arg(after)));
    }

    void aClientThatKeepsFailingIsHeldBack()
    {
        auto acme = m_server.tenant("acme-corp");
        QVERIFY(becomes(acme, 200));
        Reply reply;
        int tried = 0;
        for (; tried < 40; ++tried) {
            reply = with("e30.e30." + std::to_string(tried), "acme-corp").get("/v1/agents");
            if (reply.status != 401) {
                break;
            }
            QVERIFY(wellFormed(reply));
        }
        QVERIFY2(tried <= 15, qPrintable(QString::number(tried)));
        QCOMPARE(reply.status, 429);
        QCOMPARE(left(reply, "refusal"), 0);
        QVERIFY(!reply.header("retry-after").empty());
        // A token that was good before is still good; a new one waits for its turn.
        QCOMPARE(acme.get("/v1/agents?limit=1").status, 200);
        auto fresh = m_server.tenant("acme-corp");
        QVERIFY(becomes(fresh, 200));
    }

    void failedSignInsOfOneClientAreLimited()
    {
        const Demo demo = m_server.demo();
        for (int i = 0; i < 10; ++i) { // right ones cost nothing
            auto client = m_server.anonymousTenant("acme-corp");
            QCOMPARE(client.signIn(demo.tenant("acme-corp").email, demo.tenant("acme-corp").password).status, 200);
        }
        Reply reply;
        int tried = 0;
        for (; tried < 12; ++tried) {
            // Another account, and another host, each time.
            auto client = m_server.anonymousTenant("org-" + std::to_string(tried));
            reply = client.signIn("user" + std::to_string(tried) + "@nowhere.example", "guess");
            if (reply.status != 401) {
                break;
            }
        }
        QVERIFY2(tried <= 7, qPrintable(QString::number(tried)));
        QCOMPARE(reply.status, 429);
        QCOMPARE(left(reply, "sign-in"), 0);
        QVERIFY(wellFormed(reply));
        const int wait = std::stoi(reply.header("retry-after"));
        QVERIFY(wait >= 1 && wait <= 10);
        auto client = m_server.anonymousStaff();
        QCOMPARE(client.post("/v1/auth/refresh", R"({"refresh_token":"guess"})").status, 429);
    }
};

QTEST_GUILESS_MAIN(TestRateLimits)
#include "test_rate_limits.moc"
