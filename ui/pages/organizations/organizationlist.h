// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/organization.h"
#include "models/stores/appcontext.h"

#include <QWidget>

class QToolButton;

namespace objecta::ui {

class Banner;
class ChipButton;
class Commands;
class DataTable;
class FilterLineEdit;
class StateView;
class Text;

/// Search, filters and the table of organizations with live figures.
class OrganizationList final : public QWidget {
    Q_OBJECT
public:
    OrganizationList(stores::AppContext &context, Commands &commands, QWidget *parent = nullptr);

    [[nodiscard]] DataTable *table() const { return m_table; }
    void focusSearch();
    /// Marks a row without announcing it; nothing where it is not loaded.
    void showSelected(const OrganizationId &id);
    void saveState();

signals:
    /// The user went to another row.
    void selected(const objecta::Organization &organization);
    void activated();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitColumns();
    QWidget *makeHeader(Commands &commands);
    QWidget *makeFilters();
    void makeTable();
    void applyDensity();
    void fillPlans();
    void refreshCounts();
    void sortBy(int section);
    void showSort();
    void restoreColumns();
    void fillColumnMenu();
    [[nodiscard]] QList<int> hiddenColumns() const;

    stores::AppContext &m_context;
    DataTable *m_table;
    FilterLineEdit *m_search;
    ChipButton *m_status;
    ChipButton *m_plan;
    QToolButton *m_columns;
    Text *m_count;
    Text *m_shown;
    Text *m_updated;
    Banner *m_more;
    class QPushButton *m_new;
    StateView *m_states;
    bool m_quiet = false;
    /// No choice of the user: columns come and go with the room for them.
    bool m_autoColumns = true;
};

} // namespace objecta::ui
