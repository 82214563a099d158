// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Two servers behind nginx under load, and Redis, a server, PostgreSQL away for a while, each in its turn, then both
// servers: what needs none of them goes on, the console's stream recovers by itself, and a gap is a gap.
// OBJECTA_OUTAGE_SECONDS says how long each is away (20).

#include "tests/faults/fleet.h"

#include "models/stores/connectionstore.h"
#include "models/stores/metricrange.h"
#include "models/stores/metricsstore.h"
#include "tests/models/console_fixture.h"
#include "tests/support/waiting.h"

#include <QTest>

#include <cmath>

using namespace objecta;
using namespace objecta::stores;
using namespace objecta::test;
using namespace std::chrono_literals;
using Clock = Load::Clock;

namespace {

/// What the console's stream was told, and when.
class Watch {
public:
    explicit Watch(api::MetricsStream &stream)
    {
        QObject::connect(&stream, &api::MetricsStream::frameReceived, &m_context, [this](const StreamMessage &frame) {
            if (!frame.again) {
                const auto now = Clock::now();
                m_longest = std::max(m_longest, m_last == Clock::time_point() ? Clock::duration() : now - m_last);
                m_last = now;
                m_servers.clear();
                for (const auto &server : frame.servers) {
                    m_servers.emplace(server.name, server.live);
                }
            }
        });
    }
    /// By name, whether its figures are in the newest second; twice where two have that name.
    [[nodiscard]] const std::multimap<std::string, bool> &servers() const { return m_servers; }
    /// The longest time without a new second since this was last asked, in milliseconds.
    qint64 longestSilence()
    {
        const auto now = Clock::now();
        const auto out = std::max(std::exchange(m_longest, {}), now - m_last);
        return std::chrono::duration_cast<std::chrono::milliseconds>(out).count();
    }

private:
    QObject m_context;
    Clock::time_point m_last;
    Clock::duration m_longest{};
    std::multimap<std::string, bool> m_servers;
};

const std::multimap<std::string, bool> bothLive{{"one", true}, {"two", true}};

qint64 since(Clock::time_point begun)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun).count();
}

} // namespace

class TestFleetOutage : public QObject {
    Q_OBJECT

    const std::chrono::seconds m_away{qEnvironmentVariableIntValue("OBJECTA_OUTAGE_SECONDS") > 0
                                          ? qEnvironmentVariableIntValue("OBJECTA_OUTAGE_SECONDS")
                                          : 20};
    std::unique_ptr<Fleet> m_fleet;
    std::unique_ptr<Console> m_console;
    std::unique_ptr<Watch> m_watch;
    std::unique_ptr<Load> m_load;
    int64_t m_lostAtMost = 0;
    QStringList m_figures; ///< printed at the end: while a console lives, its log takes what is printed

    MetricsStore &metrics() { return m_console->ctx.metrics; }
    bool live() { return m_console->ctx.connection.state() == ConnectionStore::State::Live; }
    /// Events go on for so long.
    static void pass(std::chrono::milliseconds time)
    {
        static_cast<void>(within(time, [] { return false; }));
    }
    /// Which server the console's stream is on.
    size_t servesTheConsole()
    {
        QByteArray newest;
        size_t out = 0;
        for (size_t i = 0; i < m_fleet->servers(); ++i) {
            for (const QByteArray &line : m_fleet->server(i).log().split('\n')) {
                // The lines begin with their time.
                if (line.contains("/v1/admin/stream\",\"status\":101") && line > newest) {
                    newest = line;
                    out = i;
                }
            }
        }
        return out;
    }
    bool startServer(TestServer &server)
    {
        return server.launch() && within(60s, [&] { return server.ready() || !server.running(); }) && server.running();
    }
    void tell(const QString &figure) { m_figures << figure; }

private slots:
    void initTestCase()
    {
        m_fleet = std::make_unique<Fleet>();
        QVERIFY2(m_fleet->start(2, 1000, TestServer::Cluster::Own), qPrintable(m_fleet->error()));
        m_console = std::make_unique<Console>(m_fleet->server(0), false, m_fleet->url());
        m_watch = std::make_unique<Watch>(m_console->ctx.stream);
        QVERIFY(m_console->signIn());
        metrics().setActive(true);
        QVERIFY(within(10s, [&] { return m_watch->servers() == bothLive && metrics().hasData(); }));
        m_load = std::make_unique<Load>(*m_fleet, Load::Options{2, 200, 20});
        QVERIFY(within(10s, [&] { return m_load->asked().size() > 200; }));
    }

    void cleanupTestCase()
    {
        m_load.reset();
        m_watch.reset();
        m_console.reset();
        m_fleet.reset();
        for (const QString &figure : m_figures) {
            qInfo("%s", qPrintable(figure));
        }
    }

    void redisIsAway()
    {
        const std::string own = servesTheConsole() == 0 ? "one" : "two";
        m_watch->longestSilence();
        const auto gone = Clock::now();
        m_fleet->redis().kill();
        // Said in each second: the other's figures are not in it.
        QVERIFY(within(8s, [&] {
            return m_watch->servers() == std::multimap<std::string, bool>{{"one", own == "one"}, {"two", own == "two"}};
        }));
        pass(std::chrono::ceil<std::chrono::milliseconds>(gone + m_away - Clock::now()));
        QVERIFY2(m_fleet->redis().start(), qPrintable(m_fleet->redis().error()));
        const auto back = Clock::now();
        QVERIFY(within(10s, [&] { return m_watch->servers() == bothLive; }));
        const auto took = since(back);
        const auto silence = m_watch->longestSilence();
        tell(QStringLiteral("Redis: all servers' figures %1 ms after its return, at most %2 ms between two seconds")
                 .arg(took)
                 .arg(silence));
        QVERIFY2(took < 5000, qPrintable(QString::number(took)));
        QVERIFY2(silence < 3500, qPrintable(QString::number(silence)));
        QVERIFY(live());
        // Tenants need no Redis.
        QCOMPARE(m_load->failures(gone - 1s, Clock::now()), std::string());
    }

    void aServerIsAway()
    {
        const size_t which = servesTheConsole();
        TestServer &server = m_fleet->server(which);
        m_watch->longestSilence();
        const auto gone = Clock::now();
        server.kill();
        const auto asked = m_load->asked();
        m_lostAtMost = std::ranges::count_if(asked, [&](const Load::Asked &one) { return one.begun > gone - 12s; });
        QVERIFY(within(5s, [&] { return !live(); }));
        QVERIFY(within(5s, [&] { return live(); }));
        const auto lost = since(gone);
        QVERIFY(within(8s, [&] {
            return m_watch->servers() == std::multimap<std::string, bool>{{"one", which != 0}, {"two", which != 1}};
        }));
        pass(std::chrono::ceil<std::chrono::milliseconds>(gone + m_away - Clock::now()));
        // What the server was answering when it was killed is lost, but what may be asked again nginx asked the other.
        const std::string atOnce = m_load->failures(gone - 1s, gone + 1s);
        QVERIFY2(atOnce.find("GET") == std::string::npos && std::ranges::count(atOnce, '\n') <= 2, atOnce.c_str());
        QCOMPARE(m_load->failures(gone + 1s, Clock::now()), std::string());
        QVERIFY2(startServer(server), server.log().right(2000).constData());
        const auto back = Clock::now();
        QVERIFY(within(10s, [&] { return m_watch->servers() == bothLive; }));
        const auto took = since(back);
        tell(QStringLiteral("a server: the console's stream was on the other one after %1 ms, both servers' figures %2 "
                            "ms after its return, at most %3 ms between two seconds; %4 requests were lost in it")
                 .arg(lost)
                 .arg(took)
                 .arg(m_watch->longestSilence())
                 .arg(std::ranges::count(atOnce, '\n')));
        QVERIFY2(lost < 3000, qPrintable(QString::number(lost)));
        QVERIFY2(took < 5000, qPrintable(QString::number(took)));
        QCOMPARE(m_load->failures(gone + 1s, Clock::now()), std::string());
    }

    void postgresIsAway()
    {
        auto health = m_fleet->client(m_fleet->tenants().front());
        m_watch->longestSilence();
        const auto gone = Clock::now();
        m_fleet->postgres().stop();
        qint64 slowest = 0;
        while (Clock::now() < gone + m_away) {
            const auto begun = Clock::now();
            QCOMPARE(health.get("/healthz").status, 200);
            QCOMPARE(health.get("/openapi.json").status, 200);
            slowest = std::max(slowest, since(begun));
            pass(100ms);
        }
        // Each second was told, by both servers: what they measure needs no PostgreSQL.
        QVERIFY(live());
        QVERIFY(m_watch->servers() == bothLive);
        QVERIFY(m_fleet->postgres().start());
        const auto back = Clock::now();
        const auto well = [&] {
            const auto asked = m_load->asked();
            return asked.size() > 50 && std::all_of(asked.end() - 50, asked.end(), [&](const Load::Asked &one) {
                       return one.status / 100 == 2 && one.begun > back;
                   });
        };
        QVERIFY(within(10s, well));
        const auto took = since(back);
        const auto silence = m_watch->longestSilence();
        tell(QStringLiteral("PostgreSQL: %1 ms after its return all requests are answered; without it /healthz and "
                            "/openapi.json took %2 ms at the most, the stream was silent for %3 ms at the most")
                 .arg(took)
                 .arg(slowest)
                 .arg(silence));
        QVERIFY2(took < 5000, qPrintable(QString::number(took)));
        QVERIFY2(silence < 3500, qPrintable(QString::number(silence)));
        QVERIFY2(slowest < 1000, qPrintable(QString::number(slowest)));
        QVERIFY(live());
        for (const auto &one : m_load->asked()) {
            if (one.begun > gone && one.begun < back && one.status / 100 != 2) {
                QVERIFY2(one.status == 503, (std::to_string(one.status) + one.what).c_str());
            }
        }
    }

    void whatNobodyMeasuredIsAGap()
    {
        m_load->stop();
        const qint64 before = metrics().ring().lastSecond();
        for (size_t i = 0; i < 2; ++i) {
            m_fleet->server(i).terminate();
        }
        QVERIFY(within(20s, [&] { return !m_fleet->server(0).running() && !m_fleet->server(1).running(); }));
        const qint64 gone = Timestamp::now().seconds();
        QVERIFY(within(5s, [&] { return !live(); }));
        // All the outages before left no hole in what is stored, but for what the killed server took with it: at most
        // the ten seconds that a point has, and the one that ran.
        const int64_t lost = Fleet::sum(m_fleet->logged()) - Fleet::sum(m_fleet->stored());
        tell(QStringLiteral("%1 of %2 requests are not in metric_points, those of the killed server's last seconds")
                 .arg(lost)
                 .arg(Fleet::sum(m_fleet->logged())));
        QVERIFY2(lost >= 0 && lost <= m_lostAtMost, qPrintable(QString::number(lost)));
        // Longer than a few attempts take: the next one still comes soon enough.
        pass(12s);
        const qint64 back = Timestamp::now().seconds();
        for (size_t i = 0; i < 2; ++i) {
            QVERIFY2(startServer(m_fleet->server(i)), m_fleet->server(i).log().right(2000).constData());
        }
        const auto returned = Clock::now();
        QVERIFY(within(10s, [&] { return live() && metrics().ring().lastSecond() >= back; }));
        const auto took = since(returned);
        tell(QStringLiteral("all servers: the stream tells of a new second %1 ms after their return").arg(took));
        QVERIFY2(took < 5000, qPrintable(QString::number(took)));
        QVERIFY(within(10s, [&] { return metrics().ring().lastSecond() > back + 3; }));
        // Before and after it there are figures; in it there is nothing, and not zero.
        const MetricRing &ring = metrics().ring();
        const auto requests = ring.values(Metric::Requests);
        const auto at = [&](qint64 second) { return requests[static_cast<size_t>(second - ring.firstSecond())]; };
        QVERIFY(!std::isnan(at(before - 1)));
        QVERIFY(!std::isnan(at(ring.lastSecond())));
        for (qint64 second = gone + 1; second < back; ++second) {
            QVERIFY2(std::isnan(at(second)), qPrintable(QString::number(second - gone)));
        }
        const auto gaps = MetricColumns::of(ring).gaps();
        QVERIFY(
            std::ranges::any_of(gaps, [&](const auto &gap) { return gap.first <= gone + 1 && gap.second >= back; }));
        // So it stands in history, whoever asks.
        const Reply history = m_fleet->server(0).staff().get("/v1/admin/metrics?seconds=60&step=1");
        QCOMPARE(history.status, 200);
        const auto series = parseJson<MetricSeries>(history.body);
        QVERIFY(series.has_value());
        for (qint64 second = gone + 1; second < back; ++second) {
            const auto place = static_cast<size_t>(second - series->start.seconds());
            QVERIFY(place < series->requests.size() && !series->requests[place]);
        }
    }
};

QTEST_GUILESS_MAIN(TestFleetOutage)
#include "test_fleet_outage.moc"
