// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Pausing the charts of an organization and of the platform, in the real window against a real server: they stand
// still, go on without a hole, and whoever looks elsewhere finds them going on.

#include "tests/ui/windowtest.h"

#include "models/stores/metricsstore.h"
#include "ui/pages/commands.h"
#include "ui/pages/metrics/chartboard.h"
#include "ui/pages/metrics/metricspage.h"
#include "ui/pages/organizations/metricstab.h"
#include "ui/pages/organizations/organizationdetail.h"
#include "ui/pages/organizations/organizationspage.h"
#include "ui/shell/workspace.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/livechart.h"

#include <QAbstractButton>
#include <QAction>
#include <QLocale>
#include <QPointer>
#include <QResizeEvent>
#include <QToolButton>

#include <cmath>

using namespace objecta;
using namespace objecta::test;
using namespace objecta::ui;

class TestBoardPause : public WindowTest {
    Q_OBJECT

    ChartBoard &platform() { return *m_window->workspace().metrics()->findChild<ChartBoard *>(); }
    OrganizationDetail &detail() { return *m_window->workspace().organizations()->detail(); }
    ChartBoard &board() { return *detail().metrics()->board(); }
    QAction *pause() { return m_window->commands().pauseMetrics; }
    static QString badge(const ChartBoard &board) { return board.findChild<Badge *>()->text(); }
    static bool isPaused(const ChartBoard &board) { return badge(board).startsWith(QStringLiteral("Paused")); }
    static QAbstractButton *button(const ChartBoard &board, const QString &text)
    {
        for (QAbstractButton *button : board.findChildren<QAbstractButton *>()) {
            if (button->text() == text) {
                return button;
            }
        }
        return nullptr;
    }
    QToolButton *pauseButton() { return board().findChild<QToolButton *>(QStringLiteral("pause")); }
    /// The charts of an organization, following the newest second.
    bool showLive(std::string_view slug = "acme-corp")
    {
        m_window->workspace().openOrganization(organizationId(m_server, slug));
        detail().showTab(OrganizationDetail::Metrics);
        return until([this] { return board().isVisible(); }) && (board().setWindow(300), true)
            && until([this] { return badge(board()) == QStringLiteral("Live") && pause()->isEnabled(); });
    }
    bool pauseIt()
    {
        pause()->trigger();
        return until([this] { return isPaused(board()) && pause()->isChecked(); });
    }
    /// The newest point of a line that has a value.
    static qint64 newestOf(const LiveChart *chart)
    {
        const auto points = chart->points(0);
        for (auto point = points.rbegin(); point != points.rend(); ++point) {
            if (!std::isnan(point->y())) {
                return static_cast<qint64>(point->x()) / 1000;
            }
        }
        return 0;
    }

    /// The points of its lines; what was not measured as -1, which equals itself.
    static QList<QPointF> valuesOf(const LiveChart *chart)
    {
        QList<QPointF> out;
        for (int line = 0; line < 4; ++line) {
            for (const QPointF &point : chart->points(line)) {
                out.append({point.x(), std::isnan(point.y()) ? -1 : point.y()});
            }
        }
        return out;
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        QVERIFY(open());
        QVERIFY(showLive());
    }
    void cleanupTestCase() { close(); }

    /// What happens meanwhile is in the lines afterwards, second by second.
    void anOrganizationsChartsStandStillAndGoOnWhole()
    {
        HttpClient acme = m_server.tenant("acme-corp");
        LiveChart *requests = board().charts().first();
        QVERIFY(until([&] {
            acme.get("/v1/agents");
            return newestOf(requests) > 0 && requests->isDrawn();
        }));
        QVERIFY(pauseButton()->isVisible() && pauseButton()->isEnabled());
        QCOMPARE(pauseButton()->accessibleName(), QStringLiteral("Pause"));
        pauseButton()->click();
        QVERIFY(isPaused(board())); // at once
        QCOMPARE(pauseButton()->accessibleName(), QStringLiteral("Resume"));
        // What was on its way to the charts is of before, too.
        const auto range = board().range();
        QVERIFY(until([&] { return newestOf(requests) == range.second - 1; }));
        const qint64 stood = newestOf(requests);
        const auto held = valuesOf(requests);
        QVERIFY(until([&] {
            acme.get("/v1/agents");
            return badge(board()).section(QLatin1Char(' '), 2, 2).toInt() >= 4;
        }));
        QVERIFY(board().range() == range);
        QCOMPARE(newestOf(requests), stood);
        QCOMPARE(valuesOf(requests), held);
        QVERIFY(!board().isLive() && board().follows());

        pauseButton()->click();
        QCOMPARE(badge(board()), QStringLiteral("Live"));
        QVERIFY(until([&] { return newestOf(requests) >= stood + 4; }));
        double last = static_cast<double>(stood) * 1000;
        double meanwhile = 0;
        for (const QPointF &point : requests->points(0)) {
            if (point.x() > static_cast<double>(stood) * 1000) {
                QVERIFY(!std::isnan(point.y()));
                QCOMPARE(point.x() - last, 1000.0);
                last = point.x();
                meanwhile += point.y();
            }
        }
        QVERIFY(meanwhile > 0);
    }

    /// An hour is all that is live: the seconds that go on would leave what is held behind.
    void anHourIsHeldWhole()
    {
        QVERIFY(showLive());
        board().setWindow(3600);
        LiveChart *requests = board().charts().first();
        const auto *store = detail().metrics()->findChild<stores::MetricsStore *>();
        QVERIFY(until([&] {
            return board().isShown() && newestOf(requests) > 0 && store->ring().firstSecond() == board().range().first;
        }));
        QVERIFY(pauseIt());
        const qint64 from = board().range().first;
        const QByteArray table = board().csv();
        QCOMPARE(table.count('\n'), qsizetype(1 + 3600));
        QVERIFY(until([&] { return board().isShown() && requests->isDrawn(); }));
        const auto held = valuesOf(requests);
        QVERIFY(until([&] { return store->ring().firstSecond() > from + 2; }));
        QCOMPARE(board().csv(), table);
        QResizeEvent resized(board().size(), board().size());
        QApplication::sendEvent(&board(), &resized);
        QVERIFY(!board().isShown());
        QVERIFY(until([&] { return board().isShown() && requests->isDrawn(); }));
        QVERIFY(isPaused(board()));
        QCOMPARE(valuesOf(requests), held);
        QCOMPARE(board().csv(), table);
        QVERIFY(!requests->isDimmed());
        pause()->trigger();
        QVERIFY(until([&] { return badge(board()) == QStringLiteral("Live"); }));
        board().setWindow(300);
    }

    void keysPauseToo()
    {
        QVERIFY(showLive());
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        board().setFocus();
        QTest::keyClick(&board(), Qt::Key_P, Qt::ControlModifier);
        QVERIFY(isPaused(board()));
        QTest::keyClick(&board(), Qt::Key_Space);
        QVERIFY(!isPaused(board()));
        QCOMPARE(badge(board()), QStringLiteral("Live"));
    }

    void anotherWindowEndsIt()
    {
        QVERIFY(showLive() && pauseIt());
        button(board(), QStringLiteral("15 min"))->click();
        QVERIFY(!pause()->isChecked());
        QVERIFY(board().isLive());
        QCOMPARE(board().range().second - board().range().first, 900);
        QVERIFY(!isPaused(board()));
    }

    /// A fixed range stands still by itself: there is nothing to pause.
    void aFixedRangeCannotBePaused()
    {
        QVERIFY(showLive() && pauseIt());
        const qint64 end = board().range().second;
        QTest::keyClick(&board(), Qt::Key_Plus);
        QVERIFY(!board().follows());
        QVERIFY(board().range().second <= end);
        QVERIFY(!pause()->isChecked());
        QVERIFY(!pauseButton()->isVisible());
        QVERIFY(until([&] { return !pause()->isEnabled() && badge(board()) == QStringLiteral("Range"); }));
        QVERIFY(pause()->toolTip() != pause()->iconText()); // but says why not
        const auto range = board().range();
        QTest::keyClick(&board(), Qt::Key_Space);
        QVERIFY(board().range() == range);

        QTest::keyClick(&board(), Qt::Key_Home);
        QVERIFY(board().isLive());
        QVERIFY(pauseButton()->isVisible());
        QVERIFY(until([&] { return pause()->isEnabled(); }));
    }

    void whoLooksElsewhereFindsItGoingOn()
    {
        QVERIFY(showLive() && pauseIt());
        detail().showTab(OrganizationDetail::Overview);
        QVERIFY(!pause()->isChecked());
        QVERIFY(until([&] { return !pause()->isEnabled(); }));
        detail().showTab(OrganizationDetail::Metrics);
        QVERIFY(until([&] { return badge(board()) == QStringLiteral("Live") && pause()->isEnabled(); }));

        // From one page with charts to the other and back.
        QVERIFY(pauseIt());
        m_window->commands().goMetrics->trigger();
        QVERIFY(pause()->isEnabled() && !pause()->isChecked());
        QVERIFY(until([&] { return badge(platform()) == QStringLiteral("Live"); }));
        pause()->trigger();
        QVERIFY(isPaused(platform()));
        m_window->commands().goOrganizations->trigger();
        QVERIFY(!ctx().metrics.isPaused());
        QVERIFY(until([&] { return badge(board()) == QStringLiteral("Live") && pause()->isEnabled(); }));

        QVERIFY(pauseIt());
        m_window->workspace().openOrganization(organizationId(m_server, "xyz-inc"));
        QVERIFY(!pause()->isChecked());
        QVERIFY(until([&] { return badge(board()) == QStringLiteral("Live"); }));
    }

    /// On the live page the table is held as well: it stays so while a part of the past is looked at.
    void onThePlatformsPageTheTableIsHeldUntilItResumes()
    {
        m_window->commands().goMetrics->trigger();
        QVERIFY(until([&] { return badge(platform()) == QStringLiteral("Live"); }));
        pause()->trigger();
        QVERIFY(isPaused(platform()));
        QTest::keyClick(&platform(), Qt::Key_Plus);
        QCOMPARE(badge(platform()), QStringLiteral("Range"));
        QVERIFY(pause()->isChecked() && ctx().metrics.isPaused());
        const auto range = platform().range();
        pause()->trigger();
        QVERIFY(!ctx().metrics.isPaused());
        QVERIFY(platform().range() == range);
        pause()->trigger();
        QTest::keyClick(&platform(), Qt::Key_Home);
        QVERIFY(!pause()->isChecked() && platform().isLive());
        QVERIFY(!platform().findChild<QToolButton *>(QStringLiteral("pause"))->isVisible());
    }

    /// Another language: the commands are others, and none of them is paused.
    void aWindowThatIsBuiltAnewGoesOn()
    {
        m_window->commands().goMetrics->trigger();
        pause()->trigger();
        QVERIFY(ctx().metrics.isPaused());
        QEvent change(QEvent::LanguageChange);
        const QPointer<QAction> before = pause();
        QApplication::sendEvent(m_window.get(), &change);
        QVERIFY(until([&] { return !before; }));
        QVERIFY(!pause()->isChecked() && !ctx().metrics.isPaused());
        QVERIFY(until([&] { return badge(platform()) == QStringLiteral("Live"); }));
    }

    /// The command does not say of itself that something is paused.
    void whereNobodyTakesItNothingIsPaused()
    {
        m_window->commands().goOverview->trigger();
        QVERIFY(!pause()->isEnabled());
        pause()->setChecked(true);
        QVERIFY(!pause()->isChecked() && !ctx().metrics.isPaused());
    }

    /// The next session begins with charts that go on.
    void signingOutEndsIt()
    {
        QVERIFY(showLive() && pauseIt());
        ctx().session.signOut();
        QVERIFY(until([&] { return ctx().session.state() == api::Session::State::SignedOut; }));
        QVERIFY(!pause()->isChecked());
    }

    /// Whatever page comes back with the next session.
    void withoutASessionItCannotBePaused()
    {
        QVERIFY(m_console->signIn());
        m_window->commands().goMetrics->trigger();
        QVERIFY(until([&] { return badge(platform()) == QStringLiteral("Live") && pause()->isEnabled(); }));
        ctx().session.signOut();
        QVERIFY(until([&] { return ctx().session.state() == api::Session::State::SignedOut; }));
        QCoreApplication::processEvents(); // what was told of it later
        QVERIFY(!pause()->isEnabled());
        QCOMPARE(pause()->toolTip(), QStringLiteral("Sign in first."));
        pause()->setChecked(true);
        QVERIFY(!pause()->isChecked());
        QVERIFY(m_console->signIn());
        QVERIFY(until([&] { return pause()->isEnabled(); }));
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    TestBoardPause test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_board_pause.moc"
