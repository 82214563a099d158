// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is wrong is named, changes nothing, and the next request goes on as before.

#include "tests/support/testserver.h"

#include <QTest>

#include <random>

using namespace objecta::test;

class TestBadInput : public QObject {
    Q_OBJECT

    TestServer m_server;

private slots:
    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.error())); }

    void errorsAreProblemDetails()
    {
        auto staff = m_server.staff();
        const Reply reply = staff.get("/v1/admin/organizations/3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10");
        QCOMPARE(reply.status, 404);
        QCOMPARE(reply.header("content-type"), std::string("application/problem+json"));
        QCOMPARE(reply.text("type"), std::string("urn:objecta:problem:not_found"));
        QCOMPARE(reply.json().at("status").as_int64(), 404);
        QCOMPARE(reply.text("request_id"), reply.header("x-request-id"));
        QVERIFY(!reply.text("detail").empty() && !reply.text("title").empty());
    }

    void bodiesThatCannotBeTaken()
    {
        auto acme = m_server.tenant("acme-corp");
        const auto code = [&](const std::string &body, const Headers &headers = {}) {
            const Reply reply = acme.post("/v1/agents", body, headers);
            return std::to_string(reply.status) + ' ' + reply.code();
        };
        QCOMPARE(code("{"), std::string("400 invalid_request"));
        QCOMPARE(code("{\"name\":\"\xff\xfe\"}"), std::string("400 invalid_request"));
        QCOMPARE(code("{\"name\":\"x\"}", {{"Content-Type", "text/plain"}}), std::string("415 unsupported_media_type"));
        QCOMPARE(code("{\"name\":\"\"}"), std::string("422 validation_failed"));
        QCOMPARE(code("{\"name\":\"" + std::string(256, 'x') + "\"}"), std::string("422 validation_failed"));
        QCOMPARE(code("{\"name\":\"a\\u0000b\"}"), std::string("422 validation_failed"));
        QCOMPARE(code("{\"name\":\"x\",\"organization_id\":\"" + m_server.demo().tenant("xyz-inc").id + "\"}"),
                 std::string("422 validation_failed"));
        QCOMPARE(code(std::string(40, '[')), std::string("400 invalid_request"));
        QCOMPARE(code("{\"name\":\"" + std::string(2 * 1024 * 1024, 'x') + "\"}"), std::string("413 body_too_large"));
        QCOMPARE(acme.get("/v1/usage").json().at("agents").at("used").as_int64(), 7);
    }

    void addressesThatDoNotExist()
    {
        auto acme = m_server.tenant("acme-corp");
        QCOMPARE(acme.get("/v1/nothing").status, 404);
        QCOMPARE(acme.get("/v1/agents/not-a-uuid").code(), std::string("not_found"));
        QCOMPARE(acme.get("/v1/agents/%2e%2e%2fusers").status, 404);
        const Reply method = acme.send("PUT", "/v1/agents", "{}");
        QCOMPARE(method.status, 405);
        QVERIFY(method.header("allow").find("GET") != std::string::npos);
        QVERIFY(method.header("allow").find("POST") != std::string::npos);
        auto nobody = m_server.anonymousTenant("no-such-organization");
        QCOMPARE(nobody.signIn("a@b.example", "x").status, 401);
        QCOMPARE(nobody.get("/healthz").status, 200);
    }

    /// Whether in a query or in a cursor, which is what a client makes of it: none comes to where PostgreSQL fails.
    void timesThatCannotBe()
    {
        auto acme = m_server.tenant("acme-corp");
        for (const char *time : {"0000-01-01T00:00:00Z", "0001-01-01T00:00:00%2B00:01", "9999-12-31T23:59:59-00:01"}) {
            QCOMPARE(acme.get(std::string("/v1/audit?from=") + time).status, 422);
        }
        const auto cursor = [](const char *list, const char *time) {
            const QByteArray text =
                QByteArray("[\"") + list + "\",\"" + time + "\",\"3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10\"]";
            return text.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals).toStdString();
        };
        auto staff = m_server.staff();
        QCOMPARE(staff.get("/v1/admin/jobs?cursor=" + cursor("jobs", "0000-01-01T00:00:00Z")).status, 422);
        const std::string organizations = "/v1/admin/organizations?sort=created_at&cursor=";
        QCOMPARE(staff.get(organizations + cursor("organizations:created_at", "0000-01-01T00:00:00Z")).status, 422);
        // An offset that there is none of on Earth, and that RFC 3339 knows.
        QCOMPARE(staff.get(organizations + cursor("organizations:created_at", "2026-01-01T00:00:00+23:59")).status,
                 200);
    }

    void brokenHttpIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::newRow("nonsense") << QByteArray("hello\r\n\r\n") << 400;
        QTest::newRow("no host") << QByteArray("GET /healthz HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("two hosts") << QByteArray("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") << 400;
        QTest::newRow("both lengths") << QByteArray(
            "POST /v1/agents HTTP/1.1\r\nHost: acme-corp.localhost\r\nContent-Length: 5\r\n"
            "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
                                      << 400;
        QTest::newRow("two lengths") << QByteArray(
            "POST /v1/agents HTTP/1.1\r\nHost: acme-corp.localhost\r\nContent-Length: 5\r\n"
            "Content-Length: 6\r\n\r\nhello!")
                                     << 400;
        QTest::newRow("negative length") << QByteArray(
            "POST /v1/agents HTTP/1.1\r\nHost: acme-corp.localhost\r\nContent-Length: -5\r\n\r\n")
                                         << 400;
        QTest::newRow("folded header") << QByteArray("GET /healthz HTTP/1.1\r\nHost : a\r\n\r\n") << 400;
        QTest::newRow("huge header") << QByteArray("GET /healthz HTTP/1.1\r\nHost: a\r\nX: ")
                + QByteArray(64 * 1024, 'x')
                + "\r\n\r\n" << 431;
        QTest::newRow("huge target") << "GET /" + QByteArray(64 * 1024, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n" << 431;
        QTest::newRow("huge length") << QByteArray(
            "POST /v1/agents HTTP/1.1\r\nHost: acme-corp.localhost\r\nContent-Type: application/json\r\n"
            "Content-Length: 999999999999\r\n\r\n")
                                     << 413;
        QTest::newRow("nul in target") << QByteArray("GET /v1/agents%00 HTTP/1.1\r\nHost: acme-corp.localhost\r\n\r\n")
                                       << 400;
        QTest::newRow("bad escape") << QByteArray("GET /v1/agents?x=%zz HTTP/1.1\r\nHost: acme-corp.localhost\r\n\r\n")
                                    << 400;
    }
    void brokenHttpIsRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        const Reply reply = HttpClient::raw(m_server.port(), {bytes.constData(), size_t(bytes.size())});
        QCOMPARE(reply.status, status);
        QCOMPARE(reply.header("content-type"), std::string("application/problem+json"));
        QVERIFY(m_server.running());
    }

    void noiseDoesNotKillIt()
    {
        std::mt19937 random(20261123);
        const std::string whole =
            "POST /v1/agents?limit=3 HTTP/1.1\r\nHost: acme-corp.localhost\r\nContent-Type: application/json\r\n"
            "Authorization: Bearer a.b.c\r\nContent-Length: 12\r\nConnection: close\r\n\r\n{\"name\":\"x\"}";
        for (int i = 0; i < 300; ++i) {
            std::string mutated = whole;
            const auto changes = 1 + random() % 6;
            for (unsigned k = 0; k < changes; ++k) {
                mutated[random() % mutated.size()] = char(random());
            }
            mutated.resize(mutated.size() - random() % 3);
            // A request that its own change made incomplete would only be waited for.
            mutated += "\r\n\r\n" + std::string(64, ' ') + "\r\n\r\n";
            const Reply reply = HttpClient::raw(m_server.port(), mutated);
            QVERIFY2(reply.status < 500, mutated.c_str());
        }
        auto acme = m_server.tenant("acme-corp");
        QCOMPARE(acme.get("/v1/usage").status, 200);
    }
};

QTEST_GUILESS_MAIN(TestBadInput)
#include "test_bad_input.moc"
