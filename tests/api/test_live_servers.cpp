// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Two servers on one database: what one measures, operators on the other see, through PostgreSQL or Redis; and what
// was summed live, what is stored and what the access logs say is the same.

#include "tests/support/redisserver.h"
#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QElapsedTimer>
#include <QNetworkRequest>
#include <QTest>
#include <QWebSocket>

#include <map>
#include <memory>
#include <set>

using namespace objecta::test;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

/// An operator's stream: the newest of what was told of each second.
class Stream {
public:
    explicit Stream(const TestServer &server)
    {
        QNetworkRequest request(QUrl(QStringLiteral("ws://localhost:%1/v1/admin/stream").arg(server.port())));
        request.setRawHeader("Authorization", QByteArray::fromStdString("Bearer " + server.staff().token()));
        QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket,
                         [this](const QString &text) { take(json::parse(text.toStdString()).as_object()); });
        QObject::connect(&m_socket, &QWebSocket::connected, &m_socket, [this] {
            m_socket.sendTextMessage(QStringLiteral(R"({"type":"subscribe","organizations":[],"top":500})"));
        });
        m_socket.open(request);
    }

    /// Of all seconds that were told.
    [[nodiscard]] int64_t requests(const std::string &organization) const
    {
        int64_t sum = 0;
        for (const auto &[at, counts] : m_seconds) {
            const auto it = counts.find(organization);
            sum += it != counts.end() ? it->second : 0;
        }
        return sum;
    }
    [[nodiscard]] bool ranksFirst(const std::string &organization) const { return m_first == organization; }
    /// By name: whether its figures are in the newest second.
    [[nodiscard]] const std::map<std::string, bool> &servers() const { return m_servers; }
    [[nodiscard]] size_t seconds() const { return m_seconds.size(); }
    [[nodiscard]] bool heard(const std::string &event) const { return m_events.contains(event); }

private:
    void take(const json::object &message)
    {
        const auto &type = message.at("type").as_string();
        if (type == "event") {
            m_events.insert(std::string(message.at("event").as_string()));
        }
        if (type != "frame" && type != "snapshot") {
            return;
        }
        auto &second = m_seconds[std::string(message.at("at").as_string())];
        second.clear();
        for (const auto &one : message.at("organizations").as_array()) {
            second[std::string(one.at("id").as_string())] = one.at("figures").at("requests").as_int64();
        }
        if (message.at("again").as_bool()) {
            return;
        }
        const auto &top = message.at("top").as_array();
        m_first = top.empty() ? std::string() : std::string(top.front().as_string());
        m_servers.clear();
        for (const auto &server : message.at("servers").as_array()) {
            m_servers[std::string(server.at("name").as_string())] = server.at("live").as_bool();
        }
    }
    QWebSocket m_socket;
    std::map<std::string, std::map<std::string, int64_t>> m_seconds;
    std::string m_first;
    std::map<std::string, bool> m_servers;
    std::set<std::string> m_events;
};

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
        Stream stream(one);
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
        const int64_t ofAcme = logged(one, "acme-corp") + logged(two, "acme-corp");
        const int64_t ofXyz = logged(one, "xyz-inc") + logged(two, "xyz-inc");
        QVERIFY(ofAcme >= 400 && ofXyz >= 20);
        QVERIFY(within(5s, [&] { return stream.requests(acme) == ofAcme && stream.requests(xyz) == ofXyz; }));
        QCOMPARE(two.stop(), 0);
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
