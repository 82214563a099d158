// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/organization.h"
#include "models/stores/appcontext.h"

#include <QPointer>
#include <QWidget>

class QAction;
class QPushButton;

namespace objecta::ui {

class ChipButton;
class Commands;
class DataTable;
class ChartBoard;
class Text;
class TopTenantsModel;

/// The platform's figures, live, and who causes them.
class MetricsPage final : public QWidget {
    Q_OBJECT
public:
    MetricsPage(stores::AppContext &context, Commands &commands, QWidget *parent = nullptr);

    /// The last so many seconds, live.
    void setWindow(int seconds);
    void setPaused(bool paused);
    [[nodiscard]] TopTenantsModel *top() const { return m_top; }

signals:
    void openWanted(const objecta::OrganizationId &id);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makeHeader(Commands &commands);
    QWidget *makeTop();
    void refreshSubtitle();
    void endPause();

    stores::AppContext &m_context;
    ChartBoard *m_charts;
    TopTenantsModel *m_top;
    DataTable *m_table;
    QPushButton *m_pause;
    /// Gone before this where the window is built anew.
    QPointer<QAction> m_pausing;
    Text *m_subtitle;
};

} // namespace objecta::ui
