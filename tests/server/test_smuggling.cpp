// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Bytes that two servers in a row may read differently. Each row says how many requests the listener sees in them, by
// the answers that come; a request hidden behind a refused one is never one of them.

#include "tests/server/http_rig.h"

using namespace objecta;
using namespace objecta::test;

namespace {

/// The status of each answer, "400" or "200 200", and "open" at the end when the server did not close by itself.
std::string statuses(const std::string &answers)
{
    std::string out;
    for (size_t at = answers.find("HTTP/1.1 "); at != std::string::npos; at = answers.find("HTTP/1.1 ", at + 9)) {
        out += (out.empty() ? "" : " ") + answers.substr(at + 9, 3);
    }
    return out;
}

} // namespace

class TestSmuggling : public QObject {
    Q_OBJECT

private slots:
    void everyByteBelongsToOneRequest_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("seen");
        const auto row = [](const char *name, const QByteArray &bytes, const char *seen) {
            QTest::newRow(name) << bytes << QByteArray(seen);
        };
        const QByteArray host = "Host: localhost\r\n";
        const QByteArray hidden = "GET /hello HTTP/1.1\r\nHost: localhost\r\nX-Hidden: yes\r\n\r\n";
        const QByteArray post = "POST /echo HTTP/1.1\r\n" + host + "Content-Type: application/json\r\n";
        const QByteArray upload = "POST /upload HTTP/1.1\r\n" + host;
        const QByteArray chunked = "Transfer-Encoding: chunked\r\n";
        const QByteArray end = "0\r\n\r\n";

        // What is well-formed, so that the refusals below are not for another reason.
        row("two", hidden + hidden, "200 200");
        row("length, then another", post + "Content-Length: 2\r\n\r\n{}" + hidden, "200 200");
        row("length in zeros", post + "Content-Length: 0002\r\n\r\n{}" + hidden, "200 200");
        row("length between blanks", post + "Content-Length: \t 2 \t\r\n\r\n{}" + hidden, "200 200");
        row("chunks, then another", post + chunked + "\r\n2\r\n{}\r\n" + end + hidden, "200 200");
        row("chunk extension", post + chunked + "\r\n2;a=b;c=\"d\"\r\n{}\r\n0;e\r\n\r\n" + hidden, "200 200");
        row("chunk size in zeros", post + chunked + "\r\n0000000002\r\n{}\r\n000\r\n\r\n" + hidden, "200 200");
        row("trailers", post + chunked + "\r\n2\r\n{}\r\n0\r\nX-Trailer: y\r\n\r\n" + hidden, "200 200");
        row("a trailer closes nothing", post + chunked + "\r\n2\r\n{}\r\n0\r\nConnection: close\r\n\r\n" + hidden,
            "200 200");
        row("a body for GET",
            "GET /hello HTTP/1.1\r\n" + host + "Content-Length: 2\r\nContent-Type: application/json\r\n\r\n{}" + hidden,
            "200 200");
        row("an unknown expectation", post + "Content-Length: 2\r\nExpect: miracles\r\n\r\n{}" + hidden, "200 200");
        row("an expectation that does not wait for more",
            post + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}" + hidden, "200 200");
        row("streamed, then another", upload + "Content-Length: 2\r\n\r\n{}" + hidden, "200 200");
        row("streamed chunks, then another", upload + chunked + "\r\n2\r\n{}\r\n" + end + hidden, "200 200");
        row("an empty line before", "\r\n" + hidden, "400");

        for (const auto &[kind, head] : {std::pair{"", post}, std::pair{", streamed", upload}}) {
            const auto bad = [&](const char *name, const QByteArray &bytes, const char *seen = "400") {
                QTest::newRow((std::string(name) + kind).c_str()) << head + bytes + hidden << QByteArray(seen);
            };
            bad("CL.TE", "Content-Length: 5\r\n" + chunked + "\r\n" + end);
            bad("TE.CL", chunked + "Content-Length: 5\r\n\r\n" + end);
            bad("CL.CL", "Content-Length: 0\r\nContent-Length: 5\r\n\r\n");
            bad("CL.CL, the same", "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}");
            bad("CL list", "Content-Length: 2, 2\r\n\r\n{}");
            bad("TE.TE", chunked + chunked + "\r\n" + end);
            bad("TE.TE, one unknown", chunked + "Transfer-Encoding: cow\r\n\r\n" + end);
            bad("TE list", "Transfer-Encoding: chunked, chunked\r\n\r\n" + end);
            bad("TE identity", "Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}");
            bad("TE gzip, chunked", "Transfer-Encoding: gzip, chunked\r\n\r\n" + end);
            bad("TE chunked, identity", "Transfer-Encoding: chunked, identity\r\n\r\n" + end);
            bad("TE with a parameter", "Transfer-Encoding: chunked;q=1\r\n\r\n" + end);
            bad("TE in quotes", "Transfer-Encoding: \"chunked\"\r\n\r\n" + end);
            bad("TE with a vertical tab",
                "Transfer-Encoding: \x0b"
                "chunked\r\n\r\n"
                    + end);
            bad("TE misspelt", "Transfer-Encoding: xchunked\r\n\r\n" + end);
            bad("TE empty", "Transfer-Encoding:\r\n\r\n" + end);
            bad("TE folded", "Transfer-Encoding:\r\n chunked\r\n\r\n" + end);
            bad("TE name with a blank", "Transfer-Encoding : chunked\r\n\r\n" + end);
            bad("TE name with a tab", "Transfer-Encoding\t: chunked\r\n\r\n" + end);
            bad("TE behind a bare LF", "X: y\nTransfer-Encoding: chunked\r\n\r\n" + end);
            bad("TE behind a bare CR", "X: y\rTransfer-Encoding: chunked\r\n\r\n" + end);
            bad("CL signed", "Content-Length: +2\r\n\r\n{}");
            bad("CL negative", "Content-Length: -2\r\n\r\n{}");
            bad("CL hexadecimal", "Content-Length: 0x2\r\n\r\n{}");
            bad("CL fraction", "Content-Length: 2.0\r\n\r\n{}");
            bad("CL empty", "Content-Length:\r\n\r\n{}");
            bad("CL with a blank inside", "Content-Length: 2 2\r\n\r\n{}");
            bad("CL over 64 bits", "Content-Length: 18446744073709551618\r\n\r\n{}");
            bad("CL folded", "Content-Length: 2\r\n 2\r\n\r\n{}");
            bad("CL name with a blank", "Content-Length : 2\r\n\r\n{}");
            bad("fold", "X: a\r\n b\r\nContent-Length: 2\r\n\r\n{}");
            bad("fold by a tab", "X: a\r\n\tb\r\nContent-Length: 2\r\n\r\n{}");
            bad("fold before all headers", " X: a\r\nContent-Length: 2\r\n\r\n{}");
            bad("bare LF", "X: y\nContent-Length: 2\r\n\r\n{}");
            bad("NUL in a value", QByteArray("X: a\0b\r\nContent-Length: 2\r\n\r\n{}", 31));
            bad("NUL in a name", QByteArray("X\0: a\r\nContent-Length: 2\r\n\r\n{}", 30));
            bad("no name", ": a\r\nContent-Length: 2\r\n\r\n{}");
            bad("no colon", "X\r\nContent-Length: 2\r\n\r\n{}");
            bad("chunk size negative", chunked + "\r\n-2\r\n{}\r\n" + end);
            bad("chunk size signed", chunked + "\r\n+2\r\n{}\r\n" + end);
            bad("chunk size with 0x", chunked + "\r\n0x2\r\n{}\r\n" + end);
            bad("chunk size over 64 bits", chunked + "\r\n10000000000000002\r\n{}\r\n" + end);
            bad("chunk size empty", chunked + "\r\n\r\n{}\r\n" + end);
            bad("chunk size behind a blank", chunked + "\r\n 2\r\n{}\r\n" + end);
            bad("chunk ends with LF", chunked + "\r\n2\n{}\n0\n\n");
            bad("chunk longer than its size", chunked + "\r\n1\r\n{}\r\n" + end);
            bad("chunk extension malformed", chunked + "\r\n2;=\r\n{}\r\n" + end);
            bad("chunk extension with LF", chunked + "\r\n2;a\nb\r\n{}\r\n" + end);
            bad("chunk extension without end", chunked + "\r\n2;" + QByteArray(40'000, 'x'), "431");
            bad("trailers without end", chunked + "\r\n0\r\nX: " + QByteArray(40'000, 'x'), "431");
            bad("a length among the trailers", chunked + "\r\n2\r\n{}\r\n0\r\nContent-Length: 5\r\n\r\n");
        }

        const QByteArray old = "POST /echo HTTP/1.0\r\n" + host + "Content-Type: application/json\r\n";
        row("HTTP/1.0 ends after one", "GET /hello HTTP/1.0\r\n" + host + "\r\n" + hidden, "200");
        row("HTTP/1.0 keeps nothing alive",
            "GET /hello HTTP/1.0\r\n" + host + "Connection: keep-alive\r\n\r\n" + hidden, "200");
        row("HTTP/1.0 chunked", old + chunked + "\r\n2\r\n{}\r\n" + end + hidden, "400");
        row("HTTP/1.2", "GET /hello HTTP/1.2\r\n" + host + "\r\n" + hidden, "400");
        row("HTTP/0.9", "GET /hello\r\n" + hidden, "400");
        row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + hidden, "400");
        row("a lower-case protocol", "GET /hello http/1.1\r\n" + host + "\r\n" + hidden, "400");
        row("two blanks", "GET  /hello HTTP/1.1\r\n" + host + "\r\n" + hidden, "400");
        row("a tab in the request line", "GET\t/hello HTTP/1.1\r\n" + host + "\r\n" + hidden, "400");
        row("NUL in the target", QByteArray("GET /hel\0lo HTTP/1.1\r\n", 22) + host + "\r\n" + hidden, "400");
        row("CR in the target", "GET /hel\rlo HTTP/1.1\r\n" + host + "\r\n" + hidden, "400");
        row("a line break in the target", "GET /hello%0d%0aX:y HTTP/1.1\r\n" + host + "\r\n" + hidden, "400");
        row("a fragment", "GET /hello#x HTTP/1.1\r\n" + host + "\r\n" + hidden, "400");
        row("absolute", "GET http://localhost/hello HTTP/1.1\r\n" + host + "\r\n" + hidden, "200 200");
        row("absolute, another host", "GET http://app.localhost/hello HTTP/1.1\r\n" + host + "\r\n" + hidden, "400");
        row("absolute, another scheme", "GET https://localhost/hello HTTP/1.1\r\n" + host + "\r\n" + hidden, "400");
        row("authority", "CONNECT localhost:80 HTTP/1.1\r\n" + host + "\r\n" + hidden, "400");
        row("asterisk", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n" + hidden, "400");
        row("two hosts", "GET /hello HTTP/1.1\r\n" + host + "Host: app.localhost\r\n\r\n" + hidden, "400");
        row("a host with a path", "GET /hello HTTP/1.1\r\nHost: localhost/x\r\n\r\n" + hidden, "400");

        const QByteArray upgrade = "GET /hello HTTP/1.1\r\n" + host + "Connection: Upgrade\r\nUpgrade: websocket\r\n";
        const QByteArray key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        const QByteArray version = "Sec-WebSocket-Version: 13\r\n";
        row("an upgrade with a body", upgrade + key + version + "Content-Length: 2\r\n\r\n{}" + hidden, "400");
        row("an upgrade with chunks", upgrade + key + version + chunked + "\r\n" + end + hidden, "400");
        row("an upgrade and more", upgrade + key + version + "\r\n" + hidden, "400");
        row("an upgrade without key", upgrade + version + "\r\n" + hidden, "400");
        row("an upgrade with two keys", upgrade + key + key + version + "\r\n" + hidden, "400");
        row("an upgrade with a long key",
            upgrade + "Sec-WebSocket-Key: " + QByteArray(100, 'a') + "\r\n" + version + "\r\n", "400");
        row("an upgrade of another version", upgrade + key + "Sec-WebSocket-Version: 12\r\n\r\n" + hidden, "400");
        row("an upgrade to HTTP/2",
            "GET /hello HTTP/1.1\r\n" + host
                + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                  "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n"
                + hidden,
            "200 200");
        row("an upgrade by POST",
            "POST /echo HTTP/1.1\r\n" + host + "Connection: Upgrade\r\nUpgrade: websocket\r\n" + key + version
                + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}" + hidden,
            "200 200");
    }
    void everyByteBelongsToOneRequest()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, seen);
        static Fixture fixture;
        const std::string all(bytes.constData(), size_t(bytes.size()));
        Client client(fixture.port());
        client.write(all);
        client.finish();
        const std::string whole = client.readAll();
        QVERIFY(client.closed());
        QVERIFY2(statuses(whole) == seen.toStdString(), (statuses(whole) + "\n" + whole).c_str());
        // "more" is what comes before the answer does; byte by byte it may come after.
        if (all.size() > 2000 || QByteArray(QTest::currentDataTag()).endsWith(" more")) {
            return;
        }
        // The same in single bytes: what one read shows must not matter.
        Client slow(fixture.port());
        for (const char c : all) {
            slow.write(std::string_view(&c, 1));
        }
        slow.finish();
        const std::string pieces = slow.readAll();
        QVERIFY2(statuses(pieces) == seen.toStdString(), (statuses(pieces) + "\n" + pieces).c_str());
    }

    void headersInManyPiecesHaveTheSameLimit()
    {
        Fixture fixture;
        Client client(fixture.port());
        client.write("GET /hello HTTP/1.1\r\nHost: localhost\r\n");
        const std::string line = "X: " + std::string(500, 'x') + "\r\n";
        for (int i = 0; i < 64; ++i) {
            client.write(line);
            QTest::qWait(1); // so that the server takes them one by one, mostly
        }
        const std::string answer = client.readAll();
        QVERIFY2(answer.starts_with("HTTP/1.1 431 "), answer.c_str());
        QCOMPARE(statuses(answer), std::string("431"));
    }

    void trailersChangeNothing()
    {
        Fixture fixture;
        Client client(fixture.port());
        client.write("GET /who HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nHost: "
                     "app.localhost\r\n\r\n");
        const std::string answer = client.readUntil("asks localhost");
        QVERIFY2(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("asks localhost"), answer.c_str());
    }
};

QTEST_GUILESS_MAIN(TestSmuggling)
#include "test_smuggling.moc"
