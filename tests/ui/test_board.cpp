// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The charts of the metrics pages, in the real window against a real server: a range that cannot be read, another
// organization beside the first, one crosshair, and a server that is missing.

#include "tests/ui/windowtest.h"

#include "app/api/metricsstream.h"
#include "app/api/session.h"
#include "app/core/text.h"
#include "models/stores/metricsstore.h"
#include "models/stores/tenantswitcherstore.h"
#include "ui/pages/commands.h"
#include "ui/pages/metrics/chartboard.h"
#include "ui/pages/metrics/metricspage.h"
#include "ui/pages/metrics/toptenantsmodel.h"
#include "ui/pages/organizations/organizationdetail.h"
#include "ui/pages/organizations/organizationspage.h"
#include "ui/shell/workspace.h"
#include "ui/theme/style.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/livechart.h"
#include "ui/widgets/tenantswitcher.h"

#include <QAction>
#include <QAbstractScrollArea>
#include <QLocale>

using namespace objecta;
using namespace objecta::test;
using namespace objecta::ui;

class TestBoard : public WindowTest {
    Q_OBJECT

    static constexpr int many = 30;

    ChartBoard &platform() { return *m_window->workspace().metrics()->findChild<ChartBoard *>(); }
    ChartBoard &organization() { return *m_window->workspace().organizations()->detail()->findChild<ChartBoard *>(); }
    Banner &failure() { return *platform().findChild<Banner *>(); }
    static QString badge(const ChartBoard &board) { return board.findChild<Badge *>()->text(); }
    /// Whether a line from top to bottom stands in it.
    static bool hasCrosshair(LiveChart *chart)
    {
        const QImage image = chart->grab().toImage();
        const QRgb color = currentTokens().outline.rgb();
        for (int x = 0; x < image.width(); ++x) {
            int marked = 0;
            for (int y = 0; y < image.height(); ++y) {
                marked += (image.pixel(x, y) | 0xff000000) == color ? 1 : 0;
            }
            if (marked > image.height() / 2) {
                return true;
            }
        }
        return false;
    }
    /// What a column of the table adds up to.
    static double sum(const QByteArray &csv, const QByteArray &column)
    {
        const QList<QByteArray> lines = csv.split('\n');
        const qsizetype place = lines.first().trimmed().split(',').indexOf(column);
        double out = place < 0 ? -1 : 0;
        for (const QByteArray &line : lines.mid(1)) {
            out += line.trimmed().split(',').value(place).toDouble();
        }
        return out;
    }
    /// Those who may read history, or may not for now.
    void allowHistory(bool allowed)
    {
        auto owner = m_server.sql("objecta_owner");
        const auto done = owner.run(allowed ? "GRANT SELECT ON metric_points TO objecta_platform"
                                            : "REVOKE SELECT ON metric_points FROM objecta_platform");
        QVERIFY2(done.ok(), done.message.c_str());
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        QCOMPARE(makeRows(many, "A Row").size(), size_t(many));
        // Something to draw of the day before.
        const auto stored = m_server.sql("objecta_platform")
                                .run("INSERT INTO metric_points (organization_id, ring, slot, at, step_seconds, "
                                     "server, requests, status2xx) SELECT '00000000-0000-0000-0000-000000000000', "
                                     "ring, metric_slot(ring, t), t, ring, gen_random_uuid(), 30 * ring, 30 * ring "
                                     "FROM (SELECT ring, to_timestamp((extract(epoch FROM now())::bigint / ring - i) "
                                     "* ring) t FROM unnest(ARRAY[10, 60]) ring, generate_series(1, 86400 / ring) i) "
                                     "steps");
        QVERIFY2(stored.ok(), stored.message.c_str());
        QVERIFY(open());
        m_window->commands().goMetrics->trigger();
        QVERIFY(loaded(ctx().metrics));
        QVERIFY(until([&] { return badge(platform()) == QStringLiteral("Live"); }));
    }
    void cleanupTestCase() { close(); }

    void aRangeThatCannotBeReadIsSaidAndReadAgain()
    {
        QVERIFY(!failure().isVisible());
        platform().setWindow(6 * 3600);
        QVERIFY(until([&] { return badge(platform()) == QStringLiteral("Live"); }));
        QVERIFY(!platform().charts().first()->isDimmed());

        // Other lines than those of the range that is wanted: they are told from it.
        allowHistory(false);
        platform().setWindow(24 * 3600);
        QVERIFY(until([&] { return failure().isVisible(); }));
        QCOMPARE(failure().accessibleName(), QStringLiteral("This range could not be read"));
        QVERIFY(!failure().accessibleDescription().isEmpty());
        QCOMPARE(badge(platform()), QStringLiteral("Not read"));
        QVERIFY(until([&] { return platform().charts().first()->isDimmed(); }));

        allowHistory(true);
        const auto buttons = failure().findChildren<QPushButton *>();
        const auto again = std::find_if(buttons.begin(), buttons.end(), [](const QPushButton *button) {
            return button->text() == QStringLiteral("Try again");
        });
        QVERIFY(again != buttons.end());
        (*again)->click();
        QVERIFY(until([&] { return !failure().isVisible() && badge(platform()) == QStringLiteral("Live"); }));
        QVERIFY(!platform().charts().first()->isDimmed());
    }

    void aFixedRangeIsAskedForAgainByItself()
    {
        allowHistory(false);
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        platform().setRange(now - 9 * 3600, now - 3600);
        QVERIFY(until([&] { return failure().isVisible(); }));
        allowHistory(true);
        QVERIFY(until([&] { return !failure().isVisible() && badge(platform()) == QStringLiteral("Range"); }));
        // What lies within the live seconds needs none of it.
        platform().setWindow(300);
        QVERIFY(until([&] { return badge(platform()) == QStringLiteral("Live"); }));
    }

    /// Also at the beginning of what was read, and of what is compared with it: of the five minutes before, which are
    /// not shown themselves.
    void sharesOfAReadRangeAreOfFiveMinutes()
    {
        const qint64 begin = (QDateTime::currentSecsSinceEpoch() / 60 - 300) * 60;
        const auto failed = m_server.sql("objecta_platform")
                                .run("UPDATE metric_points SET status5xx = requests, status2xx = 0 WHERE at >= "
                                     "to_timestamp($1::bigint - 200) AND at < to_timestamp($1::bigint - 100) "
                                     "AND step_seconds = 10",
                                     {std::to_string(begin)});
        QVERIFY2(failed.ok(), failed.message.c_str());
        const auto begins = [begin](const QList<QPointF> &line) {
            QCOMPARE(line.first().x(), static_cast<double>(begin) * 1000);
            QCOMPARE(line.first().y(), 100.0 * 100 / 300);
            QVERIFY(std::ranges::any_of(line, [](const QPointF &point) { return point.y() == 0; }));
        };
        platform().setRange(begin, begin + 1800);
        QVERIFY(until([&] { return platform().isShown() && badge(platform()) == QStringLiteral("Range"); }));
        begins(platform().charts().at(2)->points(0));
        const QList<QByteArray> rows = platform().csv().split('\n');
        QCOMPARE(rows.size(), 1 + 180 + 1);
        QVERIFY(rows.at(1).startsWith(QDateTime::fromSecsSinceEpoch(begin, Qt::UTC).toString(Qt::ISODate).toLatin1()));

        platform().setRange(begin + 1800, begin + 3600);
        platform().setCompared(QStringLiteral("previous"));
        QVERIFY(until([&] {
            const auto beside = platform().charts().at(2)->points(2);
            return platform().isShown() && !beside.isEmpty()
                && beside.first().x() == static_cast<double>(begin + 1800) * 1000;
        }));
        QCOMPARE(platform().charts().at(2)->points(2).first().y(), 100.0 * 100 / 300);
        QCOMPARE(platform().charts().at(2)->points(0).first().y(), 0.0);
        platform().setCompared({});
    }

    /// However fast the mouse is: more often than charts are given their lines.
    void chartsFollowADrag()
    {
        platform().setWindow(300);
        QVERIFY(until([&] { return badge(platform()) == QStringLiteral("Live"); }));
        LiveChart *last = platform().charts().last();
        const QImage before = last->grab().toImage();
        const auto [from, to] = platform().range();
        int moved = 0;
        QVERIFY(until([&, from = from, to = to] {
            ++moved;
            platform().setRange(from - 60 - moved, to - 60 - moved);
            return last->grab().toImage() != before;
        }));
        platform().setWindow(300);
    }

    void anyOrganizationStandsBesideTheFirst()
    {
        m_window->workspace().openOrganization(organizationId(m_server, "acme-corp"));
        m_window->workspace().organizations()->detail()->showTab(OrganizationDetail::Metrics);
        ChartBoard &board = organization();
        QVERIFY(until([&] { return board.isVisible(); }));
        auto *compare = board.findChild<ChipButton *>(QStringLiteral("compare"));
        QVERIFY(compare);
        QCOMPARE(compare->menu()->actions().last()->text(), QStringLiteral("Another organization\u2026"));
        compare->menu()->actions().last()->trigger();
        const auto search = [&] { return m_window->findChild<TenantSwitcher *>(QStringLiteral("compareSwitcher")); };
        QVERIFY(until([&] { return search() && search()->isVisible(); }));
        QCOMPARE(compare->text(), QStringLiteral("Compare: Nothing"));
        // One that is not among the first twenty.
        auto *model = ctx().switcher.model();
        QVERIFY(until([&] { return ctx().switcher.hasData() && model->rowCount() >= 20; }));
        for (int row = 0; row < model->rowCount(); ++row) {
            QVERIFY(model->at(row).slug != QStringLiteral("xyz-inc"));
        }
        search()->input()->setText(QStringLiteral("xyz-inc"));
        QVERIFY(until([&] { return model->rowCount() == 1 && model->at(0).slug == QStringLiteral("xyz-inc"); }));
        const QString name = model->at(0).name;
        QTest::keyClick(search()->input(), Qt::Key_Return);
        QVERIFY(!search()->isVisible());
        QCOMPARE(compare->text(), QStringLiteral("Compare: ") + name);
        // The organization that the page shows is still the first.
        QVERIFY(m_window->workspace().page() == Workspace::OrganizationsIndex);

        HttpClient acme = m_server.tenant("acme-corp");
        HttpClient xyz = m_server.tenant("xyz-inc");
        QVERIFY(until([&] {
            acme.get("/v1/agents");
            xyz.get("/v1/agents");
            xyz.get("/v1/agents");
            const QByteArray csv = board.csv();
            return sum(csv, "requests_per_second") > 0 && sum(csv, "compared_requests_per_second") > 0;
        }));
        QVERIFY(board.csv().contains(name.toUtf8()));
        QVERIFY(until([&] { return board.charts().first()->legend()->accessibleName().contains(name); }));

        // And no more of it once nothing is compared.
        compare->menu()->actions().first()->trigger();
        QCOMPARE(sum(board.csv(), "compared_requests_per_second"), -1.0);
        QVERIFY(!board.csv().contains(name.toUtf8()));
    }

    /// What something alerts at stands in the charts of what it is about; the errors are counted as the alerts count.
    void alertsBoundsAreDrawn()
    {
        const auto labels = [](const LiveChart *chart) {
            QStringList out;
            for (const ChartThreshold &threshold : chart->thresholds()) {
                out.append(threshold.label);
            }
            return out;
        };
        const auto shares = [](const ChartBoard &board) { return board.charts().at(2); };
        QCOMPARE(labels(platform().charts().at(1)), QStringList{QStringLiteral("Alert p99 500\u00a0ms")});
        QCOMPARE(platform().charts().at(1)->thresholds().first().value, 500.0);
        QVERIFY(platform().charts().at(1)->parentWidget()->toolTip().contains(QStringLiteral("five minutes")));
        QCOMPARE(labels(shares(platform())),
                 (QStringList{QStringLiteral("Alert 5xx 1%"), QStringLiteral("Alert 5xx 10%"),
                              QStringLiteral("Alert rate limit 30%")}));

        const auto staff = [&] { return m_server.staff(); };
        const std::string throttle =
            "/v1/admin/organizations/" + organizationId(m_server, "acme-corp").text() + "/throttle";
        QCOMPARE(staff().send("PUT", throttle, R"({"per_second":1,"minutes":60,"reason":"Shares"})").status, 200);
        m_window->workspace().openOrganization(organizationId(m_server, "acme-corp"));
        m_window->workspace().organizations()->detail()->showTab(OrganizationDetail::Metrics);
        ChartBoard &board = organization();
        QVERIFY(until([&] { return board.isVisible(); }));
        QCOMPARE(labels(board.charts().at(1)), QStringList{QStringLiteral("Platform alert p99 500\u00a0ms")});
        HttpClient acme = m_server.tenant("acme-corp");
        const auto newest = [](const QList<QPointF> &line) { return line.isEmpty() ? 0.0 : line.last().y(); };
        QVERIFY(until([&] {
            for (int i = 0; i < 20; ++i) {
                acme.get("/v1/agents");
            }
            return newest(shares(board)->points(1)) > 30;
        }));
        QCOMPARE(newest(shares(board)->points(0)), 0.0); // no 5xx
        const QString said = shares(board)->accessibleDescription();
        QVERIFY2(said.contains(QStringLiteral("Rate limit ")) && said.contains(QLatin1Char('%'))
                     && said.contains(QStringLiteral("Platform alert rate limit 30%")),
                 qPrintable(said));
        QCOMPARE(staff().del(throttle).status, 204);
    }

    void oneCrosshairCrossesAllCharts()
    {
        m_window->commands().goMetrics->trigger();
        QVERIFY(until([&] { return badge(platform()) == QStringLiteral("Live"); }));
        const auto charts = platform().charts();
        QVERIFY(std::none_of(charts.begin(), charts.end(), hasCrosshair));
        auto *over = charts.first()->findChild<QAbstractScrollArea *>()->viewport();
        // A page that is still being laid out moves away from under the mouse.
        int moved = 0;
        QVERIFY(until([&] {
            QTest::mouseMove(over, over->rect().center() + QPoint(++moved % 2, 0));
            return std::all_of(charts.begin(), charts.end(), hasCrosshair);
        }));
        QTest::mouseMove(over, QPoint(1, 1)); // beside the plot
        QVERIFY(until([&] { return std::none_of(charts.begin(), charts.end(), hasCrosshair); }));
    }

    void aSlowConnectionIsSaid()
    {
        QVERIFY(until([&] { return badge(platform()) == QStringLiteral("Live"); }));
        emit ctx().stream.rateChanged(4);
        QCOMPARE(badge(platform()), QStringLiteral("Slow connection \u2013 told every 4 s"));
        emit ctx().stream.rateChanged(1);
        QCOMPARE(badge(platform()), QStringLiteral("Live"));
    }

    void pausedItStandsStillAndSaysHowFarBehind()
    {
        m_window->commands().goMetrics->trigger();
        QVERIFY(until([&] { return badge(platform()) == QStringLiteral("Live"); }));
        QAction *pause = m_window->commands().pauseMetrics;
        pause->trigger();
        QVERIFY(until([&] { return badge(platform()).startsWith(QStringLiteral("Paused")); }));
        const auto shown = platform().range();
        QVERIFY(until([&] { return badge(platform()).section(QLatin1Char(' '), 2, 2).toInt() >= 2; }));
        QVERIFY(platform().range() == shown);
        pause->trigger();
        QVERIFY(until([&] { return badge(platform()) == QStringLiteral("Live") && platform().range() != shown; }));
    }

    void aMissingServerIsSaidAndItsSecondsAreTinted()
    {
        TestServer other(m_server, {QStringLiteral("--name"), QStringLiteral("other")});
        QVERIFY2(other.start(), qPrintable(other.error()));
        bool heard = false;
        connect(&ctx().stream, &api::MetricsStream::frameReceived, this, [&heard](const StreamMessage &message) {
            heard = heard || std::any_of(message.servers.begin(), message.servers.end(), [](const ServerState &server) {
                        return server.name == "other" && server.live;
                    });
        });
        QVERIFY(until([&] { return heard && ctx().metrics.missingServers().isEmpty(); }));
        other.kill();
        QVERIFY(until([&] { return badge(platform()).startsWith(QStringLiteral("Live \u2013 without 1 server")); }));
        QVERIFY(platform().findChild<Badge *>()->toolTip().contains(QStringLiteral("other")));
        QCOMPARE(ctx().metrics.missingServers(), QStringList{QStringLiteral("other")});
        QVERIFY(until([&] {
            const auto partial = ctx().metrics.partial();
            return !partial.isEmpty() && partial.last().second - partial.last().first >= 2
                && partial.last().second == ctx().metrics.ring().lastSecond() + 1;
        }));
        // What is in the past stays so, read anew or not.
        const qint64 since = ctx().metrics.partial().last().first;
        ctx().metrics.reload();
        QVERIFY(loaded(ctx().metrics));
        QCOMPARE(ctx().metrics.partial().last().first, since);
    }

    /// What was read of a server is nobody's to see on the next.
    void nothingIsLeftOfASession()
    {
        platform().setWindow(24 * 3600);
        platform().setCompared(core::text(organizationId(m_server, "acme-corp").text()), QStringLiteral("Acme"));
        auto *compare = platform().findChild<ChipButton *>(QStringLiteral("compare"));
        QVERIFY(until([&] { return platform().csv().contains("Acme"); }));
        HttpClient acme = m_server.tenant("acme-corp");
        QVERIFY(until([&] {
            acme.get("/v1/agents");
            return m_window->workspace().metrics()->top()->rowCount() > 0;
        }));
        ctx().session.signOut();
        QVERIFY(until([&] { return ctx().session.state() == api::Session::State::SignedOut; }));
        QCOMPARE(m_window->workspace().metrics()->top()->rowCount(), 0);
        QCOMPARE(compare->text(), QStringLiteral("Compare: Nothing"));
        QCOMPARE(platform().csv().count('\n'), qsizetype(1));
        for (LiveChart *chart : platform().charts()) {
            QVERIFY(chart->accessibleDescription().isEmpty());
        }
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    TestBoard test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_board.moc"
