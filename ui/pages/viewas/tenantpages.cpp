// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/viewas/tenantpages.h"

#include "app/core/text.h"
#include "models/stores/impersonationstore.h"
#include "models/stores/quotastore.h"
#include "models/tables/organizationtablemodel.h"
#include "ui/pages/organizations/overviewtab.h"
#include "ui/pages/organizations/quotarow.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/card.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/format.h"
#include "ui/widgets/stateview.h"
#include "ui/widgets/text.h"

#include <QPainter>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace objecta::ui {

namespace {

/// Name, long bar, numbers, and the words of the limit.
class UsageLine final : public QWidget {
public:
    UsageLine(stores::Resource resource, const Quota &quota)
        : m_look(resourceLook(resource))
        , m_share(tables::quotaShare(quota))
        , m_text(quota.limit ? TenantUsagePage::tr("%1 of %2")
                                   .arg(limitText(resource, quota.used), limitText(resource, quota.limit))
                             : TenantUsagePage::tr("%1, no limit").arg(limitText(resource, quota.used)))
    {
        setFixedHeight(44);
        setAccessibleName(m_look.name + QLatin1Char(' ') + m_text);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Tokens &t = currentTokens();
        const auto visual = [&](const QRect &r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
        paintIcon(painter, m_look.icon, visual({0, 14, 16, 16}), t.textMuted);
        elidedText(painter, visual({28, 0, 150, height()}), m_look.name, textFont(TextSize::Body, QFont::Medium),
                   t.text);
        const int text = 240;
        paintUsageBar(painter, QRectF(visual({180, 19, std::max(40, width() - 180 - text), 6})), m_share);
        elidedText(painter, visual({width() - text + 12, 0, text - 12, height()}),
                   m_share >= 0 ? m_text + QStringLiteral(" \u00b7 ") + percent(m_share) : m_text, textFont(),
                   t.textMuted, Qt::AlignRight | Qt::AlignVCenter);
    }

private:
    ResourceLook m_look;
    double m_share;
    QString m_text;
};

/// A page with a title, a count and a table, or an explanation while the table has no rows.
QWidget *makeTablePage(const QString &title, DataTable *table, EmptyState *empty)
{
    auto *page = new Surface(&Tokens::surface);
    auto *number = new Text({}, TextSize::Body, QFont::Medium, Tone::Muted);
    auto *header = new QHBoxLayout;
    header->setContentsMargins(20, 14, space::l, space::s);
    header->setSpacing(space::s);
    header->addLayout(headline(title, number));
    header->addStretch(1);
    auto *body = new QWidget;
    auto *stack = new QStackedLayout(body);
    stack->addWidget(table);
    stack->addWidget(empty);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(header);
    layout->addWidget(body, 1);
    const auto follow = [table, stack, number] {
        const int rows = table->model()->rowCount();
        stack->setCurrentIndex(rows > 0 ? 0 : 1);
        number->setText(count(rows));
    };
    QObject::connect(table->model(), &QAbstractItemModel::rowsInserted, page, follow);
    QObject::connect(table->model(), &QAbstractItemModel::rowsRemoved, page, follow);
    follow();
    return page;
}

QString dateText(const QVariant &value)
{
    return localTime(value.toDateTime());
}

} // namespace

TenantUsagePage::TenantUsagePage(stores::AppContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_gauges(new UsageGauges)
    , m_lines(new QVBoxLayout)
{
    auto *surface = new Surface(&Tokens::canvas);
    auto *card = new Card(tr("Usage and limits"));
    m_lines->setSpacing(0);
    card->body()->addLayout(m_lines);
    auto *note =
        new Text(tr("Messages are counted per calendar month (UTC)."), TextSize::Small, QFont::Normal, Tone::Subtle);
    card->body()->addWidget(note);
    auto *column = new QVBoxLayout(surface);
    column->setContentsMargins(20, space::l, 20, space::l);
    column->setSpacing(space::m);
    column->addWidget(new Text(tr("Overview"), TextSize::Title, QFont::DemiBold));
    column->addWidget(m_gauges);
    column->addWidget(card);
    column->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(surface);
    connect(&context.impersonation, &stores::PageStore::dataChanged, this, &TenantUsagePage::refresh);
    refresh();
}

void TenantUsagePage::refresh()
{
    if (!m_context.impersonation.hasData()) {
        m_gauges->clear();
        return;
    }
    const Usage &usage = m_context.impersonation.usage();
    m_gauges->set(usage);
    while (QLayoutItem *item = m_lines->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_lines->addWidget(new UsageLine(stores::Resource::Agents, usage.agents));
    m_lines->addWidget(new UsageLine(stores::Resource::Messages, usage.messages));
    m_lines->addWidget(new UsageLine(stores::Resource::Users, usage.users));
    m_lines->addWidget(new UsageLine(stores::Resource::Storage, usage.storage));
}

QWidget *makeTenantAgentsPage(stores::AppContext &context)
{
    using Model = tables::AgentTableModel;
    auto *table = new DataTable;
    table->setObjectName(QStringLiteral("tenantAgents"));
    table->setAccessibleName(TenantUsagePage::tr("Agents"));
    table->setModel(context.impersonation.agents());
    table->setItemDelegateForColumn(Model::NameColumn,
                                    new NameDelegate(Qt::DisplayRole, Model::DescriptionRole, table));
    table->setItemDelegateForColumn(Model::StatusColumn, new StatusDelegate(Model::StatusRole, &memberStatus, table));
    table->setItemDelegateForColumn(Model::CreatedColumn, new ValueDelegate(Model::CreatedRole, &dateText, table));
    table->setItemDelegateForColumn(Model::UpdatedColumn, new ValueDelegate(Model::UpdatedRole, &dateText, table));
    table->setColumnWidths({260, 180, 120, 190, 190}, Model::NameColumn);
    auto *empty = new EmptyState;
    empty->set(QStringLiteral("agents"), TenantUsagePage::tr("No agents"),
               TenantUsagePage::tr("This organization has not made any agent yet."));
    return makeTablePage(TenantUsagePage::tr("Agents"), table, empty);
}

QWidget *makeTenantMembersPage(stores::AppContext &context)
{
    using Model = tables::UserTableModel;
    auto *table = new DataTable;
    table->setObjectName(QStringLiteral("tenantMembers"));
    table->setAccessibleName(TenantUsagePage::tr("Members"));
    table->setModel(context.impersonation.users());
    table->setItemDelegateForColumn(Model::NameColumn, new NameDelegate(Qt::DisplayRole, Qt::DisplayRole, table));
    table->setItemDelegateForColumn(
        Model::RoleColumn,
        new ValueDelegate(
            Model::RoleRole, [](const QVariant &v) { return roleName(v.toString()); }, table));
    table->setItemDelegateForColumn(Model::StatusColumn, new StatusDelegate(Model::StatusRole, &memberStatus, table));
    table->setItemDelegateForColumn(Model::CreatedColumn, new ValueDelegate(Model::CreatedRole, &dateText, table));
    table->setColumnWidths({220, 280, 110, 130, 190}, Model::NameColumn);
    auto *empty = new EmptyState;
    empty->set(QStringLiteral("members"), TenantUsagePage::tr("No members"),
               TenantUsagePage::tr("Nobody belongs to this organization."));
    return makeTablePage(TenantUsagePage::tr("Members"), table, empty);
}

} // namespace objecta::ui
