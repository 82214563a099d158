// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/organizations/overviewtab.h"

#include "models/stores/metricsstore.h"
#include "models/stores/organizationstore.h"
#include "models/tables/organizationtablemodel.h"
#include "ui/pages/metrics/metriccharts.h"
#include "ui/theme/style.h"
#include "ui/widgets/card.h"
#include "ui/widgets/format.h"
#include "ui/widgets/gauge.h"
#include "ui/widgets/inforow.h"
#include "ui/widgets/text.h"
#include "ui/widgets/words.h"

#include <QGridLayout>
#include <QScrollArea>

namespace objecta::ui {

namespace {

/// "Agent limit 10 \u2192 20" for what changed, "Agent created: Travel Desk" for what came or went.
QString summaryOf(const AuditEntry &entry)
{
    const QString action = QString::fromStdString(entry.action);
    const auto changes = tables::auditChanges(entry);
    const bool limits = action.startsWith(QLatin1String("limits."));
    if (!limits && !action.endsWith(QLatin1String(".updated"))) {
        for (const auto &change : changes) {
            if (change.field == QLatin1String("name")) {
                const QString name = change.after.isEmpty() ? change.before : change.after;
                return QStringLiteral("%1: %2").arg(auditAction(action), isolated(name));
            }
        }
        return {};
    }
    if (changes.isEmpty()) {
        return {};
    }
    const auto shown = [limits](const tables::AuditChange &change, const QString &value) {
        if (value.isEmpty()) {
            //: the limit of the plan, where none of its own is set
            return limits ? UsageGauges::tr("plan") : QStringLiteral("\u2013");
        }
        bool isNumber = false;
        const qint64 number = value.toLongLong(&isNumber);
        if (!isNumber) {
            return value;
        }
        return change.field == QLatin1String("maxStorage") ? bytes(number) : count(number);
    };
    const auto &first = changes.first();
    QString text = QStringLiteral("%1 %2 \u2192 %3")
                       .arg(memberName(first.field), shown(first, first.before), shown(first, first.after));
    if (changes.size() > 1) {
        text += UsageGauges::tr(" and %n more", nullptr, static_cast<int>(changes.size() - 1));
    }
    return text;
}

/// What, who, when.
InfoLook changeLook(const AuditEntry &entry, const QDateTime &at)
{
    const QString action = QString::fromStdString(entry.action);
    const QString summary = summaryOf(entry);
    InfoLook look;
    look.icon = auditIcon(action);
    look.text = summary.isEmpty() ? auditAction(action) : summary;
    look.detail = QString::fromStdString(entry.actor);
    look.value = ago(at);
    look.tip = QStringList{look.text, look.detail, localTime(at), utcTime(at)}.join(QLatin1Char('\n'));
    return look;
}

} // namespace

UsageGauges::UsageGauges(QWidget *parent)
    : QWidget(parent)
{
    m_cards = {new GaugeCard(tr("Agents"), this), new GaugeCard(tr("Messages"), this), new GaugeCard(tr("Users"), this),
               new GaugeCard(tr("Storage"), this)};
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(space::m);
    arrange();
}

void UsageGauges::arrange()
{
    const int perRow = width() >= 4 * 112 + 3 * space::m ? 4 : 2;
    if (perRow == m_perRow) {
        return;
    }
    m_perRow = perRow;
    auto *grid = static_cast<QGridLayout *>(layout());
    for (int i = 0; i < m_cards.size(); ++i) {
        grid->addWidget(m_cards.at(i), i / perRow, i % perRow);
    }
}

void UsageGauges::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void UsageGauges::set(const Usage &usage)
{
    const std::array quotas{&usage.agents, &usage.messages, &usage.users, &usage.storage};
    for (size_t i = 0; i < quotas.size(); ++i) {
        const Quota &quota = *quotas[i];
        const bool storage = i == 3;
        const auto shown = [&](qint64 value) { return storage ? bytes(value) : compactCount(value); };
        m_cards.at(static_cast<qsizetype>(i))
            ->set(tables::quotaShare(quota), shown(quota.used),
                  //: how much of a limit: "7 / of 10"
                  quota.limit ? tr("of %1").arg(shown(*quota.limit)) : tr("no limit"));
    }
}

void UsageGauges::clear()
{
    for (GaugeCard *card : std::as_const(m_cards)) {
        card->setUnknown();
    }
}

OverviewTab::OverviewTab(stores::AppContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_gauges(new UsageGauges)
    , m_charts(new MetricCharts(context, context.organizationMetrics))
    , m_changes(new QVBoxLayout)
    , m_noChanges(new Text(tr("Nothing was changed yet."), TextSize::Body, QFont::Normal, Tone::Muted))
{
    auto *changes = new Card(tr("Recent changes"));
    changes->body()->setSpacing(4);
    m_changes->setSpacing(0);
    changes->body()->addWidget(m_noChanges);
    changes->body()->addLayout(m_changes);

    auto *inside = new Surface(&Tokens::canvas);
    auto *column = new QVBoxLayout(inside);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    column->setSpacing(space::m);
    column->addWidget(m_gauges);
    m_charts->setMinimumHeight(340);
    column->addWidget(m_charts, 1);
    column->addWidget(changes);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inside);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);

    connect(&context.organization, &stores::OrganizationStore::organizationChanged, this, &OverviewTab::refresh);
    connect(&context.organization, &stores::PageStore::dataChanged, this, &OverviewTab::refresh);
    auto *audit = context.organization.audit();
    for (const auto &signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(audit, signal, this, &OverviewTab::refreshChanges);
    }
    connect(audit, &QAbstractItemModel::modelReset, this, &OverviewTab::refreshChanges);
    refresh();
    refreshChanges();
}

void OverviewTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_context.organizationMetrics.setActive(true);
}

void OverviewTab::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_context.organizationMetrics.setActive(false);
}

void OverviewTab::refresh()
{
    if (m_context.organization.id()) {
        m_gauges->set(m_context.organization.organization().usage);
    } else {
        m_gauges->clear();
    }
}

void OverviewTab::refreshChanges()
{
    const auto *audit = m_context.organization.audit();
    QList<InfoLook> looks;
    for (int row = 0; row < std::min(4, audit->rowCount()); ++row) {
        looks.append(
            changeLook(audit->at(row), audit->index(row, 0).data(tables::AuditListModel::AtRole).toDateTime()));
    }
    setInfoRows(m_changes, looks);
    m_noChanges->setVisible(looks.isEmpty());
}

} // namespace objecta::ui
