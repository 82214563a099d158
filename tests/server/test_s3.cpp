// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What only one of the two places can get wrong: signatures, retries and leftovers of a bucket; modes, links and
// leftovers of a directory.

#include "server/objects/s3client.h"
#include "tests/server/object_rig.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <thread>

using namespace objecta;
using namespace objecta::objects;
using namespace objecta::test;

namespace {

/// Answers one request a connection with the next of the given answers, on a thread of its own.
class Scripted {
public:
    explicit Scripted(std::vector<std::string> answers)
        : m_acceptor(m_context, {boost::asio::ip::make_address("127.0.0.1"), 0})
        , m_thread([this, answers = std::move(answers)] {
            for (const auto &answer : answers) {
                boost::asio::ip::tcp::socket socket(m_context);
                m_acceptor.accept(socket);
                std::string text;
                boost::system::error_code error;
                boost::asio::read_until(socket, boost::asio::dynamic_buffer(text), "\r\n\r\n", error);
                m_requests.push_back(text);
                boost::asio::write(socket, boost::asio::buffer(answer), error);
            }
            m_acceptor.close();
        })
    {
    }
    ~Scripted() { join(); }
    void join()
    {
        if (m_thread.joinable()) {
            m_thread.join();
        }
    }
    std::string endpoint() { return "http://127.0.0.1:" + std::to_string(m_port); }
    const std::vector<std::string> &requests() const { return m_requests; }

private:
    boost::asio::io_context m_context;
    boost::asio::ip::tcp::acceptor m_acceptor;
    uint16_t m_port = m_acceptor.local_endpoint().port();
    std::vector<std::string> m_requests;
    std::thread m_thread;
};

std::string answer(const std::string &status, const std::string &body = {}, const std::string &headers = {})
{
    return "HTTP/1.1 " + status + "\r\nConnection: close\r\n" + headers
        + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

S3Options scripted(Scripted &server)
{
    S3Options out = readS3Location("s3://bucket", server.endpoint(), "eu-west-1").value();
    out.accessKeyId = "AKIDEXAMPLE";
    out.secretAccessKey = "wJalrXUtnFEMI";
    out.firstBackoff = std::chrono::milliseconds(1);
    return out;
}

} // namespace

class TestS3 : public QObject {
    Q_OBJECT

private slots:
    void readsLocations()
    {
        const auto plain = readS3Location("s3://bucket", "", "eu-central-1").value();
        QCOMPARE(plain.bucket, std::string("bucket"));
        QCOMPARE(plain.prefix, std::string());
        QCOMPARE(plain.endpoint, std::string("https://s3.eu-central-1.amazonaws.com"));
        const auto deep = readS3Location("s3://b-1.x/a/b/", "http://localhost:9000/", "garage").value();
        QCOMPARE(deep.bucket, std::string("b-1.x"));
        QCOMPARE(deep.prefix, std::string("a/b/"));
        QCOMPARE(deep.endpoint, std::string("http://localhost:9000"));
        for (const char *wrong : {"", "bucket", "s3://", "s3:///a", "s3://b/../c", "s3://b/a//c", "s3://b?x",
                                  "s3://b/a b", "s3://b/./c", "s3://b/c/.."}) {
            QVERIFY2(!readS3Location(wrong, "", "r"), wrong);
        }
        for (const char *wrong : {"ftp://h", "h:9000", "http://", "http://u@h", "http://h/path", "http://h?x"}) {
            QVERIFY2(!readS3Location("s3://b", wrong, "r"), wrong);
        }
        QVERIFY(!readS3Location("s3://b", "", ""));
        QVERIFY(!readS3Location("s3://b", "", "a:b"));
    }

    void aWrongSecretIsRefused()
    {
        S3Server server;
        QVERIFY2(server.start(), qPrintable(server.error()));
        S3Options options = s3Options(server);
        const ObjectKey key(OrganizationId::random(), DocumentId::random());
        {
            ObjectStore right(openS3Backend(options), 2);
            QVERIFY(await(store(right, key, 1, 1000)));
        }
        options.secretAccessKey = "another-secret";
        ObjectStore wrong(openS3Backend(options), 2);
        QCOMPARE(await(same(wrong, key, 1)).error().code, ProblemCode::StorageUnavailable);
        QCOMPARE(await(store(wrong, key, 1, 1000)).error().code, ProblemCode::StorageUnavailable);
        QCOMPARE(await(wrong.list(key.organization(), std::nullopt)).error().code, ProblemCode::StorageUnavailable);
        QCOMPARE(await(wrong.remove(key)).error().code, ProblemCode::StorageUnavailable);
        S3Options other = s3Options(server);
        other.bucket = "elsewhere";
        ObjectStore elsewhere(openS3Backend(other), 2);
        QCOMPARE(await(store(elsewhere, key, 1, 1000)).error().code, ProblemCode::StorageUnavailable);
        ObjectStore right(openS3Backend(s3Options(server)), 2);
        QVERIFY(await(same(right, key, 1)).value());
    }

    void aServerThatIsGoneIsAnError()
    {
        S3Server server;
        QVERIFY2(server.start(), qPrintable(server.error()));
        ObjectStore objects(openS3Backend(s3Options(server)), 2);
        const ObjectKey key(OrganizationId::random(), DocumentId::random());
        QVERIFY(await(store(objects, key, 1, 1000)));
        server.kill();
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(await(same(objects, key, 1)).error().code, ProblemCode::StorageUnavailable);
        QCOMPARE(await(store(objects, key, 1, 12'000'000)).error().code, ProblemCode::StorageUnavailable);
        QVERIFY(timer.elapsed() < 5000);
    }

    void uploadsOfAKilledServerAreSwept()
    {
        S3Server server;
        QVERIFY2(server.start(), qPrintable(server.error()));
        const S3Options options = s3Options(server);
        S3Client client(options);
        const ObjectKey key(OrganizationId::random(), DocumentId::random());
        for (int i = 0; i < 3; ++i) {
            const auto begun = client.send({"POST", options.prefix + key.text(), {{"uploads", ""}}, {}, {}, {}});
            QVERIFY(begun && begun->ok());
        }
        ObjectStore objects(openS3Backend(options), 2);
        const int64_t now = Timestamp::now().micros;
        QCOMPARE(await(objects.removeBroken({now - 3'600'000'000})).value(), int64_t{0});
        // One that goes on is none of them, however long ago it began.
        QCOMPARE(await(objects.removeBroken({now + 3'600'000'000}, {key})).value(), int64_t{0});
        QCOMPARE(await(objects.removeBroken({now + 3'600'000'000})).value(), int64_t{3});
        QCOMPARE(await(objects.removeBroken({now + 3'600'000'000})).value(), int64_t{0});
    }

    void triesAgainWhatMayPass()
    {
        Scripted server({answer("503 Slow Down", "<Error><Code>SlowDown</Code></Error>"), std::string(),
                         answer("500 Internal Server Error"), answer("200 OK")});
        S3Client client(scripted(server));
        int tried = 0;
        const auto sent = client.send({"PUT", "a/b", {}, "hello", {}, {}}, &tried);
        QVERIFY(sent);
        QCOMPARE(sent->status, 200);
        QCOMPARE(tried, 4);
        server.join();
        for (const auto &request : server.requests()) {
            const QByteArray text = QByteArray::fromStdString(request);
            QVERIFY(text.startsWith("PUT /bucket/a/b HTTP/1.1\r\n"));
            QVERIFY(text.contains("Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"));
            QVERIFY(text.contains("/eu-west-1/s3/aws4_request"));
            QVERIFY(text.contains(
                "x-amz-content-sha256: 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"));
            QVERIFY(!text.contains("wJalr"));
        }
    }

    void givesUpAfterSomeTries()
    {
        Scripted server({4, answer("503 Service Unavailable")});
        S3Client client(scripted(server));
        int tried = 0;
        QCOMPARE(client.send({"GET", "a", {}, {}, {}, {}}, &tried).error().code, ProblemCode::StorageUnavailable);
        QCOMPARE(tried, 4);
    }

    void doesNotRepeatARefusal()
    {
        Scripted server({answer("403 Forbidden", "<Error><Code>AccessDenied</Code></Error>")});
        S3Client client(scripted(server));
        int tried = 0;
        const auto sent = client.send({"GET", "a", {}, {}, {}, {}}, &tried);
        QCOMPARE(sent->status, 403);
        QCOMPARE(sent->errorCode(), std::string("AccessDenied"));
        QCOMPARE(tried, 1);
    }

    void completesAnUploadWhoseAnswerWasLost()
    {
        // The first "complete" is carried out but its answer is lost; the second finds the upload gone.
        Scripted server({answer("200 OK", "<R><UploadId>u</UploadId></R>"), answer("200 OK", {}, "ETag: \"1\"\r\n"),
                         answer("200 OK", {}, "ETag: \"2\"\r\n"), std::string(),
                         answer("404 Not Found", "<Error><Code>NoSuchUpload</Code></Error>"),
                         "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 12000000\r\n\r\n"});
        ObjectStore objects(openS3Backend(scripted(server)), 2);
        const ObjectKey key(OrganizationId::random(), DocumentId::random());
        QVERIFY(await(store(objects, key, 1, 12'000'000)));
    }

    void anErrorInsideAnAnswerIsAnError()
    {
        Scripted server({answer("200 OK", "<R><UploadId>u</UploadId></R>"), answer("200 OK", {}, "ETag: \"1\"\r\n"),
                         answer("200 OK", {}, "ETag: \"2\"\r\n"),
                         answer("200 OK", "<Error><Code>InternalError</Code></Error>"), answer("204 No Content")});
        ObjectStore objects(openS3Backend(scripted(server)), 2);
        const ObjectKey key(OrganizationId::random(), DocumentId::random());
        QCOMPARE(await(store(objects, key, 1, 12'000'000)).error().code, ProblemCode::StorageUnavailable);
        server.join();
        QVERIFY(QByteArray::fromStdString(server.requests().back()).startsWith("DELETE /bucket/"));
    }

    void theDirectoryIsItsOwnersAlone()
    {
        const QTemporaryDir directory;
        const std::string root = directory.filePath(QStringLiteral("objects")).toStdString();
        ObjectStore objects(openLocalBackend(root).value(), 2);
        const ObjectKey key(OrganizationId::random(), DocumentId::random());
        QVERIFY(await(store(objects, key, 1, 10)));
        const std::string folder = root + '/' + key.organization().text() + '/' + key.document().text().substr(0, 2);
        for (const auto &[path, mode] :
             {std::pair(root, 0700), std::pair(folder, 0700), std::pair(folder + '/' + key.document().text(), 0600)}) {
            struct stat status { };
            QCOMPARE(::stat(path.c_str(), &status), 0);
            QCOMPARE(static_cast<int>(status.st_mode & 0777), mode);
        }
        QCOMPARE(::chmod(root.c_str(), 0755), 0);
        QVERIFY(!openLocalBackend(root));
    }

    void linksAreNotFollowed()
    {
        const QTemporaryDir directory;
        const QString root = directory.filePath(QStringLiteral("objects"));
        ObjectStore objects(openLocalBackend(root.toStdString()).value(), 2);
        const ObjectKey theirs(OrganizationId::random(), DocumentId::random());
        QVERIFY(await(store(objects, theirs, 1, 10)));
        const QString shard = QLatin1Char('/') + QString::fromStdString(theirs.document().text()).left(2);
        const QString document = QLatin1Char('/') + QString::fromStdString(theirs.document().text());
        const QString source = root + QLatin1Char('/') + QString::fromStdString(theirs.organization().text());

        const ObjectKey linkedTenant(OrganizationId::random(), theirs.document());
        QVERIFY(
            QFile::link(source, root + QLatin1Char('/') + QString::fromStdString(linkedTenant.organization().text())));
        QCOMPARE(await(same(objects, linkedTenant, 1)).error().code, ProblemCode::StorageUnavailable);
        QCOMPARE(await(store(objects, linkedTenant, 1, 10)).error().code, ProblemCode::StorageUnavailable);

        const ObjectKey linkedFile(OrganizationId::random(), theirs.document());
        const QString own = root + QLatin1Char('/') + QString::fromStdString(linkedFile.organization().text());
        QVERIFY(QDir().mkpath(own + shard));
        QVERIFY(QFile::link(source + shard + document, own + shard + document));
        QCOMPARE(await(same(objects, linkedFile, 1)).error().code, ProblemCode::StorageUnavailable);
        QVERIFY(await(objects.list(linkedFile.organization(), std::nullopt))->empty());
        QVERIFY(await(objects.remove(linkedFile)));
        QVERIFY(await(same(objects, theirs, 1)).value());
    }

    void partsOfAKilledServerAreSwept()
    {
        const QTemporaryDir directory;
        const QString root = directory.filePath(QStringLiteral("objects"));
        ObjectStore objects(openLocalBackend(root.toStdString()).value(), 2);
        const ObjectKey key(OrganizationId::random(), DocumentId::random());
        QVERIFY(await(store(objects, key, 1, 10)));
        const QString part = root + QLatin1Char('/') + QString::fromStdString(key.organization().text())
            + QStringLiteral("/ab/ab345678-1234-4123-8123-123456789012.part");
        QVERIFY(QDir().mkpath(QFileInfo(part).path()));
        QFile file(part);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("half");
        file.close();
        const int64_t now = Timestamp::now().micros;
        QCOMPARE(await(objects.list(key.organization(), std::nullopt))->size(), size_t{1});
        QCOMPARE(await(objects.removeBroken({now - 3'600'000'000})).value(), int64_t{0});
        QVERIFY(QFile::exists(part));
        QCOMPARE(await(objects.removeBroken({now + 3'600'000'000})).value(), int64_t{1});
        QVERIFY(!QFile::exists(part));
        QVERIFY(await(same(objects, key, 1)).value());
    }

    void aFullDiskIsSaidBeforeTheBodyIsRead()
    {
        const QTemporaryDir directory;
        ObjectStore objects(openLocalBackend(directory.filePath(QStringLiteral("objects")).toStdString()).value(), 2);
        const ObjectKey key(OrganizationId::random(), DocumentId::random());
        QCOMPARE(await(objects.create(key, int64_t{1} << 60)).error().code, ProblemCode::StorageUnavailable);
        QVERIFY(await(objects.list(key.organization(), std::nullopt))->empty());
        QCOMPARE(await(objects.removeBroken({Timestamp::now().micros + 3'600'000'000})).value(), int64_t{0});
    }
};

QTEST_GUILESS_MAIN(TestS3)
#include "test_s3.moc"
