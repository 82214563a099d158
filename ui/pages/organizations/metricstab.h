// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/appcontext.h"

#include <QPointer>
#include <QWidget>

class QAction;

namespace objecta::ui {

class ChartBoard;
class Commands;

/// All charts of the organization in the inspector. Its figures are subscribed to only while it is seen.
class MetricsTab final : public QWidget {
    Q_OBJECT
public:
    MetricsTab(stores::AppContext &context, Commands &commands, QWidget *parent = nullptr);
    [[nodiscard]] ChartBoard *board() const { return m_board; }
    /// Whether there is something to pause: it is seen, and its charts go on with the time.
    [[nodiscard]] bool isPausable() const;
    [[nodiscard]] bool isPaused() const;

signals:
    void pausableChanged();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void endPause();

    stores::AppContext &m_context;
    stores::MetricsStore *m_store;
    ChartBoard *m_board;
    /// Gone before this where the window is built anew.
    QPointer<QAction> m_pause;
};

} // namespace objecta::ui
