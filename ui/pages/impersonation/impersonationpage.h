// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/appcontext.h"

#include <QTimer>
#include <QWidget>

class QPushButton;

namespace objecta::ui {

class Banner;
class Commands;
class DataTable;
class Segments;
class StateView;

/// Who looks, or looked, through which organization's eyes; any running view can be stopped here.
class ImpersonationPage final : public QWidget {
    Q_OBJECT
public:
    ImpersonationPage(stores::AppContext &context, Commands &commands, QWidget *parent = nullptr);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void makeTable();
    void refreshEmpty();
    void refreshStop();
    void stopSelected();
    void tick();

    stores::AppContext &m_context;
    Commands &m_commands;
    DataTable *m_table;
    StateView *m_states;
    Segments *m_which;
    QPushButton *m_stop;
    Banner *m_error;
    /// Turns the countdowns, while the page is on screen.
    QTimer m_second;
};

} // namespace objecta::ui
