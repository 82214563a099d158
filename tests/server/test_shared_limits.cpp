// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Rate limits that servers share through a real Redis, and what becomes of them without it.

#include "server/limits/shared_buckets.h"
#include "tests/support/redisserver.h"
#include "tests/support/testserver.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <thread>

using namespace objecta;
using namespace objecta::test;
using namespace std::chrono_literals;
using limits::SharedBuckets;

namespace {

/// One server's view of the shared buckets, on a thread that the test drives.
struct Peer {
    explicit Peer(const RedisServer &redis)
        : Peer(redis.url())
    {
    }
    explicit Peer(const QString &url)
        : buckets(context.get_executor(), *limits::parseRedisUrl(url.toStdString()))
    {
        buckets.start();
    }
    ~Peer()
    {
        buckets.stop();
        context.restart();
        context.run_for(100ms);
    }
    bool becomes(bool up)
    {
        QElapsedTimer timer;
        timer.start();
        while (buckets.up() != up && timer.elapsed() < 10'000) {
            context.restart();
            context.run_for(5ms);
        }
        return buckets.up() == up;
    }
    boost::asio::io_context context{1};
    SharedBuckets buckets;
};

std::vector<SharedBuckets::Bucket> both(limits::Rate actor, limits::Rate organization, const std::string &who = "u",
                                        const std::string &of = "o")
{
    return {{"objecta:rate:{" + of + "}:actor:" + who, actor},
            {"objecta:rate:{" + of + "}:organization", organization}};
}

std::optional<SharedBuckets::Taken> take(Peer &peer, std::vector<SharedBuckets::Bucket> buckets)
{
    std::optional<SharedBuckets::Taken> out;
    bool done = false;
    boost::asio::co_spawn(
        peer.context,
        [&]() -> limits::Awaitable<void> {
            out = co_await peer.buckets.take(buckets);
            done = true;
        },
        boost::asio::detached);
    peer.context.restart();
    while (!done) {
        peer.context.run_one_for(1s);
    }
    return out;
}

} // namespace

class TestSharedLimits : public QObject {
    Q_OBJECT

private slots:
    void addressesAreRead()
    {
        const auto tcp = limits::parseRedisUrl("redis://us%40er:p%3Aw@[::1]:7000/3");
        QVERIFY(tcp.has_value());
        QCOMPARE(tcp->host, std::string("::1"));
        QCOMPARE(tcp->port, uint16_t(7000));
        QCOMPARE(tcp->user, std::string("us@er"));
        QCOMPARE(tcp->password, std::string("p:w"));
        QCOMPARE(tcp->database, 3);
        QCOMPARE(tcp->text(), std::string("::1:7000"));
        QCOMPARE(limits::parseRedisUrl("redis://cache")->port, uint16_t(6379));
        const auto local = limits::parseRedisUrl("unix://:secret@/run/redis.sock?db=2");
        QCOMPARE(local->path, std::string("/run/redis.sock"));
        QCOMPARE(local->password, std::string("secret"));
        QCOMPARE(local->database, 2);
        for (const char *bad : {"", "redis:", "redis://", "redis://:1", "redis://h:0", "redis://h:x", "redis://h/x",
                                "redis://h/-1", "redis://user@h", "redis://u:%zz@h", "redis://[::1", "rediss://h",
                                "unix://", "unix://relative", "unix:///a?x=1", "http://h"}) {
            QVERIFY2(!limits::parseRedisUrl(bad).has_value(), bad);
        }
    }

    void twoServersShareOneSumExactly()
    {
        RedisServer redis(QStringLiteral("s3cret"));
        QVERIFY2(redis.start(), qPrintable(redis.error()));
        std::atomic<int> granted = 0;
        std::atomic<int> unanswered = 0;
        // So slow that nothing refills in the meantime.
        const limits::Rate organization{.perSecond = 0.001, .burst = 700};
        const auto hammer = [&](const std::string &who, const std::string &of) {
            Peer peer(redis);
            if (!peer.becomes(true)) {
                ++unanswered;
                return;
            }
            int done = 0;
            for (int i = 0; i < 20; ++i) { // 20 at a time, pipelined
                boost::asio::co_spawn(
                    peer.context,
                    [&]() -> limits::Awaitable<void> {
                        for (int k = 0; k < 25; ++k) {
                            const auto taken =
                                co_await peer.buckets.take(both({.perSecond = 1, .burst = 1e6}, organization, who, of));
                            unanswered += taken ? 0 : 1;
                            granted += taken && taken->refusedBy < 0 ? 1 : 0;
                        }
                        ++done;
                    },
                    boost::asio::detached);
            }
            peer.context.restart();
            while (done < 20) {
                peer.context.run_one_for(1s);
            }
        };
        // A machine too busy to answer within 20 ms proves nothing about sums: once more then, for another one.
        for (int attempt = 0; attempt == 0 || (unanswered > 0 && attempt < 50); ++attempt) {
            granted = 0;
            unanswered = 0;
            const std::string of = "o" + std::to_string(attempt);
            std::thread other([&] { hammer("a", of); });
            hammer("b", of);
            other.join();
            QVERIFY2(granted <= 700, qPrintable(QString::number(granted)));
        }
        QCOMPARE(unanswered.load(), 0);
        QCOMPARE(granted.load(), 700);
    }

    // The Redis user that server/README.md names: enough for the server, and nothing besides.
    void theRedisUserMayNothingElse()
    {
        RedisServer redis;
        QVERIFY2(redis.start(), qPrintable(redis.error()));
        const QStringList rights{QStringLiteral("+evalsha"), QStringLiteral("+script|load"), QStringLiteral("+get"),
                                 QStringLiteral("+set"),     QStringLiteral("+time"),        QStringLiteral("+select")};
        QFile readme(QStringLiteral(OBJECTA_SOURCE_DIR "/server/README.md"));
        QVERIFY(readme.open(QIODevice::ReadOnly));
        const QString told = QString::fromUtf8(readme.readAll()).simplified();
        QVERIFY(told.contains(rights.join(QLatin1Char(' ')) + QStringLiteral("` on `~objecta:rate:*`")));
        QCOMPARE(
            redis
                .command(QStringList{QStringLiteral("ACL"), QStringLiteral("SETUSER"), QStringLiteral("objecta"),
                                     QStringLiteral("on"), QStringLiteral(">s3cret"), QStringLiteral("~objecta:rate:*")}
                         + rights)
                .trimmed(),
            QByteArray("OK"));
        redis.command({QStringLiteral("SET"), QStringLiteral("somebody:else"), QStringLiteral("canary")});
        Peer peer(redis.url().replace(QStringLiteral("unix://"), QStringLiteral("unix://objecta:s3cret@")));
        QVERIFY(peer.becomes(true));
        const limits::Rate rate{.perSecond = 0.001, .burst = 1};
        QCOMPARE(take(peer, both(rate, rate))->refusedBy, -1);
        QVERIFY(take(peer, both(rate, rate))->refusedBy >= 0);
        for (const char *command :
             {"GET somebody:else", "SET somebody:else x", "SCAN 0", "RANDOMKEY", "DBSIZE", "KEYS *",
              "DEL objecta:rate:x", "FLUSHALL", "PUBLISH objecta:rate:x y", "SUBSCRIBE objecta:rate:x", "PSUBSCRIBE *",
              "CONFIG GET *", "ACL LIST", "EVAL return(1) 0", "MONITOR", "CLIENT LIST"}) {
            const QByteArray said =
                redis.command(QStringList{QStringLiteral("--user"), QStringLiteral("objecta"), QStringLiteral("--pass"),
                                          QStringLiteral("s3cret"), QStringLiteral("--no-auth-warning")}
                              + QString::fromLatin1(command).split(QLatin1Char(' ')));
            QVERIFY2(said.startsWith("NOPERM") || said.startsWith("(error) NOPERM"),
                     (command + (": " + said)).constData());
        }
    }

    void anEmptyBucketChargesNoneOfThem()
    {
        RedisServer redis;
        QVERIFY2(redis.start(), qPrintable(redis.error()));
        Peer peer(redis);
        QVERIFY(peer.becomes(true));
        const limits::Rate actor{.perSecond = 0.01, .burst = 5};
        const limits::Rate organization{.perSecond = 0.01, .burst = 2};
        QCOMPARE(take(peer, both(actor, organization))->refusedBy, -1);
        QCOMPARE(take(peer, both(actor, organization))->refusedBy, -1);
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(take(peer, both(actor, organization))->refusedBy, 1);
        }
        // The actor has three left, and what is given back can be taken again.
        peer.buckets.giveBack({"objecta:rate:{o}:organization", organization});
        const auto again = take(peer, both(actor, organization));
        QCOMPARE(again->refusedBy, -1);
        QVERIFY(again->debts[0] > 299s && again->debts[0] <= 300s);
        QCOMPARE(take(peer, both(actor, organization, "someone"))->refusedBy, 1);
        // Every key names its organization, and goes by itself.
        const auto keys = redis.command({QStringLiteral("KEYS"), QStringLiteral("*")}).trimmed().split('\n');
        QCOMPARE(keys.size(), 2);
        for (const auto &key : keys) {
            QVERIFY2(key.contains(":{o}:"), key.constData());
            QVERIFY(redis.command({QStringLiteral("PTTL"), QString::fromUtf8(key)}).trimmed().toInt() > 0);
        }
        redis.command({QStringLiteral("SCRIPT"), QStringLiteral("FLUSH")});
        take(peer, both(actor, organization)); // says that the script is gone
        QTRY_VERIFY(take(peer, both(actor, organization)).has_value());
    }

    void aSilentRedisHoldsNobodyUp()
    {
        RedisServer redis;
        QVERIFY2(redis.start(), qPrintable(redis.error()));
        Peer peer(redis);
        QVERIFY(peer.becomes(true));
        redis.pause();
        QElapsedTimer timer;
        timer.start();
        QVERIFY(!take(peer, both({}, {})).has_value());
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(!peer.buckets.up());
        QCOMPARE(peer.buckets.outages(), 1);
        timer.restart();
        for (int i = 0; i < 100; ++i) {
            QVERIFY(!take(peer, both({}, {})).has_value());
        }
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
        redis.resume();
        QVERIFY(peer.becomes(true));
        QTRY_VERIFY(take(peer, both({}, {})).has_value());
    }

    void serversGoOnWithoutRedisAndShareAgain()
    {
        RedisServer redis;
        QVERIFY2(redis.start(), qPrintable(redis.error()));
        const QStringList options{QStringLiteral("--redis"),
                                  redis.url(),
                                  QStringLiteral("--organization-rate"),
                                  QStringLiteral("25"),
                                  QStringLiteral("--actor-rate"),
                                  QStringLiteral("1000")};
        TestServer first(TestServer::Cluster::Shared, options);
        QVERIFY2(first.start(), qPrintable(first.error()));
        TestServer second(first, options);
        QVERIFY2(second.start(), qPrintable(second.error()));
        const auto onBoth = [&](const std::string &slug) {
            std::vector<HttpClient> out;
            out.push_back(first.tenant(slug));
            out.push_back(second.anonymousTenant(slug));
            out.back().setToken(out.front().token());
            return out;
        };
        const auto state = [&](TestServer &server) { return server.staff().get("/v1/admin/rate-limits").json(); };
        QTRY_VERIFY(state(first).at("shared").as_bool() && state(second).at("shared").as_bool());
        QCOMPARE(state(first).at("organization_per_second").as_int64(), int64_t(25));
        QCOMPARE(state(first).at("organization_burst").as_int64(), int64_t(50));

        // Requests in turn until both refuse: how many got through, and how many of them what was refilled meanwhile
        // explains at the most.
        struct Burst {
            int granted = 0;
            int refilled = 0;
            int failed = 0;
        };
        const auto burst = [&](std::vector<HttpClient> clients) {
            QElapsedTimer timer;
            timer.start();
            int granted = 0;
            int refused = 0;
            int failed = 0;
            for (int i = 0; refused < 2 && i < 1000; ++i) {
                const int status = clients[size_t(i) % 2].get("/v1/agents?limit=1").status;
                granted += status == 200 ? 1 : 0;
                refused = status == 429 ? refused + 1 : 0;
                failed += status >= 500 ? 1 : 0;
            }
            return Burst{granted, int(timer.elapsed() * 25 / 1000), failed};
        };
        const Burst shared = burst(onBoth("acme-corp"));
        QCOMPARE(shared.failed, 0);
        // 50 for both together
        QVERIFY2(shared.granted >= 45 && shared.granted - shared.refilled <= 53,
                 qPrintable(QString::number(shared.granted)));

        // Killed under load: nobody sees an error, and each server holds the limit by itself.
        std::atomic<bool> stop = false;
        std::atomic<int> errors = 0;
        std::atomic<int> asked = 0;
        std::thread load([&] {
            auto clients = onBoth("xyz-inc");
            while (!stop) {
                for (auto &client : clients) {
                    const int status = client.get("/v1/agents?limit=1").status;
                    errors += status == 200 || status == 429 ? 0 : 1;
                    ++asked;
                }
            }
        });
        QTRY_VERIFY_WITH_TIMEOUT(asked > 100, 30'000);
        const char *gone = "limits by itself until it is back";
        const auto goneBefore = first.log().count(gone);
        redis.kill();
        const int before = asked;
        QTRY_VERIFY_WITH_TIMEOUT(asked > before + 500, 30'000);
        stop = true;
        load.join();
        QCOMPARE(errors.load(), 0);
        QVERIFY(!state(first).at("shared").as_bool());
        QVERIFY(state(first).at("outages").as_int64() >= 1);
        QVERIFY(state(first).at("limited_locally").as_int64() >= 100);
        QCOMPARE(first.log().count(gone), goneBefore + 1);
        QTest::qWait(2100); // both buckets are full again
        const Burst local = burst(onBoth("acme-corp"));
        QCOMPARE(local.failed, 0);
        QVERIFY2(local.granted >= 90, qPrintable(QString::number(local.granted))); // 50 each

        QVERIFY2(redis.start(), qPrintable(redis.error()));
        QTRY_VERIFY(state(first).at("shared").as_bool() && state(second).at("shared").as_bool());
        QTest::qWait(2100);
        const Burst again = burst(onBoth("acme-corp"));
        QCOMPARE(again.failed, 0);
        QVERIFY2(again.granted >= 45 && again.granted - again.refilled <= 53,
                 qPrintable(QString::number(again.granted)));
        const auto keys = redis.command({QStringLiteral("KEYS"), QStringLiteral("*organization")});
        QVERIFY(keys.contains("{" + QByteArray::fromStdString(first.demo().tenant("acme-corp").id) + "}"));
    }
};

QTEST_GUILESS_MAIN(TestSharedLimits)
#include "test_shared_limits.moc"
