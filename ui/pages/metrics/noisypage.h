// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"
#include "models/stores/appcontext.h"

#include <QModelIndex>
#include <QWidget>

class QPushButton;

namespace objecta::ui {

class Badge;
class Commands;
class DataTable;
class Segments;
class ThrottlePanel;
class TopTenantsModel;

/// Who takes the most of the platform, ranked each second by the last ten: share of requests, of database time or of
/// errors, and what can be done about it: open it, look through its eyes, throttle it. Rows stay in their place while
/// the mouse is over them. Below, while somebody is throttled: who, and what that does for the others.
class NoisyPage final : public QWidget {
    Q_OBJECT
public:
    NoisyPage(stores::AppContext &context, Commands &commands, QWidget *parent = nullptr);

    [[nodiscard]] TopTenantsModel *model() const { return m_model; }
    [[nodiscard]] DataTable *table() const { return m_table; }
    [[nodiscard]] ThrottlePanel *throttles() const { return m_panel; }
    /// The current row; invalid without rows.
    [[nodiscard]] QModelIndex current() const;

signals:
    void openWanted(const objecta::OrganizationId &id);
    /// Its metrics.
    void metricsWanted(const objecta::OrganizationId &id);
    void viewAsWanted(const objecta::OrganizationId &id);
    /// Another row is current, or the current one is held or free now.
    void currentChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeHeader();
    QWidget *makeTable();
    void refreshHeld();
    void refreshAction();
    [[nodiscard]] bool isCurrentHeld() const;
    void fitColumns();

    stores::AppContext &m_context;
    Commands &m_commands;
    TopTenantsModel *m_model;
    DataTable *m_table;
    Segments *m_by;
    Badge *m_heldBadge;
    ThrottlePanel *m_panel;
    QPushButton *m_throttle = nullptr;
};

} // namespace objecta::ui
