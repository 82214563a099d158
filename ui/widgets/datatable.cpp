// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/datatable.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/text.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QVBoxLayout>

namespace objecta::ui {

DataTable::DataTable(QWidget *parent)
    : QTableView(parent)
{
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setWordWrap(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    setRowsHeight(ui::rowHeight);
    QHeaderView *header = horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setHighlightSections(false);
    header->setSectionsMovable(false);
    header->setMinimumSectionSize(48);
    header->setFixedHeight(ui::rowHeight);
    header->setProperty("objectaFirstInset", RowDelegate::firstInset);
    // Stands beside the header, so that the scroll bar begins where the rows do.
    auto *corner = new Surface(&Tokens::surface);
    corner->setFixedHeight(ui::rowHeight);
    auto *line = new QVBoxLayout(corner);
    line->setContentsMargins(0, 0, 0, 0);
    line->addStretch(1);
    line->addWidget(new Rule);
    addScrollBarWidget(corner, Qt::AlignTop);
    setItemDelegate(new RowDelegate(this));
    connect(this, &QAbstractItemView::doubleClicked, this, &DataTable::rowActivated);
    // The scroll bar comes and goes with the rows and takes its width from the columns.
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, &DataTable::layoutColumns, Qt::QueuedConnection);
}

void DataTable::setModel(QAbstractItemModel *model)
{
    QTableView::setModel(model);
    layoutColumns();
    if (model) {
        connect(model, &QAbstractItemModel::modelReset, this, &DataTable::announceRows);
        connect(model, &QAbstractItemModel::rowsRemoved, this, &DataTable::announceRows);
    }
}

void DataTable::setRowsHeight(int height)
{
    verticalHeader()->setMinimumSectionSize(height);
    verticalHeader()->setDefaultSectionSize(height);
    announceRows();
}

void DataTable::setColumnWidths(const QList<int> &widths, int stretch)
{
    m_widths = widths;
    m_stretch = stretch;
    layoutColumns();
}

void DataTable::layoutColumns()
{
    if (!model() || m_widths.isEmpty()) {
        return;
    }
    int others = 0;
    for (int column = 0; column < m_widths.size(); ++column) {
        if (column != m_stretch && !isColumnHidden(column)) {
            setColumnWidth(column, m_widths.at(column));
            others += m_widths.at(column);
        }
    }
    if (m_stretch >= 0) {
        setColumnWidth(m_stretch, std::max(m_widths.at(m_stretch), viewport()->width() - others));
    }
    setHorizontalScrollBarPolicy(m_stretch >= 0 && others + m_widths.at(m_stretch) > viewport()->width()
                                     ? Qt::ScrollBarAsNeeded
                                     : Qt::ScrollBarAlwaysOff);
}

std::pair<int, int> DataTable::visibleRows() const
{
    if (!model() || model()->rowCount() == 0) {
        return {-1, -1};
    }
    const int first = rowAt(0);
    int last = rowAt(viewport()->height() - 1);
    if (last < 0) {
        last = model()->rowCount() - 1;
    }
    return {std::max(0, first), last};
}

void DataTable::announceRows()
{
    const auto rows = visibleRows();
    if (rows != m_announced) {
        m_announced = rows;
        emit visibleRowsChanged(rows.first, rows.second);
    }
}

void DataTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    layoutColumns();
    announceRows();
}

void DataTable::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    announceRows();
}

void DataTable::rowsInserted(const QModelIndex &parent, int start, int end)
{
    QTableView::rowsInserted(parent, start, end);
    // A table with rows but no current one is a dead end for the keyboard and for screen readers.
    if (!currentIndex().isValid() && model()->rowCount() > 0 && selectionModel()) {
        selectionModel()->setCurrentIndex(model()->index(0, 0), QItemSelectionModel::NoUpdate);
    }
    announceRows();
}

void DataTable::rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end)
{
    // Qt would select the neighbour of a row that goes, as if somebody had chosen it. It becomes current, no more.
    const int row = currentIndex().row();
    if (row >= start && row <= end && selectionModel()) {
        const int next = end + 1 < model()->rowCount() ? end + 1 : start - 1;
        selectionModel()->setCurrentIndex(next < 0 ? QModelIndex() : model()->index(next, currentIndex().column()),
                                          QItemSelectionModel::NoUpdate);
    }
    QTableView::rowsAboutToBeRemoved(parent, start, end);
}

void DataTable::setHovered(int row)
{
    if (m_hovered == row) {
        return;
    }
    for (const int touched : {m_hovered, row}) {
        if (touched >= 0 && model() && touched < model()->rowCount()) {
            viewport()->update(0, rowViewportPosition(touched), viewport()->width(), rowHeight(touched));
        }
    }
    m_hovered = row;
}

void DataTable::mouseMoveEvent(QMouseEvent *event)
{
    QTableView::mouseMoveEvent(event);
    setHovered(rowAt(event->position().toPoint().y()));
}

void DataTable::leaveEvent(QEvent *event)
{
    QTableView::leaveEvent(event);
    setHovered(-1);
}

void DataTable::focusInEvent(QFocusEvent *event)
{
    m_keyboardFocus = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason
        || event->reason() == Qt::ShortcutFocusReason;
    QTableView::focusInEvent(event);
    viewport()->update();
}

void DataTable::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        emit rowActivated(currentIndex());
        return;
    }
    if (event->key() == Qt::Key_Space) {
        event->ignore(); // a shortcut of the page, not a selection
        return;
    }
    m_keyboardFocus = true;
    QTableView::keyPressEvent(event);
}

void RowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const PainterState state(*painter);
    const Tokens &t = currentTokens();
    const auto *table = qobject_cast<const DataTable *>(option.widget);
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = table && table->hoveredRow() == index.row();
    const QRect cell = option.rect;
    if (selected || hovered) {
        painter->fillRect(cell, selected ? t.selected : t.hover);
    }
    painter->fillRect(QRect(cell.left(), cell.bottom(), cell.width(), 1), t.divider);
    const bool first = table && table->horizontalHeader()->visualIndex(index.column()) == 0;
    if (selected && first) {
        const QRect bar(cell.left(), cell.top(), 3, cell.height());
        painter->fillRect(QStyle::visualRect(option.direction, cell, bar), t.accentText);
    }
    if (table && table->showsFocus() && table->currentIndex().row() == index.row()) {
        painter->fillRect(QRect(cell.left(), cell.top(), cell.width(), 2), t.accentText);
        painter->fillRect(QRect(cell.left(), cell.bottom() - 1, cell.width(), 2), t.accentText);
    }
    const QRect inner = cell.adjusted(first ? firstInset : 10, 0, -10, 0);
    content(*painter, QStyle::visualRect(option.direction, cell, inner), option, index);
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize base = QStyledItemDelegate::sizeHint(option, index);
    return {base.width() + 20, rowHeight};
}

void RowDelegate::content(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &,
                          const QModelIndex &index) const
{
    const bool first = index.column() == 0;
    const QVariant alignment = index.data(Qt::TextAlignmentRole);
    elidedText(painter, rect, displayText(index.data(Qt::DisplayRole), QLocale()),
               textFont(TextSize::Body, first ? QFont::DemiBold : QFont::Normal),
               first ? currentTokens().text : currentTokens().textMuted,
               alignment.isValid() ? static_cast<Qt::Alignment>(alignment.toInt()) | Qt::AlignVCenter
                                   : Qt::AlignLeft | Qt::AlignVCenter);
}

} // namespace objecta::ui
