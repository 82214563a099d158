// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Charts: what a frame costs, gaps, the wheel and the drag, and what is saved of them.
#include "models/stores/appservices.h"
#include "models/stores/decimate.h"
#include "models/stores/metricsstore.h"
#include "ui/pages/metrics/chartboard.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/widgets/livechart.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <cmath>
#include <ctime>

using namespace objecta;
using namespace objecta::ui;
using stores::Metric;
using stores::MetricColumns;

namespace {

MetricSeries seriesOf(int64_t start, int64_t step, std::size_t size)
{
    MetricSeries series;
    series.start = Timestamp::fromSeconds(start);
    series.stepSeconds = step;
    for (std::size_t i = 0; i < size; ++i) {
        const bool gap = i >= size / 2 && i < size / 2 + 5;
        series.requests.push_back(gap ? std::nullopt : std::optional<double>(static_cast<double>(10 + i % 7)));
        series.p95Ms.push_back(gap ? std::nullopt : std::optional<double>(i % 20 < 4 ? 0.0 : 30.0));
    }
    return series;
}

} // namespace

class TestCharts : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        m_theme = std::make_unique<Theme>(*qApp);
    }
    void cleanupTestCase() { m_theme.reset(); }

    /// Twelve lines of an hour in six charts, as on the page: taking a second's figures and painting them.
    void aFrameOfTwelveLinesIsShort()
    {
        QWidget page;
        auto *column = new QVBoxLayout(&page);
        QList<LiveChart *> charts;
        for (int i = 0; i < 6; ++i) {
            auto *chart = new LiveChart;
            chart->setSeries({{QStringLiteral("a"), &Tokens::series1}, {QStringLiteral("b"), &Tokens::series2}});
            chart->setMinimumHeight(130);
            column->addWidget(chart);
            charts.append(chart);
        }
        page.resize(640, 900);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        std::vector<double> values(3600);
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = 100 + 40 * std::sin(static_cast<double>(i) / 90) + static_cast<double>(i * 7919 % 23);
        }
        QList<double> frames;
        for (int round = 0; round < 20; ++round) {
            const qint64 end = 1'700'003'600 + round;
            for (LiveChart *chart : std::as_const(charts)) {
                // The board gives one chart its figures in each frame of the screen.
                QElapsedTimer clock;
                clock.start();
                QList<QPointF> line;
                for (const auto &point : stores::decimate(values, static_cast<std::size_t>(chart->plotWidth()))) {
                    line.append(
                        {static_cast<double>(end - 3600 + static_cast<qint64>(point.index)) * 1000, point.value});
                }
                chart->setData({line, line}, {1, 2}, end * 1000, 3600);
                chart->drawNow();
                frames.append(static_cast<double>(clock.nsecsElapsed()) / 1e6);
            }
        }
        std::sort(frames.begin(), frames.end());
        qInfo("a chart of 2 live series: %.1f ms to take a second and draw it (median)", frames.at(frames.size() / 2));
        // The bound is for a busy machine; test_frames measures processor time.
        QVERIFY(frames.at(frames.size() / 2) < 80);
    }

    /// A stretch without a measurement is hatched and no line crosses it; old data are faint.
    void gapsAndOldDataAreDrawnAsWhatTheyAre()
    {
        LiveChart chart;
        chart.setSeries({{QStringLiteral("a"), &Tokens::series1}});
        chart.resize(640, 240);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        constexpr qint64 end = 1'700'000'100;
        QList<QPointF> line;
        for (qint64 second = end - 100; second <= end; ++second) {
            const bool gap = second >= end - 60 && second < end - 40;
            line.append({static_cast<double>(second) * 1000, gap ? std::nan("") : 50.0});
        }
        const auto picture = [&] {
            chart.drawNow();
            return chart.grab().toImage();
        };
        chart.setData({line}, {50}, end * 1000, 100);
        const QImage plain = picture();
        chart.setGaps({{end - 60, end - 40}});
        const QImage hatched = picture();
        // The plot ends 14 pixels before the right edge; a percent of the time is a percent of its width.
        const int right = chart.width() - 14;
        const int left = right - chart.plotWidth();
        const auto columnAt = [&](int percent) { return left + (right - left) * percent / 100; };
        const QColor color = currentTokens().series1;
        const auto strongest = [&](const QImage &image, int percent) {
            int best = 1000;
            for (int y = 0; y < image.height(); ++y) {
                const QColor pixel = image.pixelColor(columnAt(percent), y);
                best = std::min(best,
                                std::abs(pixel.red() - color.red()) + std::abs(pixel.green() - color.green())
                                    + std::abs(pixel.blue() - color.blue()));
            }
            return best;
        };
        QVERIFY(strongest(plain, 20) < 90); // the line is there,
        QVERIFY(strongest(plain, 50) > 120); // not in the gap,
        QVERIFY(strongest(plain, 80) < 90); // and there again
        const auto changed = [&](int from, int to) {
            int count = 0;
            for (int x = columnAt(from); x < columnAt(to); ++x) {
                for (int y = 20; y < chart.height() - 40; ++y) {
                    count += plain.pixel(x, y) != hatched.pixel(x, y) ? 1 : 0;
                }
            }
            return count;
        };
        QVERIFY(changed(42, 58) > 500);
        QCOMPARE(changed(2, 38), 0);
        QCOMPARE(changed(62, 98), 0);
        chart.setDimmed(true);
        QVERIFY(strongest(picture(), 20) > strongest(hatched, 20) + 60);
    }

    /// A stretch in which a server is missing is tinted, weaker than a gap, in both themes, and said under the mouse.
    void partialStretchesAreTinted()
    {
        for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
            m_theme->setMode(mode);
            LiveChart chart;
            chart.setSeries({{QStringLiteral("a"), &Tokens::series1}});
            chart.resize(640, 240);
            chart.show();
            QVERIFY(QTest::qWaitForWindowExposed(&chart));
            constexpr qint64 end = 1'700'000'100;
            QList<QPointF> line;
            for (qint64 second = end - 100; second <= end; ++second) {
                line.append({static_cast<double>(second) * 1000, 50});
            }
            chart.setData({line}, {50}, end * 1000, 100);
            const auto at = [&](int percent) {
                chart.drawNow();
                const int right = chart.width() - 14;
                return chart.grab().toImage().pixelColor(right - chart.plotWidth() * (100 - percent) / 100, 150);
            };
            const QColor plain = at(50);
            chart.setPartial({{end - 60, end - 40}});
            QCOMPARE(at(50), currentTokens().warningSoft);
            QVERIFY(plain != currentTokens().warningSoft);
            QCOMPARE(at(30), plain);
            QCOMPARE(at(70), plain);
            const auto crosshair = [&](qint64 second) {
                chart.setHover(second * 1000);
                const QImage image = chart.grab().toImage();
                chart.setHover(-1);
                return image;
            };
            const QImage marked = crosshair(end - 50);
            chart.setPartial({});
            chart.drawNow();
            QVERIFY(crosshair(end - 50) != marked);
        }
        m_theme->setMode(ThemeMode::Light);
    }

    /// Where the clocks change within a chart its days still begin at midnight, and its hours are whole ones.
    void ticksFollowTheLocalDay()
    {
        const QByteArray zone = qgetenv("TZ");
        const auto setZone = [](const QByteArray &name) {
            qputenv("TZ", name);
            tzset();
        };
        setZone("Europe/Berlin");
        const auto texts = [](const QDateTime &from, const QDateTime &to, int step) {
            QStringList out;
            for (const qint64 tick : timeTicks(from.toSecsSinceEpoch(), to.toSecsSinceEpoch(), step)) {
                out.append(QDateTime::fromSecsSinceEpoch(tick).toString(QStringLiteral("dd.HH:mm")));
            }
            return out.join(QLatin1Char(' '));
        };
        const auto local = [](int month, int day, int hour) {
            return QDateTime(QDate(2026, month, day), QTime(hour, 0));
        };
        // The last Sunday of October is the 25th, of March the 29th.
        QCOMPARE(local(10, 26, 0).toSecsSinceEpoch() - local(10, 25, 0).toSecsSinceEpoch(), 25 * 3600);
        const QString days = texts(local(10, 23, 12), local(10, 28, 12), 86'400);
        const QString weeks = texts(local(10, 1, 0), local(11, 15, 0), 604'800);
        const QString autumn = texts(local(10, 24, 18), local(10, 25, 18), 6 * 3600);
        const QString spring = texts(local(3, 28, 18), local(3, 29, 18), 6 * 3600);
        const auto night = timeTicks(local(10, 25, 1).toSecsSinceEpoch(), local(10, 25, 4).toSecsSinceEpoch(), 3600);
        setZone(zone);
        QCOMPARE(days, QStringLiteral("24.00:00 25.00:00 26.00:00 27.00:00 28.00:00"));
        QCOMPARE(weeks, QStringLiteral("05.00:00 12.00:00 19.00:00 26.00:00 02.00:00 09.00:00")); // Mondays
        QCOMPARE(autumn, QStringLiteral("24.18:00 25.00:00 25.06:00 25.12:00 25.18:00"));
        QCOMPARE(spring, QStringLiteral("28.18:00 29.00:00 29.06:00 29.12:00 29.18:00"));
        QCOMPARE(night.size(), 5); // 1, 2, 2 once more, 3 and 4
        for (qsizetype i = 1; i < night.size(); ++i) {
            QCOMPARE(night.at(i) - night.at(i - 1), 3600);
        }
    }

    void wheelAndDragAskForAnotherWindow()
    {
        LiveChart chart;
        chart.setSeries({{QStringLiteral("a"), &Tokens::series1}});
        chart.setNavigable(true);
        chart.setThresholds({{12, QStringLiteral("Limit 12"), &Tokens::danger}});
        chart.setGaps({{1'700'000'010, 1'700'000'020}});
        chart.resize(500, 200);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        chart.setData({{{1.7e12, 5}, {1.70000006e12, 6}}}, {6}, 1'700'000'060'000, 60);
        QSignalSpy zoomed(&chart, &LiveChart::zoomWanted);
        QSignalSpy panned(&chart, &LiveChart::panWanted);
        QSignalSpy live(&chart, &LiveChart::liveWanted);
        auto *view = chart.findChild<QAbstractScrollArea *>()->viewport();
        const QPoint middle = view->rect().center();
        QWheelEvent wheel(middle, view->mapToGlobal(middle), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(view, &wheel);
        QCOMPARE(zoomed.size(), 1);
        QVERIFY(zoomed.first().first().toDouble() < 1);
        QTest::mousePress(view, Qt::LeftButton, {}, middle);
        QTest::mouseMove(view, middle + QPoint(40, 0));
        QTest::mouseRelease(view, Qt::LeftButton, {}, middle + QPoint(40, 0));
        QVERIFY(panned.size() >= 1);
        QVERIFY(panned.last().first().toLongLong() < 0); // to the right: into the past
        QTest::mouseDClick(view, Qt::LeftButton, {}, middle);
        QCOMPARE(live.size(), 1);
        chart.setHover(1'700'000'015'000);
        chart.setDimmed(true);
        chart.drawNow();
        QVERIFY(!chart.grab().isNull());
    }

    void columnsKeepGapsAndLulls()
    {
        const MetricColumns columns = MetricColumns::of(seriesOf(5000, 10, 40));
        QCOMPARE(columns.of(Metric::Requests)[0], 1.0); // a second
        QCOMPARE(columns.gaps(), (QList<std::pair<qint64, qint64>>{{5200, 5250}}));
        const MetricColumns part = columns.between(5100, 5200);
        QCOMPARE(part.start, 5100);
        QCOMPARE(part.size(), std::size_t(10));
        QVERIFY(part.gaps().isEmpty());
        const QList<QPointF> line = columns.line(Metric::P95, 400, 60);
        QCOMPARE(line.last().x(), (5000.0 + 39 * 10 + 60) * 1000);
        QVERIFY(std::any_of(line.begin(), line.end(), [](const QPointF &p) { return std::isnan(p.y()); }));
        QVERIFY(MetricColumns::of(stores::MetricRing()).isEmpty());
    }

    /// As alerts take them: of all that was asked for in the time before, not the mean of the seconds' shares.
    void sharesAreOfTheTimeBefore()
    {
        MetricColumns columns;
        columns.start = 1000;
        for (auto &column : columns.columns) {
            column.assign(600, 0);
        }
        auto &requests = columns.columns[static_cast<std::size_t>(Metric::Requests)];
        auto &failed = columns.columns[static_cast<std::size_t>(Metric::Status5xx)];
        std::fill(requests.begin(), requests.begin() + 200, 10);
        std::fill(failed.begin() + 100, failed.begin() + 110, 10);
        requests[120] = failed[120] = std::nan(""); // a gap
        const std::vector<double> shares = columns.percentOfRequests(Metric::Status5xx, 300);
        QCOMPARE(shares.size(), std::size_t(600));
        QCOMPARE(shares[99], 0.0);
        QCOMPARE(shares[109], 100.0 * 100 / 1100);
        QVERIFY(std::isnan(shares[120]));
        QCOMPARE(shares[199], 100.0 * 100 / 1990);
        QCOMPARE(shares[399], 100.0 * 100 / 990); // of seconds 100 to 399
        QCOMPARE(shares[419], 0.0); // the failures are over
        QVERIFY(std::isnan(shares[499])); // nobody asked for anything
        // Longer steps: one at least, weighed by what was measured of them.
        MetricColumns steps = columns.between(1000, 1003);
        steps.step = 600;
        steps.measured = {600, 60, 600};
        steps.columns[static_cast<std::size_t>(Metric::Requests)] = {1, 1, 2};
        steps.columns[static_cast<std::size_t>(Metric::Status5xx)] = {0, 0.5, 0};
        QCOMPARE(steps.percentOfRequests(Metric::Status5xx, 300), (std::vector<double>{0, 50, 0}));
        QCOMPARE(steps.percentOfRequests(Metric::Status5xx, 1200)[1], 100.0 * 30 / 660);
        // Its line ends where the columns end.
        auto line = columns.lineOf(std::span(shares).last(150), 400, 60);
        QVERIFY(std::isnan(line.takeLast().y()));
        QCOMPARE(line.last().x(), (1000.0 + 498 + 60) * 1000);
    }

    void tableIsSafeAndPlain()
    {
        const QByteArray csv = stores::metricCsv(MetricColumns::of(seriesOf(0, 10, 40)), QStringLiteral("=1+\"x\""));
        QVERIFY(csv.startsWith("\xEF\xBB\xBFtime,"));
        const QList<QByteArray> lines = csv.split('\n');
        QCOMPARE(lines.size(), 42);
        QVERIFY(lines.at(1).startsWith("1970-01-01T00:00:00Z,10,10,\"'=1+\"\"x\"\"\",1,"));
        QVERIFY(lines.at(22).contains(",,,,")); // the gap is empty, not 0
    }

    /// What is compared stands in columns of its own, with its own times, whatever the lengths of its steps.
    void tableHasWhatIsCompared()
    {
        MetricColumns columns = MetricColumns::of(seriesOf(1000, 10, 6));
        MetricColumns other = MetricColumns::of(seriesOf(400, 20, 2));
        const QByteArray csv =
            stores::metricCsv(columns, QStringLiteral("A"), stores::ComparedColumns{other, QStringLiteral("=B"), 600});
        const QList<QByteArray> lines = csv.split('\n');
        const QList<QByteArray> head = lines.at(0).trimmed().split(',');
        QCOMPARE(lines.size(), 8);
        for (const QByteArray &line : lines.mid(0, 7)) {
            QCOMPARE(line.split(',').size(), head.size());
        }
        const auto cell = [&](int line, const QByteArray &name) {
            return lines.at(line).trimmed().split(',').value(head.indexOf(name));
        };
        QCOMPARE(cell(1, "compared_time"), QByteArray("1970-01-01T00:06:40Z"));
        QCOMPARE(cell(1, "compared_seconds"), QByteArray("20"));
        QCOMPARE(cell(1, "compared_organization"), QByteArray("\"'=B\""));
        QCOMPARE(cell(1, "compared_requests_per_second"), QByteArray("0.5"));
        QCOMPARE(cell(2, "compared_time"), QByteArray("1970-01-01T00:06:40Z")); // the same step, of 20 s
        QCOMPARE(cell(3, "compared_time"), QByteArray("1970-01-01T00:07:00Z"));
        QCOMPARE(cell(5, "compared_time"), QByteArray("")); // it ended
        QVERIFY(!stores::metricCsv(columns, QStringLiteral("A")).contains("compared"));
    }

    void boardMovesThroughTime()
    {
        QTemporaryDir folder;
        QString error;
        QVERIFY(core::Directories::under(folder.path()).make(&error));
        stores::AppServices services({core::Directories::under(folder.path()), false});
        auto &context = services.context();
        ChartBoard board(context, context.metrics);
        board.resize(1100, 800);
        board.show();
        QVERIFY(QTest::qWaitForWindowExposed(&board));
        QVERIFY(board.isLive());
        QCOMPARE(board.charts().size(), 7);
        board.setWindow(7 * 86'400);
        const auto [from, to] = board.range();
        QCOMPARE(to - from, 7 * 86'400);
        QTest::keyClick(&board, Qt::Key_Left);
        QVERIFY(!board.isLive());
        QVERIFY(board.range().second < to);
        QTest::keyClick(&board, Qt::Key_Plus);
        QCOMPARE(board.range().second - board.range().first, 7 * 43'200);
        board.setCompared(QStringLiteral("previous"));
        const QImage picture = board.picture();
        QCOMPARE(picture.devicePixelRatio(), 2.0);
        QVERIFY(board.csv().startsWith("\xEF\xBB\xBF"));
        QTest::keyClick(&board, Qt::Key_Home);
        QVERIFY(board.isLive());
        // The future cannot be reached.
        board.setRange(to, to + 900'000);
        QVERIFY(board.range().second <= QDateTime::currentSecsSinceEpoch() + 1);
        board.setRange(0, 1);
        QCOMPARE(board.range().second - board.range().first, 60);
    }

private:
    std::unique_ptr<Theme> m_theme;
};

QTEST_MAIN(TestCharts)
#include "test_charts.moc"
