// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Bodies in pieces, both ways: any size in constant memory, and what happens when either side stops.

#include "tests/server/http_rig.h"

#include <fstream>

using namespace objecta;
using namespace objecta::test;

namespace {

std::string uploadHead(uint64_t length, const std::string &more = {}, const std::string &path = "/upload")
{
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(length) + "\r\n" + more
        + "\r\n";
}

/// Resident memory of this process, the server's included, in bytes.
int64_t resident()
{
    std::ifstream file("/proc/self/statm");
    int64_t all = 0;
    int64_t pages = 0;
    file >> all >> pages;
    return pages * 4096;
}

constexpr int64_t mebi = 1024 * 1024;

} // namespace

class TestHttpStreams : public QObject {
    Q_OBJECT

private slots:
    void aBodyComesInPieces()
    {
        Fixture fixture;
        Client client(fixture.port());
        client.write(uploadHead(5) + "abcde" + uploadHead(0));
        const std::string answer = client.readUntil("0 0");
        QVERIFY2(answer.find("\r\n\r\n5 495") != std::string::npos, answer.c_str());
        QVERIFY(answer.find("Connection: close") == std::string::npos);
    }

    void chunksAreJoined()
    {
        Fixture fixture;
        Client client(fixture.port());
        client.write("POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        client.write("2;x=y\r\nde\r\n0\r\n\r\nGET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
        const std::string answer = client.readUntil("world");
        QVERIFY2(answer.find("5 495") != std::string::npos, answer.c_str());
    }

    void aLargeBodyTakesNoMemory()
    {
        Fixture fixture;
        Client client(fixture.port());
        constexpr uint64_t size = 200 * mebi;
        const std::string piece(mebi, '\x01');
        client.write(uploadHead(size));
        client.write(piece);
        const int64_t before = resident();
        for (uint64_t sent = mebi; sent < size; sent += mebi) {
            client.write(piece);
        }
        const std::string answer = client.readUntil("209715200 209715200");
        QVERIFY2(answer.starts_with("HTTP/1.1 200 OK"), answer.c_str());
        QVERIFY2(resident() - before < 16 * mebi, std::to_string(resident() - before).c_str());
    }

    void whoWaitsIsToldToGoOn()
    {
        Fixture fixture;
        Client client(fixture.port());
        client.write(uploadHead(3, "Expect: 100-continue\r\n"));
        QCOMPARE(client.readUntil("\r\n\r\n"), std::string("HTTP/1.1 100 Continue\r\n\r\n"));
        client.write("abc");
        QVERIFY(client.readUntil("3 294").starts_with("HTTP/1.1 200 OK"));
    }

    void aRefusalComesBeforeTheBody()
    {
        Fixture fixture;
        Client client(fixture.port());
        client.write(uploadHead(1'000'000, "Expect: 100-continue\r\n", "/refused"));
        const std::string answer = client.readAll();
        QVERIFY2(answer.starts_with("HTTP/1.1 403 "), answer.c_str());
        QVERIFY(answer.find("100 Continue") == std::string::npos);
        QVERIFY(answer.find("Connection: close") != std::string::npos);
    }

    void aClientThatGoesIsNoticed()
    {
        Fixture fixture;
        {
            Client client(fixture.port());
            client.write(uploadHead(100) + "only this");
            client.finish();
            QVERIFY(client.readAll().starts_with("HTTP/1.1 400 "));
        }
        Client next(fixture.port());
        next.write("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QVERIFY(next.readUntil("world").starts_with("HTTP/1.1 200 "));
    }

    void aSlowClientIsCutOff()
    {
        http::ServerOptions options;
        options.requestTimeout = std::chrono::milliseconds(300);
        options.minBodyRate = 1'000'000;
        Fixture fixture(options);
        Client client(fixture.port());
        client.write(uploadHead(100) + "a");
        const std::string answer = client.readAll();
        QVERIFY2(answer.starts_with("HTTP/1.1 408 "), answer.c_str());
        QVERIFY(client.closed());
    }

    void aMalformedChunkIsRefused()
    {
        Fixture fixture;
        Client client(fixture.port());
        client.write("POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n");
        const std::string answer = client.readAll();
        QVERIFY2(answer.starts_with("HTTP/1.1 400 "), answer.c_str());
    }

    void anAnswerGoesInPieces()
    {
        Fixture fixture;
        Client client(fixture.port());
        client.write("GET /download?bytes=1000000 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                     "HEAD /download?bytes=77 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                     "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
        const std::string answer = client.readUntil("world");
        QVERIFY(answer.find("Content-Length: 1000000\r\n") != std::string::npos);
        QVERIFY(answer.find("Content-Length: 77\r\n") != std::string::npos);
        QCOMPARE(std::ranges::count(answer.substr(answer.find("\r\n\r\n") + 4, 1'000'000), 'x'),
                 std::ptrdiff_t(1'000'000));
    }

    void anAnswerOfUnknownLengthGoesInChunks()
    {
        Fixture fixture;
        Client client(fixture.port());
        client.write("GET /download?chunked=1&bytes=200000 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                     "HEAD /download?chunked=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                     "GET /download?chunked=1&bytes=0 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                     "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
        std::string answer = client.readUntil("world");
        const std::string head = answer.substr(0, answer.find("\r\n\r\n"));
        QVERIFY(head.find("Transfer-Encoding: chunked") != std::string::npos);
        QVERIFY(head.find("Content-Length") == std::string::npos);
        answer.erase(0, head.size() + 4);
        size_t bytes = 0;
        for (;;) {
            const size_t size = std::stoul(answer, nullptr, 16);
            answer.erase(0, answer.find("\r\n") + 2);
            QCOMPARE(static_cast<size_t>(std::ranges::count(answer.substr(0, size), 'x')), size);
            QCOMPARE(answer.substr(size, 2), std::string("\r\n"));
            answer.erase(0, size + 2);
            bytes += size;
            if (size == 0) {
                break;
            }
        }
        QCOMPARE(bytes, size_t(200'000));
        // HEAD has the head alone; an empty one is its end.
        QVERIFY(answer.starts_with("HTTP/1.1 200"));
        answer.erase(0, answer.find("\r\n\r\n") + 4);
        QVERIFY(answer.starts_with("HTTP/1.1 200"));
        answer.erase(0, answer.find("\r\n\r\n") + 4);
        QVERIFY(answer.starts_with("0\r\n\r\nHTTP/1.1 200"));
    }

    void whoKnowsNoChunksReadsToTheEnd()
    {
        Fixture fixture;
        Client client(fixture.port());
        client.write("GET /download?chunked=1&bytes=200000 HTTP/1.0\r\nHost: localhost\r\nConnection: "
                     "keep-alive\r\n\r\n");
        const std::string answer = client.readAll();
        QVERIFY(client.closed());
        const std::string head = answer.substr(0, answer.find("\r\n\r\n"));
        QVERIFY(head.find("Transfer-Encoding") == std::string::npos);
        QVERIFY(head.find("Connection: close") != std::string::npos);
        QCOMPARE(answer.substr(head.size() + 4), std::string(200'000, 'x'));
    }

    void aBrokenAnswerInChunksHasNoEnd()
    {
        Fixture fixture;
        Client client(fixture.port());
        client.write("GET /download?chunked=1&bytes=2000000&fail=600000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        const std::string answer = client.readAll();
        QVERIFY(client.closed());
        QVERIFY(!answer.ends_with("0\r\n\r\n"));
    }

    void aBrokenAnswerIsCutNotPadded()
    {
        Fixture fixture;
        Client client(fixture.port());
        client.write("GET /download?bytes=2000000&fail=600000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        const std::string answer = client.readAll();
        QVERIFY(client.closed());
        QVERIFY(answer.find("Content-Length: 2000000\r\n") != std::string::npos);
        QVERIFY(answer.size() < 2'000'000);
    }
};

QTEST_GUILESS_MAIN(TestHttpStreams)
#include "test_http_streams.moc"
