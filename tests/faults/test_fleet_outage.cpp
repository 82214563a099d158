// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Two servers behind nginx under load, and Redis, a server, PostgreSQL away for a while, each in its turn, then both
// servers: what needs none of them goes on, the console's stream recovers by itself, and a gap is a gap. Once with
// Redis between the servers and, for half as long, once with PostgreSQL. OBJECTA_OUTAGE_SECONDS says how long each is
// away (20).

#include "tests/faults/fleet.h"
#include "tests/faults/watch.h"

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

const std::multimap<std::string, bool> bothLive{{"one", true}, {"two", true}};

qint64 since(Clock::time_point begun)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun).count();
}

} // namespace

class TestFleetOutage : public QObject {
    Q_OBJECT

    using Bus = Fleet::Bus;
    using Stretches = QList<std::pair<qint64, qint64>>;

    const Bus m_bus;
    const std::chrono::seconds m_away;
    std::unique_ptr<Fleet> m_fleet;
    std::unique_ptr<Console> m_console;
    std::unique_ptr<Watch> m_watch;
    std::unique_ptr<Load> m_load;
    size_t m_servesConsole = 0; ///< the server that the console has its stream of
    int64_t m_lostAtMost = 0;
    QStringList m_figures; ///< printed at the end: while a console lives, its log takes what is printed

    MetricsStore &metrics() { return m_console->ctx.metrics; }
    /// Whether all of [from, to) lies in one of them.
    static bool covers(const Stretches &stretches, qint64 from, qint64 to)
    {
        return std::ranges::any_of(stretches, [&](const auto &one) { return one.first <= from && one.second >= to; });
    }
    static bool meets(const Stretches &stretches, qint64 from, qint64 to)
    {
        return std::ranges::any_of(stretches, [&](const auto &one) { return one.first < to && one.second > from; });
    }
    /// As the charts draw it: nothing in [from, to) is a gap, and nothing lacks a server.
    bool isWhole(qint64 from, qint64 to)
    {
        return !meets(metrics().partial(), from, to) && !meets(MetricColumns::of(metrics().ring()).gaps(), from, to);
    }
    static qint64 now() { return Timestamp::now().seconds(); }
    bool live() { return m_console->ctx.connection.state() == ConnectionStore::State::Live; }
    /// Events go on for so long.
    static void pass(std::chrono::milliseconds time)
    {
        static_cast<void>(within(time, [] { return false; }));
    }
    /// Which server the newest stream is on.
    size_t newestStreamIsOn()
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
    /// What the console's server answers of the time since `from`, in which it does not hear the other one: what that
    /// stored by then, and from when on nothing is known of it.
    void historyHasWhatTheOtherStored(qint64 from, const std::string &other)
    {
        const Reply reply = m_fleet->server(m_servesConsole)
                                .staff()
                                .get("/v1/admin/metrics?step=1&seconds=" + std::to_string(m_away.count() + 40));
        QCOMPARE(reply.status, 200);
        const auto series = parseJson<MetricSeries>(reply.body);
        QVERIFY(series && series->missing.size() == 1);
        QCOMPARE(series->missing.front().name, other);
        const qint64 known = series->missing.front().from.seconds();
        QVERIFY2(known >= now() - 13, qPrintable(QString::number(now() - known)));
        // About as much as the load asked for; a point of ten seconds is spread over them.
        const auto time = [at = Clock::now(), now = Timestamp::now()](qint64 second) {
            return at - std::chrono::microseconds(now.micros - second * 1'000'000);
        };
        const auto asked = m_load->asked();
        const auto sent = std::ranges::count_if(
            asked, [&](const Load::Asked &one) { return one.begun >= time(from + 2) && one.begun < time(known - 1); });
        double found = 0;
        for (qint64 second = from + 2; second < known - 1; ++second) {
            found += series->requests[static_cast<size_t>(second - series->start.seconds())].value_or(0);
        }
        QVERIFY(sent > 100);
        QVERIFY2(std::abs(found / static_cast<double>(sent) - 1) < 0.15,
                 qPrintable(QStringLiteral("%1 of %2").arg(found).arg(sent)));
    }

    /// A console that begins while a server is not heard draws so also what was before.
    void whoComesLaterSeesIt()
    {
        // By then the other has stored its last point of ten seconds, and nothing of the next.
        QVERIFY(within(11s, [] { return now() % 10 == 5; }));
        const qint64 begun = now();
        Console late(m_fleet->server(0), false, m_fleet->url());
        QVERIFY(late.signIn());
        MetricsStore &store = late.ctx.metrics;
        store.setActive(true);
        QVERIFY(within(10s, [&] { return store.hasData() && store.ring().lastSecond() > begun + 1; }));
        QVERIFY(covers(store.partial(), begun - 3, store.ring().lastSecond() + 1));
        QCOMPARE(store.missingServers().size(), 1);
    }

public:
    TestFleetOutage(Bus bus, std::chrono::seconds away)
        : m_bus(bus)
        , m_away(away)
    {
    }

private slots:
    void initTestCase()
    {
        m_fleet = std::make_unique<Fleet>(m_bus);
        QVERIFY2(m_fleet->start(2, 1000, TestServer::Cluster::Own), qPrintable(m_fleet->error()));
        m_console = std::make_unique<Console>(m_fleet->server(0), false, m_fleet->url());
        m_watch = std::make_unique<Watch>(m_console->ctx.stream);
        QVERIFY(m_console->signIn());
        metrics().setActive(true);
        QVERIFY(within(10s, [&] { return m_watch->servers() == bothLive && metrics().hasData(); }));
        m_servesConsole = newestStreamIsOn();
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
        if (m_bus == Bus::Postgres) {
            QSKIP("There is no Redis.");
        }
        const std::string own = m_servesConsole == 0 ? "one" : "two";
        m_watch->longestSilence();
        const auto gone = Clock::now();
        const qint64 from = now();
        m_fleet->redis().kill();
        // Said in each second: the other's figures are not in it.
        QVERIFY(within(8s, [&] {
            return m_watch->servers() == std::multimap<std::string, bool>{{"one", own == "one"}, {"two", own == "two"}};
        }));
        pass(std::chrono::ceil<std::chrono::milliseconds>(gone + m_away - Clock::now()));
        // So it is drawn, and not as if it were whole.
        const qint64 to = metrics().ring().lastSecond() + 1;
        QVERIFY(covers(metrics().partial(), from + 2, to));
        historyHasWhatTheOtherStored(from, own == "one" ? "two" : "one");
        whoComesLaterSeesIt();
        QVERIFY2(m_fleet->redis().start(), qPrintable(m_fleet->redis().error()));
        const auto back = Clock::now();
        QVERIFY(within(10s, [&] { return m_watch->servers() == bothLive; }));
        const auto took = since(back);
        // What was missing was told again.
        QVERIFY(within(5s, [&] { return isWhole(from, to); }));
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
        const size_t which = std::exchange(m_servesConsole, 1 - m_servesConsole);
        TestServer &server = m_fleet->server(which);
        // In the middle of a point, so that some seconds of it are not stored.
        QVERIFY(within(11s, [] { return now() % 10 == 6; }));
        m_watch->longestSilence();
        const auto gone = Clock::now();
        const qint64 from = now();
        server.kill();
        const auto asked = m_load->asked();
        // It told each second as it ended.
        m_lostAtMost = std::ranges::count_if(asked, [&](const Load::Asked &one) { return one.begun > gone - 2s; });
        QVERIFY(within(5s, [&] { return !live(); }));
        QVERIFY(within(5s, [&] { return live(); }));
        const auto lost = since(gone);
        QVERIFY(within(8s, [&] {
            return m_watch->servers() == std::multimap<std::string, bool>{{"one", which != 0}, {"two", which != 1}};
        }));
        pass(std::chrono::ceil<std::chrono::milliseconds>(gone + m_away - Clock::now()));
        const qint64 to = metrics().ring().lastSecond() + 1;
        QVERIFY(covers(metrics().partial(), from + 2, to));
        // What it told and did not store, the other one stores once it was silent for long enough.
        QVERIFY(
            within(30s, [&] { return m_fleet->server(1 - which).log().contains("a server ended without storing"); }));
        // What the server was answering when it was killed is lost, but what may be asked again nginx asked the other.
        const std::string atOnce = m_load->failures(gone - 1s, gone + 1s);
        QVERIFY2(atOnce.find("GET") == std::string::npos && std::ranges::count(atOnce, '\n') <= 2, atOnce.c_str());
        QCOMPARE(m_load->failures(gone + 1s, Clock::now()), std::string());
        QVERIFY2(startServer(server), server.log().right(2000).constData());
        const auto back = Clock::now();
        QVERIFY(within(10s, [&] { return m_watch->servers() == bothLive; }));
        const auto took = since(back);
        QVERIFY(within(5s, [&] { return metrics().ring().lastSecond() > to; }));
        QVERIFY(isWhole(metrics().ring().lastSecond(), metrics().ring().lastSecond() + 1));
        QVERIFY(covers(metrics().partial(), from + 2, to)); // nobody measured more of it
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
        const qint64 from = now();
        const std::string own = m_servesConsole == 0 ? "one" : "two";
        m_fleet->postgres().stop();
        qint64 slowest = 0;
        while (Clock::now() < gone + m_away) {
            const auto begun = Clock::now();
            QCOMPARE(health.get("/healthz").status, 200);
            QCOMPARE(health.get("/openapi.json").status, 200);
            slowest = std::max(slowest, since(begun));
            pass(100ms);
        }
        // Each second was told, by both servers: what they measure needs no PostgreSQL. Where that is what they tell
        // each other through, by the one that the console has its stream of, and it says so.
        const qint64 to = metrics().ring().lastSecond() + 1;
        QVERIFY(live());
        if (m_bus == Bus::Redis) {
            QVERIFY(m_watch->servers() == bothLive);
            QVERIFY(isWhole(from, to));
        } else {
            QVERIFY(m_watch->servers()
                    == (std::multimap<std::string, bool>{{"one", own == "one"}, {"two", own == "two"}}));
            QVERIFY(covers(metrics().partial(), from + 2, to));
        }
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
        QVERIFY(within(10s, [&] { return m_watch->servers() == bothLive && isWhole(from, to); }));
        const auto whole = since(back);
        const auto silence = m_watch->longestSilence();
        tell(QStringLiteral("PostgreSQL: %1 ms after its return all requests are answered and after %4 ms all "
                            "figures are there; without it /healthz and /openapi.json took %2 ms at the most, the "
                            "stream was silent for %3 ms at the most")
                 .arg(took)
                 .arg(slowest)
                 .arg(silence)
                 .arg(whole));
        QVERIFY2(took < 5000, qPrintable(QString::number(took)));
        QVERIFY2(whole < 5000, qPrintable(QString::number(whole)));
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
        // All the outages before left no hole in what is stored, but for what the killed server took with it: the
        // second that ran, since the other server stored what that one had told.
        const int64_t lost = Fleet::sum(m_fleet->logged()) - Fleet::sum(m_fleet->stored());
        tell(QStringLiteral("%1 of %2 requests are not in metric_points, those of the killed server's last second")
                 .arg(lost)
                 .arg(Fleet::sum(m_fleet->logged())));
        QVERIFY2(lost >= 0 && lost <= m_lostAtMost, qPrintable(QString::number(lost)));
        // Longer than a few attempts take: the next one still comes soon enough.
        pass(m_away);
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
        const Reply history =
            m_fleet->server(0).staff().get("/v1/admin/metrics?step=1&seconds=" + std::to_string(m_away.count() + 40));
        QCOMPARE(history.status, 200);
        const auto series = parseJson<MetricSeries>(history.body);
        QVERIFY(series.has_value());
        for (qint64 second = gone + 1; second < back; ++second) {
            const auto place = static_cast<size_t>(second - series->start.seconds());
            QVERIFY(place < series->requests.size() && !series->requests[place]);
        }
    }
};

int main(int argc, char **argv)
{
    const QCoreApplication program(argc, argv);
    const int asked = qEnvironmentVariableIntValue("OBJECTA_OUTAGE_SECONDS");
    const std::chrono::seconds away{asked > 0 ? asked : 20};
    TestFleetOutage withRedis(Fleet::Bus::Redis, away);
    TestFleetOutage withPostgres(Fleet::Bus::Postgres, away / 2);
    return QTest::qExec(&withRedis, argc, argv) + QTest::qExec(&withPostgres, argc, argv);
}
#include "test_fleet_outage.moc"
