// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/rowaction.h"

#include "ui/widgets/datatable.h"

#include <QAbstractButton>
#include <QEvent>
#include <QHeaderView>
#include <QScrollBar>

namespace objecta::ui {

RowAction::RowAction(DataTable *table, QAbstractButton *button, int column)
    : QObject(table)
    , m_table(table)
    , m_button(button)
    , m_column(column)
{
    button->setParent(table->viewport());
    button->hide();
    QWidget::setTabOrder(table, button);
    const auto later = [this] { QMetaObject::invokeMethod(this, &RowAction::place, Qt::QueuedConnection); };
    const auto *model = table->model();
    connect(table->selectionModel(), &QItemSelectionModel::currentChanged, this, &RowAction::place);
    connect(model, &QAbstractItemModel::layoutChanged, this, later);
    connect(model, &QAbstractItemModel::modelReset, this, later);
    connect(model, &QAbstractItemModel::rowsInserted, this, later);
    connect(model, &QAbstractItemModel::rowsRemoved, this, later);
    connect(table->horizontalHeader(), &QHeaderView::sectionResized, this, later);
    connect(table->verticalScrollBar(), &QScrollBar::valueChanged, this, &RowAction::place);
    connect(table->horizontalScrollBar(), &QScrollBar::valueChanged, this, &RowAction::place);
    table->viewport()->installEventFilter(this);
    button->installEventFilter(this);
}

bool RowAction::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_button ? event->type() == QEvent::LayoutRequest || event->type() == QEvent::FontChange
                            : event->type() == QEvent::Resize) {
        place();
    }
    return false;
}

void RowAction::place()
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid() || m_table->isColumnHidden(m_column)) {
        m_button->hide();
        return;
    }
    const QRect cell = m_table->visualRect(current.siblingAtColumn(m_column));
    const QSize size(m_button->sizeHint().width(), std::min(m_button->sizeHint().height(), cell.height() - 8));
    QRect where(QPoint(), size);
    where.moveCenter(cell.center());
    if (m_table->layoutDirection() == Qt::RightToLeft) {
        where.moveLeft(cell.left() + gap);
    } else {
        where.moveRight(cell.right() - gap);
    }
    m_button->setGeometry(where);
    m_button->setVisible(where.bottom() > 0 && where.top() < m_table->viewport()->height());
}

} // namespace objecta::ui
