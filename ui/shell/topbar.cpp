// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/topbar.h"

#include "app/api/session.h"
#include "app/core/text.h"
#include "models/stores/connectionstore.h"
#include "models/stores/tenantswitcherstore.h"
#include "ui/pages/commands.h"
#include "ui/theme/style.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/text.h"
#include "ui/widgets/words.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

namespace objecta::ui {

TopBar::TopBar(stores::AppContext &context, Commands &commands, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_environment(new EnvironmentPill)
    , m_server(new Text({}, TextSize::Body, QFont::Normal, Tone::Muted))
    , m_tenant(new TenantButton)
    , m_search(
          new SearchBox(tr("Search or run a command"), commands.palette->shortcut().toString(QKeySequence::NativeText)))
    , m_connection(new ConnectionIndicator)
    , m_themeButton(makeIconButton(QStringLiteral("theme-dark"), tr("Change the theme")))
    , m_account(new AvatarButton)
{
    setFixedHeight(55);
    m_tenant->setObjectName(QStringLiteral("tenantButton"));
    m_server->setElided(true);
    m_server->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_server->setMaximumWidth(160);
    m_search->setMaximumWidth(420);
    auto *left = new QHBoxLayout;
    left->setSpacing(space::m);
    left->addWidget(m_environment);
    left->addWidget(m_server);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(14, 6, space::l, 9);
    row->setSpacing(space::m);
    row->addLayout(left);
    row->addWidget(m_tenant);
    row->addStretch(3);
    row->addWidget(m_search, 8);
    row->addStretch(3);
    row->addWidget(m_connection);
    row->addWidget(m_themeButton);
    row->addWidget(m_account);

    connect(m_tenant, &QAbstractButton::clicked, commands.switchTenant, &QAction::trigger);
    connect(m_search, &QAbstractButton::clicked, commands.palette, &QAction::trigger);
    connect(m_connection, &QAbstractButton::clicked, &context.connection, &stores::ConnectionStore::retryNow);
    connect(m_themeButton, &QToolButton::clicked, this, &TopBar::themeToggled);
    connect(m_account, &QAbstractButton::clicked, this, [this, &commands] {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillAccount(menu, commands);
        const QPoint corner = m_account->mapToGlobal(QPoint(m_account->width(), m_account->height() + 6));
        menu->popup(corner - QPoint(menu->sizeHint().width(), 0));
    });
    connect(&context.connection, &stores::ConnectionStore::stateChanged, this, &TopBar::refreshConnection);
    connect(&context.connection, &stores::ConnectionStore::detailChanged, this, &TopBar::refreshConnection);
    connect(&context.switcher, &stores::TenantSwitcherStore::currentChanged, this, &TopBar::refreshTenant);
    connect(&context.session, &api::Session::stateChanged, this, &TopBar::refreshServer);
    connect(&context.session, &api::Session::profileChanged, this, &TopBar::refreshServer);
    refreshServer();
    refreshConnection();
    refreshTenant();
    refreshTheme();
}

void TopBar::refreshServer()
{
    const auto &profile = m_context.session.profile();
    m_environment->setKind(static_cast<EnvironmentKind>(profile.environment));
    m_server->setText(profile.name);
    const QString email = core::text(m_context.session.staff().email);
    m_account->setPerson(email, email);
    m_account->setAccessibleName(tr("Account: %1").arg(email));
    m_account->setToolTip(email);
    update();
}

void TopBar::refreshConnection()
{
    using From = stores::ConnectionStore::State;
    using To = ConnectionIndicator::State;
    const auto &store = m_context.connection;
    To state = To::Off;
    switch (store.state()) {
    case From::SignedOut:
        state = To::Off;
        break;
    case From::Connecting:
        state = To::Connecting;
        break;
    case From::Live:
        state = To::Live;
        break;
    case From::Delayed:
        state = To::Delayed;
        break;
    case From::Reconnecting:
        state = To::Reconnecting;
        break;
    case From::Offline:
        state = To::Offline;
        break;
    }
    m_connection->set(state, store.latency(), store.secondsToRetry());
}

void TopBar::refreshTenant()
{
    const auto &store = m_context.switcher;
    m_tenant->setTenant(store.hasCurrent() ? store.current().name : QString(),
                        store.hasCurrent() ? store.current().slug : QString());
}

void TopBar::refreshTheme()
{
    const bool dark = currentTokens().isDark();
    m_themeButton->setIcon(icon(dark ? "theme-light" : "theme-dark"));
    m_themeButton->setToolTip(dark ? tr("Light theme") : tr("Dark theme"));
}

void TopBar::fillAccount(QMenu *menu, Commands &commands)
{
    const auto &staff = m_context.session.staff();
    menu->addSection(core::text(staff.email) + QStringLiteral(" \u00b7 ") + roleName(core::text(staff.role)));
    menu->addAction(commands.preferences);
    menu->addAction(commands.shortcuts);
    menu->addSeparator();
    menu->addAction(commands.signOut);
}

void TopBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        refreshTheme();
    }
}

void TopBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_server->setVisible(width() > 1100);
}

void TopBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = currentTokens();
    painter.fillRect(rect(), t.chrome);
    painter.fillRect(QRect(0, height() - 3, width(), 3),
                     environmentColor(t, static_cast<EnvironmentKind>(m_context.session.profile().environment)));
}

} // namespace objecta::ui
