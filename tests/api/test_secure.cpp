// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The real server with a certificate: sign-in, the live stream, a renewal by SIGHUP, what a connection costs, and how
// it refuses to start.

#include "tests/server/certificate.h"
#include "tests/support/testserver.h"

#include <QTest>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <csignal>
#include <deque>
#include <fstream>

using namespace objecta::test;
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ssl = asio::ssl;
using asio::ip::tcp;

namespace {

/// One connection over TLS; blocks, for ten seconds at most.
class Secure {
public:
    using Stream = ssl::stream<tcp::socket>;

    explicit Secure(uint16_t port)
        : m_context(ssl::context::tls_client)
        , m_stream(std::make_unique<Stream>(m_io, m_context))
    {
        m_stream->next_layer().connect({asio::ip::address_v4::loopback(), port});
        timeval limit{10, 0};
        ::setsockopt(m_stream->next_layer().native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        m_stream->handshake(ssl::stream_base::client);
    }
    [[nodiscard]] Stream &stream() { return *m_stream; }
    [[nodiscard]] long serial()
    {
        X509 *peer = SSL_get1_peer_certificate(m_stream->native_handle());
        const long out = ASN1_INTEGER_get(X509_get0_serialNumber(peer));
        X509_free(peer);
        return out;
    }
    beast::http::response<beast::http::string_body> send(beast::http::verb verb, const std::string &target,
                                                         const std::string &token = {}, const std::string &body = {})
    {
        beast::http::request<beast::http::string_body> request(verb, target, 11, body);
        request.set(beast::http::field::host, "admin.localhost");
        request.set(beast::http::field::content_type, "application/json");
        if (!token.empty()) {
            request.set(beast::http::field::authorization, "Bearer " + token);
        }
        request.prepare_payload();
        beast::http::write(*m_stream, request);
        beast::http::response<beast::http::string_body> response;
        beast::http::read(*m_stream, m_buffer, response);
        return response;
    }

private:
    asio::io_context m_io;
    ssl::context m_context;
    std::unique_ptr<Stream> m_stream;
    beast::flat_buffer m_buffer;
};

int64_t residentKib(qint64 process)
{
    std::ifstream file("/proc/" + std::to_string(process) + "/statm");
    int64_t all = 0;
    int64_t pages = 0;
    file >> all >> pages;
    return pages * 4;
}

} // namespace

class TestSecure : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<TestServer> m_server;

    [[nodiscard]] QString path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    void certificate(const char *name, const CertificateFacts &facts = {}) const
    {
        writeCertificate(m_folder.path().toStdString(), name, facts);
    }
    [[nodiscard]] std::string staffToken() const
    {
        const Demo demo = m_server->demo();
        Secure client(m_server->port());
        const auto answer =
            client.send(beast::http::verb::post, "/v1/auth/sign-in", {},
                        "{\"email\":\"" + demo.staffEmail + "\",\"password\":\"" + demo.staffPassword + "\"}");
        return boost::json::parse(answer.body()).at("access_token").as_string().c_str();
    }

private slots:
    void initTestCase()
    {
        certificate("server", {.serial = 1});
        m_server = std::make_unique<TestServer>(TestServer::Cluster::Shared,
                                                QStringList{QStringLiteral("--tls-cert"), path("server.crt"),
                                                            QStringLiteral("--tls-key"), path("server.key")});
        QVERIFY2(m_server->start(), qPrintable(m_server->error()));
    }

    void staffWorksOverTls()
    {
        const std::string token = staffToken();
        Secure client(m_server->port());
        for (int i = 0; i < 3; ++i) {
            const auto answer = client.send(beast::http::verb::get, "/v1/admin/organizations", token);
            QCOMPARE(answer.result_int(), 200U);
            QVERIFY(answer.body().find("acme-corp") != std::string::npos);
        }
    }

    void aRenewedCertificateIsTakenAtAHangup()
    {
        Secure before(m_server->port());
        QCOMPARE(before.serial(), 1L);
        certificate("server", {.serial = 2});
        QCOMPARE(::kill(static_cast<pid_t>(m_server->processId()), SIGHUP), 0);
        QTRY_COMPARE_WITH_TIMEOUT(Secure(m_server->port()).serial(), 2L, 5000);
        QCOMPARE(before.send(beast::http::verb::get, "/healthz").result_int(), 200U);
    }

    void aConnectionCostsLittle()
    {
        const auto before = residentKib(m_server->processId());
        std::deque<Secure> clients;
        constexpr int many = 200;
        for (int i = 0; i < many; ++i) {
            clients.emplace_back(m_server->port());
            QCOMPARE(clients.back().send(beast::http::verb::get, "/healthz").result_int(), 200U);
        }
        const auto each = (residentKib(m_server->processId()) - before) / many;
        qInfo("%lld KiB a connection", static_cast<long long>(each));
        QVERIFY(each < 150);
    }

    void theLiveStreamGoesOverTls()
    {
        const std::string token = staffToken();
        Secure client(m_server->port());
        beast::websocket::stream<Secure::Stream &> socket(client.stream());
        socket.set_option(beast::websocket::stream_base::decorator([&token](beast::websocket::request_type &request) {
            request.set(beast::http::field::authorization, "Bearer " + token);
        }));
        socket.handshake("admin.localhost", "/v1/admin/stream");
        beast::flat_buffer buffer;
        socket.read(buffer);
        QVERIFY(buffer.size() > 0);
        // The end of the server is said in the socket, and the whole message about it arrives.
        ::kill(static_cast<pid_t>(m_server->processId()), SIGTERM);
        beast::error_code error;
        while (!error) {
            buffer.clear();
            socket.read(buffer, error);
        }
        QCOMPARE(error, beast::error_code(beast::websocket::error::closed));
        QCOMPARE(int(socket.reason().code), 1001);
        QCOMPARE(m_server->stop(), 0);
    }

    void itDoesNotStartWithout_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("sentence");
        const QString cert = path("a.crt");
        QTest::newRow("another's key") << QStringList{"--tls-cert", cert, "--tls-key", path("b.key")}
                                       << "The key " + path("b.key") + " does not belong to the certificate " + cert
                + '.';
        QTest::newRow("no key") << QStringList{"--tls-cert", cert} << "--tls-cert requires --tls-key";
        QTest::newRow("no file") << QStringList{"--tls-cert", path("none"), "--tls-key", path("a.key")}
                                 << "The certificate " + path("none") + " cannot be read: No such file or directory.";
        QTest::newRow("no network") << QStringList{
            "--trusted-proxy",
            "10.0.0.0/99"} << "--trusted-proxy: \"10.0.0.0/99\" is neither an address nor a network in CIDR notation.";
    }
    void itDoesNotStartWithout()
    {
        QFETCH(QStringList, options);
        QFETCH(QString, sentence);
        certificate("a");
        certificate("b");
        QProcess process;
        process.start(QStringLiteral(OBJECTA_BIN_DIR "/objecta-server"),
                      QStringList{"serve", "--port", "0", "--data-dir", path("data")} + options);
        QVERIFY(process.waitForFinished(20'000));
        QCOMPARE(process.exitCode(), 2);
        const QString said = QString::fromUtf8(process.readAllStandardError());
        QVERIFY2(said.contains(sentence), qPrintable(said));
        QVERIFY(!QFile::exists(path("data")));
    }
};

QTEST_GUILESS_MAIN(TestSecure)
#include "test_secure.moc"
