// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The platform at a glance, in the real window against a real server: figures that move, servers, throttles, alerts,
// and a server that goes away.

#include "tests/ui/windowtest.h"

#include "models/stores/alertstore.h"
#include "models/stores/organizationstore.h"
#include "models/stores/throttlestore.h"
#include "ui/pages/commands.h"
#include "ui/pages/metrics/chartboard.h"
#include "ui/pages/metrics/toptenantsmodel.h"
#include "ui/pages/metrics/metriccharts.h"
#include "ui/pages/organizations/organizationdetail.h"
#include "ui/pages/organizations/organizationspage.h"
#include "ui/pages/overview/alertlist.h"
#include "ui/pages/overview/overviewpage.h"
#include "ui/shell/workspace.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/inforow.h"
#include "ui/widgets/livechart.h"
#include "ui/widgets/stattile.h"

#include <QLocale>
#include <QSignalSpy>
#include <QToolButton>

using namespace objecta;
using namespace objecta::test;
using namespace objecta::ui;

class TestOverview : public WindowTest {
    Q_OBJECT

    OverviewPage &page() { return *m_window->workspace().overview(); }
    OrganizationId acme() const { return organizationId(m_server, "acme-corp"); }

    /// The row whose text has this in it.
    InfoRow *row(const QString &text)
    {
        for (auto *found : page().findChildren<InfoRow *>()) {
            if (found->isVisible() && found->accessibleName().contains(text)) {
                return found;
            }
        }
        return nullptr;
    }
    bool badgeSays(const QString &text)
    {
        const auto badges = page().findChildren<Badge *>();
        return std::any_of(badges.begin(), badges.end(),
                           [&](const Badge *badge) { return badge->isVisible() && badge->text().contains(text); });
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        QVERIFY(open());
        m_window->commands().goOverview->trigger();
        QVERIFY(m_window->workspace().page() == Workspace::OverviewIndex);
        QVERIFY(loaded(page().metrics()));
    }
    void cleanupTestCase() { close(); }

    void figuresMoveWithRealRequests()
    {
        QCOMPARE(page().tiles().size(), 7);
        QVERIFY(badgeSays(QStringLiteral("Live")));
        HttpClient tenant = m_server.tenant("acme-corp");
        QVERIFY(until([&] {
            tenant.get("/v1/agents");
            return page().tiles().first()->value().toDouble() > 0 && page().top()->rowCount() > 0;
        }));
        for (const StatTile *tile : page().tiles()) {
            QVERIFY2(tile->accessibleName().contains(QStringLiteral(": ")), qPrintable(tile->accessibleName()));
        }
        QVERIFY(until([&] { return page().tiles().at(4)->value().endsWith(QStringLiteral("ms")); }));
        // The server itself, and that it keeps up.
        QVERIFY(until([&] { return row(QStringLiteral("behind")) != nullptr; }));
    }

    void aClockThatIsAheadIsSaid()
    {
        StreamMessage message;
        message.type = "frame";
        message.servers = {{"1", "east", -30'000, false}};
        emit ctx().stream.frameReceived(message);
        InfoRow *east = row(QStringLiteral("ahead"));
        QVERIFY(east && east->accessibleName().contains(QStringLiteral("east")));
        QVERIFY(until([&] { return row(QStringLiteral("behind")) != nullptr; }));
    }

    void itLeadsToAnOrganizationAndRemembersIt()
    {
        m_window->workspace().openOrganization(acme());
        QVERIFY(loaded(ctx().organization));
        m_window->commands().goOverview->trigger();
        QVERIFY(until([&] { return row(QStringLiteral("acme-corp")) != nullptr; }));
        row(QStringLiteral("acme-corp"))->click();
        QVERIFY(m_window->workspace().page() == Workspace::OrganizationsIndex);
        m_window->commands().goOverview->trigger();
    }

    void throttlesAndAlertsAppearAndLeave()
    {
        ctx().throttles.set(acme(), {4321, 15, "SUP-21"});
        QVERIFY(until([&] { return row(QStringLiteral("4,321/s")) != nullptr; }));

        // Its level stands in the organization's chart, from when it began on.
        m_window->workspace().openOrganization(acme());
        m_window->workspace().organizations()->detail()->showTab(OrganizationDetail::Metrics);
        auto *chart = m_window->workspace().organizations()->detail()->findChild<LiveChart *>(QStringLiteral("chart0"));
        QVERIFY(chart);
        // Below it what every organization may ask for.
        QVERIFY(until([&] { return chart->thresholds().size() == 2; }));
        QCOMPARE(chart->thresholds().first().value, 2000.0);
        QCOMPARE(chart->thresholds().first().label, QStringLiteral("Rate limit 2,000/s a server"));
        QCOMPARE(chart->thresholds().last().value, 4321.0);
        QVERIFY(chart->thresholds().last().from > 0);
        QVERIFY(until([&] { return chart->legend()->accessibleName().contains(QStringLiteral("4,321/s")); }));
        m_window->commands().goOverview->trigger();

        ctx().throttles.lift(acme());
        QVERIFY(until([&] { return row(QStringLiteral("4,321/s")) == nullptr; }));
        QCOMPARE(chart->thresholds().size(), 1);
        // What is alerted at stands beside the latency.
        const auto *detail = m_window->workspace().organizations()->detail();
        const auto *latency = detail->findChild<MetricCharts *>()->findChildren<LiveChart *>().at(1);
        QVERIFY(latency->parentWidget()->toolTip().contains(QStringLiteral("five minutes")));
        const auto levels = latency->thresholds();
        QCOMPARE(levels.size(), 1);
        QCOMPARE(levels.first().value, 500.0);
        QCOMPARE(levels.first().label, QStringLiteral("Platform alert p99 500\u00a0ms"));

        QVERIFY(loaded(ctx().alerts));
        QVERIFY(row(QStringLiteral("Agent limit")) == nullptr);
        HttpClient tenant = m_server.tenant("acme-corp");
        const Reply eighth = tenant.post("/v1/agents", R"({"name":"Eighth","model":"objecta-standard"})");
        QCOMPARE(eighth.status, 201);
        ctx().alerts.reload();
        QVERIFY(until([&] { return row(QStringLiteral("Agent limit: 8 of 10 used")) != nullptr; }));
        InfoRow *alert = row(QStringLiteral("Agent limit"));
        QVERIFY(alert->accessibleName().contains(QStringLiteral("Acme Corp")));
        auto *seen = alert->findChild<QToolButton *>();
        QVERIFY(seen && seen->isVisible() && seen->isEnabled() && !seen->accessibleName().isEmpty());
        QSignalSpy done(&ctx().alerts, &stores::AlertStore::acknowledged);
        seen->click();
        QVERIFY(until([&] { return done.size() == 1; }));
        QVERIFY(ctx().alerts.items().front().acknowledgedBy.has_value());
        QVERIFY(!alert->findChild<QToolButton *>()->isVisible());
        QCOMPARE(tenant.del("/v1/agents/" + eighth.text("id")).status, 204);
        QVERIFY(m_server.sql("objecta_platform").run("DELETE FROM alerts").ok());
        ctx().alerts.reload();
        QVERIFY(until([&] { return ctx().alerts.state() == stores::PageStore::State::Empty; }));
    }

    void eachKindOfAlertHasWords()
    {
        Alert alert;
        alert.severity = "critical";
        alert.resource = "storage";
        alert.value = 5LL << 30;
        alert.limit = 6LL << 30;
        const auto text = [&](const char *kind, boost::json::object detail) {
            alert.kind = kind;
            alert.detail = std::move(detail);
            return alertLook(alert).text;
        };
        QCOMPARE(text("quota.threshold", {}), QStringLiteral("Storage limit: 5\u00a0GiB of 6\u00a0GiB used"));
        QVERIFY(text("usage.forecast", {{"reached_on", "2026-12-24"}}).contains(QStringLiteral("24")));
        QVERIFY(text("usage.difference", {}).contains(QStringLiteral("counted 6\u00a0GiB")));
        QVERIFY(text("job.dead", {{"job_kind", "erase"}}).contains(QStringLiteral("erase")));
        alert.value = 2;
        QVERIFY(text("isolation.finding", {}).contains(QStringLiteral("2")));
        QVERIFY(text("documents.missing", {}).contains(QStringLiteral("2")));
        QCOMPARE(text("something.newer", {}), QStringLiteral("something.newer"));
        QCOMPARE(alertLook(alert).detail, QStringLiteral("Platform"));
    }

    void aLostServerIsSaidAndTheLastFiguresStay()
    {
        const QString before = page().tiles().at(4)->value();
        m_server.kill();
        QVERIFY(until([&] { return badgeSays(QStringLiteral("as of")); }));
        QVERIFY(until([&] { return row(QStringLiteral("not known")) != nullptr; }));
        QVERIFY(page().metrics().hasData());
        QVERIFY(!before.isEmpty());
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        QVERIFY(until([&] { return badgeSays(QStringLiteral("Live")); }));
        QVERIFY(until([&] { return row(QStringLiteral("behind")) != nullptr; }));
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    TestOverview test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_overview.moc"
