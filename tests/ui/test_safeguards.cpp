// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What happens is what was chosen, and nothing gets lost on the way: choosing, undoing and leaving, in the real window
// against a real server.

#include "tests/ui/windowtest.h"

#include "models/stores/impersonationliststore.h"
#include "models/stores/impersonationstore.h"
#include "models/stores/organizationliststore.h"
#include "models/stores/organizationstore.h"
#include "models/stores/quotastore.h"
#include "models/stores/tenantswitcherstore.h"
#include "ui/dialogs/formdialog.h"
#include "ui/pages/commands.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/workspace.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/tenantswitcher.h"

#include <QListView>
#include <QLocale>
#include <QPushButton>
#include <QSignalSpy>

#include <algorithm>

using namespace objecta;
using namespace objecta::test;
using namespace objecta::ui;

class TestSafeguards : public WindowTest {
    Q_OBJECT

    OrganizationId acme() const { return organizationId(m_server, "acme-corp"); }
    OrganizationId xyz() const { return organizationId(m_server, "xyz-inc"); }

    bool show(const OrganizationId &id)
    {
        m_window->workspace().openOrganization(id);
        return loaded(ctx().organization) && loaded(ctx().quota);
    }
    std::optional<qint64> saved(stores::Resource resource) { return ctx().quota.line(resource).savedOverride; }
    /// Presses Save; whether that came to an end, or to a conflict.
    bool save()
    {
        if (!until([&] { return m_window->commands().saveQuotas->isEnabled(); })) {
            return false;
        }
        m_window->commands().saveQuotas->trigger();
        return until([&] { return !ctx().quota.isSaving() && (!ctx().quota.isDirty() || ctx().quota.hasConflict()); });
    }
    bool view(const QString &reason)
    {
        ctx().impersonation.start(acme(), reason, 15);
        return until([&] { return ctx().impersonation.isActive(); });
    }
    bool runs(const std::string &impersonation) const
    {
        return m_server.staff().get("/v1/admin/impersonations?active=true").body.find(impersonation)
            != std::string::npos;
    }
    QList<QAbstractButton *> undos() const
    {
        return m_window->findChildren<QAbstractButton *>(QStringLiteral("toastAction"));
    }
    QList<ConfirmDialog *> questions() const { return m_window->findChildren<ConfirmDialog *>(); }
    /// Types into a popup and presses Enter without waiting for anything.
    static void typeAndEnter(const Popup *popup, const char *text)
    {
        QTest::keyClicks(popup->input(), QString::fromLatin1(text));
        QTest::keyClick(popup->input(), Qt::Key_Return);
    }
    bool searched()
    {
        return until([&] { return ctx().switcher.isAnswered() && !ctx().switcher.isSearching(); });
    }

private slots:
    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.error())); }
    void init()
    {
        QVERIFY(open());
        QVERIFY(loaded(ctx().organizations));
    }
    void cleanup() { close(); }

    void aFilterOpensNothing()
    {
        auto *table = m_window->findChild<DataTable *>(QStringLiteral("organizationTable"));
        const auto *rows = ctx().organizations.model();
        table->selectRow(rows->rowOf(acme()));
        QVERIFY(ctx().organization.id() == acme());
        ctx().organizations.setSearch(QStringLiteral("xyz"));
        QVERIFY(until([&] { return rows->rowOf(acme()) < 0 && rows->rowOf(xyz()) >= 0; }));
        QVERIFY(ctx().organization.id() == acme());
        QVERIFY(table->selectionModel()->selectedRows().isEmpty());
        ctx().organizations.clearFilters();
        QVERIFY(until([&] { return rows->rowOf(acme()) >= 0; }));
        QVERIFY(until([&] { return table->selectionModel()->isRowSelected(rows->rowOf(acme())); }));
    }

    void onlyTheViewThatWasChosenIsStopped()
    {
        // The same person at another desk, viewing the same organization.
        const Reply elsewhere =
            m_server.staff().post("/v1/admin/impersonations",
                                  "{\"organization_id\":\"" + acme().text() + "\",\"reason\":\"SUP-2 elsewhere\"}");
        QCOMPARE(elsewhere.status, 201);
        QVERIFY(view(QStringLiteral("SUP-3 here")));
        const ImpersonationId other = *ImpersonationId::parse(elsewhere.text("id"));
        const ImpersonationId mine = ctx().impersonation.id();
        m_window->commands().goImpersonation->trigger();
        auto *table = m_window->findChild<DataTable *>(QStringLiteral("impersonationTable"));
        auto *stop = m_window->findChild<QPushButton *>(QStringLiteral("stopView"));
        const auto *views = ctx().impersonations.model();
        QVERIFY(until([&] { return views->rowOf(other) >= 0 && views->rowOf(mine) >= 0; }));
        table->selectRow(views->rowOf(other));
        stop->click();
        QVERIFY(until([&] { return views->rowOf(other) < 0; }));
        QVERIFY(ctx().impersonation.isActive());
        QVERIFY(!stop->isEnabled()); // nothing is chosen any more
        table->selectRow(views->rowOf(mine));
        stop->click();
        QVERIFY(!ctx().impersonation.isActive());
    }

    void enterWaitsForWhatWasSearched()
    {
        QVERIFY(show(acme())); // the newest of the recent ones
        Workspace &workspace = m_window->workspace();
        workspace.openPalette();
        QVERIFY(searched());
        typeAndEnter(workspace.palette(), "xyz");
        QVERIFY(workspace.palette()->isVisible());
        QVERIFY(until([&] { return !workspace.palette()->isVisible(); }));
        QVERIFY(ctx().organization.id() == xyz());
        // Where no organization is found, it is the command that was meant.
        QSignalSpy reload(m_window->commands().reload, &QAction::triggered);
        workspace.openPalette();
        typeAndEnter(workspace.palette(), "reload");
        QVERIFY(until([&] { return reload.size() == 1; }));
        QVERIFY(ctx().organization.id() == xyz());
    }

    void whoeverWentToACommandStaysThere()
    {
        const CommandPalette *palette = m_window->workspace().palette();
        m_window->workspace().openPalette();
        QVERIFY(searched());
        QTest::keyClicks(palette->input(), QStringLiteral("c")); // commands at once, Acme Corp later
        QTest::keyClick(palette->input(), Qt::Key_Down);
        const QString command = palette->list()->currentIndex().data().toString();
        QVERIFY(searched());
        QVERIFY(palette->list()->currentIndex().row() > 2);
        QCOMPARE(palette->list()->currentIndex().data().toString(), command);
    }

    void undoTakesBackOneSaveAndNothingElse()
    {
        QVERIFY(show(acme()));
        const std::string path = limitsPath(m_server, "acme-corp");
        auto other = m_server.staff();
        const auto before = saved(stores::Resource::Agents);
        ctx().quota.setValue(stores::Resource::Agents, 9);
        QVERIFY(save());
        QVERIFY(until([&] { return undos().size() == 1; }));
        QCOMPARE(other.patch(path, R"({"maxUsers":44})").status, 200);
        ctx().quota.reload();
        QVERIFY(until([&] { return saved(stores::Resource::Users) == 44; }));
        QSignalSpy done(&ctx().quota, &stores::QuotaStore::saveDone);
        undos().first()->click();
        QVERIFY(until([&] { return done.size() == 1; }));
        QVERIFY(saved(stores::Resource::Agents) == before);
        QCOMPARE(other.get(path).json().at("maxUsers").as_int64(), 44);
        QCOMPARE(other.patch(path, R"({"maxUsers":null})").status, 200);
    }

    void anUndoThatCannotBeSaysSo()
    {
        const auto told = [this](const char *text) {
            return until([&] {
                const auto toasts = m_window->findChildren<QWidget *>();
                return std::ranges::any_of(toasts, [&](const QWidget *toast) {
                    return toast->isVisible() && toast->accessibleName().contains(QLatin1String(text));
                });
            });
        };
        QVERIFY(show(acme()));
        const auto before = saved(stores::Resource::Agents);
        ctx().quota.setValue(stores::Resource::Agents, 9);
        QVERIFY(save());
        QVERIFY(until([&] { return undos().size() == 1; }));
        QVERIFY(show(xyz()));
        undos().first()->click();
        QVERIFY(told("those limits are no longer open"));
        QVERIFY(show(acme()));
        QVERIFY(saved(stores::Resource::Agents) == 9);
        ctx().quota.setValue(stores::Resource::Agents, 10);
        QVERIFY(save());
        QVERIFY(until([&] { return undos().size() == 1; }));
        ctx().quota.setValue(stores::Resource::Users, 3);
        undos().first()->click();
        QVERIFY(told("there are changes that are not saved yet"));
        QVERIFY(saved(stores::Resource::Agents) == 10 && ctx().quota.isDirty());
        ctx().quota.revert();
        // Two lines, of which one is changed again; then both.
        ctx().quota.setValue(stores::Resource::Agents, 11);
        ctx().quota.setValue(stores::Resource::Users, 21);
        QVERIFY(save());
        QVERIFY(until([&] { return undos().size() == 1; }));
        ctx().quota.setValue(stores::Resource::Agents, 12);
        QVERIFY(save());
        QVERIFY(until([&] { return undos().size() == 2; }));
        QSignalSpy done(&ctx().quota, &stores::QuotaStore::saveDone);
        undos().first()->click();
        QVERIFY(until([&] { return done.size() == 1; }));
        QVERIFY(told("The limits are as before, but for what was changed again since"));
        QVERIFY(saved(stores::Resource::Agents) == 12 && !saved(stores::Resource::Users));
        ctx().quota.setValue(stores::Resource::Agents, 13);
        QVERIFY(save());
        QVERIFY(until([&] { return undos().size() == 2; }));
        undos().first()->click();
        QVERIFY(told("Nothing was undone: the limits were changed again since"));
        QVERIFY(saved(stores::Resource::Agents) == 13 && !ctx().quota.isDirty());
        if (before) {
            ctx().quota.setValue(stores::Resource::Agents, before);
        } else {
            ctx().quota.setOverridden(stores::Resource::Agents, false);
        }
        QVERIFY(save());
    }

    void aMergedSaveOffersNoUndo()
    {
        QVERIFY(show(acme()));
        const std::string path = limitsPath(m_server, "acme-corp");
        auto other = m_server.staff();
        QSignalSpy done(&ctx().quota, &stores::QuotaStore::saveDone);
        for (const bool mine : {true, false}) {
            ctx().quota.setValue(stores::Resource::Users, 8);
            QCOMPARE(other.patch(path, R"({"maxUsers":12})").status, 200);
            QVERIFY(save());
            QVERIFY(ctx().quota.hasConflict());
            ctx().quota.choose(stores::Resource::Users, mine);
            done.clear();
            ctx().quota.saveMerged();
            QVERIFY(until([&] { return done.size() == 1; }));
            QVERIFY(undos().isEmpty());
            QCOMPARE(other.patch(path, R"({"maxUsers":null})").status, 200);
            ctx().quota.reload();
            QVERIFY(until([&] { return !saved(stores::Resource::Users); }));
        }
    }

    void aSuspensionIsTakenBackFromAnywhere()
    {
        QVERIFY(show(acme()));
        ctx().organization.suspend();
        QVERIFY(until([&] { return undos().size() == 1; }));
        QVERIFY(show(xyz()));
        QCOMPARE(ctx().organizations.model()->find(acme())->status, std::string("suspended"));
        undos().first()->click();
        QVERIFY(until([&] { return ctx().organizations.model()->find(acme())->status == "active"; }));
        QVERIFY(ctx().organization.id() == xyz());
        QCOMPARE(m_server.tenant("acme-corp").get("/v1/agents").status, 200);
    }

    void quotaEditsAreNotLostUnasked()
    {
        QVERIFY(show(acme()));
        ctx().quota.setValue(stores::Resource::Agents, 11);
        QVERIFY(!m_window->close());
        QVERIFY(!m_window->close());
        QCOMPARE(questions().size(), 1); // asked once
        questions().first()->reject();
        QVERIFY(until([&] { return questions().isEmpty(); }));
        QVERIFY(m_window->isVisible() && ctx().quota.isDirty());
        m_window->commands().signOut->trigger();
        QVERIFY(ctx().session.isSignedIn());
        QCOMPARE(questions().size(), 1);
        questions().first()->reject();
        QVERIFY(until([&] { return questions().isEmpty(); }));
        QVERIFY(!m_window->close());
        const auto buttons = questions().first()->findChildren<QPushButton *>();
        const auto discard = std::ranges::find(buttons, QStringLiteral("Discard"), &QPushButton::text);
        QVERIFY(discard != buttons.end());
        (*discard)->click();
        QVERIFY(until([&] { return !m_window->isVisible(); }));
    }

    void signingOutEndsTheViewOnTheServer()
    {
        QVERIFY(view(QStringLiteral("SUP-4 then home")));
        const std::string id = ctx().impersonation.id().text();
        QVERIFY(runs(id));
        m_window->commands().signOut->trigger();
        QVERIFY(until([&] { return ctx().session.state() == api::Session::State::SignedOut; }));
        QVERIFY(!runs(id));
    }

    void withoutAnAnswerNothingIsOpened()
    {
        QVERIFY(show(acme()));
        const TenantSwitcher *switcher = m_window->workspace().switcher();
        m_window->workspace().openSwitcher();
        QVERIFY(searched());
        QVERIFY(switcher->list()->isVisible());
        m_server.kill();
        typeAndEnter(switcher, "xyz");
        QVERIFY(until([&] { return !ctx().switcher.isSearching(); }));
        QCOMPARE(ctx().switcher.state(), stores::PageStore::State::Stale);
        QVERIFY(switcher->isVisible());
        QVERIFY(!switcher->list()->isVisible()); // the reason stands there
        QTest::keyClick(switcher->input(), Qt::Key_Return);
        QVERIFY(switcher->isVisible());
        QVERIFY(ctx().organization.id() == acme());
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    TestSafeguards test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_safeguards.moc"
