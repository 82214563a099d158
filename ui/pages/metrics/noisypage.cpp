// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/metrics/noisypage.h"

#include "models/stores/throttlestore.h"
#include "ui/pages/commands.h"
#include "ui/pages/metrics/throttlelist.h"
#include "ui/pages/metrics/throttlepanel.h"
#include "ui/pages/metrics/toptenantsmodel.h"
#include "ui/pages/metrics/toptenantstable.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/rowaction.h"
#include "ui/widgets/segments.h"
#include "ui/widgets/text.h"

#include <QEvent>
#include <QVBoxLayout>

namespace objecta::ui {

using Model = TopTenantsModel;

namespace {
const QList<int> columnWidths{200, 124, 78, 84, 112, 104, 320};
}

NoisyPage::NoisyPage(stores::AppContext &context, Commands &commands, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_commands(commands)
    , m_model(new TopTenantsModel(context, this))
    , m_table(new DataTable)
    , m_by(new Segments({{Model::ByRequests, tr("Requests")},
                         {Model::ByDatabase, tr("Database time")},
                         {Model::ByErrors, tr("Errors")}}))
    , m_heldBadge(new Badge(tr("Order held"), BadgeTone::Warning))
    , m_panel(new ThrottlePanel(context, m_model))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHeader());
    layout->addWidget(new Rule);
    layout->addWidget(makeTable(), 3);
    layout->addWidget(m_panel, 2);
    m_panel->setMinimumHeight(230);
    m_heldBadge->setToolTip(tr("Rows stay where they are while the mouse is over them; figures go on."));
    m_heldBadge->hide();
    connect(m_model, &Model::orderHeldChanged, m_heldBadge, &QWidget::setVisible);
    connect(m_by, &Segments::chosen, this, [this](int by) {
        m_model->setBy(static_cast<Model::By>(by));
        fitColumns();
    });
    connect(&context.throttles, &stores::PageStore::dataChanged, this, &NoisyPage::refreshHeld);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &NoisyPage::refreshHeld);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &NoisyPage::refreshHeld);
    // The name comes later than the row.
    connect(m_model, &QAbstractItemModel::dataChanged, this, &NoisyPage::refreshAction);
    refreshHeld();
}

QModelIndex NoisyPage::current() const
{
    return m_table->currentIndex();
}

void NoisyPage::refreshHeld()
{
    m_panel->setVisible(!m_context.throttles.items().empty());
    const QModelIndex index = current();
    const bool held = isCurrentHeld();
    m_throttle->setText(held ? tr("Lift") : tr("Throttle\u2026"));
    if (held) {
        m_panel->list()->choose(m_model->idAt(index.row()));
    }
    refreshAction();
    emit currentChanged();
}

void NoisyPage::refreshAction()
{
    const QAction *command = isCurrentHeld() ? m_commands.liftThrottle : m_commands.throttle;
    m_throttle->setEnabled(command->isEnabled());
    m_throttle->setToolTip(command->isEnabled() ? command->shortcut().toString(QKeySequence::NativeText)
                                                : command->toolTip());
    const QModelIndex index = current();
    const QString name =
        index.isValid() ? m_throttle->text() + QLatin1Char(' ') + index.data(Model::NameRole).toString() : QString();
    if (m_throttle->accessibleName() != name) { // figures come each second, and setting it is told each time
        m_throttle->setAccessibleName(name);
    }
}

bool NoisyPage::isCurrentHeld() const
{
    const QModelIndex index = current();
    return index.isValid() && m_context.throttles.find(m_model->idAt(index.row()));
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
    m_table->setColumnWidths(columnWidths, Model::NameColumn);
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
    auto *separator = new QAction(m_table);
    separator->setSeparator(true);
    m_table->addAction(separator);
    m_table->addActions({m_commands.throttle, m_commands.liftThrottle});
    m_throttle = makeButton(tr("Throttle\u2026"));
    m_throttle->setObjectName(QStringLiteral("throttleRow"));
    new RowAction(m_table, m_throttle, Model::HeldColumn);
    connect(m_throttle, &QPushButton::clicked, this,
            [this] { (isCurrentHeld() ? m_commands.liftThrottle : m_commands.throttle)->trigger(); });
    for (const QAction *command : {m_commands.throttle, m_commands.liftThrottle}) {
        connect(command, &QAction::changed, this, &NoisyPage::refreshAction);
    }
    connect(m_table, &DataTable::rowActivated, this,
            [this](const QModelIndex &index) { emit metricsWanted(m_model->idAt(index.row())); });
    return body;
}

void NoisyPage::fitColumns()
{
    // What is ranked by is always there; the rest goes where room is short, the least telling first.
    const auto hide = [this](int column, int below, bool needed) {
        m_table->setColumnHidden(column, !needed && width() < below);
    };
    hide(Model::DatabaseColumn, 1024, m_model->by() == Model::ByDatabase);
    hide(Model::ErrorsColumn, 924, m_model->by() == Model::ByErrors);
    hide(Model::LatencyColumn, 844, false);
    m_table->setColumnWidths(columnWidths, Model::NameColumn);
}

void NoisyPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitColumns();
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
