// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/appcontext.h"
#include "models/stores/quotastore.h"

#include <QWidget>

class QGridLayout;
class QStackedWidget;
class QVBoxLayout;

namespace objecta::ui {

class Banner;
class Commands;
class QuotaRow;
class StateView;
class Text;

/// The limits of the organization in the inspector: edit, see what it would do, save; and what to do when somebody
/// else saved first.
class QuotaEditor final : public QWidget {
    Q_OBJECT
public:
    QuotaEditor(stores::AppContext &context, Commands &commands, QWidget *parent = nullptr);

    [[nodiscard]] QuotaRow *row(stores::Resource resource) const;
    void focusFirst();

private:
    QWidget *makeRows();
    QWidget *makeConflict();
    QWidget *makeFooter(Commands &commands);
    void refresh();
    void refreshConflict();
    void refreshSummary();

    stores::AppContext &m_context;
    /// Whose errors m_error has.
    std::optional<OrganizationId> m_shown;
    Commands &m_commands;
    StateView *m_states;
    QStackedWidget *m_pages;
    QList<QuotaRow *> m_rows;
    Banner *m_error;
    Banner *m_conflictBanner;
    QGridLayout *m_conflictGrid;
    Text *m_summary;
    QWidget *m_footer;
};

} // namespace objecta::ui
