// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Documents on their way: what they stand on (organization, session, key, impersonation) ends, or the server does.

#include "tests/support/lockwait.h"
#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QTcpSocket>
#include <QTest>

#include <functional>

using namespace objecta::test;
using namespace std::chrono_literals;

namespace {

constexpr qint64 size = 24 * 1024 * 1024; ///< more than the sockets of both ends take in
constexpr qint64 half = 6'000'000;

/// A request written by hand.
class Wire {
public:
    Wire(const TestServer &server, const std::string &token, const std::string &head)
    {
        m_socket.setReadBufferSize(64 * 1024);
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), server.port());
        m_socket.waitForConnected();
        send(QByteArray::fromStdString(head + " HTTP/1.1\r\nHost: acme-corp.localhost\r\nConnection: close\r\n"
                                       + "Authorization: Bearer " + token + "\r\n"));
    }
    void send(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        while (m_socket.bytesToWrite() > 0 && m_socket.waitForBytesWritten()) { }
    }
    /// Reads a piece; whether the other side is through.
    bool read()
    {
        m_read += m_socket.read(64 * 1024);
        return m_socket.state() == QAbstractSocket::UnconnectedState && m_socket.bytesAvailable() == 0;
    }
    [[nodiscard]] const QByteArray &answer() const { return m_read; }
    [[nodiscard]] QByteArray body() const { return m_read.mid(m_read.indexOf("\r\n\r\n") + 4); }
    void abort() { m_socket.abort(); }

private:
    QTcpSocket m_socket;
    QByteArray m_read;
};

QByteArray digestOf(const QByteArray &text)
{
    return "sha-256=:" + QCryptographicHash::hash(text, QCryptographicHash::Sha256).toBase64() + ':';
}

} // namespace

class TestTransfers : public QObject {
    Q_OBJECT

    TestServer m_server;
    std::string m_acme;
    std::string m_big; ///< the target of a document's content

    std::string count(const std::string &where) const
    {
        auto sql = m_server.tenantSql(m_acme);
        return sql.run("SELECT count(*) FROM documents WHERE " + where).value();
    }
    int64_t used() const
    {
        auto acme = m_server.tenant("acme-corp");
        return acme.get("/v1/usage").json().at("storage").at("used").as_int64();
    }
    int files() const
    {
        int out = 0;
        for (QDirIterator it(m_server.dataDir() + QStringLiteral("/objects"), QDir::Files,
                             QDirIterator::Subdirectories);
             it.hasNext(); it.next()) {
            ++out;
        }
        return out;
    }
    static void endSession(HttpClient &client)
    {
        const auto sessions = client.get("/v1/sessions").json();
        for (const auto &session : sessions.at("items").as_array()) {
            if (session.at("current").as_bool()) {
                QCOMPARE(client.del("/v1/sessions/" + std::string(session.at("id").as_string().c_str())).status, 204);
            }
        }
    }
    /// An upload of twice `half`, of which so much was sent.
    std::unique_ptr<Wire> beginUpload(const std::string &token, const QByteArray &headers = {},
                                      qint64 sent = half) const
    {
        auto wire = std::make_unique<Wire>(m_server, token, "POST /v1/documents?name=slow");
        wire->send("Content-Length: " + QByteArray::number(2 * half) + "\r\n" + headers + "\r\n"
                   + QByteArray(sent, 'x'));
        return wire;
    }
    static QByteArray keyed(const QByteArray &key)
    {
        return "Idempotency-Key: " + key + "\r\nContent-Digest: " + digestOf(QByteArray(2 * half, 'x')) + "\r\n";
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
        auto acme = m_server.tenant("acme-corp");
        const Reply made = acme.send("POST", "/v1/documents?name=big", std::string(size, 'b'));
        QVERIFY2(made.status == 201, made.body.c_str());
        m_big = "/v1/documents/" + made.text("id") + "/content";
    }

    /// What is announced is nobody's traffic: anybody may announce anything.
    void onlyWhatCameAndWentCounts()
    {
        auto staff = m_server.staff();
        const auto counted = [&staff](const char *of) {
            double sum = 0;
            const auto series = staff.get(std::string("/v1/admin/metrics?seconds=300&step=1") + of).json();
            for (const auto &value : series.at("bytes").as_array()) {
                sum += value.is_null() ? 0 : value.to_number<double>();
            }
            return sum;
        };
        const std::string ofAcme = "&organization_id=" + m_acme;
        auto acme = m_server.tenant("acme-corp");
        double before = 0; // with the first document, which is all so far
        QVERIFY(within(10s, [&] { return (before = counted(ofAcme.c_str())) >= static_cast<double>(size); }));
        for (const std::string &token : {std::string("none"), acme.token()}) {
            Wire wire(m_server, token, "POST /v1/documents?name=lie");
            wire.send("Content-Length: 4611686018427387903\r\n\r\n");
            QVERIFY(within(10s, [&] { return wire.read(); }));
            QVERIFY2(wire.answer().startsWith("HTTP/1.1 4"), wire.answer().constData());
        }
        QCOMPARE(acme.send("HEAD", m_big, {}).status, 200);
        QCOMPARE(acme.get("/v1/usage").status, 200);
        QVERIFY(within(10s, [&] { return counted(ofAcme.c_str()) > before; }));
        QVERIFY(counted(ofAcme.c_str()) < before + 100'000);
        // Of a download that breaks off what went is counted.
        Wire wire(m_server, acme.token(), "GET " + m_big);
        wire.send("\r\n");
        QVERIFY(within(5s, [&] {
            wire.read();
            return wire.answer().size() > 200'000;
        }));
        wire.abort();
        QVERIFY(within(10s, [&] { return counted(ofAcme.c_str()) > before + 200'000; }));
        QVERIFY(counted(ofAcme.c_str()) < before + static_cast<double>(size));
        QVERIFY(counted("") < 1e12);
    }

    void aDownloadEndsWithWhatItStandsOn_data()
    {
        QTest::addColumn<QString>("what");
        for (const char *what : {"nothing", "organization", "session", "key", "impersonation"}) {
            QTest::newRow(what) << QString::fromLatin1(what);
        }
    }
    void aDownloadEndsWithWhatItStandsOn()
    {
        QFETCH(QString, what);
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        std::string token = acme.token();
        std::function<int()> end = [] { return 200; };
        if (what == QLatin1String("organization")) {
            end = [&] { return staff.post("/v1/admin/organizations/" + m_acme + "/suspend", "{}").status; };
        } else if (what == QLatin1String("session")) {
            end = [&] {
                endSession(acme);
                return acme.get("/v1/usage").status == 401 ? 200 : 0;
            };
        } else if (what == QLatin1String("key")) {
            const Reply key = acme.post("/v1/api-keys", R"({"name":"Reader","scopes":["documents:read"]})");
            token = key.text("key");
            const std::string at = key.header("location");
            end = [&acme, at] { return acme.del(at).status == 204 ? 200 : 0; };
        } else if (what == QLatin1String("impersonation")) {
            const Reply begun = staff.post("/v1/admin/impersonations",
                                           "{\"organization_id\":\"" + m_acme + "\",\"reason\":\"A slow download\"}");
            token = begun.text("access_token");
            const std::string at = "/v1/admin/impersonations/" + begun.text("id");
            end = [&staff, at] { return staff.del(at).status == 204 ? 200 : 0; };
        }
        Wire wire(m_server, token, "GET " + m_big);
        wire.send("\r\n");
        QVERIFY(within(5s, [&] {
            wire.read();
            return wire.answer().size() > 200'000;
        }));
        QVERIFY2(wire.answer().startsWith("HTTP/1.1 200 "), wire.answer().left(500).constData());
        QCOMPARE(end(), 200);
        // Read slowly, so that it takes seconds.
        QVERIFY(within(60s, [&] { return wire.read(); }));
        if (what == QLatin1String("organization")) {
            QCOMPARE(staff.post("/v1/admin/organizations/" + m_acme + "/resume", "{}").status, 200);
        }
        if (what == QLatin1String("nothing")) {
            QCOMPARE(wire.body().size(), size);
        } else {
            QVERIFY2(wire.body().size() < size, qPrintable(QString::number(wire.body().size())));
        }
    }

    void aSlowUploadEndsWithItsOrganization()
    {
        const int64_t before = used();
        const int kept = files();
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        const auto wire = beginUpload(
            acme.token(),
            "Idempotency-Key: suspended\r\nContent-Digest: " + digestOf(QByteArray(2 * half, 'x')) + "\r\n");
        QTRY_COMPARE(count("status = 'uploading'"), std::string("1"));
        QCOMPARE(staff.post("/v1/admin/organizations/" + m_acme + "/suspend", "{}").status, 200);
        // Goes on, but never comes to its end.
        const bool ended = within(5s, [&] {
            wire->send(QByteArray(1000, 'x'));
            return wire->read();
        });
        QCOMPARE(staff.post("/v1/admin/organizations/" + m_acme + "/resume", "{}").status, 200);
        QVERIFY(ended);
        QVERIFY2(wire->answer().startsWith("HTTP/1.1 403 ") && wire->answer().contains("organization_suspended"),
                 wire->answer().constData());
        QCOMPARE(count("status = 'uploading'"), std::string("0"));
        QCOMPARE(used(), before);
        QCOMPARE(files(), kept);
        // Its key is free for when the organization is back.
        auto sql = m_server.tenantSql(m_acme);
        QCOMPARE(sql.run("SELECT count(*) FROM idempotency_keys WHERE key = 'suspended'").value(), std::string("0"));
    }

    void anUploadWhoseSessionEndedLeavesNothing()
    {
        const int64_t before = used();
        const int kept = files();
        auto acme = m_server.tenant("acme-corp");
        const auto wire = beginUpload(acme.token());
        QTRY_COMPARE(count("status = 'uploading'"), std::string("1"));
        QCOMPARE(used(), before + 2 * half);
        endSession(acme);
        QCOMPARE(acme.get("/v1/usage").status, 401);
        wire->abort();
        QTRY_COMPARE(count("status = 'uploading'"), std::string("0"));
        QCOMPARE(used(), before);
        QTRY_COMPARE(files(), kept);
    }

    void aLongUploadKeepsItsLeaseAndItsKey()
    {
        auto acme = m_server.tenant("acme-corp");
        const auto wire = beginUpload(acme.token(), keyed("long"));
        QTRY_COMPARE(count("status = 'uploading'"), std::string("1"));
        auto sql = m_server.tenantSql(m_acme);
        QCOMPARE(sql.run("UPDATE documents SET lease_until = now() + interval '1 minute' WHERE name = 'slow'").affected,
                 1);
        QCOMPARE(sql.run("UPDATE idempotency_keys SET created_at = now() - interval '14 minutes' WHERE key = 'long'")
                     .affected,
                 1);
        qint64 sent = half;
        QVERIFY(within(5s, [&] {
            wire->send(QByteArray(1000, 'x'));
            sent += 1000;
            return sql.run("SELECT count(*) FROM documents, idempotency_keys WHERE name = 'slow' AND key = 'long' AND "
                           "lease_until > now() + interval '10 minutes' AND "
                           "idempotency_keys.created_at > now() - interval '5 minutes'")
                       .value()
                == "1";
        }));
        wire->send(QByteArray(2 * half - sent, 'x'));
        QVERIFY(within(20s, [&] { return wire->read(); }));
        QVERIFY2(wire->answer().startsWith("HTTP/1.1 201 "), wire->answer().constData());
        const auto again = beginUpload(acme.token(), keyed("long"), 0);
        QVERIFY(within(10s, [&] { return again->read(); }));
        QVERIFY2(again->answer().contains("Idempotency-Replayed: true"), again->answer().constData());
        QCOMPARE(again->body(), wire->body());
        QCOMPARE(count("name = 'slow'"), std::string("1"));
        QCOMPARE(acme.del("/v1/documents/" + sql.run("SELECT id FROM documents WHERE name = 'slow'").value()).status,
                 204);
    }

    /// What came damaged is refused, and may come again under the same key, whole.
    void aDamagedUploadMayBeSentAgain()
    {
        auto acme = m_server.tenant("acme-corp");
        const QByteArray head =
            "Content-Length: 5\r\nIdempotency-Key: damaged\r\nContent-Digest: " + digestOf("whole") + "\r\n\r\n";
        Wire damaged(m_server, acme.token(), "POST /v1/documents?name=damaged");
        damaged.send(head + "whale");
        QVERIFY(within(10s, [&] { return damaged.read(); }));
        QVERIFY2(damaged.answer().startsWith("HTTP/1.1 422 "), damaged.answer().constData());
        Wire whole(m_server, acme.token(), "POST /v1/documents?name=damaged");
        whole.send(head + "whole");
        QVERIFY(within(10s, [&] { return whole.read(); }));
        QVERIFY2(whole.answer().startsWith("HTTP/1.1 201 "), whole.answer().constData());
    }

    /// Its name is another then, and it is the same.
    void aDownloadOutlivesANewSlug()
    {
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        const auto rename = [&](const char *slug) {
            return staff
                .patch("/v1/admin/organizations/" + m_acme, std::string("{\"slug\":\"") + slug + "\"}",
                       {{"If-Match", "*"}})
                .status;
        };
        Wire wire(m_server, acme.token(), "GET " + m_big);
        wire.send("\r\n");
        QVERIFY(within(5s, [&] {
            wire.read();
            return wire.answer().size() > 200'000;
        }));
        QCOMPARE(rename("acme-renamed"), 200);
        QVERIFY(within(60s, [&] { return wire.read(); }));
        QCOMPARE(rename("acme-corp"), 200);
        QCOMPARE(wire.body().size(), size);
    }

    /// Killed where the answer is kept, it has made no document either: whoever asks again gets one, not two.
    void theDocumentAndItsAnswerAreKeptTogether()
    {
        {
            auto acme = m_server.tenant("acme-corp");
            const auto wire = beginUpload(acme.token(), keyed("torn"));
            QTRY_COMPARE(count("status = 'uploading'"), std::string("1"));
            auto holder = m_server.sql("postgres");
            QVERIFY(holder.run("BEGIN").ok());
            QCOMPARE(holder.run("SELECT key FROM idempotency_keys WHERE key = 'torn' FOR UPDATE").value(),
                     std::string("torn"));
            wire->send(QByteArray(half, 'x'));
            QVERIFY(oneWaitsForALock(m_server));
            m_server.kill();
        }
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        auto sql = m_server.tenantSql(m_acme);
        QCOMPARE(count("name = 'slow' AND status = 'ready'"), std::string("0"));
        QCOMPARE(sql.run("UPDATE idempotency_keys SET created_at = now() - interval '16 minutes' WHERE key = 'torn'")
                     .affected,
                 1);
        auto acme = m_server.tenant("acme-corp");
        const auto made = beginUpload(acme.token(), keyed("torn"), 2 * half);
        QVERIFY(within(20s, [&] { return made->read(); }));
        QVERIFY2(made->answer().startsWith("HTTP/1.1 201 ") && !made->answer().contains("Idempotency-Replayed"),
                 made->answer().constData());
        const auto again = beginUpload(acme.token(), keyed("torn"), 0);
        QVERIFY(within(10s, [&] { return again->read(); }));
        QCOMPARE(again->body(), made->body());
        QCOMPARE(count("name = 'slow' AND status = 'ready'"), std::string("1"));
    }
};

QTEST_GUILESS_MAIN(TestTransfers)
#include "test_transfers.moc"
