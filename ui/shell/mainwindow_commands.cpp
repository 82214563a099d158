// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the commands of the main window do.
#include "ui/shell/mainwindow.h"

#include "app/api/apiclient.h"
#include "app/api/endpoints.h"
#include "app/api/session.h"
#include "app/core/settings.h"
#include "app/core/text.h"
#include "models/stores/alertstore.h"
#include "models/stores/connectionstore.h"
#include "models/stores/impersonationliststore.h"
#include "models/stores/impersonationstore.h"
#include "models/stores/metricsstore.h"
#include "models/stores/organizationliststore.h"
#include "models/stores/organizationstore.h"
#include "models/stores/quotastore.h"
#include "models/stores/throttlestore.h"
#include "ui/dialogs/impersonatedialog.h"
#include "ui/dialogs/neworganizationdialog.h"
#include "ui/dialogs/settingsdialog.h"
#include "ui/dialogs/throttledialog.h"
#include "ui/pages/commands.h"
#include "ui/pages/metrics/noisypage.h"
#include "ui/pages/metrics/throttlelist.h"
#include "ui/pages/metrics/toptenantsmodel.h"
#include "ui/pages/organizations/organizationdetail.h"
#include "ui/pages/organizations/organizationspage.h"
#include "ui/pages/organizations/usagetab.h"
#include "ui/pages/overview/overviewpage.h"
#include "ui/shell/shortcutsheet.h"
#include "ui/shell/viewaswindow.h"
#include "ui/shell/workspace.h"
#include "ui/theme/theme.h"
#include "ui/widgets/format.h"
#include "ui/widgets/toast.h"
#include "ui/widgets/words.h"

#include <QClipboard>
#include <QGuiApplication>

#include <memory>
#include <utility>

namespace objecta::ui {

void MainWindow::connectCommands()
{
    Commands &c = *m_commands;
    const auto on = [this](QAction *action, auto run) { connect(action, &QAction::triggered, this, run); };
    on(c.quit, [this] { close(); });
    on(c.signOut, [this] { leaveEdits([this] { signOut(); }); });
    on(c.newOrganization, [this] {
        auto *dialog = new NewOrganizationDialog(m_context, this);
        connect(dialog, &NewOrganizationDialog::created, this, [this](const Organization &organization) {
            m_context.organizations.reload();
            m_workspace->openOrganization(organization.id);
        });
        dialog->openOver();
    });
    on(c.find, [this] {
        m_workspace->goTo(Workspace::OrganizationsIndex);
        m_workspace->organizations()->focusSearch();
    });
    on(c.preferences, [this] { (new SettingsDialog(m_context, this))->openOver(); });
    on(c.reload, [this] {
        switch (m_workspace->page()) {
        case Workspace::OverviewIndex:
            m_workspace->overview()->metrics().reload();
            m_context.throttles.reload();
            m_context.alerts.reload();
            break;
        case Workspace::OrganizationsIndex:
            m_context.organizations.reload();
            if (m_context.organization.id()) {
                m_context.organization.reload();
                m_context.quota.reload();
                m_workspace->organizations()->detail()->usage()->reload();
            }
            break;
        case Workspace::MetricsIndex:
            m_context.metrics.reload();
            break;
        case Workspace::NoisyIndex:
            m_context.throttles.reload(); // the rest is live by itself
            break;
        case Workspace::ImpersonationIndex:
            m_context.impersonations.reload();
            break;
        }
    });
    using Choice = core::Settings::Theme;
    on(c.themeSystem, [this] { m_context.settings.setTheme(Choice::System); });
    on(c.themeLight, [this] { m_context.settings.setTheme(Choice::Light); });
    on(c.themeDark, [this] { m_context.settings.setTheme(Choice::Dark); });
    const auto mark = [this] {
        const Choice choice = m_context.settings.theme();
        (choice == Choice::Light      ? m_commands->themeLight
             : choice == Choice::Dark ? m_commands->themeDark
                                      : m_commands->themeSystem)
            ->setChecked(true);
    };
    connect(&m_context.settings, &core::Settings::themeChanged, m_commands, mark);
    mark();
    connect(m_workspace, &Workspace::themeToggled, this, &MainWindow::toggleTheme);
    connect(c.fullScreen, &QAction::toggled, this, [this](bool full) { full ? showFullScreen() : showNormal(); });
    on(c.palette, [this] { m_workspace->openPalette(); });
    on(c.switchTenant, [this] { m_workspace->openSwitcher(); });
    on(c.goOverview, [this] { m_workspace->goTo(Workspace::OverviewIndex); });
    on(c.goOrganizations, [this] { m_workspace->goTo(Workspace::OrganizationsIndex); });
    on(c.goMetrics, [this] { m_workspace->goTo(Workspace::MetricsIndex); });
    on(c.goNoisy, [this] { m_workspace->goTo(Workspace::NoisyIndex); });
    on(c.goImpersonation, [this] { m_workspace->goTo(Workspace::ImpersonationIndex); });
    on(c.viewAs, [this] { openImpersonate(); });
    c.stopViewing->setShortcutContext(Qt::ApplicationShortcut);
    on(c.stopViewing, [this] {
        m_context.impersonation.stop();
        if (m_viewAs) {
            m_viewAs->close();
        }
        m_toasts->show(QStringLiteral("impersonation-off"), tr("The view has ended"));
    });
    const auto followView = [this] {
        setAvailable(m_commands->stopViewing, m_context.impersonation.isActive(), tr("No view is running."));
    };
    connect(&m_context.impersonation, &stores::ImpersonationStore::phaseChanged, m_commands, followView);
    followView();
    on(c.editQuotas, [this] {
        m_workspace->goTo(Workspace::OrganizationsIndex);
        m_workspace->organizations()->showQuotas();
    });
    on(c.revertQuotas, [this] { m_context.quota.revert(); });
    connectThrottles();
    on(c.suspend, [this] { openSuspend(); });
    on(c.resume, [this] { m_context.organization.resume(); });
    on(c.copyId, [this] { copyOrganizationId(); });
    on(c.shortcuts, [this] { (new ShortcutSheet(*m_commands, this))->openOver(); });
    on(c.about, [this] { (new AboutDialog(this))->openOver(); });
}

void MainWindow::connectActs()
{
    using Store = stores::OrganizationStore;
    connect(&m_context.organization, &Store::actDone, m_commands,
            [this](Store::Act act, const Organization &organization) {
                const QString name = isolated(core::text(organization.name));
                if (act == Store::Act::Suspend) {
                    m_toasts->show(QStringLiteral("suspend"), tr("%1 is suspended").arg(name),
                                   {tr("&Undo"), [this, id = organization.id] { resume(id); }});
                } else if (act == Store::Act::Resume) {
                    m_toasts->show(QStringLiteral("resume"), tr("%1 is active again").arg(name));
                }
            });
    connectSaves();
}

void MainWindow::connectSaves()
{
    using stores::Resource;
    /// What the running save sends, so that it, and nothing else, can be taken back.
    struct Save {
        struct Line {
            Resource resource;
            std::optional<qint64> before;
            std::optional<qint64> after;
        };
        std::optional<OrganizationId> id;
        QList<Line> lines;
        /// It takes an earlier one back.
        bool undo = false;
        /// But for lines that were changed again since.
        bool inPart = false;
        bool sent = false;
    };
    auto &quota = m_context.quota;
    auto running = std::make_shared<Save>();
    connect(m_commands->saveQuotas, &QAction::triggered, m_commands, [&quota, running] {
        *running = {};
        running->id = quota.id();
        for (const Resource resource : stores::allResources) {
            const stores::QuotaLine &line = quota.line(resource);
            if (line.isDirty()) {
                running->lines.append({resource, line.savedOverride, line.editedOverride()});
            }
        }
        quota.save();
    });
    connect(&quota, &stores::QuotaStore::savingChanged, m_commands,
            [running](bool saving) { running->sent = running->sent || saving; });
    connect(&quota, &stores::QuotaStore::conflictChanged, m_commands, [&quota, running] {
        if (quota.hasConflict()) {
            *running = {}; // somebody else's change is part of what comes: no Undo takes that back
        }
    });
    connect(&quota, &stores::QuotaStore::saveDone, m_commands, [this, &quota, running] {
        const Save done = std::exchange(*running, {});
        if (!done.sent) {
            return; // theirs was chosen everywhere
        }
        if (done.undo) {
            m_toasts->show(QStringLiteral("success"),
                           done.inPart ? tr("The limits are as before, but for what was changed again since")
                                       : tr("The limits are as before"));
            return;
        }
        ToastHost::Action undo;
        if (done.id) {
            undo = {tr("&Undo"), [this, &quota, running, done] {
                        const auto refuse = [this](const QString &why) {
                            m_toasts->show(QStringLiteral("warning"), why);
                        };
                        if (quota.id() != done.id) {
                            return refuse(tr("Nothing was undone: those limits are no longer open"));
                        }
                        if (!quota.hasData() || quota.isSaving()) {
                            return refuse(tr("Nothing was undone: the limits are being loaded or saved"));
                        }
                        if (quota.isDirty()) {
                            return refuse(tr("Nothing was undone: there are changes that are not saved yet"));
                        }
                        bool inPart = false;
                        for (const auto &[resource, before, after] : done.lines) {
                            if (quota.line(resource).savedOverride != after) {
                                inPart = true;
                                continue;
                            }
                            if (before) {
                                quota.setValue(resource, before);
                            } else {
                                quota.setOverridden(resource, false);
                            }
                        }
                        if (!quota.isDirty()) {
                            return refuse(tr("Nothing was undone: the limits were changed again since"));
                        }
                        *running = {};
                        running->undo = true;
                        running->inPart = inPart;
                        quota.save();
                    }};
        }
        m_toasts->show(QStringLiteral("success"), tr("Limits saved; they hold from the next request on"), undo);
    });
}

std::optional<ThrottleSubject> MainWindow::throttleSubject() const
{
    if (m_workspace->page() == Workspace::NoisyIndex) {
        const NoisyPage *noisy = m_workspace->noisy();
        const QModelIndex row = noisy->current();
        if (!row.isValid()) {
            return std::nullopt;
        }
        return ThrottleSubject{noisy->model()->idAt(row.row()), row.data(TopTenantsModel::NameRole).toString(),
                               row.data(TopTenantsModel::SlugRole).toString(),
                               row.data(TopTenantsModel::AverageRateRole).toDouble()};
    }
    const auto &store = m_context.organization;
    if (m_workspace->page() != Workspace::OrganizationsIndex || !store.id() || !store.hasData()) {
        return std::nullopt;
    }
    const Organization &shown = store.organization();
    return ThrottleSubject{shown.id, core::text(shown.name), core::text(shown.slug),
                           m_context.organizationMetrics.last(stores::Metric::Requests)};
}

void MainWindow::refreshThrottle()
{
    const auto subject = throttleSubject();
    QString why = subject ? mayThrottle(m_context) : tr("Choose an organization first.");
    if (why.isEmpty() && m_context.throttles.isActing(subject->id)) {
        why = tr("Another act is still running.");
    }
    setAvailable(m_commands->throttle, why.isEmpty(), why);
    if (why.isEmpty() && !m_context.throttles.find(subject->id)) {
        why = tr("It is not throttled.");
    }
    setAvailable(m_commands->liftThrottle, why.isEmpty(), why);
}

void MainWindow::connectThrottles()
{
    connect(m_commands->throttle, &QAction::triggered, this, [this] {
        if (auto subject = throttleSubject()) {
            (new ThrottleDialog(m_context, std::move(*subject), this))->openOver();
        }
    });
    connect(m_commands->liftThrottle, &QAction::triggered, this, [this] {
        if (const auto subject = throttleSubject()) {
            m_context.throttles.lift(subject->id);
            refreshThrottle();
        }
    });
    using Store = stores::ThrottleStore;
    const auto refresh = [this] { refreshThrottle(); };
    connect(m_workspace, &Workspace::pageChanged, m_commands, refresh);
    connect(m_workspace->noisy(), &NoisyPage::currentChanged, m_commands, refresh);
    connect(&m_context.organization, &stores::PageStore::dataChanged, m_commands, refresh);
    connect(&m_context.organization, &stores::OrganizationStore::organizationChanged, m_commands, refresh);
    connect(&m_context.throttles, &stores::PageStore::dataChanged, m_commands, refresh);
    connect(&m_context.throttles, &Store::setFailed, m_commands, refresh);
    connect(&m_context.throttles, &Store::liftFailed, m_commands, refresh);
    connect(&m_context.connection, &stores::ConnectionStore::stateChanged, m_commands, refresh);
    connect(&m_context.session, &api::Session::stateChanged, m_commands, refresh);
    connect(&m_context.throttles, &Store::setDone, m_commands,
            [this](const Throttle &throttle, const std::optional<Throttle> &before) {
                m_toasts->show(QStringLiteral("limits"),
                               isolated(core::text(throttle.organizationName)) + QStringLiteral(": ")
                                   + throttleText(throttle),
                               {tr("&Undo"), [this, throttle, before] {
                                    auto &store = m_context.throttles;
                                    const Throttle *now = store.find(throttle.organizationId);
                                    if (!now || now->perSecond != throttle.perSecond || now->reason != throttle.reason
                                        || now->staffEmail != throttle.staffEmail) {
                                        return; // changed again since
                                    }
                                    if (!before || !holdAgain(*before)) {
                                        store.lift(throttle.organizationId);
                                    }
                                }});
            });
    connect(&m_context.throttles, &Store::lifted, m_commands, [this](const Throttle &was) {
        m_toasts->show(QStringLiteral("play"), tr("%1 is free again").arg(isolated(core::text(was.organizationName))),
                       {tr("&Undo"), [this, was] { holdAgain(was); }});
    });
    refreshThrottle();
}

bool MainWindow::holdAgain(const Throttle &was)
{
    const qint64 left = m_context.client.serverNow().secsTo(core::dateTime(was.until)) / 60;
    if (left > 0) {
        m_context.throttles.set(was.organizationId, {was.perSecond, left, was.reason});
    }
    return left > 0;
}

void MainWindow::openImpersonate()
{
    if (m_context.organization.id()) {
        (new ImpersonateDialog(m_context, m_context.organization.organization(), this))->openOver();
    }
}

void MainWindow::openSuspend()
{
    if (m_context.organization.id()) {
        (new SuspendDialog(m_context, m_context.organization.organization(), this))->openOver();
    }
}

void MainWindow::resume(const OrganizationId &id)
{
    auto &shown = m_context.organization;
    if (shown.id() == id) {
        shown.resume();
        return;
    }
    // Another one is on screen by now.
    m_context.admin.resume(id).start(this, [this](const api::ApiResult<Organization> &result) {
        if (!result) {
            m_toasts->show(QStringLiteral("error"), errorText(result.error()).title);
            return;
        }
        m_context.organizations.noteChanged(result->value);
        m_context.organization.noteChanged(result->value);
        m_toasts->show(QStringLiteral("resume"),
                       tr("%1 is active again").arg(isolated(core::text(result->value.name))));
    });
}

void MainWindow::copyOrganizationId()
{
    if (m_context.organization.id()) {
        QGuiApplication::clipboard()->setText(core::text(m_context.organization.id()->text()));
        m_toasts->show(QStringLiteral("copy"), tr("Organization id copied"));
    }
}

void MainWindow::toggleTheme()
{
    m_context.settings.setTheme(m_theme.isDark() ? core::Settings::Theme::Light : core::Settings::Theme::Dark);
}

} // namespace objecta::ui
