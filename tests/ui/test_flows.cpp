// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What an operator does all day, in the real window against a real server: sign in, find a tenant, change its quota,
// look through its eyes, and lose the server on the way.

#include "tests/models/console_fixture.h"

#include "app/api/secretstore.h"
#include "models/stores/connectionstore.h"
#include "models/stores/impersonationstore.h"
#include "models/stores/organizationliststore.h"
#include "models/stores/organizationstore.h"
#include "models/stores/quotastore.h"
#include "ui/dialogs/settingsdialog.h"
#include "ui/pages/commands.h"
#include "ui/pages/organizations/organizationdetail.h"
#include "ui/pages/organizations/organizationspage.h"
#include "ui/pages/organizations/quotaeditor.h"
#include "ui/pages/organizations/quotarow.h"
#include "ui/pages/signin/signinpage.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/viewaswindow.h"
#include "ui/shell/workspace.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace objecta;
using namespace objecta::test;
using objecta::ui::MainWindow;
using objecta::ui::Theme;

namespace {

/// The longest time that the event loop did not come round while it lived.
class StallMeter {
public:
    StallMeter()
    {
        m_timer.setInterval(5);
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer,
                         [this] { m_longest = std::max(m_longest, m_clock.restart()); });
        m_clock.start();
        m_timer.start();
    }
    [[nodiscard]] qint64 longest() const { return m_longest; }

private:
    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_longest = 0;
};

} // namespace

class TestFlows : public QObject {
    Q_OBJECT

    TestServer m_server;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<Console> m_console;
    std::unique_ptr<MainWindow> m_window;

    stores::AppContext &ctx() { return m_console->ctx; }

    void signInByTheForm(const QString &password)
    {
        m_window->begin(m_console->profile.id, false);
        m_window->signInPage().fill(QString::fromStdString(m_server.demo().staffEmail), password);
        m_window->signInPage().submit();
    }
    bool signInAndOpen(const char *slug)
    {
        signInByTheForm(QString::fromStdString(m_server.demo().staffPassword));
        return until([&] { return ctx().connection.state() == stores::ConnectionStore::State::Live; }) && show(slug);
    }
    /// As the list does, without the question for unsaved edits.
    bool show(const char *slug)
    {
        ctx().quota.setOrganization(organizationId(m_server, slug));
        ctx().organization.setOrganization(organizationId(m_server, slug));
        m_window->commands().editQuotas->trigger();
        return loaded(ctx().organization) && loaded(ctx().quota);
    }
    QWidget *part(const char *name) { return m_window->findChild<QWidget *>(QString::fromLatin1(name)); }
    QByteArray storedToken(const core::ServerProfile &profile)
    {
        std::optional<QByteArray> token;
        QObject receiver;
        ctx().secrets.read(api::Session::secretKey(profile), &receiver,
                           [&](auto found) { token = found->value_or(QByteArray()); });
        return until([&] { return token.has_value(); }) ? *token : QByteArray("unread");
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_theme = std::make_unique<Theme>(*qApp);
    }

    void init()
    {
        m_console = std::make_unique<Console>(m_server);
        QVERIFY(ctx().profiles.save(m_console->profile));
        m_window = std::make_unique<MainWindow>(ctx(), *m_theme);
        m_window->resize(1440, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup()
    {
        m_window.reset();
        m_console.reset();
        QLocale::setDefault(QLocale::system()); // another language set its own
    }

    void aWrongPasswordIsSaidInPlaceAndTheFormStays()
    {
        QSignalSpy failed(&ctx().session, &api::Session::signInFailed);
        signInByTheForm(QStringLiteral("not the password"));
        QVERIFY(until([&] { return failed.count() == 1; }));
        QVERIFY(!ctx().session.isSignedIn());
        QVERIFY(m_window->signInPage().isVisible());
        signInByTheForm(QString::fromStdString(m_server.demo().staffPassword));
        QVERIFY(until([&] { return ctx().session.isSignedIn(); }));
    }

    void signingInShowsTheOrganizations()
    {
        signInByTheForm(QString::fromStdString(m_server.demo().staffPassword));
        QVERIFY(until([&] { return ctx().session.isSignedIn() && m_window->workspace().isVisible(); }));
        QVERIFY(loaded(ctx().organizations));
        QVERIFY(until([&] { return ctx().connection.state() == stores::ConnectionStore::State::Live; }));
        QVERIFY(m_window->workspace().page() == ui::Workspace::OrganizationsIndex);
    }

    void thePasswordIsForgottenOnceSignedIn()
    {
        QSignalSpy failed(&ctx().session, &api::Session::signInFailed);
        signInByTheForm(QStringLiteral("not the password"));
        QVERIFY(until([&] { return failed.count() == 1; }));
        auto *password = m_window->findChild<QLineEdit *>(QStringLiteral("password"));
        QCOMPARE(password->text(), QStringLiteral("not the password"));
        QVERIFY(password->hasSelectedText());

        password->actions().constFirst()->trigger();
        QCOMPARE(password->echoMode(), QLineEdit::Normal);
        password->setText(QString::fromStdString(m_server.demo().staffPassword));
        m_window->signInPage().submit();
        QVERIFY(until([&] { return ctx().session.isSignedIn(); }));
        m_window->commands().signOut->trigger();
        QVERIFY(until([&] { return m_window->signInPage().isVisible(); }));
        password->undo();
        QCOMPARE(password->text(), QString());
        QCOMPARE(password->echoMode(), QLineEdit::Password);
    }

    void changingTheLanguageChangesTheWordsOnly()
    {
        QVERIFY(signInAndOpen("acme-corp"));
        ctx().quota.setValue(stores::Resource::Agents, 7);
        QSignalSpy states(&ctx().session, &api::Session::stateChanged);
        ctx().settings.setLanguage(QStringLiteral("de"));
        QVERIFY(until([&] {
            const auto *save = m_window->findChild<QPushButton *>(QStringLiteral("saveQuotas"));
            return save && save->text() == QStringLiteral("Speichern");
        }));
        QCOMPARE(states.count(), 0);
        QVERIFY(ctx().session.isSignedIn());
        QVERIFY(until([&] { return m_window->workspace().isVisible(); }));
        QVERIFY(ctx().organization.id() == organizationId(m_server, "acme-corp"));
        QCOMPARE(ctx().quota.line(stores::Resource::Agents).value.value_or(0), 7);
    }

    void aTokenGoesWithTheAddressThatGaveIt()
    {
        signInByTheForm(QString::fromStdString(m_server.demo().staffPassword));
        QVERIFY(until([&] { return ctx().session.isSignedIn(); }));
        core::ServerProfile moved = m_console->profile;
        moved.baseUrl = QUrl(QStringLiteral("http://localhost:1"));
        QVERIFY(!storedToken(m_console->profile).isEmpty());
        QVERIFY(storedToken(moved).isEmpty());

        auto *edit = new ui::ProfileDialog(ctx(), m_console->profile, m_window.get());
        edit->findChild<QLineEdit *>(QStringLiteral("profileAddress"))->setText(moved.baseUrl.toString());
        for (auto *button : edit->findChildren<QPushButton *>()) {
            if (button->isDefault()) {
                button->click();
            }
        }
        QCOMPARE(ctx().profiles.find(moved.id)->baseUrl, moved.baseUrl);
        QVERIFY(storedToken(m_console->profile).isEmpty());

        ctx().secrets.write(api::Session::secretKey(moved), "token", this, [](const auto &) {});
        QCOMPARE(storedToken(moved), QByteArray("token"));
        auto *remove = new ui::ProfileDialog(ctx(), moved, m_window.get());
        remove->findChild<QPushButton *>(QStringLiteral("removeServer"))->click();
        QVERIFY(storedToken(moved).isEmpty());
    }

    void nothingOfOneOrganizationStandsUnderAnother()
    {
        QVERIFY(signInAndOpen("acme-corp"));
        auto &quota = ctx().quota;
        const auto limit = [&] {
            return QString::number(quota.line(stores::Resource::Agents).effective().value_or(0));
        };
        auto *row = m_window->workspace().organizations()->detail()->quotas()->row(stores::Resource::Agents);
        auto *input = row->findChild<QLineEdit *>();
        input->selectAll();
        QTest::keyClicks(input, QStringLiteral("abc"));
        QVERIFY(!quota.isValid());
        QCOMPARE(input->text(), QStringLiteral("abc"));
        quota.revert();
        QCOMPARE(input->text(), limit());

        row->type(QStringLiteral("abc"));
        emit quota.saveFailed(api::ApiError::timeout());
        emit ctx().organization.actFailed(stores::OrganizationStore::Act::Resume, api::ApiError::timeout());
        QVERIFY(!part("quotaError")->isHidden() && !part("actError")->isHidden());
        QVERIFY(show("xyz-inc"));
        QCOMPARE(input->text(), limit());
        QVERIFY(part("quotaError")->isHidden() && part("actError")->isHidden());
    }

    void savingAQuotaChangesTheVeryNextRequest()
    {
        signInByTheForm(QString::fromStdString(m_server.demo().staffPassword));
        QVERIFY(until([&] { return ctx().session.isSignedIn(); }));
        m_window->workspace().openOrganization(organizationId(m_server, "acme-corp"));
        QVERIFY(loaded(ctx().organization));
        m_window->commands().editQuotas->trigger();
        QVERIFY(loaded(ctx().quota));
        ctx().quota.setValue(stores::Resource::Agents, 7);
        QVERIFY(ctx().quota.isDirty());
        QSignalSpy saved(&ctx().quota, &stores::QuotaStore::saveDone);
        QVERIFY(until([&] { return m_window->commands().saveQuotas->isEnabled(); }));
        m_window->commands().saveQuotas->trigger();
        QVERIFY(until([&] { return saved.count() == 1; }));

        auto tenant = m_server.tenant("acme-corp");
        QVERIFY(tenant.post("/v1/agents", R"({"name":"Eighth"})")
                    .text("detail")
                    .starts_with("Agent limit reached. Please upgrade your plan."));
        ctx().quota.setOverridden(stores::Resource::Agents, false);
        QVERIFY(until([&] { return m_window->commands().saveQuotas->isEnabled(); }));
        m_window->commands().saveQuotas->trigger();
        QVERIFY(until([&] { return saved.count() == 2; }));
        const Reply made = tenant.post("/v1/agents", R"({"name":"Eighth"})");
        QCOMPARE(made.status, 201);
        QCOMPARE(tenant.del("/v1/agents/" + made.text("id")).status, 204);
    }

    void somebodyElsesChangeIsNotOverwritten()
    {
        signInByTheForm(QString::fromStdString(m_server.demo().staffPassword));
        QVERIFY(until([&] { return ctx().session.isSignedIn(); }));
        m_window->workspace().openOrganization(organizationId(m_server, "acme-corp"));
        QVERIFY(loaded(ctx().organization));
        m_window->commands().editQuotas->trigger();
        QVERIFY(loaded(ctx().quota));
        QVERIFY(until([&] { return ctx().connection.state() == stores::ConnectionStore::State::Live; }));
        ctx().quota.setValue(stores::Resource::Users, 8);
        const std::string path = limitsPath(m_server, "acme-corp");
        auto other = m_server.staff();
        QCOMPARE(other.patch(path, R"({"maxUsers":12})").status, 200);
        QVERIFY(until([&] { return ctx().quota.isOutdated(); }));
        QVERIFY(m_window->findChild<QLabel *>(QStringLiteral("quotaSummary"))
                    ->text()
                    .contains(QStringLiteral("Somebody changed these limits")));
        QVERIFY(until([&] { return m_window->commands().saveQuotas->isEnabled(); }));
        m_window->commands().saveQuotas->trigger();
        QVERIFY(until([&] { return ctx().quota.hasConflict() && !ctx().quota.conflicts().isEmpty(); }));
        QCOMPARE(other.get(path).json().at("maxUsers").as_int64(), 12);
        ctx().quota.choose(stores::Resource::Users, true);
        QSignalSpy saved(&ctx().quota, &stores::QuotaStore::saveDone);
        ctx().quota.saveMerged();
        QVERIFY(until([&] { return saved.count() == 1; }));
        QCOMPARE(other.get(path).json().at("maxUsers").as_int64(), 8);
        QCOMPARE(other.patch(path, R"({"maxUsers":null})").status, 200);
    }

    void viewingAsATenantEndsWhenItIsStopped()
    {
        signInByTheForm(QString::fromStdString(m_server.demo().staffPassword));
        QVERIFY(until([&] { return ctx().session.isSignedIn(); }));
        ctx().impersonation.start(organizationId(m_server, "acme-corp"), QStringLiteral("SUP-1 flow test"), 15);
        QVERIFY(until([&] { return ctx().impersonation.isActive() && m_window->viewAsWindow() != nullptr; }));
        QVERIFY(until([&] { return m_window->viewAsWindow()->isVisible(); }));
        QVERIFY(loaded(ctx().impersonation));
        QVERIFY(ctx().impersonation.secondsLeft() > 14 * 60 && ctx().impersonation.secondsLeft() <= 15 * 60);
        m_window->commands().stopViewing->trigger();
        QVERIFY(until([&] { return !ctx().impersonation.isActive(); }));
    }

    void aLostServerIsAStateAndFreezesNothing()
    {
        signInByTheForm(QString::fromStdString(m_server.demo().staffPassword));
        QVERIFY(until([&] { return ctx().connection.state() == stores::ConnectionStore::State::Live; }));
        QVERIFY(loaded(ctx().organizations));
        m_server.kill();
        const StallMeter meter;
        QVERIFY(until([&] {
            return ctx().connection.state() == stores::ConnectionStore::State::Reconnecting
                || ctx().connection.state() == stores::ConnectionStore::State::Offline;
        }));
        ctx().organizations.reload();
        QVERIFY(until([&] { return ctx().organizations.state() == stores::PageStore::State::Stale; }));
        QVERIFY(ctx().organizations.hasData());
        qInfo("longest stall of the event loop without a server: %lld ms", meter.longest());
        QVERIFY(meter.longest() < 500);
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        QVERIFY(until([&] { return ctx().connection.state() == stores::ConnectionStore::State::Live; }));
        QVERIFY(until([&] { return ctx().organizations.state() == stores::PageStore::State::Ready; }));
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    TestFlows test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_flows.moc"
