// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the GUI thread does in a frame while fourteen live series move in the real window: seven charts of an hour, with
// a gap, a threshold and the hour before beside it, that get a second's figures again and again, with the mouse over
// them. The seconds come as text through a socket, with as many organizations as the ranking asks for. With
// OBJECTA_FIGURES=FILE the figures go there as JSON (./dev bench).

#include "tests/ui/windowtest.h"
#include "tests/ui/framemeter.h"

#include "app/api/apiclient.h"
#include "app/api/metricsstream.h"
#include "models/stores/metricrange.h"
#include "models/stores/metricsstore.h"
#include "ui/pages/commands.h"
#include "ui/pages/metrics/chartboard.h"
#include "ui/pages/metrics/metricspage.h"
#include "ui/pages/metrics/toptenantsmodel.h"
#include "ui/shell/workspace.h"
#include "ui/widgets/livechart.h"

#include <QAbstractScrollArea>
#include <QEventLoop>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QThread>
#include <QTimer>
#include <QWebSocket>
#include <QWebSocketServer>

#include <cmath>

using namespace objecta;
using namespace objecta::test;
using namespace objecta::ui;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double frameMs = 16 * 20;
#elif defined(NDEBUG)
constexpr double frameMs = 16;
#else
constexpr double frameMs = 16 * 4;
#endif

constexpr int hour = 3600;

StreamMessage frameAt(int64_t second, const std::vector<OrganizationId> &tenants)
{
    const auto wave = [second](double period, double height) {
        return height * (1.2 + std::sin(static_cast<double>(second) / period))
            + static_cast<double>(second * 7919 % 23);
    };
    StreamMessage message;
    message.type = "frame";
    message.at = Timestamp::fromSeconds(second);
    message.servers = {{"one", "one", 40, true}};
    Figures &f = message.platform;
    f.status2xx = static_cast<int64_t>(wave(90, 200));
    f.status3xx = static_cast<int64_t>(wave(70, 20));
    f.status4xx = static_cast<int64_t>(wave(50, 40));
    f.status5xx = static_cast<int64_t>(wave(30, 4));
    f.requests = f.status2xx + f.status3xx + f.status4xx + f.status5xx;
    f.p50Ms = wave(40, 8);
    f.p95Ms = wave(60, 30);
    f.p99Ms = wave(80, 90);
    f.databaseMs = wave(100, 300);
    f.bytes = static_cast<int64_t>(wave(110, 90'000));
    f.rateLimited = static_cast<int64_t>(wave(35, 10));
    f.quotaRefused = static_cast<int64_t>(wave(45, 6));
    f.messages = static_cast<int64_t>(wave(55, 60));
    // Of about the same size, so that their order changes each second.
    for (size_t i = 0; i < tenants.size(); ++i) {
        Figures own = f;
        own.requests = 5 + (second * 31 + static_cast<int64_t>(i) * 17) % 40;
        own.status2xx = own.requests - 1;
        message.organizations.push_back({tenants[i], own});
        message.top.push_back(tenants[i]);
    }
    return message;
}

/// The server's end of a stream, in a thread of its own: what it does is not the GUI's work.
class Sender : public QObject {
public:
    /// Listens, and says where.
    QUrl listen()
    {
        m_server = std::make_unique<QWebSocketServer>(QString(), QWebSocketServer::NonSecureMode);
        connect(m_server.get(), &QWebSocketServer::newConnection, this,
                [this] { m_socket.reset(m_server->nextPendingConnection()); });
        return m_server->listen(QHostAddress::LocalHost)
            ? QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server->serverPort()))
            : QUrl();
    }
    void send(const QString &text)
    {
        if (m_socket) {
            m_socket->sendTextMessage(text);
        }
    }
    void stop()
    {
        m_socket.reset();
        m_server.reset();
    }

private:
    std::unique_ptr<QWebSocketServer> m_server;
    std::unique_ptr<QWebSocket> m_socket;
};

} // namespace

class TestFrames : public WindowTest {
    Q_OBJECT

    static constexpr int ticks = 60;
    int64_t m_second = 0;
    int64_t m_sequence = 0;
    std::vector<OrganizationId> m_tenants;
    Sender m_sender;
    QThread m_thread;
    std::unique_ptr<api::ApiClient> m_client;
    std::unique_ptr<api::MetricsStream> m_stream;
    QJsonObject m_figures;

    ChartBoard *board() { return m_window->workspace().metrics()->findChild<ChartBoard *>(); }
    /// The next seconds as the server writes them.
    QStringList texts()
    {
        QStringList out;
        for (int i = 0; i < ticks; ++i) {
            StreamMessage message = frameAt(++m_second, m_tenants);
            message.seq = ++m_sequence;
            out.append(QString::fromStdString(writeJson(message)));
        }
        return out;
    }

    /// Ticks eight times a second, and moves the mouse over the charts between them where that is wanted.
    QList<double> measure(bool mouse)
    {
        const QStringList frames = texts();
        const auto charts = m_window->findChildren<LiveChart *>(QRegularExpression(QStringLiteral("^chart\\d$")));
        QList<QWidget *> viewports;
        for (auto *chart : charts) {
            if (chart->isVisible()) {
                viewports.append(chart->findChild<QAbstractScrollArea *>()->viewport());
            }
        }
        const FrameMeter meter;
        QEventLoop loop;
        QTimer tick;
        tick.setInterval(125); // seven charts, one after another, need their turns
        QTimer move;
        move.setInterval(16);
        int sent = 0;
        int came = 0;
        int moves = 0;
        connect(&tick, &QTimer::timeout, &loop, [&] {
            if (sent < frames.size()) {
                QMetaObject::invokeMethod(&m_sender, [this, text = frames.at(sent)] { m_sender.send(text); });
                ++sent;
            }
        });
        connect(m_stream.get(), &api::MetricsStream::frameReceived, &loop, [&] {
            if (++came == frames.size()) {
                tick.start(); // a whole tick for the last one's charts
                connect(&tick, &QTimer::timeout, &loop, &QEventLoop::quit);
            }
        });
        connect(&move, &QTimer::timeout, &loop, [&] {
            QWidget *over = viewports.at(moves / 40 % viewports.size());
            QTest::mouseMove(over, QPoint(60 + moves % 40 * 8, over->height() / 2));
            ++moves;
        });
        tick.start();
        if (mouse) {
            move.start();
        }
        loop.exec();
        return meter.turns();
    }

    /// The best of a few rounds: what else the machine does makes caches cold.
    void judge(const QString &what, bool mouse)
    {
        QList<double> best;
        for (int round = 0; round < 4 && (best.isEmpty() || best.last() > frameMs); ++round) {
            const QList<double> turns = measure(mouse);
            if (best.isEmpty() || turns.last() < best.last()) {
                best = turns;
            }
        }
        qInfo("%s: %.1f ms the median of %d turns, %.1f ms the 99th percentile, %.1f ms the longest", qPrintable(what),
              FrameMeter::quantile(best, 0.5), static_cast<int>(best.size()), FrameMeter::quantile(best, 0.99),
              best.last());
        m_figures.insert(QStringLiteral("%1, ms (median)").arg(what), FrameMeter::quantile(best, 0.5));
        m_figures.insert(QStringLiteral("%1, ms (p99)").arg(what), FrameMeter::quantile(best, 0.99));
        m_figures.insert(QStringLiteral("%1, ms (longest)").arg(what), best.last());
        QVERIFY2(best.last() <= frameMs, qPrintable(QString::number(best.last())));
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_tenants = makeRows(TopTenantsModel::told);
        QCOMPARE(m_tenants.size(), size_t(TopTenantsModel::told));
        // The hour before, to compare with.
        const auto stored =
            m_server.sql("objecta_platform")
                .run("INSERT INTO metric_points (organization_id, ring, slot, at, step_seconds, "
                     "server, requests, status2xx, messages, bytes, database_micros) "
                     "SELECT '00000000-0000-0000-0000-000000000000', 10, metric_slot(10, t), t, 10, "
                     "gen_random_uuid(), 3000 + i % 900, 2000, 300, 900000, 100000 "
                     "FROM (SELECT i, to_timestamp((extract(epoch FROM now())::bigint / 10 - i) * 10) t "
                     "FROM generate_series(1, 900) i) steps");
        QVERIFY2(stored.ok(), stored.message.c_str());
        QVERIFY(open());
        m_window->commands().goMetrics->trigger();
        QVERIFY(loaded(ctx().metrics));
        // From here on the seconds are made up: an hour of them at once, then one after another.
        ctx().stream.stop();
        m_second = ctx().metrics.ring().lastSecond() - hour;
        for (int i = 0; i < hour; ++i) {
            // The ranking remembers the last minute.
            StreamMessage message = frameAt(++m_second, i < hour - 60 ? std::vector<OrganizationId>() : m_tenants);
            message.measured = i < 2000 || i >= 2060;
            emit ctx().stream.frameReceived(message);
        }
        QCOMPARE(ctx().metrics.ring().size(), std::size_t(hour));
        m_window->workspace().metrics()->setWindow(hour);
        board()->setCompared(QStringLiteral("previous"));
        board()->charts().first()->setThresholds({{260, QStringLiteral("Rate limit 260/s"), &Tokens::textMuted}});

        // A stream of its own, the rest of the way that of any second.
        m_sender.moveToThread(&m_thread);
        m_thread.start();
        QUrl url;
        QMetaObject::invokeMethod(
            &m_sender, [&] { url = m_sender.listen(); }, Qt::BlockingQueuedConnection);
        QVERIFY(url.isValid());
        m_client = std::make_unique<api::ApiClient>(ctx().log);
        m_client->setBaseUrl(url);
        m_client->setAccessToken("any");
        m_stream = std::make_unique<api::MetricsStream>(*m_client, ctx().log);
        connect(m_stream.get(), &api::MetricsStream::frameReceived, &ctx().stream, &api::MetricsStream::frameReceived);
        m_stream->start();
        const QString hello = QStringLiteral("{\"type\":\"hello\"}");
        QVERIFY(until([&] {
            QMetaObject::invokeMethod(
                &m_sender, [&] { m_sender.send(hello); }, Qt::BlockingQueuedConnection);
            return m_stream->state() == api::MetricsStream::State::Live;
        }));
    }
    void cleanupTestCase()
    {
        m_stream.reset();
        m_client.reset();
        if (m_thread.isRunning()) {
            QMetaObject::invokeMethod(
                &m_sender, [this] { m_sender.stop(); }, Qt::BlockingQueuedConnection);
            m_thread.quit();
            m_thread.wait();
        }
        close();
        const QString path = qEnvironmentVariable("OBJECTA_FIGURES");
        if (!path.isEmpty()) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(QJsonDocument(m_figures).toJson());
        }
    }

    void fourteenSeriesAreThere()
    {
        QVERIFY(board());
        const auto charts = board()->charts();
        QCOMPARE(charts.size(), 7);
        // What a chart says has a part for each of its series, the compared one and the thresholds: one of the rate,
        // one of the latency and three of the errors.
        const auto said = [](const LiveChart *chart) {
            return chart->accessibleDescription().split(QStringLiteral(", "), Qt::SkipEmptyParts).size();
        };
        QVERIFY(until([&] { return std::all_of(charts.begin(), charts.end(), said); }));
        qsizetype series = 0;
        for (const LiveChart *chart : charts) {
            QVERIFY(chart->isVisible());
            series += said(chart);
        }
        QCOMPARE(series, 14 + 7 + 5);
        QVERIFY(!stores::MetricColumns::of(ctx().metrics.ring()).gaps().isEmpty());
        const auto hasCompared = [&] {
            const QList<QByteArray> lines = board()->csv().split('\n');
            const auto column = lines.first().split(',').indexOf("compared_requests_per_second");
            return column > 0 && lines.value(lines.size() / 2).split(',').value(column).toDouble() >= 300;
        };
        QVERIFY(until(hasCompared));
        QCOMPARE(m_window->workspace().metrics()->top()->rowCount(), TopTenantsModel::limit);
    }

    void noFrameIsLongWhileTheyMove() { judge(QStringLiteral("frame of 14 live series"), false); }

    void noFrameIsLongUnderTheMouse() { judge(QStringLiteral("frame of 14 live series under the mouse"), true); }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    TestFrames test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_frames.moc"
