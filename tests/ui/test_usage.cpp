// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What an organization used day by day, in the window: the days, those that nothing is known of, and when a limit will
// be reached.

#include "tests/support/waiting.h"
#include "tests/ui/windowtest.h"

#include "models/stores/alertstore.h"
#include "models/stores/organizationstore.h"
#include "models/stores/usagestore.h"
#include "ui/dialogs/formdialog.h"
#include "ui/pages/commands.h"
#include "ui/pages/organizations/organizationdetail.h"
#include "ui/pages/organizations/organizationspage.h"
#include "ui/pages/organizations/usagetab.h"
#include "ui/pages/overview/overviewpage.h"
#include "ui/shell/workspace.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/daybars.h"
#include "ui/widgets/inforow.h"
#include "ui/widgets/text.h"

#include <QHelpEvent>
#include <QPushButton>
#include <QToolTip>

using namespace objecta::test;
using namespace objecta::ui;
using namespace objecta;
using stores::Resource;
using namespace std::chrono_literals;

class TestUsage : public WindowTest {
    Q_OBJECT

    std::string m_acme;
    int64_t m_used = 0;

    static QDate today() { return QDateTime::currentDateTimeUtc().date(); }
    static std::string day(int ago) { return today().addDays(-ago).toString(Qt::ISODate).toStdString(); }
    static QString shown(int inDays) { return QLocale().toString(today().addDays(inDays), QLocale::ShortFormat); }

    void note(int ago, int64_t used)
    {
        const auto noted =
            m_server.sql("objecta_platform")
                .run(
                    "INSERT INTO usage_daily (organization_id, resource, day, used, peak, quota) VALUES ($1, 'agents', "
                    "$2::date, $3::bigint, $3::bigint + 1, 1000) ON CONFLICT (organization_id, resource, day) DO "
                    "UPDATE SET used = excluded.used, peak = excluded.peak, quota = excluded.quota",
                    {m_acme, day(ago), std::to_string(used)});
        QVERIFY2(noted.ok(), noted.message.c_str());
    }
    bool limitAgents(int64_t limit)
    {
        return m_server.staff()
                   .patch(limitsPath(m_server, "acme-corp"), "{\"maxAgents\":" + std::to_string(limit) + "}")
                   .status
            == 200;
    }
    UsageTab &tab() { return *m_window->workspace().organizations()->detail()->usage(); }
    DayBars &agents() { return *tab().bars(Resource::Agents); }
    /// What stands in the card of the agents.
    bool says(const QString &text)
    {
        const auto texts = agents().parentWidget()->findChildren<Text *>();
        return std::ranges::any_of(texts,
                                   [&](const Text *one) { return one->isVisible() && one->text().contains(text); });
    }
    /// What is told of the day that so many days ago was, under the mouse.
    QString toldOf(int ago)
    {
        QToolTip::hideText();
        const int at = static_cast<int>(agents().days().size()) - 1 - ago;
        const QPoint place = agents().column(at).center().toPoint();
        QHelpEvent help(QEvent::ToolTip, place, agents().mapToGlobal(place));
        QApplication::sendEvent(&agents(), &help);
        return QToolTip::text();
    }
    QColor colorAt(int ago, double share)
    {
        const QImage picture = agents().grab().toImage();
        const QRectF place = agents().column(static_cast<int>(agents().days().size()) - 1 - ago);
        const QPointF spot(place.center().x(), place.bottom() - share * place.height());
        return picture.pixelColor((spot * picture.devicePixelRatio()).toPoint());
    }

private slots:
    void initTestCase()
    {
        // Days are counted from today, which is to stay today.
        QVERIFY(within(90s, [] { return QDateTime::currentDateTimeUtc().time().secsTo(QTime(23, 59, 59)) > 60; }));
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
        auto sql = m_server.sql("postgres");
        QVERIFY(sql.run("UPDATE organizations SET created_at = created_at - interval '1 year'").ok());
        // What a new server does at once would fill in what a test leaves out.
        for (const char *kind : {"usage.daily", "usage.forecast"}) {
            QVERIFY(within(60s, [&] {
                return sql.run("SELECT count(*) FROM jobs WHERE kind = $1 AND status = 'done'", {kind}).value() != "0";
            }));
        }
        QVERIFY(sql.run("DELETE FROM usage_daily").ok());
        auto tenant = m_server.tenant("acme-corp");
        const auto before = tenant.get("/v1/usage").json().at("agents").at("used").as_int64();
        m_used = 20;
        QVERIFY(limitAgents(m_used + 10));
        for (auto made = before; made < m_used; ++made) {
            QCOMPARE(tenant.post("/v1/agents", R"({"name":"One more","model":"objecta-standard"})").status, 201);
        }
        // Two more each day: the ten that are left are five days.
        for (int ago = 1; ago <= 10; ++ago) {
            if (ago != 4) {
                note(ago, m_used - 2 * ago);
            }
        }
        QVERIFY(open());
        m_window->workspace().openOrganization(*OrganizationId::parse(m_acme));
        m_window->workspace().organizations()->detail()->showTab(OrganizationDetail::Usage);
        QVERIFY(until([&] { return tab().store().hasData(); }));
    }

    void eachDayHasABarAndTheLimitADay()
    {
        QVERIFY(agents().isVisible());
        QCOMPARE(agents().days().size(), 30);
        QCOMPARE(agents().days().last().date, today());
        QCOMPARE(agents().days().last().used, std::optional<qint64>(m_used));
        QVERIFY(says(QStringLiteral("%1 of %2 used").arg(m_used).arg(m_used + 10)));
        QVERIFY(says(QStringLiteral("At +2 a day the limit will be reached on %1").arg(shown(5))));
        // The limit of those days was far above.
        const QString told = toldOf(3);
        QVERIFY2(told.contains(shown(-3)) && told.contains(QStringLiteral("of 1,000 used")), qPrintable(told));
        QVERIFY2(told.contains(QStringLiteral("At most")), qPrintable(told));
        QVERIFY(toldOf(2).contains(QStringLiteral("+2 against the day before")));
    }

    void aDayThatNothingIsKnownOfIsAGapNotNothing()
    {
        QVERIFY(!agents().days().at(25).used);
        QVERIFY(toldOf(4).contains(QStringLiteral("Not known")));
        // Nothing is there, down to the ground; a day on which nothing was used has a foot.
        QCOMPARE(colorAt(4, 0.015), colorAt(4, 0.5));
        QVERIFY(colorAt(10, 0.015) != colorAt(10, 0.5));
    }

    void theKeyboardTellsADayToo()
    {
        agents().setFocus(Qt::TabFocusReason);
        QTest::keyClick(&agents(), Qt::Key_Home);
        QCOMPARE(agents().accessibleDescription(), agents().days().first().text);
        QTest::keyClick(&agents(), Qt::Key_Right);
        QCOMPARE(agents().accessibleDescription(), agents().days().at(1).text);
        QTest::keyClick(&agents(), Qt::Key_End);
        QTest::keyClick(&agents(), Qt::Key_Left);
        QCOMPARE(agents().accessibleDescription(), agents().days().at(28).text);
    }

    void aLimitThatSomebodyChangesIsSeen()
    {
        QVERIFY(limitAgents(m_used + 5000));
        QVERIFY(
            until([&] { return says(QStringLiteral("At +2 a day the limit will not be reached within a year.")); }));
        QVERIFY(limitAgents(m_used));
        QVERIFY(until([&] { return says(QStringLiteral("The limit is reached.")); }));
        QVERIFY(limitAgents(m_used + 10));
        QVERIFY(until([&] { return says(QStringLiteral("%1 of %2 used").arg(m_used).arg(m_used + 10)); }));
    }

    void whatIsForecastIsSaidInASentence_data()
    {
        QTest::addColumn<QString>("basis");
        QTest::addColumn<QString>("reachedOn");
        QTest::addColumn<double>("perDay");
        QTest::addColumn<Resource>("resource");
        QTest::addColumn<QString>("sentence");
        QTest::addRow("soon") << "trend"
                              << "2026-12-05" << 3.25 << Resource::Users
                              << "At +3.3 a day the limit will be reached on 12/5/26";
        QTest::addRow("today") << "month"
                               << "2026-11-30" << 1234.5 << Resource::Messages
                               << "At +1,235 a day the limit will be reached today.";
        QTest::addRow("this month") << "month"
                                    << "" << 10.0 << Resource::Messages
                                    << "At +10 a day the limit will not be reached this month.";
        QTest::addRow("less each day") << "trend"
                                       << "" << -1048576.0 << Resource::Storage
                                       << QStringLiteral(
                                              "At \u22121\u00a0MiB a day the limit will not be reached within a year.");
        QTest::addRow("no change") << "trend"
                                   << "" << 0.0 << Resource::Agents << "It stays as it is: the limit is not in sight.";
        QTest::addRow("one user in 24 days")
            << "trend"
            << "2026-12-24" << 1.0 / 24 << Resource::Users << "At +0.042 a day the limit will be reached on 12/24/26";
        QTest::addRow("too young") << "short"
                                   << "" << 0.0 << Resource::Agents
                                   << "Too little is known yet to tell when the limit will be reached.";
        QTest::addRow("reached") << "reached"
                                 << "" << 1.0 << Resource::Agents << "The limit is reached.";
        QTest::addRow("none") << "unlimited"
                              << "" << 1.0 << Resource::Agents << "There is no limit.";
    }
    void whatIsForecastIsSaidInASentence()
    {
        QFETCH(const QString, basis);
        QFETCH(const QString, reachedOn);
        QFETCH(const double, perDay);
        QFETCH(const Resource, resource);
        QFETCH(const QString, sentence);
        UsageForecast forecast;
        forecast.basis = basis.toStdString();
        forecast.perDay = perDay;
        if (!reachedOn.isEmpty()) {
            forecast.reachedOn = reachedOn.toStdString();
        }
        const QString told = forecastText(resource, forecast, QDate(2026, 11, 30)).text;
        QVERIFY2(told.startsWith(sentence), qPrintable(told));
    }

    /// Agents are near their limit: the alert of it leads here.
    void anAlertOfALimitLeadsHere()
    {
        auto sql = m_server.sql("objecta_platform");
        QVERIFY(sql.run("INSERT INTO jobs (organization_id, kind, max_attempts) VALUES "
                        "('00000000-0000-0000-0000-000000000000', 'usage.forecast', 1)")
                    .ok());
        sql.run("SELECT pg_notify('objecta_jobs', '')");
        m_window->workspace().organizations()->detail()->showTab(OrganizationDetail::Overview);
        m_window->commands().goOverview->trigger();
        const QString wanted = QStringLiteral("will be reached on %1").arg(shown(5));
        const QString used = QStringLiteral("%1 of %2 used").arg(m_used).arg(m_used + 10);
        InfoRow *row = nullptr;
        const auto alertIsThere = [&] {
            const auto rows = m_window->workspace().overview()->findChildren<InfoRow *>();
            const auto found =
                std::ranges::find_if(rows, [&](const InfoRow *one) { return one->accessibleName().contains(wanted); });
            row = found == rows.end() ? nullptr : *found;
            return row != nullptr;
        };
        QVERIFY(until(alertIsThere));
        // Edits of another organization have to be discarded first: until then its own tab stays.
        auto *organizations = m_window->workspace().organizations();
        const auto acme = *OrganizationId::parse(m_acme);
        const auto other = *OrganizationId::parse(m_server.demo().tenant("xyz-inc").id);
        const auto answer = [&](const QString &text) {
            auto *question = m_window->findChild<ConfirmDialog *>();
            const auto buttons = question ? question->findChildren<QPushButton *>() : QList<QPushButton *>();
            const auto button = std::ranges::find(buttons, text, &QPushButton::text);
            if (button == buttons.end() || organizations->detail()->tab() != OrganizationDetail::Quotas) {
                return false;
            }
            (*button)->click();
            return until([&] { return m_window->findChild<ConfirmDialog *>() == nullptr; });
        };
        const auto editOther = [&] {
            organizations->open(other);
            const bool read = until(
                [&] { return ctx().quota.state() == stores::PageStore::State::Ready && ctx().quota.id() == other; });
            organizations->detail()->showTab(OrganizationDetail::Quotas);
            ctx().quota.setValue(Resource::Users, 77);
            return read;
        };
        QVERIFY(editOther());
        row->click();
        QVERIFY(answer(QStringLiteral("Cancel")));
        // Whoever keeps them is not led there later, either.
        ctx().quota.revert();
        organizations->open(acme);
        QVERIFY(ctx().organization.id() == acme);
        QVERIFY(organizations->detail()->tab() == OrganizationDetail::Quotas);

        QVERIFY(editOther());
        QVERIFY(until(alertIsThere));
        row->click();
        QVERIFY(answer(QStringLiteral("Discard")));
        QVERIFY(m_window->workspace().page() == Workspace::OrganizationsIndex);
        QVERIFY(until([&] { return agents().isVisible() && says(used); }));
        QVERIFY(until([&] { return m_window->focusWidget() == &agents(); }));
    }

    void withoutAServerTheLastDaysStayAndSaySo()
    {
        auto *detail = m_window->workspace().organizations()->detail();
        detail->showTab(OrganizationDetail::Overview);
        m_server.kill();
        QVERIFY(until([&] { return ctx().connection.state() != stores::ConnectionStore::State::Live; }));
        detail->showTab(OrganizationDetail::Usage);
        QVERIFY(until([&] { return tab().store().state() == stores::PageStore::State::Stale; }));
        QVERIFY(agents().isVisible() && agents().days().last().used == m_used);
        QVERIFY(
            std::ranges::any_of(tab().findChildren<Banner *>(), [](const Banner *one) { return one->isVisible(); }));
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        QVERIFY(until([&] { return tab().store().state() == stores::PageStore::State::Ready; }));
        QVERIFY(
            std::ranges::none_of(tab().findChildren<Banner *>(), [](const Banner *one) { return one->isVisible(); }));
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    TestUsage test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_usage.moc"
