// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"
#include "models/stores/appcontext.h"
#include "ui/pages/organizations/organizationdetail.h"

#include <QWidget>

#include <optional>

class QStackedWidget;

namespace objecta {
struct Organization;
}

namespace objecta::ui {

class Banner;
class CommandPalette;
class Commands;
class ImpersonationPage;
class MetricsPage;
class Navigation;
class NoisyPage;
class OrganizationsPage;
class OverviewPage;
class TenantSwitcher;
class TopBar;

/// What is seen once signed in: top bar, navigation, pages, and the popups over them.
class Workspace final : public QWidget {
    Q_OBJECT
public:
    enum Page { OverviewIndex, OrganizationsIndex, MetricsIndex, NoisyIndex, ImpersonationIndex };

    Workspace(stores::AppContext &context, Commands &commands, QWidget *parent = nullptr);

    void goTo(Page page);
    [[nodiscard]] Page page() const;
    /// The organization's detail, wherever the user is.
    void openOrganization(const OrganizationId &id);
    /// The same, and a tab of it (there, what is about a resource of the contract); not before it is that
    /// organization's, should edits of another have to be discarded.
    void openOrganizationAt(const OrganizationId &id, OrganizationDetail::Tab tab, const QString &resource = {});
    void openSwitcher();
    void openPalette();
    /// Whether there is something to pause where the user is; without a session the window says so.
    void refreshPause();

    [[nodiscard]] OverviewPage *overview() const { return m_overview; }
    [[nodiscard]] OrganizationsPage *organizations() const { return m_organizations; }
    [[nodiscard]] MetricsPage *metrics() const { return m_metrics; }
    [[nodiscard]] NoisyPage *noisy() const { return m_noisy; }
    [[nodiscard]] TenantSwitcher *switcher() const { return m_switcher; }
    [[nodiscard]] CommandPalette *palette() const { return m_palette; }
    [[nodiscard]] TopBar *topBar() const { return m_top; }

signals:
    void pageChanged();
    void themeToggled();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void showWantedTab();
    void refreshConnection();
    void refreshCounts();

    stores::AppContext &m_context;
    Commands &m_commands;
    TopBar *m_top;
    Navigation *m_navigation;
    Banner *m_offline;
    QStackedWidget *m_pages;
    OverviewPage *m_overview;
    OrganizationsPage *m_organizations;
    MetricsPage *m_metrics;
    NoisyPage *m_noisy;
    ImpersonationPage *m_impersonation;
    TenantSwitcher *m_switcher;
    CommandPalette *m_palette;
    /// What is to be shown once it is open.
    struct Wanted {
        OrganizationId id;
        OrganizationDetail::Tab tab;
        QString resource;
    };
    std::optional<Wanted> m_wanted;
};

} // namespace objecta::ui
