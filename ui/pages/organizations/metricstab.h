// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/appcontext.h"

#include <QWidget>

namespace objecta::ui {

class ChartBoard;

/// All charts of the organization in the inspector. Its figures are subscribed to only while it is seen.
class MetricsTab final : public QWidget {
    Q_OBJECT
public:
    explicit MetricsTab(stores::AppContext &context, QWidget *parent = nullptr);
    [[nodiscard]] ChartBoard *board() const { return m_board; }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    stores::AppContext &m_context;
    stores::MetricsStore *m_store;
    ChartBoard *m_board;
};

} // namespace objecta::ui
