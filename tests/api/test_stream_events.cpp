// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What operators on one server hear of what others wrote: a tenant's request on another server, a job of a worker of
// its own, and whoever else writes to the database; with PostgreSQL alone between the servers, and with Redis.

#include "tests/support/livestream.h"
#include "tests/support/redisserver.h"
#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QElapsedTimer>
#include <QNetworkRequest>
#include <QTest>
#include <QWebSocket>

#include <algorithm>
#include <memory>
#include <set>

using namespace objecta::test;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

struct Event {
    std::string kind;
    std::string organization; ///< empty: the platform
    std::string target;
    int64_t version = 0;
};

/// An operator's stream that subscribed to no figures.
class Stream {
public:
    Stream(const TestServer &server, const std::string &events)
    {
        QNetworkRequest request(QUrl(QStringLiteral("ws://localhost:%1/v1/admin/stream").arg(server.port())));
        request.setRawHeader("Authorization", QByteArray::fromStdString("Bearer " + server.staff().token()));
        QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket,
                         [this](const QString &text) { take(json::parse(text.toStdString()).as_object()); });
        const auto subscribe = QString::fromStdString(R"({"type":"subscribe","platform":false)" + events + "}");
        QObject::connect(&m_socket, &QWebSocket::connected, &m_socket,
                         [this, subscribe] { m_socket.sendTextMessage(subscribe); });
        m_socket.open(request);
    }
    /// Once the server has answered the subscription, events of it come.
    [[nodiscard]] bool subscribed() const { return m_subscribed; }
    [[nodiscard]] const std::vector<Event> &events() const { return m_events; }
    [[nodiscard]] std::vector<Event> of(const std::string &kind, const std::string &organization) const
    {
        std::vector<Event> out;
        std::ranges::copy_if(m_events, std::back_inserter(out), [&](const Event &event) {
            return event.kind == kind && event.organization == organization;
        });
        return out;
    }

private:
    static std::string id(const json::value &value)
    {
        return value.is_null() ? std::string() : std::string(value.as_string().c_str());
    }
    void take(const json::object &message)
    {
        const auto &type = message.at("type").as_string();
        m_subscribed = m_subscribed || type == "snapshot";
        if (type == "event") {
            m_events.push_back({id(message.at("event")), id(message.at("organization_id")), id(message.at("target_id")),
                                message.at("version").as_int64()});
        }
    }
    QWebSocket m_socket;
    std::vector<Event> m_events;
    bool m_subscribed = false;
};

} // namespace

/// Alerts that are written here are of a kind that the worker's minute leaves open.
class TestStreamEvents : public QObject {
    Q_OBJECT

    /// The one whose streams are watched, and the other.
    struct Servers {
        std::unique_ptr<RedisServer> redis;
        std::unique_ptr<TestServer> watched;
        std::unique_ptr<TestServer> other;
        std::string acme;
        std::string agent; ///< one of its
    };
    std::map<bool, Servers> m_servers; ///< with Redis or without
    Servers *m_now = nullptr;

    void start(bool withRedis)
    {
        Servers &servers = m_servers[withRedis];
        QStringList shared;
        if (withRedis) {
            servers.redis = std::make_unique<RedisServer>();
            QVERIFY2(servers.redis->start(), qPrintable(servers.redis->error()));
            shared << QStringLiteral("--redis") << servers.redis->url();
        }
        servers.watched = std::make_unique<TestServer>(
            TestServer::Cluster::Shared, QStringList{QStringLiteral("--role"), QStringLiteral("api,stream")} + shared);
        QVERIFY2(servers.watched->start(), qPrintable(servers.watched->error()));
        servers.acme = servers.watched->demo().tenant("acme-corp").id;
        servers.other = std::make_unique<TestServer>(
            *servers.watched,
            QStringList{QStringLiteral("--role"), QStringLiteral("api,worker"), QStringLiteral("--organization-rate"),
                        QStringLiteral("100000"), QStringLiteral("--actor-rate"), QStringLiteral("100000")}
                + shared);
        QVERIFY2(servers.other->start(), qPrintable(servers.other->error()));
        auto acme = servers.other->tenant("acme-corp");
        servers.agent = acme.get("/v1/agents?limit=1").json().at("items").at(0).at("id").as_string().c_str();
        // From the first second on that a server has told, it answers a subscription with the newest; and it has to
        // hear the other before it hears of that one's events.
        const LiveStream first(servers.watched->port(), servers.watched->staff().token());
        QVERIFY(within(10s, [&] {
            return first.seconds() > 0 && first.servers().size() == 2
                && std::ranges::all_of(first.servers(), [](const auto &server) { return server.second; });
        }));
    }
    std::unique_ptr<Stream> stream(const std::string &events)
    {
        auto out = std::make_unique<Stream>(*m_now->watched, events);
        return within(10s, [&] { return out->subscribed(); }) ? std::move(out) : nullptr;
    }
    int64_t newestEntry()
    {
        return std::stoll(m_now->watched->sql("objecta_platform")
                              .run("SELECT seq FROM audit_heads WHERE organization_id = $1", {m_now->acme})
                              .value());
    }

private slots:
    void initTestCase_data()
    {
        QTest::addColumn<bool>("withRedis");
        QTest::newRow("through PostgreSQL") << false;
        QTest::newRow("through Redis") << true;
    }
    void init()
    {
        QFETCH_GLOBAL(bool, withRedis);
        if (!m_servers.contains(withRedis)) {
            start(withRedis);
            if (QTest::currentTestFailed()) {
                m_servers.erase(withRedis);
                return;
            }
        }
        m_now = &m_servers.at(withRedis);
    }

    void aThresholdOnAnotherServer()
    {
        const auto operators = stream("");
        QVERIFY(operators);
        auto staff = m_now->other->staff();
        auto acme = m_now->other->tenant("acme-corp");
        const auto used = acme.get("/v1/usage").json().at("agents").at("used").as_int64();
        QCOMPARE(staff
                     .patch("/v1/admin/organizations/" + m_now->acme + "/limits",
                            "{\"maxAgents\":" + std::to_string(used + 1) + "}")
                     .status,
                 200);
        QVERIFY(within(5s, [&] { return !operators->of("organization.updated", m_now->acme).empty(); }));
        QElapsedTimer since;
        since.start();
        QCOMPARE(acme.post("/v1/agents", R"({"name":"A"})").status, 201);
        const auto told = [&] {
            const auto thresholds = operators->of("quota.threshold", m_now->acme);
            return std::ranges::any_of(thresholds, [](const Event &event) { return event.version == 80; })
                && std::ranges::any_of(thresholds, [](const Event &event) { return event.version == 100; });
        };
        QVERIFY(within(5s, [&] { return told() && !operators->of("alert.raised", m_now->acme).empty(); }));
        QVERIFY2(since.elapsed() < 3000, qPrintable(QString::number(since.elapsed())));
        const std::string alert = operators->of("alert.raised", m_now->acme).back().target;
        QCOMPARE(staff.get("/v1/admin/alerts/" + alert).text("severity"), std::string("critical"));
        QCOMPARE(staff.post("/v1/admin/alerts/" + alert + "/acknowledge", "").status, 200);
        QVERIFY(within(5s, [&] { return !operators->of("alert.acknowledged", m_now->acme).empty(); }));
        QCOMPARE(staff.patch("/v1/admin/organizations/" + m_now->acme + "/limits", R"({"maxAgents":1000})").status,
                 200);
        auto sql = m_now->watched->sql("objecta_platform");
        sql.run("INSERT INTO jobs (organization_id, kind) VALUES ('00000000-0000-0000-0000-000000000000', "
                "'alerts.settle')");
        sql.run("SELECT pg_notify('objecta_jobs', '')");
        QVERIFY(within(10s, [&] { return !operators->of("alert.closed", m_now->acme).empty(); }));
        QCOMPARE(operators->of("alert.closed", m_now->acme).back().target, alert);
        // Each once, and nothing of what was not asked for.
        QCOMPARE(operators->of("alert.closed", m_now->acme).size(), size_t(1));
        QCOMPARE(operators->of("quota.threshold", m_now->acme).size(), size_t(2));
        QVERIFY(operators->of("audit.appended", m_now->acme).empty());
        QVERIFY(operators->of("job.changed", "").empty());
    }

    void aWorkersJob()
    {
        const auto operators = stream(R"(,"events":["job.changed"])");
        QVERIFY(operators);
        auto sql = m_now->watched->sql("objecta_platform");
        const std::string id = sql.run("INSERT INTO jobs (organization_id, kind) VALUES ($1, "
                                       "'usage.reconcile.organization') RETURNING id",
                                       {m_now->acme})
                                   .value();
        QVERIFY(sql.run("SELECT pg_notify('objecta_jobs', '')").ok());
        const auto changes = [&] {
            const auto all = operators->of("job.changed", m_now->acme);
            return std::ranges::count(all, id, &Event::target);
        };
        const std::string status = "SELECT status FROM jobs WHERE id = $1";
        QVERIFY(within(10s, [&] { return sql.run(status, {id}).value() == "done"; }));
        QVERIFY(within(3s, [&] { return changes() > 0; }));
        // What happens to it afterwards is told, too.
        const auto before = changes();
        QVERIFY(sql.run("UPDATE jobs SET status = 'failed' WHERE id = $1", {id}).ok());
        QVERIFY(within(3s, [&] { return changes() > before; }));
        QVERIFY(operators->of("alert.raised", m_now->acme).empty());
    }

    /// However much is written: one a second and organization, and the last one names the newest entry.
    void aTrailThatGrows()
    {
        const auto operators = stream(R"(,"events":["audit.appended"])");
        QVERIFY(operators);
        auto acme = m_now->other->tenant("acme-corp");
        const int64_t first = newestEntry();
        QElapsedTimer writing;
        writing.start();
        int written = 0;
        for (; written < 200 || writing.elapsed() < 1500; ++written) {
            const std::string name = "{\"name\":\"N" + std::to_string(written) + "\"}";
            QCOMPARE(acme.patch("/v1/agents/" + m_now->agent, name, {{"If-Match", "*"}}).status, 200);
        }
        const int64_t seconds = writing.elapsed() / 1000;
        const int64_t last = newestEntry();
        QVERIFY(last >= first + written);
        QVERIFY(within(5s, [&] {
            const auto told = operators->of("audit.appended", m_now->acme);
            return !told.empty() && told.back().version == last;
        }));
        const auto told = operators->of("audit.appended", m_now->acme);
        QVERIFY2(static_cast<int64_t>(told.size()) <= seconds + 3, qPrintable(QString::number(told.size())));
        QVERIFY(std::ranges::is_sorted(told, {}, &Event::version));
        // The platform's own trail has no organization.
        const auto platform = operators->of("audit.appended", "").size();
        QCOMPARE(m_now->other->staff().post("/v1/admin/isolation-checks", "").status, 202);
        QVERIFY(within(5s, [&] { return operators->of("audit.appended", "").size() > platform; }));
        QVERIFY(operators->of("audit.appended", "").back().version > 0);
    }

    /// A transaction that lasts longer than a look is told when it is committed, and what others committed meanwhile
    /// is not told again and again.
    void whatIsCommittedLateIsTold()
    {
        const auto operators = stream("");
        QVERIFY(operators);
        auto slow = m_now->watched->sql("objecta_platform");
        auto quick = m_now->watched->sql("objecta_platform");
        const std::string insert =
            "INSERT INTO alerts (organization_id, kind, severity, subject) VALUES "
            "('00000000-0000-0000-0000-000000000000', 'usage.difference', 'info', $1) RETURNING id";
        QVERIFY(slow.run("BEGIN").ok());
        const std::string late = slow.run(insert, {"late"}).value();
        const std::string soon = quick.run(insert, {"soon"}).value();
        const auto times = [&](const std::string &id) {
            const auto all = operators->of("alert.raised", "");
            return std::ranges::count(all, id, &Event::target);
        };
        QVERIFY(within(5s, [&] { return times(soon) == 1; }));
        // Two more looks.
        for (const char *next : {"next", "after"}) {
            const std::string id = quick.run(insert, {next}).value();
            QVERIFY(within(5s, [&] { return times(id) == 1; }));
        }
        QCOMPARE(times(soon), 1);
        QCOMPARE(times(late), 0);
        QVERIFY(slow.run("COMMIT").ok());
        QVERIFY(within(5s, [&] { return times(late) == 1; }));
        QCOMPARE(times(soon), 1);
    }

    void thousandsAtOnceAreToldAsSuch()
    {
        const auto operators = stream("");
        QVERIFY(operators);
        auto sql = m_now->watched->sql("objecta_platform");
        QVERIFY(sql.run("INSERT INTO alerts (organization_id, kind, severity, subject) "
                        "SELECT $1, 'usage.difference', 'info', 'many ' || n FROM generate_series(1, 3000) n",
                        {m_now->acme})
                    .ok());
        QVERIFY(within(5s, [&] { return !operators->of("alert.raised", "").empty(); }));
        QCOMPARE(operators->of("alert.raised", m_now->acme).size(), size_t(100));
        const auto rest = operators->of("alert.raised", "");
        QCOMPARE(rest.size(), size_t(1));
        QVERIFY(rest[0].target.empty() && rest[0].version == 0);
    }
};

QTEST_GUILESS_MAIN(TestStreamEvents)
#include "test_stream_events.moc"
