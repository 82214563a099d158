// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Documents over HTTP, with their bytes in a directory and in a bucket of a real S3 server.

#include "tests/support/s3server.h"
#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QElapsedTimer>
#include <QTest>

#include <array>

using namespace objecta::test;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

std::string digestOf(const std::string &text)
{
    const auto hash = QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Sha256);
    return "sha-256=:" + hash.toBase64().toStdString() + ':';
}

std::string hexOf(const std::string &text)
{
    return QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Sha256).toHex().toStdString();
}

} // namespace

class TestDocuments : public QObject {
    Q_OBJECT

    S3Server m_bucket;
    std::array<std::unique_ptr<TestServer>, 2> m_servers;
    S3Server *m_s3 = nullptr; ///< of the present place, if that is a bucket
    TestServer *m_server = nullptr; ///< of the present place
    std::string m_acme;

    Reply upload(HttpClient &client, const std::string &name, const std::string &content, Headers headers = {})
    {
        headers.emplace("Content-Type", "text/plain; charset=utf-8");
        return client.send("POST", "/v1/documents?name=" + name, content, headers);
    }
    int64_t used(HttpClient &client) { return client.get("/v1/usage").json().at("storage").at("used").as_int64(); }
    std::string count(const std::string &where)
    {
        auto sql = m_server->tenantSql(m_acme);
        return sql.run("SELECT count(*) FROM documents WHERE " + where).value();
    }
    /// Tells the sweeper where the documents are; what it printed.
    QString sweep(int *code = nullptr)
    {
        QStringList arguments{QStringLiteral("sweep"), QStringLiteral("--grace"), QStringLiteral("0"),
                              QStringLiteral("--data-dir"), m_server->dataDir()};
        if (!m_server->databaseUrl().isEmpty()) {
            arguments << QStringLiteral("--database") << m_server->databaseUrl();
        }
        QProcess process;
        process.start(QStringLiteral(OBJECTA_BIN_DIR "/objecta-server"), arguments + options());
        process.waitForFinished(60'000);
        if (code != nullptr) {
            *code = process.exitCode();
        }
        return QString::fromUtf8(process.readAllStandardOutput() + process.readAllStandardError());
    }
    QStringList options() const
    {
        return m_s3
            ? QStringList{QStringLiteral("--objects"), QStringLiteral("s3://") + QString::fromLatin1(S3Server::bucket),
                          QStringLiteral("--s3-endpoint"), QString::fromStdString(m_s3->endpoint())}
            : QStringList();
    }

private slots:
    void initTestCase_data()
    {
        QTest::addColumn<QString>("place");
        QTest::newRow("directory") << QStringLiteral("directory");
        QTest::newRow("s3") << QStringLiteral("s3");
    }

    void init()
    {
        QFETCH_GLOBAL(QString, place);
        const bool bucket = place == QLatin1String("s3");
        m_s3 = nullptr;
        if (bucket) {
            m_s3 = &m_bucket;
            if (m_bucket.endpoint().empty()) {
                QVERIFY2(m_bucket.start(), qPrintable(m_bucket.error()));
                qputenv("AWS_ACCESS_KEY_ID", S3Server::accessKeyId);
                qputenv("AWS_SECRET_ACCESS_KEY", S3Server::secretAccessKey);
            }
        }
        // One server a place, for all tests.
        auto &server = m_servers[bucket ? 1 : 0];
        if (!server) {
            server = std::make_unique<TestServer>(TestServer::Cluster::Shared,
                                                  QStringList{QStringLiteral("--organization-rate"),
                                                              QStringLiteral("100000"), QStringLiteral("--actor-rate"),
                                                              QStringLiteral("100000")}
                                                      + options());
            QVERIFY2(server->start(), qPrintable(server->error()));
        }
        m_server = server.get();
        m_acme = m_server->demo().tenant("acme-corp").id;
    }

    /// A request's trace stands in the log, and goes on to the store (W3C Trace Context).
    void tracesGoOn()
    {
        auto acme = m_server->tenant("acme-corp");
        const std::string trace = m_s3 ? "0af7651916cd43dd8448eb211c80319c" : "1bf7651916cd43dd8448eb211c80319c";
        const Headers headers{{"traceparent", "00-" + trace + "-b7ad6b7169203331-01"}, {"tracestate", "vendor=1"}};
        const Reply made = upload(acme, "traced.txt", "traced", headers);
        QCOMPARE(made.status, 201);
        QCOMPARE(acme.get("/v1/documents/" + made.text("id") + "/content", headers).body, std::string("traced"));
        const QByteArray wanted = "\"trace_id\":\"" + QByteArray::fromStdString(trace) + '"';
        QVERIFY(within(5s, [&] { return m_server->log().count(wanted) == 2; }));
        const QByteArray log = m_server->log();
        const QByteArray line = log.mid(log.lastIndexOf('\n', log.indexOf(wanted)) + 1, 400);
        QVERIFY2(line.contains("\"parent_id\":\"b7ad6b7169203331\"") && line.contains("\"tenant\":\"acme-corp\"")
                     && line.contains("\"actor\":\""),
                 line.constData());
        if (m_s3) {
            const auto begins = line.indexOf("\"span_id\":\"") + 11;
            const QByteArray sent =
                "PUT 00-" + QByteArray::fromStdString(trace) + '-' + line.mid(begins, 16) + "-01 vendor=1\n";
            QVERIFY2(m_s3->traces().contains(sent), m_s3->traces().constData());
            QVERIFY(m_s3->traces().contains("GET 00-" + QByteArray::fromStdString(trace)));
        }
        QCOMPARE(acme.del("/v1/documents/" + made.text("id")).status, 204);
    }

    void livesAndGoes()
    {
        auto acme = m_server->tenant("acme-corp");
        const int64_t before = used(acme);
        const std::string content(300'000, 'x');
        const Reply made = upload(acme, "Caf%C3%A9%20%22menu%22.txt", content, {{"Content-Digest", digestOf(content)}});
        QVERIFY2(made.status == 201, made.body.c_str());
        const std::string at = "/v1/documents/" + made.text("id");
        QCOMPARE(made.header("location"), at);
        QCOMPARE(made.text("name"), std::string("Caf\u00e9 \"menu\".txt"));
        QCOMPARE(made.text("sha256"), hexOf(content));
        QCOMPARE(made.text("content_type"), std::string("text/plain; charset=utf-8"));
        QCOMPARE(made.json().at("bytes").as_int64(), 300'000);
        QVERIFY(made.json().at("agent_id").is_null());
        QCOMPARE(used(acme), before + 300'000);
        QCOMPARE(acme.get(at).body, made.body);

        const Reply whole = acme.get(at + "/content");
        QCOMPARE(whole.status, 200);
        QVERIFY(whole.body == content);
        QCOMPARE(whole.header("content-type"), std::string("text/plain; charset=utf-8"));
        QCOMPARE(whole.header("content-disposition"),
                 std::string("attachment; filename=\"Caf_ _menu_.txt\"; filename*=UTF-8''Caf%C3%A9%20%22menu%22.txt"));
        QCOMPARE(whole.header("x-content-type-options"), std::string("nosniff"));
        QCOMPARE(whole.header("content-digest"), digestOf(content));
        QCOMPARE(whole.header("repr-digest"), digestOf(content));
        QCOMPARE(whole.header("accept-ranges"), std::string("bytes"));
        QCOMPARE(acme.get(at + "/content", {{"If-None-Match", whole.header("etag")}}).status, 304);

        const Reply renamed = acme.patch(at, R"({"name":"menu.txt"})", {{"If-Match", made.header("etag")}});
        QCOMPARE(renamed.status, 200);
        QCOMPARE(renamed.text("name"), std::string("menu.txt"));
        QCOMPARE(acme.patch(at, R"({"name":"x"})", {{"If-Match", made.header("etag")}}).status, 412);
        QCOMPARE(acme.del(at, {{"If-Match", made.header("etag")}}).status, 412);
        QCOMPARE(acme.del(at).status, 204);
        QCOMPARE(acme.get(at).status, 404);
        QCOMPARE(acme.get(at + "/content").status, 404);
        QCOMPARE(acme.del(at).status, 404);
        QCOMPARE(used(acme), before);
        const QString swept = sweep();
        QVERIFY2(swept.contains(QLatin1String("orphan objects 0")), qPrintable(swept));
        auto sql = m_server->sql("objecta_platform");
        QCOMPARE(
            sql.run("SELECT string_agg(action, ' ' ORDER BY at) FROM audit_log WHERE target_id = $1", {made.text("id")})
                .value(),
            std::string("document.uploaded document.updated document.deleted"));
    }

    void givesOneRange_data()
    {
        QTest::addColumn<QString>("range");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("contentRange");
        const auto row = [](const char *range, int status, const char *body, const char *said) {
            QTest::newRow(range) << QString::fromLatin1(range) << status << QString::fromLatin1(body)
                                 << QString::fromLatin1(said);
        };
        row("bytes=0-3", 206, "0123", "bytes 0-3/10");
        row("bytes=7-", 206, "789", "bytes 7-9/10");
        row("bytes=-2", 206, "89", "bytes 8-9/10");
        row("bytes=-200", 206, "0123456789", "bytes 0-9/10");
        row("bytes=5-500", 206, "56789", "bytes 5-9/10");
        row("bytes=9-99999999999999999999", 206, "9", "bytes 9-9/10");
        row("bytes=10-", 416, "", "bytes */10");
        row("bytes=-0", 416, "", "bytes */10");
        row("bytes=3-2", 200, "0123456789", "");
        row("bytes=0-1,3-4", 200, "0123456789", "");
        row("bytes=a-", 200, "0123456789", "");
        row("bytes=--1", 200, "0123456789", "");
        row("lines=0-1", 200, "0123456789", "");
    }
    void givesOneRange()
    {
        QFETCH(QString, range);
        QFETCH(int, status);
        QFETCH(QString, body);
        QFETCH(QString, contentRange);
        auto acme = m_server->tenant("acme-corp");
        const std::string at = "/v1/documents/" + upload(acme, "digits", "0123456789").text("id");
        const Reply reply = acme.get(at + "/content", {{"Range", range.toStdString()}});
        QCOMPARE(reply.status, status);
        QCOMPARE(reply.header("content-range"), contentRange.toStdString());
        if (status == 416) {
            QCOMPARE(reply.code(), std::string("range_not_satisfiable"));
        } else {
            QCOMPARE(QString::fromStdString(reply.body), body);
        }
        QCOMPARE(acme.del(at).status, 204);
    }

    void anEmptyOneIsOne()
    {
        auto acme = m_server->tenant("acme-corp");
        const Reply made = upload(acme, "empty", "", {{"Content-Length", "0"}});
        if (made.status == 411) {
            QSKIP("this client sends no Content-Length for an empty body");
        }
        QCOMPARE(made.status, 201);
        const Reply content = acme.get("/v1/documents/" + made.text("id") + "/content");
        QCOMPARE(content.status, 200);
        QVERIFY(content.body.empty());
        QCOMPARE(acme.del("/v1/documents/" + made.text("id")).status, 204);
    }

    void listsByAgentAndName()
    {
        auto acme = m_server->tenant("acme-corp");
        const std::string agent = acme.post("/v1/agents", R"({"name":"Reader"})").text("id");
        std::vector<std::string> ids;
        for (int i = 0; i < 5; ++i) {
            const Reply made = acme.send("POST",
                                         "/v1/documents?name=Report%20" + std::to_string(i)
                                             + (i < 3 ? "&agent_id=" + agent : std::string()),
                                         "x", {{"Content-Type", "application/octet-stream"}});
            QVERIFY2(made.status == 201, made.body.c_str());
            ids.push_back(made.text("id"));
        }
        const auto items = [&acme](const std::string &query) {
            return acme.get("/v1/documents?" + query).json().at("items").as_array().size();
        };
        QCOMPARE(items("agent_id=" + agent), size_t(3));
        QCOMPARE(items("q=rEPORT%204"), size_t(1));
        QCOMPARE(items("q=%25"), size_t(0));
        QCOMPARE(items("q=report&agent_id=" + agent), size_t(3));
        QCOMPARE(acme.get("/v1/documents?q=" + std::string(255, 'q')).status, 200);
        QCOMPARE(acme.get("/v1/documents?q=" + std::string(256, 'q')).status, 422);
        const auto first = acme.get("/v1/documents?q=report&limit=3").json();
        QCOMPARE(first.at("items").as_array().size(), size_t(3));
        QCOMPARE(items("q=report&limit=3&cursor=" + std::string(first.at("next_cursor").as_string().c_str())),
                 size_t(2));
        QCOMPARE(acme.get("/v1/documents?agent_id=x").status, 422);

        const std::string at = "/v1/documents/" + ids[4];
        QCOMPARE(acme.patch(at, "{\"agent_id\":\"" + agent + "\"}").text("agent_id"), agent);
        QVERIFY(acme.patch(at, R"({"agent_id":null})").json().at("agent_id").is_null());
        QCOMPARE(acme.patch(at, R"({"agent_id":"11111111-1111-4111-8111-111111111111"})").status, 422);
        QCOMPARE(acme.del("/v1/agents/" + agent).status, 204);
        QVERIFY(acme.get("/v1/documents/" + ids[0]).json().at("agent_id").is_null());
        for (const auto &id : ids) {
            QCOMPARE(acme.del("/v1/documents/" + id).status, 204);
        }
    }

    void refusesWhatIsWrong()
    {
        auto acme = m_server->tenant("acme-corp");
        auto xyz = m_server->tenant("xyz-inc");
        const int64_t before = used(acme);
        QCOMPARE(acme.send("POST", "/v1/documents", "x", {{"Content-Type", "text/plain"}}).status, 422);
        QCOMPARE(upload(acme, "", "x").status, 422);
        QCOMPARE(upload(acme, "a%0Ab", "x").status, 400);
        QCOMPARE(upload(acme, std::string(256, 'n'), "x").status, 422);
        QCOMPARE(upload(acme, "n&agent_id=no", "x").status, 422);
        QCOMPARE(upload(acme, "n", "x", {{"Content-Type", "nonsense"}}).status, 415);
        QCOMPARE(upload(acme, "n", "x", {{"Content-Digest", "sha-256=:AAAA:"}}).status, 422);
        QCOMPARE(upload(acme, "n", "x", {{"Content-Digest", digestOf("y")}}).status, 422);
        const std::string theirs(xyz.get("/v1/agents?limit=1").json().at("items").at(0).at("id").as_string().c_str());
        const Reply foreign = upload(acme, "n&agent_id=" + theirs, "x");
        const Reply none = upload(acme, "n&agent_id=11111111-1111-4111-8111-111111111111", "x");
        QCOMPARE(foreign.status, 422);
        QCOMPARE(foreign.json().at("errors"), none.json().at("errors"));
        const Reply chunked =
            HttpClient::raw(m_server->port(),
                            "POST /v1/documents?name=n HTTP/1.1\r\nHost: acme-corp.localhost\r\nAuthorization: Bearer "
                                + acme.token() + "\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n");
        QCOMPARE(chunked.status, 411);
        QCOMPARE(chunked.code(), std::string("length_required"));
        QCOMPARE(used(acme), before);
        QCOMPARE(count("status = 'uploading'"), std::string("0"));
        QVERIFY(sweep().contains(QLatin1String("orphan objects 0\nbroken uploads 0")));
    }

    void anotherTenantsIsNotThere()
    {
        auto acme = m_server->tenant("acme-corp");
        auto xyz = m_server->tenant("xyz-inc");
        const std::string id = upload(acme, "secret", "canary").text("id");
        const auto without = [](Reply reply) {
            auto document = reply.json();
            document.as_object().erase("request_id");
            return json::serialize(document);
        };
        const std::string random = "/v1/documents/11111111-1111-4111-8111-111111111111";
        QCOMPARE(without(xyz.get("/v1/documents/" + id)), without(xyz.get(random)));
        QCOMPARE(without(xyz.get("/v1/documents/" + id + "/content")), without(xyz.get(random + "/content")));
        QCOMPARE(without(xyz.del("/v1/documents/" + id)), without(xyz.del(random)));
        QCOMPARE(without(xyz.patch("/v1/documents/" + id, R"({"name":"x"})")),
                 without(xyz.patch(random, R"({"name":"x"})")));
        QCOMPARE(acme.get("/v1/documents/" + id + "/content").body, std::string("canary"));
        QCOMPARE(acme.del("/v1/documents/" + id).status, 204);
    }

    void theFirstAnswerIsReplayed()
    {
        auto acme = m_server->tenant("acme-corp");
        const int64_t before = used(acme);
        const auto once = [&](const std::string &content) {
            return upload(acme, "once", content,
                          {{"Idempotency-Key", "document-1"}, {"Content-Digest", digestOf(content)}});
        };
        const Reply first = once("abc");
        QCOMPARE(first.status, 201);
        const Reply second = once("abc");
        QCOMPARE(second.status, 201);
        QCOMPARE(second.body, first.body);
        QCOMPARE(used(acme), before + 3);
        // Another content of the same length is another request, and one that cannot be told apart is none.
        QCOMPARE(once("xyz").code(), std::string("idempotency_key_reused"));
        for (const char *digest : {"", "sha-512=:YWJj:", "md5=:sha-256=:"}) {
            const Reply unknown =
                upload(acme, "once", "xyz", {{"Idempotency-Key", "document-2"}, {"Content-Digest", digest}});
            QCOMPARE(unknown.code(), std::string("validation_failed"));
            QCOMPARE(unknown.json().at("errors").at(0).at("field").as_string(), "Content-Digest");
        }
        QCOMPARE(upload(acme, "once", "xyz", {{"Idempotency-Key", "document-2"}}).status, 422);
        QCOMPARE(used(acme), before + 3);
        QCOMPARE(acme.del("/v1/documents/" + first.text("id")).status, 204);
        acme.post("/v1/agents", "{"); // whatever came after the key is over
        auto sql = m_server->tenantSql(m_acme);
        QVERIFY(sql.run("DELETE FROM idempotency_keys").ok());
    }

    void aBrokenUploadLeavesNothing()
    {
        auto acme = m_server->tenant("acme-corp");
        const int64_t before = used(acme);
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), m_server->port());
        QVERIFY(socket.waitForConnected());
        socket.write("POST /v1/documents?name=n HTTP/1.1\r\nHost: acme-corp.localhost\r\nAuthorization: Bearer "
                     + QByteArray::fromStdString(acme.token()) + "\r\nContent-Length: 12000000\r\n\r\n"
                     + QByteArray(9'000'000, 'x'));
        while (socket.bytesToWrite() > 0) {
            QVERIFY(socket.waitForBytesWritten());
        }
        QTRY_COMPARE(count("status = 'uploading'"), std::string("1"));
        QCOMPARE(used(acme), before + 12'000'000);
        QCOMPARE(acme.get("/v1/documents?q=n").json().at("items").as_array().size(), size_t(0));
        socket.abort();
        QTRY_COMPARE(count("status = 'uploading'"), std::string("0"));
        QTRY_COMPARE(used(acme), before);
        const QString swept = sweep();
        QVERIFY2(swept.contains(QLatin1String("orphan objects 0\nbroken uploads 0")), qPrintable(swept));
    }

    void killedUploadsAreSwept()
    {
        auto acme = m_server->tenant("acme-corp");
        const int64_t before = used(acme);
        const std::string kept = upload(acme, "kept", "kept").text("id");
        std::vector<std::unique_ptr<QTcpSocket>> sockets;
        for (int i = 0; i < 4; ++i) {
            sockets.push_back(std::make_unique<QTcpSocket>());
            auto &socket = *sockets.back();
            socket.connectToHost(QStringLiteral("127.0.0.1"), m_server->port());
            QVERIFY(socket.waitForConnected());
            socket.write("POST /v1/documents?name=n HTTP/1.1\r\nHost: acme-corp.localhost\r\nAuthorization: Bearer "
                         + QByteArray::fromStdString(acme.token()) + "\r\nContent-Length: 12000000\r\n\r\n"
                         + QByteArray(9'500'000, 'x'));
            while (socket.bytesToWrite() > 0) {
                QVERIFY(socket.waitForBytesWritten());
            }
        }
        QTRY_COMPARE(count("status = 'uploading'"), std::string("4"));
        m_server->kill();
        QVERIFY2(m_server->start(), qPrintable(m_server->error()));
        // Their leases run: a sweep leaves them alone.
        QVERIFY(sweep().contains(QLatin1String("expired uploads 0")));
        QCOMPARE(count("status = 'uploading'"), std::string("4"));
        auto sql = m_server->tenantSql(m_acme);
        QCOMPARE(sql.run("UPDATE documents SET lease_until = now() - interval '1 minute' WHERE status = 'uploading'")
                     .affected,
                 4);
        const QString swept = sweep();
        QVERIFY2(swept.contains(QLatin1String("expired uploads 4\nbytes given back 48000000")), qPrintable(swept));
        QCOMPARE(count("status = 'uploading'"), std::string("0"));
        auto again = m_server->tenant("acme-corp");
        QCOMPARE(used(again), before + 4);
        QCOMPARE(again.get("/v1/documents/" + kept + "/content").body, std::string("kept"));
        // The test bucket lists what it took in late (its listings follow by themselves), the busier the later.
        const auto clean = [](const QString &said) {
            return said.contains(QLatin1String("orphan objects 0\nbroken uploads 0\nmissing objects 0"));
        };
        QString after = sweep();
        QElapsedTimer waiting;
        for (waiting.start(); !clean(after) && waiting.elapsed() < 60'000; QTest::qWait(100)) {
            after = sweep();
        }
        QVERIFY2(clean(after), qPrintable(after));
        QCOMPARE(again.del("/v1/documents/" + kept).status, 204);
        if (!m_s3) {
            QDirIterator files(m_server->dataDir() + QStringLiteral("/objects"), QDir::Files,
                               QDirIterator::Subdirectories);
            QVERIFY2(!files.hasNext(), qPrintable(files.hasNext() ? files.next() : QString()));
        }
    }

    void whatLostItsRowOrItsObjectIsFound()
    {
        auto acme = m_server->tenant("acme-corp");
        const int64_t before = used(acme);
        const std::string orphan = upload(acme, "orphan", "orphan").text("id");
        auto sql = m_server->tenantSql(m_acme);
        QCOMPARE(sql.run("DELETE FROM documents WHERE id = $1::uuid", {orphan}).affected, 1);
        sql.run("UPDATE usage_counters SET used = used - 6 WHERE resource = 'storage'");
        int code = -1;
        // Some servers round the time of an object up to the next second.
        bool gone = false;
        const auto look = [&] {
            gone = gone || sweep(&code).contains(QLatin1String("orphan objects 1"));
            return gone;
        };
        QTRY_VERIFY(look());
        QCOMPARE(code, 0);
        QVERIFY(sql.run("INSERT INTO documents (organization_id, user_id, name, bytes, status, sha256, updated_at) "
                        "SELECT organization_id, id, 'lost', 0, 'ready', sha256(''), now() - interval '1 minute' "
                        "FROM users LIMIT 1")
                    .ok());
        const QString found = sweep(&code);
        QVERIFY2(found.contains(QLatin1String("missing objects 1")), qPrintable(found));
        QVERIFY(code != 0);
        const auto lost = acme.get("/v1/documents?q=lost").json().at("items").at(0).at("id").as_string();
        QCOMPARE(acme.get("/v1/documents/" + std::string(lost.c_str()) + "/content").code(),
                 std::string("storage_unavailable"));
        QCOMPARE(acme.del("/v1/documents/" + std::string(lost.c_str())).status, 204);
        QCOMPARE(used(acme), before);
    }

    void aServersMemoryStaysConstant()
    {
        // A new process: what others left it with would hide what this takes.
        QCOMPARE(m_server->stop(), 0);
        QVERIFY2(m_server->start(), qPrintable(m_server->error()));
        auto acme = m_server->tenant("acme-corp");
        acme.get("/v1/documents");
        const auto peak = [this] {
            QFile status(QStringLiteral("/proc/%1/status").arg(m_server->processId()));
            if (!status.open(QIODevice::ReadOnly)) {
                return qint64(-1);
            }
            return QRegularExpression(QStringLiteral("VmHWM:\\s+(\\d+) kB"))
                .match(QString::fromLatin1(status.readAll()))
                .captured(1)
                .toLongLong();
        };
        // The peak counts from here on: hashing the password at sign-in took more than any of this may.
        QFile forget(QStringLiteral("/proc/%1/clear_refs").arg(m_server->processId()));
        QVERIFY(forget.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && forget.write("5") == 1);
        const qint64 before = peak();
        const std::string content(208 * 1024 * 1024, 'y');
        const Reply made = upload(acme, "big", content);
        QVERIFY2(made.status == 201, made.body.c_str());
        const std::string at = "/v1/documents/" + made.text("id");
        QVERIFY(acme.get(at + "/content").body == content);
        const qint64 grown = (peak() - before) / 1024;
        qInfo("208 MiB up and down: the server's peak grew by %lld MiB", static_cast<long long>(grown));
        QVERIFY2(before > 0 && grown <= 32, qPrintable(QString::number(grown)));
        QCOMPARE(acme.del(at).status, 204);
    }

    void withoutItsStorageItSaysSo()
    {
        if (!m_s3) {
            QSKIP("a directory does not go away");
        }
        auto acme = m_server->tenant("acme-corp");
        const int64_t before = used(acme);
        const Reply there = upload(acme, "there", "there");
        QVERIFY2(there.status == 201, there.body.c_str());
        const std::string id = there.text("id");
        m_s3->kill();
        const Reply down = acme.get("/v1/documents/" + id + "/content");
        QCOMPARE(down.status, 503);
        QCOMPARE(down.code(), std::string("storage_unavailable"));
        QCOMPARE(upload(acme, "new", "new").code(), std::string("storage_unavailable"));
        QCOMPARE(acme.get("/v1/documents/" + id).status, 200);
        QCOMPARE(acme.del("/v1/documents/" + id).status, 204);
        QCOMPARE(used(acme), before);
        QVERIFY(!m_server->log().contains(S3Server::secretAccessKey));
    }
};

QTEST_GUILESS_MAIN(TestDocuments)
#include "test_documents.moc"
