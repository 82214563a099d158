// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How much one client may take from the others: connections, time at each side of a request, and the order in which
// it is served.

#include "tests/server/http_rig.h"

#include <QScopeGuard>

#include <algorithm>
#include <deque>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace objecta;
using namespace objecta::test;

namespace {

const std::string get = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
const std::string world = R"({"hello":"world"})";

std::string echoed(const std::string &body)
{
    return "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
        + std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace

class TestHttpLimits : public QObject {
    Q_OBJECT

private slots:
    void aThousandPipelinedRequestsAreAnsweredInOrder()
    {
        Fixture fixture;
        Client client(fixture.port());
        std::string all;
        for (int i = 0; i < 1000; ++i) {
            all += i % 10 == 9 ? get : echoed("\"request " + std::to_string(1000 + i) + '"');
        }
        client.write(all + echoed("\"last\""));
        const std::string answers = client.readUntil("\"last\"");
        size_t at = 0;
        for (int i = 0; i < 1000; ++i) {
            const std::string body = i % 10 == 9 ? world : "\"request " + std::to_string(1000 + i) + '"';
            const size_t found = answers.find("\r\n\r\n", at) + 4;
            QCOMPARE(answers.substr(found, body.size()), body);
            at = found + body.size();
            QVERIFY(answers.compare(at, 13, "HTTP/1.1 200 ") == 0);
        }
    }

    void onePeerMayNotHaveAllConnections()
    {
        http::ServerOptions options;
        options.maxConnectionsPerPeer = 3;
        Fixture fixture(options);
        std::deque<Client> clients;
        for (int i = 0; i < 3; ++i) {
            clients.emplace_back(fixture.port());
            clients.back().write(get);
            QVERIFY(clients.back().readUntil(world).starts_with("HTTP/1.1 200"));
        }
        Client fourth(fixture.port());
        QVERIFY(fourth.readAll().starts_with("HTTP/1.1 503"));
        // Another peer has its own share.
        Client other(fixture.port(), "127.0.0.2");
        other.write(get);
        QVERIFY(other.readUntil(world).starts_with("HTTP/1.1 200"));
        // One that goes makes room.
        clients.pop_front();
        QTRY_COMPARE_WITH_TIMEOUT(fixture.connections(), size_t(3), 5000);
        Client next(fixture.port());
        next.write(get);
        QVERIFY(next.readUntil(world).starts_with("HTTP/1.1 200"));
    }

    void aProxyMayHaveMore()
    {
        http::ServerOptions options;
        options.maxConnectionsPerPeer = 1;
        options.trustedProxies = *http::Networks::parse("127.0.0.0/8");
        Fixture fixture(options);
        std::deque<Client> clients;
        for (int i = 0; i < 5; ++i) {
            clients.emplace_back(fixture.port());
            clients.back().write(get);
            QVERIFY(clients.back().readUntil(world).starts_with("HTTP/1.1 200"));
        }
    }

    void whoIsTurnedAwayHearsIt()
    {
        http::ServerOptions options;
        options.maxConnections = 1;
        Fixture fixture(options);
        Client first(fixture.port());
        first.write(get);
        first.readUntil(world);
        // With bytes under way that nobody reads, a close would be a reset that takes the answer with it.
        for (int i = 0; i < 20; ++i) {
            Client next(fixture.port());
            next.write(echoed(std::string(200'000, 'x')));
            const std::string answer = next.readAll();
            QVERIFY2(answer.starts_with("HTTP/1.1 503 "), answer.c_str());
            QVERIFY(answer.find("Retry-After: 1\r\n") != std::string::npos);
            QVERIFY(answer.find("\"code\":\"overloaded\"") != std::string::npos);
        }
        first.write(get);
        QVERIFY(first.readUntil(world).starts_with("HTTP/1.1 200"));
    }

    void aPausingHandlerIsNotTheClientsFault()
    {
        http::ServerOptions options;
        options.requestTimeout = std::chrono::milliseconds(300);
        options.minBodyRate = 1'000'000;
        Fixture fixture(options);
        Client client(fixture.port());
        // The handler pauses for longer than the client has, and the client only then sends the rest.
        client.write("POST /pausing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n12345");
        client.write("67890");
        const std::string answer = client.readUntil("10 bytes");
        QVERIFY2(answer.starts_with("HTTP/1.1 200 "), answer.c_str());
        Client late(fixture.port());
        late.write("POST /pausing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n12345");
        QVERIFY(late.readAll().starts_with("HTTP/1.1 408 "));
    }

    void whoDoesNotReadIsCutOff()
    {
        http::ServerOptions options;
        options.writeTimeout = std::chrono::milliseconds(500);
        Fixture fixture(options);
        Client deaf(fixture.port());
        deaf.write("GET /download?bytes=200000000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        deaf.readUntil("\r\n\r\n");
        QTRY_COMPARE_WITH_TIMEOUT(fixture.connections(), size_t(0), 8000);
        // What had been sent is there, and then the connection is at its end.
        QVERIFY(deaf.readAll().size() < 200'000'000);
        QVERIFY(deaf.closed());
    }

    // 5,000 that say a byte now and then, from addresses of their own: who asks properly hardly waits longer.
    void fiveThousandSlowClientsHardlySlowTheOthers()
    {
        rlimit files{};
        ::getrlimit(RLIMIT_NOFILE, &files);
        files.rlim_cur = files.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &files);
        if (files.rlim_cur < 11'000) {
            QSKIP("wants 11,000 descriptors");
        }
        http::ServerOptions options;
        options.requestTimeout = std::chrono::seconds(120);
        Fixture fixture(options);
        std::vector<int> slow;
        const auto closeAll = qScopeGuard([&slow] { std::ranges::for_each(slow, ::close); });
        const auto p99 = [&] {
            Client quick(fixture.port());
            std::vector<int64_t> took;
            for (size_t i = 0; i < 2000; ++i) {
                if (!slow.empty()) {
                    static_cast<void>(::send(slow[i * 7 % slow.size()], "x", 1, MSG_NOSIGNAL));
                }
                const auto begun = std::chrono::steady_clock::now();
                quick.write(get);
                if (!quick.readUntil(world).starts_with("HTTP/1.1 200")) {
                    return int64_t(-1);
                }
                took.push_back(
                    std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun)
                        .count());
            }
            std::ranges::nth_element(took, took.begin() + 1980);
            return took[1980];
        };
        // What else the machine does comes and goes: the best of a few, and of more when that does not do.
        const auto best = [&p99](int64_t wanted) {
            int64_t out = INT64_MAX;
            for (int i = 0; i < 5 || (i < 30 && out > wanted); ++i) {
                out = std::min(out, p99());
            }
            return out;
        };
        const int64_t alone = best(250);
        for (int i = 0; i < 5000; ++i) {
            const int one = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            QVERIFY(one >= 0);
            slow.push_back(one);
            sockaddr_in from{};
            from.sin_family = AF_INET;
            from.sin_addr.s_addr = htonl(0x7f000002U + static_cast<unsigned>(i) / 900);
            QCOMPARE(::bind(one, reinterpret_cast<sockaddr *>(&from), sizeof from), 0);
            sockaddr_in to = from;
            to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            to.sin_port = htons(fixture.port());
            QCOMPARE(::connect(one, reinterpret_cast<sockaddr *>(&to), sizeof to), 0);
            const std::string_view begins = "GET /hello HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
            QCOMPARE(::send(one, begins.data(), begins.size(), MSG_NOSIGNAL), ssize_t(begins.size()));
        }
        QTRY_COMPARE_WITH_TIMEOUT(fixture.connections(), size_t(5000), 20'000);
        const int64_t among = best(2 * std::max<int64_t>(alone, 250));
        qInfo("p99 %lld us alone, %lld us among 5,000 slow ones", static_cast<long long>(alone),
              static_cast<long long>(among));
        QVERIFY(alone > 0 && among > 0);
        QVERIFY2(among <= 2 * std::max<int64_t>(alone, 250), qPrintable(QString::number(among)));
        // Each of them was there all the time.
        QTRY_COMPARE_WITH_TIMEOUT(fixture.connections(), size_t(5000), 5000);
    }

    void manySlowClientsDoNotSlowTheOthers()
    {
        http::ServerOptions options;
        options.requestTimeout = std::chrono::milliseconds(1500);
        Fixture fixture(options);
        std::deque<Client> slow;
        for (int i = 0; i < 400; ++i) {
            slow.emplace_back(fixture.port());
            slow.back().write(i % 2 == 0 ? "GET /hello HTTP/1.1\r\nHost: loc" : echoed("\"ten bytes\"").substr(0, 100));
        }
        Client quick(fixture.port());
        for (int i = 0; i < 200; ++i) {
            quick.write(get);
            QVERIFY(quick.readUntil(world).starts_with("HTTP/1.1 200"));
        }
        QTRY_COMPARE_WITH_TIMEOUT(fixture.connections(), size_t(1), 10'000);
        QVERIFY(slow.front().readAll().starts_with("HTTP/1.1 408 "));
    }
};

QTEST_GUILESS_MAIN(TestHttpLimits)
#include "test_http_limits.moc"
