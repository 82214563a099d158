// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/appcontext.h"

#include <QWidget>

class QStackedWidget;

namespace objecta::ui {

class Banner;
class Commands;
class CountdownLabel;
class EmptyState;
class Navigation;
class StateView;
class Text;

/// What one tenant sees, in a window of its own with a violet frame, a banner and a countdown. Tenant pages only.
/// Closing it stops the impersonation; when that ends otherwise, the window says why instead of showing old data.
class ViewAsWindow final : public QWidget {
    Q_OBJECT
public:
    ViewAsWindow(stores::AppContext &context, Commands &commands);

    enum Page { OverviewIndex, AgentsIndex, MembersIndex };
    void goTo(Page page);

protected:
    void paintEvent(QPaintEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    QWidget *makeBanner(Commands &commands);
    void addKeys();
    void follow();
    void followConnection();

    stores::AppContext &m_context;
    QWidget *m_banner;
    Banner *m_offline;
    Text *m_title;
    Text *m_reason;
    CountdownLabel *m_countdown;
    Navigation *m_navigation;
    QStackedWidget *m_pages;
    QStackedWidget *m_root;
    EmptyState *m_ended;
    QList<QAction *> m_places;
};

} // namespace objecta::ui
