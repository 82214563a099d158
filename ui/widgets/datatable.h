// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>
#include <QTableView>

namespace objecta::ui {

/// The program's table: whole rows, row hover, a divider under each row, the header on one level with the scroll bar,
/// columns that share the width. Keeps a current row while there are rows, and selects none that nobody chose: where
/// the selected row goes, nothing is selected.
class DataTable : public QTableView {
    Q_OBJECT
public:
    explicit DataTable(QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;
    /// Preferred widths by column; the stretching column takes what is left, down to its own width.
    void setColumnWidths(const QList<int> &widths, int stretch);
    [[nodiscard]] int hoveredRow() const { return m_hovered; }
    /// Whether the focus came by keyboard, so that the current row shows a ring.
    [[nodiscard]] bool showsFocus() const { return hasFocus() && m_keyboardFocus; }
    /// First and last row on screen; -1 without rows.
    [[nodiscard]] std::pair<int, int> visibleRows() const;
    void setRowsHeight(int height);

signals:
    void visibleRowsChanged(int first, int last);
    /// Enter or a double click.
    void rowActivated(const QModelIndex &index);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void rowsInserted(const QModelIndex &parent, int start, int end) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end) override;

private:
    void setHovered(int row);
    void layoutColumns();
    void announceRows();

    QList<int> m_widths;
    int m_stretch = -1;
    int m_hovered = -1;
    bool m_keyboardFocus = false;
    std::pair<int, int> m_announced{-1, -1};
};

/// Base of the delegates here: paints selection, hover, divider and the ring of the current row, then content().
class RowDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const final;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    /// Room before the text of the first column.
    static constexpr int firstInset = 20;

protected:
    /// Plain text by default. `rect` is the cell without its padding.
    virtual void content(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const;
};

} // namespace objecta::ui
