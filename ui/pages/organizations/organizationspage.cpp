// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/organizations/organizationspage.h"

#include "app/api/session.h"
#include "app/core/settings.h"
#include "app/core/text.h"
#include "models/stores/connectionstore.h"
#include "models/stores/impersonationstore.h"
#include "models/stores/organizationliststore.h"
#include "models/stores/organizationstore.h"
#include "models/stores/quotastore.h"
#include "models/stores/tenantswitcherstore.h"
#include "ui/dialogs/formdialog.h"
#include "ui/pages/commands.h"
#include "ui/pages/organizations/organizationdetail.h"
#include "ui/pages/organizations/organizationlist.h"
#include "ui/pages/organizations/quotaeditor.h"
#include "ui/widgets/datatable.h"

#include <QSplitter>
#include <QVBoxLayout>

namespace objecta::ui {

namespace {
constexpr int splitterVersion = 1;
const QString splitterKey = QStringLiteral("organizations.splitter");
} // namespace

OrganizationsPage::OrganizationsPage(stores::AppContext &context, Commands &commands, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_commands(commands)
    , m_list(new OrganizationList(context, commands))
    , m_detail(new OrganizationDetail(context, commands))
    , m_splitter(new QSplitter(Qt::Horizontal))
{
    m_list->setMinimumWidth(400);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_list);
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({690, 546});
    m_splitter->restoreState(context.settings.viewState(context.session.profile().id, splitterKey, splitterVersion));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    setTabOrder(m_list, m_detail);

    connect(m_list, &OrganizationList::selected, this,
            [this](const Organization &organization) { open(organization.id, &organization); });
    connect(m_list, &OrganizationList::activated, this, [this] { showOverview(); });
    connect(&context.organizations, &stores::PageStore::dataChanged, this, [this] {
        if (m_context.organization.id()) {
            m_list->showSelected(*m_context.organization.id());
        }
    });
    connect(&context.organization, &stores::OrganizationStore::organizationChanged, this,
            &OrganizationsPage::refreshCommands);
    connect(&context.organization, &stores::PageStore::stateChanged, this, &OrganizationsPage::refreshCommands);
    connect(&context.organization, &stores::OrganizationStore::actingChanged, this,
            &OrganizationsPage::refreshCommands);
    connect(&context.session, &api::Session::stateChanged, this, &OrganizationsPage::refreshCommands);
    connect(&context.connection, &stores::ConnectionStore::stateChanged, this, &OrganizationsPage::refreshCommands);
    connect(&context.impersonation, &stores::ImpersonationStore::phaseChanged, this,
            &OrganizationsPage::refreshCommands);
    refreshCommands();
    m_detail->setVisible(context.organization.id().has_value());
    if (context.organization.id()) {
        m_list->showSelected(*context.organization.id());
    }
}

OrganizationsPage::~OrganizationsPage()
{
    m_context.settings.setViewState(m_context.session.profile().id, splitterKey, splitterVersion,
                                    m_splitter->saveState());
}

void OrganizationsPage::open(const OrganizationId &id, const Organization *known)
{
    if (m_context.organization.id() == id) {
        m_list->showSelected(id);
        return;
    }
    if (!m_context.quota.isDirty()) {
        go(id, known);
        return;
    }
    // The edits belong to the organization that is left.
    const std::optional<Organization> next = known ? std::optional(*known) : std::nullopt;
    const ConfirmDialog *ask = askToDiscard();
    connect(ask, &ConfirmDialog::confirmed, this, [this, id, next] { go(id, next ? &*next : nullptr); });
    connect(ask, &QDialog::rejected, this, [this] {
        emit stayed();
        if (m_context.organization.id()) {
            m_list->showSelected(*m_context.organization.id());
        }
    });
}

ConfirmDialog *OrganizationsPage::askToDiscard()
{
    auto *ask = new ConfirmDialog(
        tr("Discard the quota edits?"),
        tr("The limits of %1 were edited but not saved.").arg(core::text(m_context.organization.organization().name)),
        tr("Discard"), ButtonKind::Danger, window());
    ask->openOver();
    return ask;
}

void OrganizationsPage::go(const OrganizationId &id, const Organization *known)
{
    const Organization *row = known ? known : m_context.organizations.model()->find(id);
    // A copy: setting the organization may update the row that this points into.
    const std::optional<Organization> copy = row ? std::optional(*row) : std::nullopt;
    m_context.quota.setOrganization(id);
    m_context.organization.setOrganization(id, copy ? &*copy : nullptr);
    m_list->showSelected(id);
    if (copy) {
        emit chosen(*copy);
    }
}

void OrganizationsPage::focusSearch()
{
    m_list->focusSearch();
}

void OrganizationsPage::showQuotas()
{
    m_detail->showTab(OrganizationDetail::Quotas);
    m_detail->quotas()->focusFirst();
}

void OrganizationsPage::showOverview()
{
    m_detail->showTab(OrganizationDetail::Overview);
}

void OrganizationsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_context.organizations.setActive(true);
}

void OrganizationsPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_context.organizations.setActive(false);
}

void OrganizationsPage::refreshCommands()
{
    auto &store = m_context.organization;
    const bool chosen = store.id().has_value();
    // Until something is chosen the list has the whole page.
    m_detail->setVisible(chosen);
    const bool online = m_context.connection.isOnline();
    const std::string status = chosen ? store.organization().status : std::string();
    const QString none = tr("Choose an organization first.");
    const QString offline = tr("The server can't be reached.");
    const QString forbidden = tr("Your role, or this server profile, does not allow changes.");

    QString why = !chosen ? none : !online ? offline : QString();
    if (why.isEmpty() && !m_context.session.mayImpersonate()) {
        why = tr("Your role does not allow to view as a tenant.");
    }
    if (why.isEmpty() && m_context.impersonation.isActive()) {
        why = tr("Stop the running view first.");
    }
    setAvailable(m_commands.viewAs, why.isEmpty(), why);
    setAvailable(m_commands.editQuotas, chosen, none);
    setAvailable(m_commands.copyId, chosen, none);

    why = !chosen ? none : !online ? offline : !m_context.session.mayChange() ? forbidden : QString();
    if (why.isEmpty() && store.isActing()) {
        why = tr("Another act is still running.");
    }
    setAvailable(m_commands.suspend, why.isEmpty() && status == "active",
                 why.isEmpty() ? tr("Only an active organization can be suspended.") : why);
    setAvailable(m_commands.resume, why.isEmpty() && status == "suspended",
                 why.isEmpty() ? tr("Only a suspended organization can be resumed.") : why);
    setAvailable(m_commands.newOrganization, online && m_context.session.mayChange(), online ? forbidden : offline);
}

} // namespace objecta::ui
