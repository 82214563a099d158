// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The listener over TLS: what is spoken and what is not, that everything of plain HTTP holds, renewed certificates and
// the sentences about files that cannot be used.

#include "tests/server/certificate.h"
#include "tests/server/http_rig.h"

#include <QTemporaryDir>

#include <boost/asio/ssl.hpp>

#include <fstream>

using namespace objecta;
using namespace objecta::test;
namespace ssl = asio::ssl;

namespace {

const std::string get = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
const std::string world = R"({"hello":"world"})";

http::ServerOptions withTls(const QTemporaryDir &folder, const std::string &name = "server")
{
    const std::filesystem::path path = folder.path().toStdString();
    http::ServerOptions options;
    options.tls = http::TlsFiles{path / (name + ".crt"), path / (name + ".key")};
    return options;
}

/// A client that speaks the versions and suites it is told to.
class TlsClient {
public:
    struct Wishes {
        int least = TLS1_2_VERSION;
        int most = TLS1_3_VERSION;
        const char *suites = nullptr; ///< of TLS 1.2 and below
        std::string protocol; ///< for ALPN
    };

    explicit TlsClient(uint16_t port)
        : TlsClient(port, Wishes{})
    {
    }
    TlsClient(uint16_t port, const Wishes &wishes)
        : m_ssl(ssl::context::tls_client)
        , m_stream(m_context, prepare(m_ssl, wishes))
    {
        if (!wishes.protocol.empty()) {
            const std::string list = static_cast<char>(wishes.protocol.size()) + wishes.protocol;
            SSL_set_alpn_protos(m_stream.native_handle(), reinterpret_cast<const unsigned char *>(list.data()),
                                static_cast<unsigned>(list.size()));
        }
        m_stream.next_layer().connect({asio::ip::address_v4::loopback(), port});
        timeval limit{10, 0};
        ::setsockopt(m_stream.next_layer().native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        m_stream.handshake(ssl::stream_base::client, m_error);
    }

    [[nodiscard]] bool open() const { return !m_error; }
    [[nodiscard]] std::string version() { return SSL_get_version(m_stream.native_handle()); }
    [[nodiscard]] std::string suite() { return SSL_get_cipher_name(m_stream.native_handle()); }
    [[nodiscard]] std::string protocol()
    {
        const unsigned char *name = nullptr;
        unsigned size = 0;
        SSL_get0_alpn_selected(m_stream.native_handle(), &name, &size);
        return {reinterpret_cast<const char *>(name), size};
    }
    [[nodiscard]] long serial()
    {
        X509 *peer = SSL_get1_peer_certificate(m_stream.native_handle());
        const long out = ASN1_INTEGER_get(X509_get0_serialNumber(peer));
        X509_free(peer);
        return out;
    }
    void write(std::string_view bytes) { asio::write(m_stream, asio::buffer(bytes), m_error); }
    std::string readUntil(const std::string &text)
    {
        std::string out;
        std::array<char, 16384> chunk{};
        while (!m_error && out.find(text) == std::string::npos) {
            out.append(chunk.data(), m_stream.read_some(asio::buffer(chunk), m_error));
        }
        return out;
    }
    std::string readAll() { return readUntil("\1never\1"); }
    /// Whether the server said the end of what it sends (close_notify) rather than just closing.
    [[nodiscard]] bool endedWell() const { return m_error == asio::error::eof; }

private:
    static ssl::context &prepare(ssl::context &context, const Wishes &wishes)
    {
        SSL_CTX *native = context.native_handle();
        SSL_CTX_set_security_level(native, 0);
        SSL_CTX_set_min_proto_version(native, wishes.least);
        SSL_CTX_set_max_proto_version(native, wishes.most);
        if (wishes.suites != nullptr) {
            SSL_CTX_set_cipher_list(native, wishes.suites);
        }
        return context;
    }

    asio::io_context m_context;
    ssl::context m_ssl;
    ssl::stream<tcp::socket> m_stream;
    boost::system::error_code m_error;
};

} // namespace

class TestTls : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    [[nodiscard]] std::filesystem::path path(const std::string &name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        writeCertificate(path(""), "server");
    }

    void aConnectionIsSecuredAndKept()
    {
        Fixture fixture(withTls(m_folder));
        TlsClient client(fixture.port(), {TLS1_2_VERSION, TLS1_3_VERSION, nullptr, "http/1.1"});
        QVERIFY(client.open());
        QCOMPARE(client.version(), std::string("TLSv1.3"));
        QCOMPARE(client.protocol(), std::string("http/1.1"));
        for (int i = 0; i < 3; ++i) {
            client.write(get);
            QVERIFY(client.readUntil(world).starts_with("HTTP/1.1 200 OK\r\n"));
        }
        client.write(get + get
                     + "GET https://localhost/hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        const std::string rest = client.readAll();
        QCOMPARE(std::ranges::count(rest, '{'), std::ptrdiff_t(3));
        QVERIFY(client.endedWell());
    }

    void onlyStrongTlsIsSpoken_data()
    {
        QTest::addColumn<int>("most");
        QTest::addColumn<QByteArray>("suites");
        QTest::addColumn<QByteArray>("protocol");
        QTest::addColumn<bool>("taken");
        QTest::newRow("TLS 1.3") << TLS1_3_VERSION << QByteArray() << QByteArray() << true;
        QTest::newRow("TLS 1.2") << TLS1_2_VERSION << QByteArray() << QByteArray() << true;
        QTest::newRow("TLS 1.1") << TLS1_1_VERSION << QByteArray("ALL:@SECLEVEL=0") << QByteArray() << false;
        QTest::newRow("TLS 1.0") << TLS1_VERSION << QByteArray("ALL:@SECLEVEL=0") << QByteArray() << false;
        QTest::newRow("AES-GCM") << TLS1_2_VERSION << QByteArray("ECDHE-ECDSA-AES256-GCM-SHA384") << QByteArray()
                                 << true;
        QTest::newRow("CBC") << TLS1_2_VERSION << QByteArray("ECDHE-ECDSA-AES128-SHA256") << QByteArray() << false;
        QTest::newRow("SHA-1") << TLS1_2_VERSION << QByteArray("ECDHE-ECDSA-AES128-SHA") << QByteArray() << false;
        QTest::newRow("no forward secrecy")
            << TLS1_2_VERSION << QByteArray("AES128-GCM-SHA256") << QByteArray() << false;
        QTest::newRow("anonymous") << TLS1_2_VERSION << QByteArray("aNULL:@SECLEVEL=0") << QByteArray() << false;
        QTest::newRow("HTTP/1.1 by ALPN") << TLS1_3_VERSION << QByteArray() << QByteArray("http/1.1") << true;
        QTest::newRow("only HTTP/2") << TLS1_3_VERSION << QByteArray() << QByteArray("h2") << false;
    }
    void onlyStrongTlsIsSpoken()
    {
        QFETCH(int, most);
        QFETCH(QByteArray, suites);
        QFETCH(QByteArray, protocol);
        QFETCH(bool, taken);
        Fixture fixture(withTls(m_folder));
        TlsClient client(fixture.port(),
                         {TLS1_VERSION, most, suites.isEmpty() ? nullptr : suites.constData(), protocol.toStdString()});
        if (taken) {
            client.write(get);
            QVERIFY(client.readUntil(world).starts_with("HTTP/1.1 200"));
        } else {
            QVERIFY2(!client.open(), client.suite().c_str());
        }
        TlsClient next(fixture.port());
        next.write(get);
        QVERIFY(next.readUntil(world).starts_with("HTTP/1.1 200"));
    }

    void bodiesOfAnySizeGoBothWays()
    {
        Fixture fixture(withTls(m_folder));
        TlsClient client(fixture.port());
        const std::string piece(1024 * 1024, '\x01');
        client.write("POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20971520\r\n\r\n");
        for (int i = 0; i < 20; ++i) {
            client.write(piece);
        }
        QVERIFY(client.readUntil("20971520 20971520").starts_with("HTTP/1.1 200"));
        client.write("GET /download?bytes=10000000 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        const std::string answer = client.readAll();
        QCOMPARE(std::ranges::count(answer.substr(answer.find("\r\n\r\n")), 'x'), std::ptrdiff_t(10'000'000));
        QVERIFY(client.endedWell());
    }

    void aRefusalIsReadToItsEnd()
    {
        Fixture fixture(withTls(m_folder));
        TlsClient client(fixture.port());
        client.write(
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2000000"
            "\r\n\r\n"
            + std::string(500'000, 'x'));
        QVERIFY(client.readAll().starts_with("HTTP/1.1 413"));
        QVERIFY(client.endedWell());
    }

    void slowOnesAreCutOff()
    {
        auto options = withTls(m_folder);
        options.handshakeTimeout = options.requestTimeout = options.idleTimeout = std::chrono::milliseconds(1500);
        Fixture fixture(options);
        Client silent(fixture.port());
        QVERIFY(silent.readAll().empty());
        QVERIFY(silent.closed());
        Client half(fixture.port());
        half.write(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 9));
        half.readAll();
        QVERIFY(half.closed());
        TlsClient slowHead(fixture.port());
        slowHead.write("GET /hello HTTP/1.1\r\nHost: loc");
        QVERIFY(slowHead.readAll().starts_with("HTTP/1.1 408"));
        TlsClient idle(fixture.port());
        QVERIFY(idle.open());
        QVERIFY(idle.readAll().empty());
    }

    void whoSpeaksNoTlsIsClosed()
    {
        Fixture fixture(withTls(m_folder));
        Client plain(fixture.port());
        plain.write(get);
        QVERIFY(plain.readAll().find("HTTP/1.1 200") == std::string::npos);
        QVERIFY(plain.closed());
    }

    void drainingFinishesWhatIsUnderWay()
    {
        Fixture fixture(withTls(m_folder));
        TlsClient busy(fixture.port());
        TlsClient idle(fixture.port());
        Client handshaking(fixture.port());
        busy.write("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
        TlsClient probe(fixture.port());
        probe.write(get);
        probe.readUntil(world);
        auto drained = fixture.drain();
        QVERIFY(idle.readAll().empty());
        const std::string answer = busy.readAll();
        QVERIFY(answer.starts_with("HTTP/1.1 204") && answer.find("Connection: close") != std::string::npos);
        QVERIFY(busy.endedWell());
        QVERIFY(drained.wait_for(std::chrono::seconds(5)) == std::future_status::ready);
    }

    void aRenewedCertificateIsTaken()
    {
        writeCertificate(path(""), "renewed", {.serial = 10});
        Fixture fixture(withTls(m_folder, "renewed"));
        TlsClient old(fixture.port());
        QCOMPARE(old.serial(), 10L);
        writeCertificate(path(""), "renewed", {.serial = 11});
        TlsClient before(fixture.port());
        QCOMPARE(before.serial(), 10L);
        QCOMPARE(fixture.reloadCertificate(), std::string());
        TlsClient fresh(fixture.port());
        QCOMPARE(fresh.serial(), 11L);
        old.write(get);
        QVERIFY(old.readUntil(world).starts_with("HTTP/1.1 200"));
        // A broken one changes nothing.
        std::ofstream(path("renewed.crt")) << "nonsense";
        QVERIFY(!fixture.reloadCertificate().empty());
        TlsClient still(fixture.port());
        QCOMPARE(still.serial(), 11L);
    }

    void unusableFilesAreASentence_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("fine") << "server"
                              << "";
        QTest::newRow("RSA") << "rsa"
                             << "";
        QTest::newRow("no certificate") << "missing"
                                        << "The certificate %1.crt cannot be read: No such file or directory.";
        QTest::newRow("no key") << "keyless"
                                << "The key %1.key cannot be read: No such file or directory.";
        QTest::newRow("another's key") << "mixed"
                                       << "The key %1.key does not belong to the certificate %1.crt.";
        QTest::newRow("another kind of key") << "kinds"
                                             << "The key %1.key does not belong to the certificate %1.crt.";
        QTest::newRow("over") << "over"
                              << "The certificate %1.crt has expired.";
        QTest::newRow("not begun") << "early"
                                   << "The certificate %1.crt is not valid yet.";
        QTest::newRow("a key for all") << "open"
                                       << "The key %1.key may be read or changed by others than its owner; "
                                          "take those rights away (chmod 600).";
        QTest::newRow("no PEM") << "nonsense"
                                << "The certificate %1.crt cannot be used: ";
        QTest::newRow("an encrypted key") << "encrypted"
                                          << "The key %1.key cannot be used: ";
        QTest::newRow("a weak key") << "weak"
                                    << "The certificate %1.crt cannot be used: ";
    }
    void unusableFilesAreASentence()
    {
        QFETCH(QString, name);
        QFETCH(QString, sentence);
        const std::string n = name.toStdString();
        CertificateFacts facts;
        if (n == "over") {
            facts.endsIn = -60;
        } else if (n == "early") {
            facts.beginsIn = 3600;
        } else if (n == "encrypted") {
            facts.passphrase = "secret";
        } else if (n == "weak" || n == "rsa") {
            facts.rsaBits = n == "weak" ? 1024 : 2048;
        }
        if (n != "missing" && n != "server") {
            writeCertificate(path(""), n, facts);
        }
        if (n == "keyless") {
            std::filesystem::remove(path("keyless.key"));
        } else if (n == "mixed" || n == "kinds") {
            writeCertificate(path(""), "other", {.rsaBits = n == "kinds" ? 2048 : 0});
            std::filesystem::rename(path("other.key"), path(n + ".key"));
        } else if (n == "open") {
            ::chmod(path("open.key").c_str(), 0644);
        } else if (n == "nonsense") {
            std::ofstream(path("nonsense.crt")) << "-----BEGIN CERTIFICATE-----\nAAAA\n";
        }
        const auto loaded = http::loadTls({path(n + ".crt"), path(n + ".key")});
        const QString wanted =
            QString(sentence).replace(QStringLiteral("%1"), QString::fromStdString(path(n).string()));
        const QString said = loaded ? QString() : QString::fromStdString(loaded.error());
        QVERIFY2(sentence.endsWith(QStringLiteral(": ")) ? said.startsWith(wanted) && said.endsWith('.')
                                                         : said == wanted,
                 qPrintable(said));
    }
};

QTEST_GUILESS_MAIN(TestTls)
#include "test_tls.moc"
