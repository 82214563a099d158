// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/appcontext.h"

#include <QWidget>

class QMenu;
class QToolButton;

namespace objecta::ui {

class AvatarButton;
class Commands;
class ConnectionIndicator;
class EnvironmentPill;
class SearchBox;
class TenantButton;
class Text;

/// Which server, which tenant, the search box, the connection, the theme and the account; below it the line in the
/// environment's colour.
class TopBar final : public QWidget {
    Q_OBJECT
public:
    TopBar(stores::AppContext &context, Commands &commands, QWidget *parent = nullptr);

    [[nodiscard]] TenantButton *tenant() const { return m_tenant; }
    [[nodiscard]] SearchBox *search() const { return m_search; }

signals:
    void themeToggled();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void refreshServer();
    void refreshConnection();
    void refreshTenant();
    void refreshTheme();
    void fillAccount(QMenu *menu, Commands &commands);

    stores::AppContext &m_context;
    EnvironmentPill *m_environment;
    Text *m_server;
    TenantButton *m_tenant;
    SearchBox *m_search;
    ConnectionIndicator *m_connection;
    QToolButton *m_themeButton;
    AvatarButton *m_account;
};

} // namespace objecta::ui
