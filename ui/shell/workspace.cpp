// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/workspace.h"

#include "app/core/settings.h"
#include "app/api/session.h"
#include "models/stores/alertstore.h"
#include "models/stores/connectionstore.h"
#include "models/stores/impersonationstore.h"
#include "models/stores/metricsstore.h"
#include "models/stores/organizationliststore.h"
#include "models/stores/organizationstore.h"
#include "models/stores/tenantswitcherstore.h"
#include "ui/pages/commands.h"
#include "ui/pages/impersonation/impersonationpage.h"
#include "ui/pages/metrics/metricspage.h"
#include "ui/pages/metrics/noisypage.h"
#include "ui/pages/organizations/metricstab.h"
#include "ui/pages/organizations/organizationspage.h"
#include "ui/pages/organizations/usagetab.h"
#include "ui/pages/overview/overviewpage.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/navigation.h"
#include "ui/shell/topbar.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/format.h"
#include "ui/widgets/tenantswitcher.h"
#include "ui/widgets/text.h"

#include <QKeyEvent>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <utility>

namespace objecta::ui {

Workspace::Workspace(stores::AppContext &context, Commands &commands, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_commands(commands)
    , m_top(new TopBar(context, commands))
    , m_navigation(new Navigation)
    , m_offline(new Banner(BannerTone::Warning))
    , m_pages(new QStackedWidget)
    , m_overview(new OverviewPage(context))
    , m_organizations(new OrganizationsPage(context, commands))
    , m_metrics(new MetricsPage(context, commands))
    , m_noisy(new NoisyPage(context, commands))
    , m_impersonation(new ImpersonationPage(context, commands))
    , m_switcher(new TenantSwitcher(context, this))
    , m_palette(new CommandPalette(context, commands, this))
{
    m_navigation->addGroup(tr("Tenants"));
    m_navigation->addPage(OverviewIndex, tr("Overview"), commands.goOverview);
    m_navigation->addPage(OrganizationsIndex, tr("Organizations"), commands.goOrganizations);
    m_navigation->addPage(MetricsIndex, tr("Live metrics"), commands.goMetrics);
    m_navigation->addPage(NoisyIndex, tr("Noisy neighbours"), commands.goNoisy);
    //: group in the navigation: day-to-day operation
    m_navigation->addGroup(tr("Operations"));
    m_navigation->addPage(ImpersonationIndex, tr("Impersonation"), commands.goImpersonation);
    m_navigation->addFoot(tr("Settings"), commands.preferences);
    m_pages->addWidget(m_overview);
    m_pages->addWidget(m_organizations);
    m_pages->addWidget(m_metrics);
    m_pages->addWidget(m_noisy);
    m_pages->addWidget(m_impersonation);

    m_offline->setRoom({space::m, space::s, space::m, space::s});
    m_offline->hide();
    connect(m_offline->addAction(tr("Try now")), &QPushButton::clicked, &context.connection,
            &stores::ConnectionStore::retryNow);
    auto *main = new QVBoxLayout;
    main->setSpacing(0);
    main->addWidget(m_offline);
    main->addWidget(m_pages, 1);
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_navigation);
    row->addWidget(new Rule(Qt::Vertical));
    row->addLayout(main, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_top);
    column->addLayout(row, 1);

    connect(m_navigation, &Navigation::chosen, this, [this](int page) { goTo(static_cast<Page>(page)); });
    connect(m_top, &TopBar::themeToggled, this, &Workspace::themeToggled);
    connect(m_switcher, &TenantSwitcher::chosen, this, &Workspace::openOrganization);
    connect(m_palette, &CommandPalette::organizationChosen, this, &Workspace::openOrganization);
    connect(m_overview, &OverviewPage::openWanted, this, &Workspace::openOrganization);
    connect(m_overview, &OverviewPage::usageWanted, this, [this](const OrganizationId &id, const QString &resource) {
        openOrganizationAt(id, OrganizationDetail::Usage, resource);
    });
    connect(m_overview, &OverviewPage::noisyWanted, this, [this] { goTo(NoisyIndex); });
    connect(m_metrics, &MetricsPage::openWanted, this, &Workspace::openOrganization);
    connect(m_noisy, &NoisyPage::openWanted, this, &Workspace::openOrganization);
    connect(m_noisy, &NoisyPage::metricsWanted, this,
            [this](const OrganizationId &id) { openOrganizationAt(id, OrganizationDetail::Metrics); });
    connect(m_noisy, &NoisyPage::viewAsWanted, this, [this](const OrganizationId &id) {
        openOrganization(id);
        // Its name is needed in the dialog.
        auto *wait = new QObject(this);
        const auto view = [this, wait, id] {
            if (m_context.organization.id() == id && m_context.organization.hasData()) {
                wait->deleteLater();
                m_commands.viewAs->trigger();
            }
        };
        connect(&m_context.organization, &stores::PageStore::dataChanged, wait, view, Qt::QueuedConnection);
        QTimer::singleShot(10'000, wait, &QObject::deleteLater);
    });
    connect(&context.organization, &stores::OrganizationStore::organizationChanged, this, &Workspace::showWantedTab);
    connect(m_organizations, &OrganizationsPage::stayed, this, [this] { m_wanted.reset(); });
    connect(m_organizations, &OrganizationsPage::chosen, this,
            [this](const Organization &organization) { m_context.switcher.choose(organization); });
    connect(&context.connection, &stores::ConnectionStore::stateChanged, this, &Workspace::refreshConnection);
    connect(&context.connection, &stores::ConnectionStore::detailChanged, this, &Workspace::refreshConnection);
    connect(&context.organizations, &stores::OrganizationListStore::totalChanged, this, &Workspace::refreshCounts);
    connect(&context.impersonation, &stores::ImpersonationStore::phaseChanged, this, &Workspace::refreshCounts);
    connect(&context.alerts, &stores::PageStore::dataChanged, this, &Workspace::refreshCounts);
    // Queued: a page that is hidden because the window is built anew must not reach for the commands, which are gone.
    connect(m_organizations->detail()->metrics(), &MetricsTab::pausableChanged, this, &Workspace::refreshPause,
            Qt::QueuedConnection);
    // After those who take it: where none of them did nothing is paused.
    connect(commands.pauseMetrics, &QAction::toggled, this, [this](bool paused) {
        if (paused && !m_context.metrics.isPaused() && !m_organizations->detail()->metrics()->isPaused()) {
            m_commands.pauseMetrics->setChecked(false);
        }
    });
    goTo(OrganizationsIndex);
    refreshConnection();
    refreshCounts();
}

void Workspace::goTo(Page page)
{
    m_pages->setCurrentIndex(page);
    m_navigation->setCurrent(page);
    refreshPause();
    emit pageChanged();
}

Workspace::Page Workspace::page() const
{
    return static_cast<Page>(m_pages->currentIndex());
}

void Workspace::openOrganizationAt(const OrganizationId &id, OrganizationDetail::Tab tab, const QString &resource)
{
    openOrganization(id);
    m_wanted = Wanted{id, tab, resource};
    showWantedTab();
}

void Workspace::showWantedTab()
{
    if (!m_wanted || m_context.organization.id() != m_wanted->id) {
        return;
    }
    const Wanted wanted = *std::exchange(m_wanted, std::nullopt);
    m_organizations->detail()->showTab(wanted.tab);
    if (!wanted.resource.isEmpty()) {
        m_organizations->detail()->usage()->reveal(wanted.resource);
    }
}

void Workspace::openOrganization(const OrganizationId &id)
{
    m_wanted.reset();
    goTo(OrganizationsIndex);
    const auto *choices = m_context.switcher.model();
    for (int row = 0; row < choices->rowCount(); ++row) {
        if (choices->at(row).id == id) {
            const tables::TenantChoice choice = choices->at(row);
            m_context.switcher.choose(choice);
            break;
        }
    }
    m_organizations->open(id);
}

void Workspace::openSwitcher()
{
    m_palette->dismiss();
    m_context.switcher.setQuery({});
    const auto *button = static_cast<const QWidget *>(m_top->tenant());
    m_switcher->openAt(button->mapTo(this, QPoint(0, button->height() + 6)), 460);
}

void Workspace::openPalette()
{
    m_switcher->dismiss();
    m_context.switcher.setQuery({});
    m_palette->prepare();
    const auto *box = static_cast<const QWidget *>(m_top->search());
    const int width = std::max(600, box->width());
    const int centre = box->mapTo(this, QPoint(box->width() / 2, 0)).x();
    m_palette->openAt({centre - width / 2, m_top->height() + 10}, width);
}

void Workspace::refreshConnection()
{
    using State = stores::ConnectionStore::State;
    const auto &store = m_context.connection;
    const bool lost = store.state() == State::Offline || store.state() == State::Reconnecting;
    if (lost) {
        const QString when = store.secondsToRetry() > 0 ? tr("Next attempt in %1 s.").arg(store.secondsToRetry())
                                                        : tr("Trying again\u2026");
        m_offline->setMessage(tr("The connection to the server is lost"),
                              tr("You see the last data; changes wait until the server is back.") + QLatin1Char(' ')
                                  + when);
    }
    m_offline->setVisible(lost);
}

void Workspace::refreshCounts()
{
    if (!m_context.organizations.isFiltered()) {
        const qint64 total = m_context.organizations.total();
        m_navigation->setCount(OrganizationsIndex, total > 0 ? compactCount(total) : QString());
    }
    const auto &alerts = m_context.alerts.items();
    const auto unseen = std::count_if(alerts.begin(), alerts.end(), [](const Alert &a) { return !a.acknowledgedAt; });
    m_navigation->setCount(OverviewIndex, unseen > 0 ? count(unseen) : QString());
    m_navigation->setCount(ImpersonationIndex, m_context.impersonation.isActive() ? count(1) : QString(), true);
}

void Workspace::refreshPause()
{
    if (!isVisibleTo(window())) {
        return; // without a session: the window says so
    }
    const bool live =
        page() == MetricsIndex || (page() == OrganizationsIndex && m_organizations->detail()->metrics()->isPausable());
    setAvailable(m_commands.pauseMetrics, live, tr("Only live charts can be paused."));
}

void Workspace::keyPressEvent(QKeyEvent *event)
{
    // Space pauses where no button or field wants it; as a shortcut it would take it from them.
    if (event->key() == Qt::Key_Space && m_commands.pauseMetrics->isEnabled() && !event->isAutoRepeat()) {
        m_commands.pauseMetrics->trigger();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace objecta::ui
