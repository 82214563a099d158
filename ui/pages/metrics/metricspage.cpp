// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/metrics/metricspage.h"

#include "models/stores/metricsstore.h"
#include "ui/pages/commands.h"
#include "ui/pages/metrics/chartboard.h"
#include "ui/pages/metrics/toptenantsmodel.h"
#include "ui/pages/metrics/toptenantstable.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/format.h"
#include "ui/widgets/segments.h"
#include "ui/widgets/stateview.h"
#include "ui/widgets/text.h"

#include <QHeaderView>
#include <QHideEvent>
#include <QSplitter>
#include <QVBoxLayout>

namespace objecta::ui {

MetricsPage::MetricsPage(stores::AppContext &context, Commands &commands, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_charts(new ChartBoard(context, context.metrics))
    , m_top(new TopTenantsModel(context, this))
    , m_table(new DataTable)
    , m_subtitle(new Text({}, TextSize::Body, QFont::Normal, Tone::Muted))
{
    auto *states = new StateView(m_charts, Skeleton::Shape::Cards);
    states->setEmptyShown(false);
    states->idle()->set(QStringLiteral("metrics"), tr("Nothing measured yet"),
                        tr("Figures appear with the first requests."));
    states->follow(&context.metrics);

    auto *split = new QSplitter(Qt::Horizontal);
    split->setChildrenCollapsible(false);
    split->addWidget(states);
    split->addWidget(makeTop());
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 0);
    split->setSizes({760, 460});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHeader(commands));
    layout->addWidget(new Rule);
    layout->addWidget(split, 1);
    connect(&context.metrics, &stores::MetricsStore::updated, this, &MetricsPage::refreshSubtitle);
}

QWidget *MetricsPage::makeHeader(Commands &commands)
{
    auto *header = new QWidget;
    m_pause = makeButton(tr("Pause"), ButtonKind::Default, QStringLiteral("pause"));
    m_pausing = commands.pauseMetrics;
    bind(m_pause, m_pausing);
    // An organization's metrics have the same command.
    connect(m_pausing, &QAction::toggled, this, [this](bool paused) { setPaused(paused && isVisible()); });
    connect(m_charts, &ChartBoard::timeChosen, this, [this] {
        // A part of the past stands still by itself; the table beside it is still held.
        if (isVisible() && m_charts->isLive()) {
            endPause();
        }
    });
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(20, 14, space::l, space::m);
    row->setSpacing(space::s);
    row->addLayout(headline(tr("Live metrics"), m_subtitle));
    row->addStretch(1);
    row->addWidget(m_pause);
    return header;
}

QWidget *MetricsPage::makeTop()
{
    auto *pane = new QWidget;
    pane->setMinimumWidth(340);
    m_table->setObjectName(QStringLiteral("topTenants"));
    m_table->setAccessibleName(tr("Busiest organizations"));
    auto *body = showTopTenants(m_table, m_top);
    m_table->setColumnHidden(TopTenantsModel::ShareColumn, true);
    m_table->setColumnHidden(TopTenantsModel::DatabaseColumn, true);
    m_table->setColumnHidden(TopTenantsModel::HeldColumn, true);
    m_table->setColumnWidths({150, 124, 76, 84, 0, 0, 0}, TopTenantsModel::NameColumn);
    m_table->viewport()->installEventFilter(this);
    connect(m_table, &DataTable::rowActivated, this,
            [this](const QModelIndex &index) { emit openWanted(m_top->idAt(index.row())); });
    auto *title = new Text(tr("Busiest organizations"), TextSize::Body, QFont::DemiBold);
    title->setContentsMargins(20, space::m, 0, space::xs);
    auto *layout = new QVBoxLayout(pane);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(title);
    layout->addWidget(body, 1);
    return pane;
}

void MetricsPage::setWindow(int seconds)
{
    m_charts->setWindow(seconds);
}

void MetricsPage::setPaused(bool paused)
{
    m_context.metrics.setPaused(paused);
    m_top->setPaused(paused);
    m_pause->setText(paused ? tr("Resume") : tr("Pause"));
    m_pause->setIcon(icon(paused ? "play" : "pause"));
    refreshSubtitle();
}

void MetricsPage::endPause()
{
    if (m_pausing) {
        m_pausing->setChecked(false);
    }
}

void MetricsPage::refreshSubtitle()
{
    const auto &store = m_context.metrics;
    if (store.isPaused()) {
        m_subtitle->setText(tr("paused \u2013 figures are still collected"));
        m_subtitle->setTone(Tone::Warning);
        return;
    }
    m_subtitle->setTone(Tone::Muted);
    m_subtitle->setText(tr("%1 requests per second now").arg(rate(store.last(stores::Metric::Requests))));
}

bool MetricsPage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Enter || event->type() == QEvent::Leave) {
        m_top->setHeld(event->type() == QEvent::Enter);
    }
    return QWidget::eventFilter(watched, event);
}

void MetricsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_context.metrics.setActive(true);
    m_top->setActive(true);
}

void MetricsPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_context.metrics.setActive(false);
    m_top->setActive(false);
    // A window that is put away comes back as it was.
    if (!event->spontaneous()) {
        endPause();
    }
}

} // namespace objecta::ui
