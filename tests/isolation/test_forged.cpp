// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Forged access tokens over HTTP. The forger has real tokens of every kind and even the server's key: whatever is not
// as the server writes it is 401, in the same words, on every route tried.

#include "server/auth/base64url.h"
#include "server/auth/tokens.h"
#include "tests/support/testserver.h"

#include <QTest>

#include <boost/json.hpp>
#include <sodium.h>

using namespace objecta::test;
namespace auth = objecta::auth;
namespace json = boost::json;

namespace {

std::string part(const std::string &token, int index)
{
    size_t begin = 0;
    for (int i = 0; i < index; ++i) {
        begin = token.find('.', begin) + 1;
    }
    return token.substr(begin, token.find('.', begin) - begin);
}

std::string essence(const Reply &reply)
{
    auto value = reply.json();
    value.as_object().erase("request_id");
    return std::to_string(reply.status) + json::serialize(value);
}

} // namespace

class TestForged : public QObject {
    Q_OBJECT

    TestServer m_server{TestServer::Cluster::Shared, {QStringLiteral("--refusal-rate"), QStringLiteral("100000")}};
    std::optional<auth::TokenKey> m_key;
    std::string m_tokens[3];

    std::string seal(const std::string &body, const auth::TokenKey &with) const
    {
        std::string out(crypto_auth_hmacsha256_BYTES, '\0');
        crypto_auth_hmacsha256(reinterpret_cast<unsigned char *>(out.data()),
                               reinterpret_cast<const unsigned char *>(body.data()), body.size(), with.data());
        return body + '.' + auth::toBase64Url(out);
    }
    std::string signedAs(const std::string &header, const json::value &payload) const
    {
        return seal(header + '.' + auth::toBase64Url(json::serialize(payload)), *m_key);
    }
    HttpClient with(const std::string &token, bool staff) const
    {
        auto client = staff ? m_server.anonymousStaff() : m_server.anonymousTenant("acme-corp");
        client.setToken(token);
        return client;
    }
    static const char *target(bool staff) { return staff ? "/v1/admin/me" : "/v1/agents?limit=1"; }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        const auto key =
            auth::TokenKey::loadOrCreate((m_server.dataDir() + QStringLiteral("/keys/token.key")).toStdString());
        QVERIFY2(key.has_value(), key ? "" : key.error().c_str());
        m_key = *key;
        auto staff = m_server.staff();
        const Reply begun = staff.post("/v1/admin/impersonations",
                                       "{\"reason\":\"a test\",\"organization_id\":\""
                                           + m_server.demo().tenant("acme-corp").id + "\"}");
        QCOMPARE(begun.status, 201);
        m_tokens[0] = m_server.tenant("acme-corp").token();
        m_tokens[1] = begun.text("access_token");
        m_tokens[2] = staff.token();
    }

    void forgedTokensAreRefused_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("user") << 0;
        QTest::newRow("impersonation") << 1;
        QTest::newRow("staff") << 2;
    }
    void forgedTokensAreRefused()
    {
        QFETCH(int, kind);
        const bool staff = kind == 2;
        const std::string good = m_tokens[kind];
        const std::string header = part(good, 0);
        const std::string body = header + '.' + part(good, 1);
        const auto payload = json::parse(*auth::fromBase64Url(part(good, 1)));
        // The controls: the token itself, and one that this file signs in the same way.
        QCOMPARE(with(good, staff).get(target(staff)).status, 200);
        QCOMPARE(seal(body, *m_key), good);
        const std::string refused = essence(with("x.y.z", staff).get(target(staff)));

        std::map<std::string, std::string> forged{
            {"no signature", body},
            {"empty signature", body + '.'},
            {"signature of zeros", body + '.' + auth::toBase64Url(std::string(32, '\0'))},
            {"signature cut", good.substr(0, good.size() - 4)},
            {"signature of another key", seal(body, auth::TokenKey::random())},
            {"signature of another token", body + '.' + part(m_tokens[(kind + 1) % 3], 2)},
            {"payload of another token", header + '.' + part(m_tokens[(kind + 1) % 3], 1) + '.' + part(good, 2)},
            {"a part more", good + ".x"},
            {"twice", good + '.' + good},
            {"space in the payload", seal(header + '.' + auth::toBase64Url(' ' + json::serialize(payload)), *m_key)},
        };
        const char *headers[] = {R"({"alg":"none"})",
                                 R"({"alg":"none","typ":"at+jwt"})",
                                 R"({"alg":"RS256","typ":"at+jwt"})",
                                 R"({"alg":"HS512","typ":"at+jwt"})",
                                 R"({"alg":"HS256","typ":"JWT"})",
                                 R"({"alg":"HS256","typ":"at+jwt","kid":"../../../dev/null"})",
                                 R"({"alg":"HS256","typ":"at+jwt","jku":"http://127.0.0.1/keys"})",
                                 R"({"alg":"HS256","typ":"at+jwt","crit":["exp"]})"};
        for (const char *one : headers) {
            const std::string encoded = auth::toBase64Url(std::string(one));
            forged[std::string("unsigned ") + one] = encoded + '.' + part(good, 1) + '.';
            forged[one] = signedAs(encoded, payload);
        }
        for (const auto &claim : payload.as_object()) {
            auto less = payload;
            less.as_object().erase(claim.key());
            forged["without " + std::string(claim.key())] = signedAs(header, less);
            auto empty = payload;
            empty.as_object()[claim.key()] = "";
            forged["empty " + std::string(claim.key())] = signedAs(header, empty);
        }
        for (const char *other : {"objecta-admin", "objecta-tenant", "objecta"}) {
            auto changed = payload;
            changed.as_object()["aud"] = other;
            if (json::serialize(changed) != json::serialize(payload)) {
                forged[std::string("aud ") + other] = signedAs(header, changed);
            }
        }
        for (const char *other : {"staff", "user", "impersonation", "root"}) {
            auto changed = payload;
            changed.as_object()["typ"] = other;
            if (json::serialize(changed) != json::serialize(payload)) {
                forged[std::string("typ ") + other] = signedAs(header, changed);
            }
        }
        auto longer = payload;
        longer.as_object()["exp"] = payload.at("iat").to_number<int64_t>() + 1'000'000;
        forged["longer"] = signedAs(header, longer);
        auto future = payload;
        future.as_object()["iat"] = payload.at("iat").to_number<int64_t>() + 3600;
        future.as_object()["exp"] = payload.at("iat").to_number<int64_t>() + 3700;
        forged["from the future"] = signedAs(header, future);

        for (const auto &[name, token] : forged) {
            const Reply reply = with(token, staff).get(target(staff));
            QVERIFY2(reply.status == 401, (name + ": " + reply.body).c_str());
            QCOMPARE(essence(reply), refused);
        }
        qInfo("%zu forged", forged.size());
        QVERIFY(forged.size() >= 40);
    }

    void aTokenThatIsOverIsRefused()
    {
        for (int kind = 0; kind < 3; ++kind) {
            const bool staff = kind == 2;
            auto payload = json::parse(*auth::fromBase64Url(part(m_tokens[kind], 1)));
            payload.as_object()["exp"] = payload.at("iat");
            payload.as_object()["iat"] = payload.at("iat").to_number<int64_t>() - 200;
            const Reply reply = with(signedAs(part(m_tokens[kind], 0), payload), staff).get(target(staff));
            QCOMPARE(reply.status, 401);
            QCOMPARE(reply.code(), std::string("token_expired"));
        }
    }

    // Not even the key opens another organization: a token is nothing without its session's row.
    void theKeyAloneOpensNothing()
    {
        auto payload = json::parse(*auth::fromBase64Url(part(m_tokens[0], 1)));
        payload.as_object()["org"] = m_server.demo().tenant("xyz-inc").id;
        payload.as_object()["slug"] = "xyz-inc";
        auto other = m_server.anonymousTenant("xyz-inc");
        other.setToken(signedAs(part(m_tokens[0], 0), payload));
        QCOMPARE(other.get("/v1/agents").status, 401);
        payload = json::parse(*auth::fromBase64Url(part(m_tokens[0], 1)));
        payload.as_object()["sid"] = "3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10";
        QCOMPARE(with(signedAs(part(m_tokens[0], 0), payload), false).get("/v1/agents").status, 401);
    }
};

QTEST_GUILESS_MAIN(TestForged)
#include "test_forged.moc"
