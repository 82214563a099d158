// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Two servers on one database: what one measures, operators on the other see, through PostgreSQL or Redis; and what
// was summed live, what is stored and what the access logs say is the same.

#include "tests/support/livestream.h"
#include "tests/support/redisserver.h"
#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QElapsedTimer>
#include <QTest>

using namespace objecta::test;
using namespace std::chrono_literals;

namespace {

const std::map<std::string, bool> bothLive{{"one", true}, {"two", true}};

} // namespace

class TestLiveServers : public QObject {
    Q_OBJECT

    static QStringList options(const char *name, const RedisServer *redis)
    {
        QStringList out{QStringLiteral("--name"), QString::fromLatin1(name),      QStringLiteral("--organization-rate"),
                        QStringLiteral("100000"), QStringLiteral("--actor-rate"), QStringLiteral("100000")};
        if (redis != nullptr) {
            out << QStringLiteral("--redis") << redis->url();
        }
        return out;
    }
    /// That many requests, all answered.
    static bool ask(HttpClient &client, int times)
    {
        for (int i = 0; i < times; ++i) {
            if (client.get("/v1/agents?limit=1").status != 200) {
                return false;
            }
        }
        return true;
    }
    static int64_t logged(const TestServer &server, const char *tenant)
    {
        return server.log().count(QByteArray("\"tenant\":\"") + tenant + '"');
    }

private slots:
    void oneSeesWhatTheOtherMeasures_data()
    {
        QTest::addColumn<bool>("withRedis");
        QTest::newRow("through PostgreSQL") << false;
        QTest::newRow("through Redis") << true;
    }
    void oneSeesWhatTheOtherMeasures()
    {
        QFETCH(bool, withRedis);
        RedisServer redis;
        if (withRedis) {
            QVERIFY2(redis.start(), qPrintable(redis.error()));
        }
        const RedisServer *shared = withRedis ? &redis : nullptr;
        TestServer one(TestServer::Cluster::Shared, options("one", shared));
        QVERIFY2(one.start(), qPrintable(one.error()));
        TestServer two(one, options("two", shared));
        QVERIFY2(two.start(), qPrintable(two.error()));
        const std::string acme = one.demo().tenant("acme-corp").id;
        const std::string xyz = one.demo().tenant("xyz-inc").id;

        auto quiet = one.tenant("xyz-inc");
        auto busy = two.tenant("acme-corp");
        LiveStream stream(one.port(), one.staff().token());
        QVERIFY(within(10s, [&] { return stream.servers() == bothLive; }));

        // A burst on the other server ranks first here within three seconds.
        QElapsedTimer since;
        since.start();
        QVERIFY(ask(busy, 400) && ask(quiet, 20));
        QVERIFY(within(5s, [&] { return stream.ranksFirst(acme); }));
        QVERIFY2(since.elapsed() < 3000, qPrintable(QString::number(since.elapsed())));

        // An event of the other server comes here.
        auto staff = two.staff();
        QCOMPARE(staff.patch("/v1/admin/organizations/" + acme + "/limits", R"({"maxAgents":123})").status, 200);
        QVERIFY(within(3s, [&] { return stream.heard("organization.updated"); }));

        if (withRedis) {
            redis.kill();
            QVERIFY(within(5s, [&] {
                return stream.servers() == std::map<std::string, bool>{{"one", true}, {"two", false}};
            }));
            QVERIFY(ask(busy, 50) && ask(quiet, 50)); // they need no Redis
            const size_t seconds = stream.seconds();
            QVERIFY(within(3s, [&] { return stream.seconds() > seconds; }));
            QVERIFY2(redis.start(), qPrintable(redis.error()));
            since.restart();
            QVERIFY(within(10s, [&] { return stream.servers() == bothLive; }));
            QVERIFY2(since.elapsed() < 5000, qPrintable(QString::number(since.elapsed())));
        }

        // Live, logged and stored are the same, the seconds of the outage included.
        int64_t ofAcme = logged(one, "acme-corp") + logged(two, "acme-corp");
        const int64_t ofXyz = logged(one, "xyz-inc") + logged(two, "xyz-inc");
        QVERIFY(ofAcme >= 400 && ofXyz >= 20);
        QVERIFY(within(5s, [&] { return stream.requests(acme) == ofAcme && stream.requests(xyz) == ofXyz; }));

        // So are those of the second in which a server stops.
        QVERIFY(ask(busy, 30));
        QCOMPARE(two.stop(), 0);
        ofAcme += 30;
        QVERIFY(within(3s, [&] { return stream.requests(acme) == ofAcme; }));
        QVERIFY(within(3s, [&] { return stream.servers() == std::map<std::string, bool>{{"one", true}}; }));
        auto platform = one.sql("objecta_platform");
        for (const auto &[id, count] : {std::pair{acme, ofAcme}, std::pair{xyz, ofXyz}}) {
            const std::string stored =
                "SELECT sum(requests) FROM metric_points WHERE ring = 10 AND organization_id = '" + id + "'";
            QVERIFY2(within(15s, [&] { return platform.run(stored).value() == std::to_string(count); }),
                     platform.run(stored).value().c_str());
        }
        QCOMPARE(one.stop(), 0);
    }
};

QTEST_GUILESS_MAIN(TestLiveServers)
#include "test_live_servers.moc"
