// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/metrics/noisypage.h"

#include "ui/pages/metrics/toptenantsmodel.h"
#include "ui/pages/metrics/toptenantstable.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/segments.h"
#include "ui/widgets/text.h"

#include <QEvent>
#include <QVBoxLayout>

namespace objecta::ui {

using Model = TopTenantsModel;

NoisyPage::NoisyPage(stores::AppContext &context, QWidget *parent)
    : QWidget(parent)
    , m_model(new TopTenantsModel(context, this))
    , m_table(new DataTable)
    , m_by(new Segments({{Model::ByRequests, tr("Requests")},
                         {Model::ByDatabase, tr("Database time")},
                         {Model::ByErrors, tr("Errors")}}))
    , m_heldBadge(new Badge(tr("Order held"), BadgeTone::Warning))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHeader());
    layout->addWidget(new Rule);
    layout->addWidget(makeTable(), 1);
    m_heldBadge->setToolTip(tr("Rows stay where they are while the mouse is over them; figures go on."));
    m_heldBadge->hide();
    connect(m_model, &Model::orderHeldChanged, m_heldBadge, &QWidget::setVisible);
    connect(m_by, &Segments::chosen, this, [this](int by) { m_model->setBy(static_cast<Model::By>(by)); });
}

QWidget *NoisyPage::makeHeader()
{
    auto *header = new QWidget;
    m_by->setAccessibleName(tr("Ranked by"));
    m_by->setCurrent(Model::ByRequests);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(20, 14, space::l, space::m);
    row->setSpacing(space::s);
    row->addLayout(headline(tr("Noisy neighbours"),
                            new Text(tr("share of the last ten seconds"), TextSize::Body, QFont::Normal, Tone::Muted)));
    row->addStretch(1);
    row->addWidget(m_heldBadge);
    row->addWidget(m_by);
    return header;
}

QWidget *NoisyPage::makeTable()
{
    m_table->setObjectName(QStringLiteral("noisyTenants"));
    m_table->setAccessibleName(tr("Organizations by their share"));
    auto *body = showTopTenants(m_table, m_model);
    m_table->setColumnWidths({220, 124, 84, 92, 112, 104}, Model::NameColumn);
    m_table->viewport()->installEventFilter(this);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    const auto act = [this](const QString &text, const char *role, auto signal) {
        auto *action = new QAction(icon(role), text, m_table);
        connect(action, &QAction::triggered, this, [this, signal] {
            const QModelIndex index = m_table->currentIndex();
            if (index.isValid() && index.row() < m_model->rowCount()) {
                emit(this->*signal)(m_model->idAt(index.row()));
            }
        });
        m_table->addAction(action);
    };
    act(tr("&Open"), "organizations", &NoisyPage::openWanted);
    act(tr("Show &Metrics"), "metrics", &NoisyPage::metricsWanted);
    act(tr("&View as\u2026"), "impersonation", &NoisyPage::viewAsWanted);
    connect(m_table, &DataTable::rowActivated, this,
            [this](const QModelIndex &index) { emit metricsWanted(m_model->idAt(index.row())); });
    return body;
}

bool NoisyPage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Enter || event->type() == QEvent::Leave) {
        m_model->setHeld(event->type() == QEvent::Enter);
    }
    return QWidget::eventFilter(watched, event);
}

void NoisyPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_model->setActive(true);
}

void NoisyPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_model->setActive(false);
}

} // namespace objecta::ui
