// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The listener over real sockets: limits, keep-alive, pipelining, what is no request, and the end. No database.

#include "tests/server/http_rig.h"

#include <QElapsedTimer>

#include <future>

using namespace objecta;
using namespace objecta::test;

namespace {

const std::string get = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
const std::string world = R"({"hello":"world"})";

} // namespace

class TestHttp : public QObject {
    Q_OBJECT

private slots:
    void aConnectionIsKept()
    {
        Fixture fixture;
        Client client(fixture.port());
        for (int i = 0; i < 3; ++i) {
            client.write(get);
            const std::string answer = client.readUntil(world);
            QVERIFY(answer.starts_with("HTTP/1.1 200 OK\r\n"));
            QVERIFY(answer.find("\r\nX-Request-Id: ") != std::string::npos);
            QVERIFY(answer.find("\r\nCache-Control: no-store\r\n") != std::string::npos);
            QVERIFY(answer.find("Connection: close") == std::string::npos);
        }
        QCOMPARE(fixture.facts().size(), size_t(3));
        QCOMPARE(fixture.facts()[0].status, 200);
    }

    void pipelinedRequestsAreAnsweredInOrder()
    {
        Fixture fixture;
        Client client(fixture.port());
        std::string all = "GET /slow HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: first\r\n\r\n";
        for (int i = 0; i < 20; ++i) {
            all +=
                "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n"
                + std::to_string(1000 + i);
        }
        client.write(all);
        const std::string answers = client.readUntil("1019");
        QVERIFY(answers.find("204") < answers.find("1000"));
        size_t last = 0;
        for (int i = 0; i < 20; ++i) {
            const auto at = answers.find("\r\n\r\n" + std::to_string(1000 + i));
            QVERIFY(at != std::string::npos && at > last);
            last = at;
        }
    }

    void closeIsHonoured()
    {
        Fixture fixture;
        for (int i = 0; i < 3; ++i) {
            Client client(fixture.port());
            client.write("GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            const std::string answer = client.readAll();
            QVERIFY(client.closed());
            QVERIFY(answer.find("Connection: close\r\n") != std::string::npos);
            QVERIFY(answer.ends_with(world));
        }
        Client old(fixture.port());
        old.write("GET /hello HTTP/1.0\r\nHost: localhost\r\n\r\n");
        QVERIFY(old.readAll().ends_with(world));
        QVERIFY(old.closed());
    }

    void headHasNoBody()
    {
        Fixture fixture;
        Client client(fixture.port());
        client.write("HEAD /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        const std::string answer = client.readAll();
        QVERIFY(answer.find("Content-Length: 17\r\n") != std::string::npos);
        QVERIFY(answer.ends_with("\r\n\r\n"));
    }

    void bodiesComeInPiecesAndChunks()
    {
        Fixture fixture;
        Client client(fixture.port());
        client.write("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json; charset=utf-8\r\n"
                     "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        client.write("4;ext=1\r\ndefg\r\n0\r\n\r\n");
        QVERIFY(client.readUntil("abcdefg").find("200 OK") != std::string::npos);
        // A head in single bytes.
        for (const char c : get) {
            client.write(std::string_view(&c, 1));
        }
        QVERIFY(client.readUntil(world).starts_with("HTTP/1.1 200"));
    }

    void continueIsSaidBeforeABody()
    {
        Fixture fixture;
        Client client(fixture.port());
        client.write("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5\r\n"
                     "Expect: 100-continue\r\n\r\n");
        QCOMPARE(client.readUntil("\r\n\r\n"), std::string("HTTP/1.1 100 Continue\r\n\r\n"));
        client.write("12345");
        QVERIFY(client.readUntil("12345").starts_with("HTTP/1.1 200"));
        // Not for a body that is not wanted.
        client.write(
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n"
            "Expect: 100-continue\r\n\r\n");
        QVERIFY(client.readAll().starts_with("HTTP/1.1 413"));
    }

    void whatIsWrongIsNamed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const char *name, const QByteArray &bytes, const char *status, const char *code) {
            QTest::newRow(name) << bytes << QByteArray(status) << QByteArray(code);
        };
        const QByteArray host = "Host: localhost\r\n";
        const QByteArray post = "POST /echo HTTP/1.1\r\n" + host + "Content-Type: application/json\r\n";
        row("nonsense", "hello\r\n\r\n", "400", "invalid_request");
        row("no host", "GET /hello HTTP/1.1\r\n\r\n", "400", "invalid_request");
        row("empty host", "GET /hello HTTP/1.1\r\nHost:\r\n\r\n", "400", "invalid_request");
        row("two hosts", "GET /hello HTTP/1.1\r\n" + host + host + "\r\n", "400", "invalid_request");
        row("bad host", "GET /hello HTTP/1.1\r\nHost: a b\r\n\r\n", "400", "invalid_request");
        row("bad port", "GET /hello HTTP/1.1\r\nHost: localhost:x\r\n\r\n", "400", "invalid_request");
        row("user in host", "GET /hello HTTP/1.1\r\nHost: me@localhost\r\n\r\n", "400", "invalid_request");
        row("other authority", "GET http://evil.example/hello HTTP/1.1\r\n" + host + "\r\n", "400", "invalid_request");
        row("no path", "GET hello HTTP/1.1\r\n" + host + "\r\n", "400", "invalid_request");
        row("asterisk", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n", "400", "invalid_request");
        row("future version", "GET /hello HTTP/2.0\r\n" + host + "\r\n", "400", "invalid_request");
        row("both lengths", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400",
            "invalid_request");
        row("both lengths, swapped", post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", "400",
            "invalid_request");
        row("same length twice", post + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", "400", "invalid_request");
        row("length list", post + "Content-Length: 2, 2\r\n\r\n{}", "400", "invalid_request");
        row("two lengths", post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ", "400", "invalid_request");
        row("negative length", post + "Content-Length: -1\r\n\r\n", "400", "invalid_request");
        row("signed length", post + "Content-Length: +2\r\n\r\n{}", "400", "invalid_request");
        row("hex length", post + "Content-Length: 0x2\r\n\r\n{}", "400", "invalid_request");
        row("gzip encoding", post + "Transfer-Encoding: gzip\r\n\r\n", "400", "invalid_request");
        row("chunked, then gzip", post + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", "400", "invalid_request");
        row("gzip, then chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "400", "invalid_request");
        row("chunked twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400",
            "invalid_request");
        row("misspelt chunked", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "400", "invalid_request");
        row("bad chunk size", post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "400", "invalid_request");
        row("space before colon", "GET /hello HTTP/1.1\r\n" + host + "X : y\r\n\r\n", "400", "invalid_request");
        row("nul in header", "GET /hello HTTP/1.1\r\n" + host + QByteArray("X: a\0b\r\n\r\n", 11), "400",
            "invalid_request");
        row("two tokens",
            "GET /hello HTTP/1.1\r\n" + host + "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n", "400",
            "invalid_request");
        row("nul in path", "GET /hello%00 HTTP/1.1\r\n" + host + "\r\n", "400", "invalid_request");
        row("bad escape", "GET /hello?a=%zz HTTP/1.1\r\n" + host + "\r\n", "400", "invalid_request");
        row("huge header", "GET /hello HTTP/1.1\r\n" + host + "X: " + QByteArray(20'000, 'x') + "\r\n\r\n", "431",
            "headers_too_large");
        row("endless header", "GET /hello HTTP/1.1\r\n" + host + "X: " + QByteArray(20'000, 'x'), "431",
            "headers_too_large");
        row("huge target", "GET /" + QByteArray(20'000, 'x') + " HTTP/1.1\r\n" + host + "\r\n", "431",
            "headers_too_large");
        row("huge length", post + "Content-Length: 999999999999\r\n\r\n", "413", "body_too_large");
        row("length over 64 bits", post + "Content-Length: 99999999999999999999999\r\n\r\n", "400", "invalid_request");
        row("huge chunk", post + "Transfer-Encoding: chunked\r\n\r\nfffffff\r\n", "413", "body_too_large");
        row("other type",
            "POST /echo HTTP/1.1\r\n" + host
                + "Content-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
            "415", "unsupported_media_type");
        row("no type", "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 2\r\nConnection: close\r\n\r\n{}", "415",
            "unsupported_media_type");
        row("nothing there", "GET /nothing HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", "404", "not_found");
        row("wrong method", "DELETE /hello HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", "405",
            "method_not_allowed");
        row("unknown method", "BREW /hello HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", "405",
            "method_not_allowed");
        row("broken handler", "GET /broken HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", "500", "internal");
    }
    void whatIsWrongIsNamed()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, code);
        static Fixture fixture;
        Client client(fixture.port());
        client.write({bytes.constData(), size_t(bytes.size())});
        client.finish();
        const std::string answer = client.readAll();
        QVERIFY2(answer.starts_with("HTTP/1.1 " + status.toStdString() + ' '), answer.c_str());
        QVERIFY(answer.find("\r\nContent-Type: application/problem+json\r\n") != std::string::npos);
        QVERIFY(answer.find("\"code\":\"" + code.toStdString() + '"') != std::string::npos);
        QVERIFY(answer.find("\r\nX-Request-Id: ") != std::string::npos);
        QVERIFY(answer.find("canary") == std::string::npos);
        // Nothing that follows the broken request is taken for another one.
        QCOMPARE(answer.find("HTTP/1.1 ", 1), std::string::npos);
        Client next(fixture.port());
        next.write(get);
        QVERIFY(next.readUntil(world).starts_with("HTTP/1.1 200"));
    }

    void aBodyTooLargeIsNotReadToItsEnd()
    {
        Fixture fixture;
        Client client(fixture.port());
        client.write("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                     "2000000\r\n\r\n");
        // The answer comes before a byte of the body does.
        QVERIFY(client.readUntil("body_too_large").starts_with("HTTP/1.1 413"));
    }

    void absoluteTargetsOfTheSameHostAreTaken()
    {
        Fixture fixture;
        Client client(fixture.port());
        client.write("GET http://localhost/hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QVERIFY(client.readUntil(world).starts_with("HTTP/1.1 200"));
    }

    void requestIdsAreKeptWhenSane()
    {
        Fixture fixture;
        Client client(fixture.port());
        client.write("GET /hello HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: my-id_1.2\r\n\r\n");
        QVERIFY(client.readUntil(world).find("X-Request-Id: my-id_1.2\r\n") != std::string::npos);
        for (const std::string &bad :
             {std::string("a b"), std::string("a\"b"), std::string(65, 'x'), std::string("<x>")}) {
            client.write("GET /hello HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: " + bad + "\r\n\r\n");
            QVERIFY(client.readUntil(world).find("X-Request-Id: " + bad + "\r\n") == std::string::npos);
        }
    }

    void aSlowRequestIsTimedOutAndAnIdleConnectionClosed()
    {
        http::ServerOptions options;
        options.requestTimeout = std::chrono::milliseconds(300);
        options.idleTimeout = std::chrono::milliseconds(300);
        Fixture fixture(options);
        Client slowHead(fixture.port());
        slowHead.write("GET /hello HTTP/1.1\r\nHost: loc");
        QVERIFY(slowHead.readAll().starts_with("HTTP/1.1 408"));
        Client slowBody(fixture.port());
        slowBody.write(
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n123");
        QVERIFY(slowBody.readAll().starts_with("HTTP/1.1 408"));
        Client idle(fixture.port());
        idle.write(get);
        const std::string answer = idle.readAll();
        QVERIFY(answer.ends_with(world));
        QVERIFY(idle.closed());
        // A handler may take longer than a client.
        Client patient(fixture.port());
        patient.write("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QVERIFY(patient.readUntil("\r\n\r\n").starts_with("HTTP/1.1 204"));
    }

    /// What came while the server was busy is read just before the deadline is looked at: nothing can be cancelled
    /// then, and the next read must not wait for ever.
    void aDeadlineOutlivesWhatWasReadInTime()
    {
        http::ServerOptions options;
        options.requestTimeout = std::chrono::milliseconds(300);
        Fixture fixture(options);
        Client slowBody(fixture.port());
        slowBody.write("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                       "Expect: 100-continue\r\nContent-Length: 100000\r\n\r\n");
        slowBody.readUntil("100 Continue\r\n\r\n");
        Client other(fixture.port());
        other.write("GET /block HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QVERIFY(blocked.try_acquire_for(std::chrono::seconds(5)));
        slowBody.write(std::string(40'000, ' '));
        QVERIFY(slowBody.readAll().starts_with("HTTP/1.1 408"));
    }

    void oneConnectionTooManyIsTurnedAway()
    {
        http::ServerOptions options;
        options.maxConnections = 2;
        Fixture fixture(options);
        Client one(fixture.port());
        one.write(get);
        one.readUntil(world);
        Client two(fixture.port());
        two.write(get);
        two.readUntil(world);
        Client three(fixture.port());
        const std::string answer = three.readAll();
        QVERIFY(answer.starts_with("HTTP/1.1 503"));
        QVERIFY(answer.find("Retry-After: 1") != std::string::npos);
        one.write(get);
        QVERIFY(one.readUntil(world).starts_with("HTTP/1.1 200"));
    }

    void drainingFinishesWhatIsUnderWay()
    {
        Fixture fixture;
        Client idle(fixture.port());
        idle.write(get);
        idle.readUntil(world);
        Client busy(fixture.port());
        busy.write("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Client begun(fixture.port());
        begun.write("GET /hello HTTP/1.1\r\nHost: loc");
        // Another request's answer proves that the server has seen the two above.
        Client probe(fixture.port());
        probe.write(get);
        probe.readUntil(world);
        auto drained = fixture.drain();
        QVERIFY(idle.readAll().empty());
        QVERIFY(idle.closed());
        begun.write("alhost\r\n\r\n");
        const std::string late = begun.readAll();
        QVERIFY(late.starts_with("HTTP/1.1 200") && late.find("Connection: close") != std::string::npos);
        const std::string answer = busy.readAll();
        QVERIFY(answer.starts_with("HTTP/1.1 204") && answer.find("Connection: close") != std::string::npos);
        QVERIFY(drained.wait_for(std::chrono::seconds(5)) == std::future_status::ready);
        boost::system::error_code error;
        asio::io_context context;
        tcp::socket refused(context);
        refused.connect({asio::ip::address_v4::loopback(), fixture.port()}, error);
        QVERIFY(error);
    }

    void whatWasOpenedBeforeTheEndIsAnswered()
    {
        Fixture fixture;
        Client fresh(fixture.port());
        Client silent(fixture.port());
        Client probe(fixture.port());
        probe.write(get);
        probe.readUntil(world);
        auto drained = fixture.drain();
        QVERIFY(probe.readAll().empty()); // it has begun
        fresh.write(get);
        const std::string answer = fresh.readAll();
        QVERIFY(answer.starts_with("HTTP/1.1 200") && answer.find("Connection: close") != std::string::npos);
        QVERIFY(silent.readAll().empty());
        QVERIFY(drained.wait_for(std::chrono::seconds(5)) == std::future_status::ready);
    }

    void aTakenPortIsASentence()
    {
        Fixture fixture;
        asio::io_context context;
        db::Database database(context.get_executor(), {});
        auth::Sessions sessions(database, auth::Tokens(auth::TokenKey::random(), "localhost"),
                                auth::RefreshTokens(auth::TokenKey::random()), auth::ApiKeys(auth::TokenKey::random()));
        pipeline::Pipeline pipeline(pipeline::Router({}, pipeline::Hosts("localhost")), database, sessions,
                                    auth::Sealer(auth::TokenKey::random(), "test"));
        http::ServerOptions options;
        options.port = fixture.port();
        http::Server second(context, options, pipeline);
        const auto port = second.start();
        QVERIFY(!port);
        QCOMPARE(port.error(),
                 "Port " + std::to_string(fixture.port()) + " on 127.0.0.1 is in use by another program.");
        options.host = "nonsense";
        http::Server third(context, options, pipeline);
        QCOMPARE(third.start().error(), std::string("\"nonsense\" is not an address to listen on."));
    }
};

QTEST_GUILESS_MAIN(TestHttp)
#include "test_http.moc"
