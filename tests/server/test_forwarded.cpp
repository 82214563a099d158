// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Who a request is taken to come from, and for which host: proxies are believed only when they are configured, and
// only as far as the chain of them reaches.

#include "server/http/forwarded.h"
#include "tests/server/http_rig.h"

using namespace objecta;
using namespace objecta::test;

class TestForwarded : public QObject {
    Q_OBJECT

    static http::Networks networks(const char *list) { return *http::Networks::parse(list); }

private slots:
    void networksContainWhatTheySay_data()
    {
        QTest::addColumn<QByteArray>("list");
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<bool>("inside");
        const auto row = [](const char *list, const char *address, bool inside) {
            QTest::addRow("%s in %s", address, list) << QByteArray(list) << QByteArray(address) << inside;
        };
        row("10.0.0.0/8", "10.255.1.2", true);
        row("10.0.0.0/8", "11.0.0.1", false);
        row("10.0.0.0/8", "::ffff:10.1.1.1", true);
        row("10.0.0.0/8", "a00::1", false);
        row("192.168.1.128/25", "192.168.1.129", true);
        row("192.168.1.128/25", "192.168.1.127", false);
        row("192.168.1.7", "192.168.1.7", true);
        row("192.168.1.7", "192.168.1.6", false);
        row("0.0.0.0/0", "8.8.8.8", true);
        row("0.0.0.0/0", "2001:db8::1", false);
        row("::/0", "2001:db8::1", true);
        row("2001:db8::/33", "2001:db8:7fff::1", true);
        row("2001:db8::/33", "2001:db8:8000::1", false);
        row("10.0.0.1, ::1", "::1", true);
        row("::1", "127.0.0.1", false);
    }
    void networksContainWhatTheySay()
    {
        QFETCH(QByteArray, list);
        QFETCH(QByteArray, address);
        QFETCH(bool, inside);
        QCOMPARE(networks(list.constData()).contains(asio::ip::make_address(address.constData())), inside);
        QVERIFY(!http::Networks().contains(asio::ip::make_address(address.constData())));
    }

    void nonsenseIsNoNetwork()
    {
        for (const char *list : {"", "x", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x",
                                 "10.0.0.0/8,", "10.0.0/8", "localhost", "fe80::1%lo/64"}) {
            const auto parsed = http::Networks::parse(list);
            QVERIFY2(!parsed, list);
            QVERIFY(parsed.error().ends_with("is neither an address nor a network in CIDR notation."));
        }
    }

    // The connection comes from 127.0.0.1; 10.0.0.0/8 is trusted too.
    void theChainIsReadFromTheRight_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<QByteArray>("answer"); ///< empty for a refusal
        const auto row = [](const char *name, const char *headers, const char *answer) {
            QTest::newRow(name) << QByteArray(headers) << QByteArray(answer);
        };
        row("nothing said", "", "127.0.0.1 asks localhost");
        row("one", "X-Forwarded-For: 203.0.113.9\r\n", "203.0.113.9 asks localhost");
        row("hearsay", "X-Forwarded-For: 1.1.1.1, 203.0.113.9\r\n", "203.0.113.9 asks localhost");
        row("two fields", "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 203.0.113.9\r\n", "203.0.113.9 asks localhost");
        row("a second proxy", "X-Forwarded-For: 203.0.113.9, 10.1.2.3\r\n", "203.0.113.9 asks localhost");
        row("hearsay before proxies", "X-Forwarded-For: 10.9.9.9, 203.0.113.9, 10.1.2.3\r\n",
            "203.0.113.9 asks localhost");
        row("proxies only", "X-Forwarded-For: 10.0.0.2, 10.0.0.1\r\n", "10.0.0.2 asks localhost");
        row("nonsense left", "X-Forwarded-For: <script>, 203.0.113.9\r\n", "203.0.113.9 asks localhost");
        row("nonsense", "X-Forwarded-For: unknown\r\n", "127.0.0.1 asks localhost");
        row("nonsense behind a proxy", "X-Forwarded-For: 8.8.8.8, unknown, 10.0.0.1\r\n", "10.0.0.1 asks localhost");
        row("empty", "X-Forwarded-For:\r\n", "127.0.0.1 asks localhost");
        row("with a port", "X-Forwarded-For: 203.0.113.9:4711\r\n", "203.0.113.9 asks localhost");
        row("IPv6", "X-Forwarded-For: 2001:DB8::7\r\n", "2001:db8::7 asks localhost");
        row("IPv6 with a port", "X-Forwarded-For: [2001:db8::7]:80\r\n", "2001:db8::7 asks localhost");
        row("IPv4 in IPv6", "X-Forwarded-For: 203.0.113.9, ::ffff:10.0.0.1\r\n", "203.0.113.9 asks localhost");
        row("host", "X-Forwarded-Host: App.localhost:8443\r\n", "127.0.0.1 asks app.localhost");
        row("two hosts", "X-Forwarded-Host: app.localhost, evil.example\r\n", "");
        row("hosts in two fields", "X-Forwarded-Host: app.localhost\r\nX-Forwarded-Host: localhost\r\n", "");
        row("no host name", "X-Forwarded-Host: a b\r\n", "");
        row("a protocol", "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n", "203.0.113.9 asks localhost");
        row("no protocol", "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: gopher\r\n", "");
        row("RFC 7239", "Forwarded: for=203.0.113.9;host=app.localhost;proto=https\r\n",
            "203.0.113.9 asks app.localhost");
        row("quoted", "Forwarded: For=\"[2001:db8::7]:80\" ; Proto=http\r\n", "2001:db8::7 asks localhost");
        row("RFC 7239, hearsay", "Forwarded: for=1.1.1.1;host=evil.example, for=203.0.113.9;host=localhost\r\n",
            "203.0.113.9 asks localhost");
        row("RFC 7239, proxies", "Forwarded: for=203.0.113.9;host=app.localhost, for=10.0.0.1;host=inner\r\n",
            "203.0.113.9 asks app.localhost");
        row("a comma in quotes", "Forwarded: for=\"1.1.1.1, for=8.8.8.8\"\r\n", "127.0.0.1 asks localhost");
        row("an obfuscated client", "Forwarded: for=_hidden, for=10.0.0.1\r\n", "10.0.0.1 asks localhost");
        row("an open quote", "Forwarded: for=\"203.0.113.9\r\n", "");
        row("no pairs", "Forwarded: 203.0.113.9\r\n", "");
        row("for twice", "Forwarded: for=203.0.113.9;for=1.1.1.1\r\n", "");
        row("both, agreeing", "Forwarded: for=203.0.113.9\r\nX-Forwarded-For: 203.0.113.9\r\n",
            "203.0.113.9 asks localhost");
        row("both, another client", "Forwarded: for=203.0.113.9\r\nX-Forwarded-For: 1.1.1.1\r\n", "");
        row("both, another host", "Forwarded: for=203.0.113.9;host=app.localhost\r\nX-Forwarded-For: 203.0.113.9\r\n",
            "");
    }
    void theChainIsReadFromTheRight()
    {
        QFETCH(QByteArray, headers);
        QFETCH(QByteArray, answer);
        http::ServerOptions trusting;
        trusting.trustedProxies = networks("127.0.0.1, 10.0.0.0/8");
        static Fixture behindProxies(trusting);
        http::ServerOptions elsewhere;
        elsewhere.trustedProxies = networks("10.0.0.0/8");
        static Fixture alone(elsewhere);
        const std::string request =
            "GET /who HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers.toStdString() + "\r\n";
        Client client(behindProxies.port());
        client.write(request);
        const std::string got = client.readAll();
        if (answer.isEmpty()) {
            QVERIFY2(got.starts_with("HTTP/1.1 400 "), got.c_str());
        } else {
            QVERIFY2(got.starts_with("HTTP/1.1 200 ") && got.ends_with("\r\n\r\n" + answer.toStdString()), got.c_str());
        }
        // From anybody else none of it counts.
        Client direct(alone.port());
        direct.write(request);
        QVERIFY(direct.readAll().ends_with("\r\n\r\n127.0.0.1 asks localhost"));
    }
};

QTEST_GUILESS_MAIN(TestForwarded)
#include "test_forwarded.moc"
