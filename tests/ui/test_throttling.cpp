// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// From a burst in the ranking to a throttle and back, in the real window against a real server.

#include "tests/ui/windowtest.h"

#include "models/stores/organizationstore.h"
#include "models/stores/organizationliststore.h"
#include "models/stores/throttlestore.h"
#include "ui/dialogs/throttledialog.h"
#include "ui/pages/commands.h"
#include "ui/pages/metrics/noisypage.h"
#include "ui/pages/metrics/throttlelist.h"
#include "ui/pages/metrics/throttlepanel.h"
#include "ui/pages/metrics/toptenantsmodel.h"
#include "ui/shell/workspace.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/segments.h"

#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>

#include <cmath>

using namespace objecta;
using namespace objecta::test;
using namespace objecta::ui;

class TestThrottling : public WindowTest {
    Q_OBJECT

    NoisyPage &noisy() { return *m_window->workspace().noisy(); }
    OrganizationId acme() const { return organizationId(m_server, "acme-corp"); }
    QPushButton *rowButton() { return noisy().findChild<QPushButton *>(QStringLiteral("throttleRow")); }
    ThrottleDialog *dialog() { return m_window->findChild<ThrottleDialog *>(); }

    /// The row of Acme among the noisy neighbours, which real requests put there.
    int rowOfAcme()
    {
        HttpClient tenant = m_server.tenant("acme-corp");
        const auto row = [this] {
            for (int i = 0; i < noisy().model()->rowCount(); ++i) {
                if (noisy().model()->idAt(i) == acme()) {
                    return i;
                }
            }
            return -1;
        };
        const bool there = until([&] {
            tenant.get("/v1/agents");
            return row() >= 0 && !noisy().model()->index(row(), 0).data(TopTenantsModel::NameRole).toString().isEmpty();
        });
        return there ? row() : -1;
    }
    bool showAcme()
    {
        m_window->commands().goNoisy->trigger();
        const int row = rowOfAcme();
        if (row < 0) {
            return false;
        }
        noisy().table()->setCurrentIndex(noisy().model()->index(row, 0));
        return until([&] { return rowButton()->isVisible(); });
    }
    void clearThrottles()
    {
        QVERIFY(m_server.sql("objecta_platform").run("DELETE FROM throttles").ok());
        ctx().throttles.reload();
        QVERIFY(loaded(ctx().throttles));
    }

private slots:
    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.error())); }
    void init()
    {
        QVERIFY(open());
        QVERIFY(loaded(ctx().organizations)); // and with it the names
        clearThrottles();
    }
    void cleanup() { close(); }

    void suggestionsAreRoundAndHalf()
    {
        QCOMPARE(suggestedThrottle(std::nan("")), 50);
        QCOMPARE(suggestedThrottle(0), 50);
        QCOMPARE(suggestedThrottle(1), 1);
        QCOMPARE(suggestedThrottle(13), 6);
        QCOMPARE(suggestedThrottle(24), 10);
        QCOMPARE(suggestedThrottle(412), 200);
        QCOMPARE(suggestedThrottle(3170), 1500);
        QCOMPARE(suggestedThrottle(1e9), 100'000);
    }

    void aRowIsThrottledAndLiftedInItsPlace()
    {
        QVERIFY(showAcme());
        QVERIFY(rowButton()->isEnabled());
        QVERIFY(rowButton()->accessibleName().contains(QStringLiteral("Acme Corp")));
        QVERIFY(!noisy().throttles()->isVisible());
        rowButton()->click();
        QVERIFY(dialog());
        auto *rate = dialog()->findChild<QSpinBox *>(QStringLiteral("throttleRate"));
        auto *reason = dialog()->findChild<QLineEdit *>(QStringLiteral("throttleReason"));
        auto *go = [&]() -> QPushButton * {
            for (auto *button : dialog()->findChildren<QPushButton *>()) {
                if (button->isDefault()) {
                    return button;
                }
            }
            return nullptr;
        }();
        QVERIFY(rate && reason && go);
        QVERIFY(rate->value() >= 1 && rate->value() <= 50);
        rate->setValue(37);
        go->click(); // without a reason nothing is sent
        QVERIFY(!ctx().throttles.isActing(acme()));
        QVERIFY(dialog()->isVisible());
        reason->setText(QStringLiteral("SUP-12 import runs wild"));
        QSignalSpy done(&ctx().throttles, &stores::ThrottleStore::setDone);
        go->click();
        QVERIFY(until([&] { return done.size() == 1 && !dialog(); }));
        QCOMPARE(m_server.staff()
                     .get("/v1/admin/organizations/" + acme().text() + "/throttle")
                     .json()
                     .at("per_second")
                     .as_int64(),
                 37);

        // The row says so, wherever it moved, and offers to lift it.
        const int row = rowOfAcme();
        QVERIFY(row >= 0);
        const QModelIndex cell = noisy().model()->index(row, TopTenantsModel::HeldColumn);
        QVERIFY(cell.data(TopTenantsModel::HeldRole).toString().contains(QStringLiteral("37/s")));
        QVERIFY(cell.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("37/s")));
        QVERIFY(noisy().throttles()->isVisible());
        QVERIFY(noisy().throttles()->list()->chosen()->organizationId == acme());
        noisy().table()->setCurrentIndex(noisy().model()->index(rowOfAcme(), 0));
        QVERIFY(m_window->commands().liftThrottle->isEnabled());
        // What it does for the others comes by itself.
        QVERIFY(until([&] { return noisy().throttles()->effect().hasData(); }));
        QVERIFY(!noisy().throttles()->effect().lines().empty());
        QVERIFY(!noisy().throttles()->grab().isNull());

        QSignalSpy lifted(&ctx().throttles, &stores::ThrottleStore::lifted);
        QVERIFY(until([&] { return rowButton()->isVisible() && rowButton()->isEnabled(); }));
        rowButton()->click();
        QVERIFY(until([&] { return lifted.size() == 1; }));
        QCOMPARE(m_server.staff().get("/v1/admin/organizations/" + acme().text() + "/throttle").status, 404);
        QVERIFY(!noisy().throttles()->isVisible());
        QVERIFY(noisy().model()->index(rowOfAcme(), 0).data(TopTenantsModel::HeldRole).toString().isEmpty());
    }

    void theOpenOrganizationIsThrottledFromTheMenu()
    {
        m_window->workspace().openOrganization(acme());
        QVERIFY(loaded(ctx().organization));
        QVERIFY(until([&] { return m_window->commands().throttle->isEnabled(); }));
        QVERIFY(!m_window->commands().liftThrottle->isEnabled());
        m_window->commands().throttle->trigger();
        QVERIFY(dialog());
        dialog()->findChild<Segments *>(QStringLiteral("throttleMinutes"))->setCurrent(15);
        dialog()->findChild<QLineEdit *>(QStringLiteral("throttleReason"))->setText(QStringLiteral("SUP-13"));
        QTest::keyClick(dialog()->findChild<QLineEdit *>(QStringLiteral("throttleReason")), Qt::Key_Return);
        QVERIFY(until([&] { return ctx().throttles.find(acme()) && !dialog(); }));
        const Throttle held = *ctx().throttles.find(acme());
        QCOMPARE(held.until.seconds() - held.startedAt.seconds(), 15 * 60);
        QVERIFY(until([&] { return m_window->commands().liftThrottle->isEnabled(); }));
        m_window->commands().liftThrottle->trigger();
        QVERIFY(until([&] { return !ctx().throttles.find(acme()); }));
    }

    void undoSetsTheFormerThrottleAgain()
    {
        QSignalSpy done(&ctx().throttles, &stores::ThrottleStore::setDone);
        ctx().throttles.set(acme(), {50, 60, "SUP-16 import runs wild"});
        QVERIFY(until([&] { return done.size() == 1; }));
        ctx().throttles.set(acme(), {10, 60, "SUP-16 still too much"});
        QVERIFY(until([&] { return done.size() == 2; }));
        const auto undo = m_window->findChildren<QAbstractButton *>(QStringLiteral("toastAction"));
        QCOMPARE(undo.size(), 2);
        undo.last()->click();
        QVERIFY(until([&] { return done.size() == 3; }));
        QCOMPARE(ctx().throttles.find(acme())->perSecond, 50);
        QCOMPARE(ctx().throttles.find(acme())->reason, std::string("SUP-16 import runs wild"));
    }

    void aRefusalIsSaidInTheDialogAndTheFormStays()
    {
        QVERIFY(showAcme());
        m_window->commands().throttle->trigger();
        QVERIFY(dialog());
        auto *reason = dialog()->findChild<QLineEdit *>(QStringLiteral("throttleReason"));
        reason->setText(QStringLiteral("SUP-14"));
        auto sql = m_server.sql("objecta_platform");
        const std::string who = m_server.demo().staffEmail;
        QVERIFY(sql.run("UPDATE staff SET role = 'viewer' WHERE email = $1", {who}).ok());
        QSignalSpy failed(&ctx().throttles, &stores::ThrottleStore::setFailed);
        QTest::keyClick(reason, Qt::Key_Return);
        QVERIFY(until([&] { return failed.size() == 1; }));
        QVERIFY(sql.run("UPDATE staff SET role = 'owner' WHERE email = $1", {who}).ok());
        const auto banners = dialog()->findChildren<Banner *>();
        QVERIFY(std::any_of(banners.begin(), banners.end(), [](const Banner *banner) {
            return banner->isVisible() && banner->accessibleName() == QLatin1String("Your role does not allow this");
        }));
        QCOMPARE(reason->text(), QStringLiteral("SUP-14"));
        QVERIFY(reason->isEnabled());
        dialog()->reject();
        QVERIFY(until([&] { return !dialog(); }));
    }

    void whoMayNotSeesWhy()
    {
        // A console whose profile is read-only: the same as a role without the right.
        QVERIFY(open(true));
        QVERIFY(showAcme());
        QVERIFY(!rowButton()->isEnabled());
        QVERIFY(rowButton()->toolTip().contains(QStringLiteral("does not allow changes")));
        QVERIFY(!m_window->commands().throttle->isEnabled());
        QVERIFY(m_window->commands().throttle->toolTip().contains(QStringLiteral("does not allow changes")));
        const std::string body = R"({"per_second":5,"minutes":5,"reason":"SUP-15"})";
        QCOMPARE(m_server.staff().send("PUT", "/v1/admin/organizations/" + acme().text() + "/throttle", body).status,
                 200);
        QVERIFY(until([&] { return noisy().throttles()->isVisible(); }));
        auto *lift = noisy().throttles()->list()->findChild<QPushButton *>();
        QVERIFY(lift && !lift->isEnabled());
        QVERIFY(lift->toolTip().contains(QStringLiteral("does not allow changes")));
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    TestThrottling test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_throttling.moc"
