// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the commands of the main window do.
#include "ui/shell/mainwindow.h"

#include "app/api/session.h"
#include "app/core/settings.h"
#include "app/core/text.h"
#include "models/stores/impersonationliststore.h"
#include "models/stores/impersonationstore.h"
#include "models/stores/metricsstore.h"
#include "models/stores/organizationliststore.h"
#include "models/stores/organizationstore.h"
#include "models/stores/quotastore.h"
#include "ui/dialogs/impersonatedialog.h"
#include "ui/dialogs/neworganizationdialog.h"
#include "ui/dialogs/settingsdialog.h"
#include "ui/pages/commands.h"
#include "ui/pages/organizations/organizationspage.h"
#include "ui/shell/shortcutsheet.h"
#include "ui/shell/viewaswindow.h"
#include "ui/shell/workspace.h"
#include "ui/theme/theme.h"
#include "ui/widgets/format.h"
#include "ui/widgets/toast.h"

#include <QClipboard>
#include <QGuiApplication>

namespace objecta::ui {

void MainWindow::connectCommands()
{
    Commands &c = *m_commands;
    const auto on = [this](QAction *action, auto run) { connect(action, &QAction::triggered, this, run); };
    on(c.quit, [this] { close(); });
    on(c.signOut, [this] { m_context.session.signOut(); });
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
        case Workspace::OrganizationsIndex:
            m_context.organizations.reload();
            if (m_context.organization.id()) {
                m_context.organization.reload();
                m_context.quota.reload();
            }
            break;
        case Workspace::MetricsIndex:
            m_context.metrics.reload();
            break;
        case Workspace::NoisyIndex:
            break; // live by itself
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
                                   {tr("&Undo"), [this, id = organization.id] {
                                        if (m_context.organization.id() == id) {
                                            m_context.organization.resume();
                                        }
                                    }});
                } else if (act == Store::Act::Resume) {
                    m_toasts->show(QStringLiteral("resume"), tr("%1 is active again").arg(name));
                }
            });
    // What was saved before, so that a save can be taken back.
    struct Before {
        std::optional<OrganizationId> id;
        std::array<std::optional<qint64>, 4> overrides;
    };
    auto before = std::make_shared<Before>();
    connect(m_commands->saveQuotas, &QAction::triggered, m_commands, [this, before] {
        before->id = m_context.quota.id();
        for (const stores::Resource resource : stores::allResources) {
            before->overrides[static_cast<size_t>(resource)] = m_context.quota.line(resource).savedOverride;
        }
        m_context.quota.save();
    });
    connect(&m_context.quota, &stores::QuotaStore::saveDone, m_commands, [this, before] {
        if (!before->id) {
            m_toasts->show(QStringLiteral("success"), tr("The limits are as before"));
            return;
        }
        m_toasts->show(QStringLiteral("success"), tr("Limits saved; they hold from the next request on"),
                       {tr("&Undo"), [this, old = *before] {
                            auto &quota = m_context.quota;
                            if (quota.id() != old.id || quota.isDirty() || quota.isSaving()) {
                                return;
                            }
                            for (const stores::Resource resource : stores::allResources) {
                                const auto value = old.overrides[static_cast<size_t>(resource)];
                                if (value) {
                                    quota.setValue(resource, value);
                                } else {
                                    quota.setOverridden(resource, false);
                                }
                            }
                            quota.save();
                        }});
        before->id.reset();
    });
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
