// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/impersonation/impersonationpage.h"

#include "app/api/apiclient.h"
#include "app/core/text.h"
#include "models/stores/impersonationliststore.h"
#include "models/stores/impersonationstore.h"
#include "ui/pages/commands.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/format.h"
#include "ui/widgets/segments.h"
#include "ui/widgets/stateview.h"
#include "ui/widgets/text.h"

#include <QVBoxLayout>

namespace objecta::ui {

using Model = tables::ImpersonationListModel;

namespace {

/// What is left of a running view, by the server's clock; when it ended of the others.
class EndsDelegate final : public RowDelegate {
public:
    EndsDelegate(const api::ApiClient &client, QObject *parent)
        : RowDelegate(parent)
        , m_client(client)
    {
    }

protected:
    void content(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &,
                 const QModelIndex &index) const override
    {
        const Tokens &t = currentTokens();
        const QDateTime ends = index.data(Model::EndsRole).toDateTime();
        const auto left = static_cast<int>(m_client.serverNow().secsTo(ends));
        if (index.data(Model::StateRole).toString() != QLatin1String("active") || left < 0) {
            elidedText(painter, rect, localTime(ends), textFont(), t.textMuted);
            return;
        }
        //: time that remains: "27:14 left"
        elidedText(painter, rect, ImpersonationPage::tr("%1 left").arg(countdown(left)),
                   textFont(TextSize::Body, QFont::Medium), left < 60 ? t.danger : t.text);
    }

private:
    const api::ApiClient &m_client;
};

} // namespace

ImpersonationPage::ImpersonationPage(stores::AppContext &context, Commands &commands, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_commands(commands)
    , m_table(new DataTable)
    , m_which(new Segments({{1, tr("Active", "impersonations")}, {0, tr("All", "impersonations")}}))
    , m_stop(makeButton(tr("Stop view"), ButtonKind::Default, QStringLiteral("impersonation-off")))
    , m_error(new Banner(BannerTone::Danger))
{
    makeTable();
    m_stop->setObjectName(QStringLiteral("stopView"));
    auto *header = new QHBoxLayout;
    header->setContentsMargins(20, 14, space::l, space::m);
    header->setSpacing(space::s);
    header->addWidget(new Text(tr("Impersonation"), TextSize::Title, QFont::DemiBold));
    header->addStretch(1);
    header->addWidget(m_which);
    header->addWidget(m_stop);
    auto *explain =
        new Text(tr("Staff see a tenant's content only this way: read-only, for a stated reason, for an hour at "
                    "most, and the tenant can see that it happened."),
                 TextSize::Body, QFont::Normal, Tone::Muted);
    explain->setWordWrap(true);
    explain->setContentsMargins(20, 0, 20, space::m);
    m_error->hide();
    m_error->setRoom({space::l, 0, space::l, space::s});
    m_states = new StateView(m_table, Skeleton::Shape::Rows);
    m_states->follow(&context.impersonations);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(header);
    layout->addWidget(explain);
    layout->addWidget(m_error);
    layout->addWidget(m_states, 1);

    m_which->setCurrent(context.impersonations.activeOnly() ? 1 : 0);
    connect(m_which, &Segments::chosen, this, [this](int active) {
        m_context.impersonations.setActiveOnly(active == 1);
        refreshEmpty();
    });
    connect(m_states->empty(), &EmptyState::triggered, this, [this] {
        if (m_context.impersonations.activeOnly()) {
            m_which->setCurrent(0);
            m_context.impersonations.setActiveOnly(false);
            refreshEmpty();
        }
    });
    connect(m_stop, &QPushButton::clicked, this, &ImpersonationPage::stopSelected);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ImpersonationPage::refreshStop);
    connect(context.impersonations.model(), &QAbstractItemModel::dataChanged, this, &ImpersonationPage::refreshStop);
    connect(context.impersonations.model(), &QAbstractItemModel::rowsRemoved, this, &ImpersonationPage::refreshStop);
    connect(&context.impersonations, &stores::ImpersonationListStore::revokeFailed, this,
            [this](const api::ApiError &error) {
                m_error->setError(error);
                m_error->show();
            });
    connect(&context.impersonations, &stores::ImpersonationListStore::revoked, m_error, &QWidget::hide);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &ImpersonationPage::tick);
    refreshEmpty();
    refreshStop();
}

void ImpersonationPage::makeTable()
{
    m_table->setObjectName(QStringLiteral("impersonationTable"));
    m_table->setAccessibleName(tr("Impersonations"));
    m_table->setModel(m_context.impersonations.model());
    const auto when = [](const QVariant &value) { return localTime(value.toDateTime()); };
    m_table->setItemDelegateForColumn(Model::OrganizationColumn,
                                      new NameDelegate(Qt::DisplayRole, Model::SlugRole, m_table));
    m_table->setItemDelegateForColumn(Model::StartedColumn, new ValueDelegate(Model::StartedRole, when, m_table));
    m_table->setItemDelegateForColumn(Model::EndsColumn, new EndsDelegate(m_context.client, m_table));
    m_table->setItemDelegateForColumn(Model::StateColumn,
                                      new StatusDelegate(Model::StateRole, &impersonationStatus, m_table));
    m_table->setColumnWidths({250, 200, 160, 190, 190, 110}, Model::ReasonColumn);
}

void ImpersonationPage::refreshEmpty()
{
    if (m_context.impersonations.activeOnly()) {
        m_states->empty()->set(QStringLiteral("impersonation"), tr("Nobody views as a tenant now"),
                               tr("To begin, choose an organization and press Ctrl+Shift+V."), tr("Show past views"));
    } else {
        m_states->empty()->set(QStringLiteral("impersonation"), tr("Nobody has viewed as a tenant yet"),
                               tr("To begin, choose an organization and press Ctrl+Shift+V."));
    }
}

void ImpersonationPage::refreshStop()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    const bool active = !rows.isEmpty() && rows.first().data(Model::StateRole).toString() == QLatin1String("active");
    m_stop->setEnabled(active);
    m_stop->setToolTip(active ? QString() : tr("Choose an active view first."));
}

void ImpersonationPage::stopSelected()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (rows.isEmpty()) {
        return;
    }
    const Impersonation &row = m_context.impersonations.model()->at(rows.first().row());
    const auto &running = m_context.impersonation;
    if (running.isActive() && row.id == running.id()) {
        m_commands.stopViewing->trigger(); // the one of this console: its window closes in order
        return;
    }
    m_context.impersonations.revoke(row.id);
}

void ImpersonationPage::tick()
{
    const auto *model = m_context.impersonations.model();
    const auto [first, last] = m_table->visibleRows();
    for (int row = std::max(0, first); row <= last && row < model->rowCount(); ++row) {
        m_table->update(model->index(row, Model::EndsColumn));
    }
}

void ImpersonationPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_context.impersonations.reload();
    m_second.start();
}

void ImpersonationPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_second.stop();
}

} // namespace objecta::ui
