// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An organization's charts over ninety days of history, in the real window against a real server and what stands in its
// database: what is drawn, the wheel and the mouse, and the period before beside it.

#include "tests/ui/boardtest.h"

#include "ui/theme/paint.h"
#include "ui/widgets/controls.h"

#include <QLocale>
#include <QSet>
#include <QWheelEvent>

using namespace objecta;
using namespace objecta::test;
using namespace objecta::ui;

class TestBoardRanges : public BoardTest {
    Q_OBJECT

    /// The column of a chart that stands for a time so many days ago.
    int columnAt(LiveChart *chart, double daysAgo)
    {
        const auto [from, to] = board().range();
        const double share = daysAgo * day / static_cast<double>(to - from);
        return right(chart) - static_cast<int>(share * chart->plotWidth());
    }
    /// The row in which a column is nearest to a colour; -1 where it is nowhere near.
    static int rowOf(const QImage &image, int x, const QColor &color)
    {
        int best = 90;
        int row = -1;
        for (int y = 0; y < image.height() - 20; ++y) {
            const int here = distance(image.pixelColor(x, y), color);
            if (here < best) {
                best = here;
                row = y;
            }
        }
        return row;
    }
    void wheel(LiveChart *chart, int turned, QPoint at)
    {
        QWheelEvent event(at, viewport(chart)->mapToGlobal(at), {}, {0, turned}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(viewport(chart), &event);
    }
    void drag(LiveChart *chart, int by)
    {
        QWidget *over = viewport(chart);
        const QPoint middle = over->rect().center();
        QTest::mousePress(over, Qt::LeftButton, {}, middle);
        for (int step = 1; step <= 4; ++step) {
            const QPointF place = middle + QPoint(by * step / 4, 0);
            QMouseEvent move(QEvent::MouseMove, place, over->mapToGlobal(place), Qt::NoButton, Qt::LeftButton,
                             Qt::NoModifier);
            QApplication::sendEvent(over, &move);
        }
        QTest::mouseRelease(over, Qt::LeftButton, {}, middle + QPoint(by, 0));
    }

private slots:
    void initTestCase() { begin(); }
    void cleanupTestCase() { close(); }

    void ninetyDaysAreDrawnAsTheyWere()
    {
        QVERIFY(show(90));
        QVERIFY(until([this] { return requests()->points(0).size() > 50; }));
        const auto [from, to] = board().range();
        QCOMPARE(to - from, 90 * day);
        int levels = 0;
        bool gap = false;
        for (const QPointF &point : requests()->points(0)) {
            const qint64 ago = m_hour - static_cast<qint64>(point.x()) / 1000 / hour;
            if (ago < newestWritten) {
                continue; // what this server measured itself, or nothing
            }
            QVERIFY(point.x() >= static_cast<double>(from - hour - (to - from) / requests()->plotWidth()) * 1000);
            const double level = levelAt(ago);
            QVERIFY2(std::isnan(level) ? std::isnan(point.y()) : point.y() == level,
                     qPrintable(QStringLiteral("%1 h ago: %2").arg(ago).arg(point.y())));
            gap = gap || std::isnan(level);
            ++levels;
        }
        QVERIFY(levels > 50 && gap);
        // Every hour is in the table, those of the gap without figures.
        const auto rows = rowsOf(board().csv());
        const auto column = rows.first().indexOf("2xx_per_second");
        QSet<qint64> told;
        for (const QByteArrayList &row : rows.mid(1)) {
            QCOMPARE(row.at(1), QByteArray("3600"));
            const qint64 ago = m_hour - timeOf(row.first()) / hour;
            const double level = levelAt(ago);
            if (ago >= newestWritten) {
                QCOMPARE(row.at(column), std::isnan(level) ? QByteArray() : QByteArray::number(level));
                told.insert(ago);
            }
        }
        QVERIFY(told.size() >= 90 * 24 - newestWritten - 2);

        // The picture: three levels at their heights, hatching and no line in the gap.
        const QImage image = pictureOf(requests());
        const QColor line = currentTokens().series1;
        const int eight = rowOf(image, columnAt(requests(), 20), line);
        const int four = rowOf(image, columnAt(requests(), 50), line);
        const int two = rowOf(image, columnAt(requests(), 75), line);
        QVERIFY(eight > 8 && eight < four && four < two);
        QVERIFY(std::abs((four - eight) - 2 * (two - four)) <= 3);
        QVERIFY((two - eight) > image.height() / 3); // the scale is that of the figures
        QCOMPARE(rowOf(image, columnAt(requests(), 41.5), line), -1);
        QVERIFY(rowOf(image, columnAt(requests(), 41.5), currentTokens().outline) >= 0
                || rowOf(image, columnAt(requests(), 41.5) + 2, currentTokens().outline) >= 0);
        // The axis names days, as many as there is room for.
        const int step = timeStep(static_cast<int>(to - from), requests()->plotWidth());
        const auto ticks = timeTicks(from, to, step);
        QVERIFY(step >= day);
        QVERIFY(ticks.size() >= 3);
        const int wide = QFontMetrics(textFont(TextSize::Tiny)).horizontalAdvance(QStringLiteral("30 Nov"));
        QVERIFY(ticks.size() * (wide + 8) <= requests()->plotWidth() + wide);
    }

    /// The period before stands in the same place of the window, with its own values and its own gap.
    void thePeriodBeforeIsDrawnBesideIt()
    {
        QVERIFY(show(30));
        const QImage alone = pictureOf(requests());
        auto *compare = board().findChild<ChipButton *>(QStringLiteral("compare"));
        compare->menu()->actions().at(1)->trigger();
        QCOMPARE(compare->text(), QStringLiteral("Compare: The period before"));
        QVERIFY(until([this] { return requests()->points(4).size() > 50 && badge() == QStringLiteral("Live"); }));
        bool gap = false;
        for (const QPointF &point : requests()->points(4)) {
            const qint64 ago = m_hour - static_cast<qint64>(point.x()) / 1000 / hour + 30 * 24;
            const double level = levelAt(ago);
            QVERIFY2(std::isnan(level) ? std::isnan(point.y()) : point.y() == level, qPrintable(QString::number(ago)));
            gap = gap || std::isnan(level);
        }
        QVERIFY(gap);
        QVERIFY(until([this] { // one after another
            return std::ranges::all_of(board().charts(), [](const LiveChart *chart) {
                return chart->legend()->accessibleName().contains(QStringLiteral("before"));
            });
        }));
        QVERIFY(until([this] {
            const auto messages = board().charts().last()->points(1);
            return std::ranges::any_of(messages, [](const QPointF &point) { return point.y() == 1; });
        }));

        // Painted thinly, in grey, at half the height of this period's line; not in its gap, and not without it.
        const QImage beside = pictureOf(requests());
        const int top = rowOf(beside, columnAt(requests(), 15), currentTokens().series1);
        const int bottom = rowOf(beside, columnAt(requests(), 15), currentTokens().series3); // of those there are none
        QVERIFY(top > 0 && bottom > top + 50);
        const int half = (top + bottom) / 2;
        const auto painted = [&](const QImage &image, double newestDay, double oldestDay) {
            const int first = columnAt(requests(), oldestDay);
            const int last = columnAt(requests(), newestDay);
            const QColor ground = image.pixelColor(first, (top + half) / 2);
            int columns = 0;
            for (int x = first; x < last; ++x) {
                bool found = false;
                for (int y = half - 2; y <= half + 2; ++y) {
                    const QColor pixel = image.pixelColor(x, y);
                    found = found || (distance(pixel, ground) > 24 && std::abs(pixel.red() - pixel.blue()) < 40);
                }
                columns += found ? 1 : 0;
            }
            return 100 * columns / (last - first);
        };
        QCOMPARE(painted(beside, 14, 28), 100);
        QCOMPARE(painted(beside, 1.5, 9.5), 100);
        QCOMPARE(painted(beside, 10.5, 12.5), 0);
        QCOMPARE(painted(alone, 1.5, 28), 0);
        compare->menu()->actions().first()->trigger();
        QVERIFY(requests()->points(4).isEmpty());
    }

    void theWheelZoomsAllChartsAndBack()
    {
        QVERIFY(show(30));
        const auto before = board().range();
        LiveChart *third = board().charts().at(1);
        const QPoint at((left(third) + right(third)) / 2 - 60, 60);
        const double share = static_cast<double>(at.x() - left(third)) / third->plotWidth();
        const auto under = [&] {
            const auto [from, to] = board().range();
            return static_cast<double>(from) + share * static_cast<double>(to - from);
        };
        const double held = under();
        wheel(third, 120, at);
        wheel(third, 120, at);
        QVERIFY(!board().isLive());
        const auto near = board().range();
        QVERIFY(std::abs(near.second - near.first - 0.64 * 30 * day) < 4);
        QVERIFY(std::abs(under() - held) < 0.01 * 30 * day); // what is under the mouse stays there
        QVERIFY(drawn());
        QVERIFY(until([this] { return badge() == QStringLiteral("Range"); }));
        const auto rows = rowsOf(board().csv()).mid(1);
        QVERIFY2(std::abs(static_cast<double>(rows.size()) - 0.64 * 30 * 24) <= 2,
                 qPrintable(QString::number(rows.size())));
        for (const QByteArrayList &row : rows) {
            const qint64 time = timeOf(row.first());
            QVERIFY(time >= near.first && time < near.second);
        }
        // Another chart, and the other way.
        LiveChart *first = requests();
        wheel(first, -120, {at.x() - left(third) + left(first), 60});
        wheel(first, -120, {at.x() - left(third) + left(first), 60});
        const auto back = board().range();
        QVERIFY(std::abs(back.first - before.first) < day / 4 && std::abs(back.second - before.second) < day / 4);
        QVERIFY(drawn());
    }

    void draggingPansAllChartsAndBack()
    {
        QVERIFY(show(30));
        const auto before = board().range();
        LiveChart *chart = board().charts().at(1);
        drag(chart, 100);
        const auto [from, to] = board().range();
        QCOMPARE(to - from, 30 * day);
        const double expected = 100.0 / chart->plotWidth() * 30 * day;
        QVERIFY(std::abs(static_cast<double>(before.second - to) - expected) < 0.02 * 30 * day);
        QVERIFY(drawn());
        QVERIFY(until([this] { return badge() == QStringLiteral("Range"); }));
        // What came into sight is there: the days before were at half of it.
        QVERIFY(until([this] {
            const auto points = requests()->points(0);
            return std::ranges::any_of(points, [](const QPointF &point) { return point.y() == 4; });
        }));
        drag(requests(), -40);
        QVERIFY(board().range().second > to && !board().isLive());
        // The future cannot be reached: there it follows the newest again.
        drag(requests(), -150);
        QVERIFY(board().isLive());
        drag(chart, 80);
        QVERIFY(!board().isLive());
        QTest::mouseDClick(viewport(chart), Qt::LeftButton, {}, viewport(chart)->rect().center());
        QVERIFY(board().isLive());
        QCOMPARE(board().range().second - board().range().first, 30 * day);
        QVERIFY(drawn());
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    TestBoardRanges test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_board_ranges.moc"
