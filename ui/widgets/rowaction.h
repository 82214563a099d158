// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QAbstractButton;

namespace objecta::ui {

class DataTable;

/// Keeps a button at the end of a column in the current row of a table, wherever that row moves to. It comes after the
/// table in the order of the Tab key and is gone while no row is current.
class RowAction final : public QObject {
    Q_OBJECT
public:
    /// The table takes the button. After the table's model is set.
    RowAction(DataTable *table, QAbstractButton *button, int column);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    static constexpr int gap = 8;
    void place();

    DataTable *m_table;
    QAbstractButton *m_button;
    int m_column;
};

} // namespace objecta::ui
