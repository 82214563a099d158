// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/mainwindow.h"

#include "app/api/pendingcall.h"
#include "app/api/session.h"
#include "app/core/settings.h"
#include "app/core/text.h"
#include "models/stores/impersonationliststore.h"
#include "models/stores/impersonationstore.h"
#include "models/stores/organizationstore.h"
#include "models/stores/quotastore.h"
#include "ui/dialogs/formdialog.h"
#include "ui/dialogs/impersonatedialog.h"
#include "ui/pages/commands.h"
#include "ui/pages/organizations/organizationspage.h"
#include "ui/pages/signin/signinpage.h"
#include "ui/shell/viewaswindow.h"
#include "ui/shell/workspace.h"
#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/format.h"
#include "ui/widgets/toast.h"

#include <QCloseEvent>
#include <QGuiApplication>
#include <QMenuBar>
#include <QScreen>
#include <QStackedWidget>
#include <QTimer>

#include <utility>

namespace objecta::ui {

using SessionState = api::Session::State;
using Phase = stores::ImpersonationStore::Phase;

namespace {
/// How long a sign-out waits for the server to end a view.
constexpr std::chrono::milliseconds farewellTime{2000};
} // namespace

MainWindow::MainWindow(stores::AppContext &context, Theme &theme, QWidget *parent)
    : QMainWindow(parent)
    , m_context(context)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowIcon(QIcon(QStringLiteral(":/branding/objecta.svg")));
    setMinimumSize(960, 600);
    resize(1440, 900);
    build();

    connect(&context.session, &api::Session::stateChanged, this, &MainWindow::followSession);
    connect(&context.session, &api::Session::profileChanged, this, [this] {
        restoreGeometryOf(m_context.session.profile().id);
        updateTitle();
    });
    connect(&context.settings, &core::Settings::themeChanged, this,
            [this](core::Settings::Theme choice) { m_theme.setMode(static_cast<ThemeMode>(choice)); });
    connect(&context.impersonation, &stores::ImpersonationStore::phaseChanged, this, [this](Phase phase) {
        if (phase == Phase::Active) {
            openViewAs();
        }
        m_context.impersonations.reload();
    });
}

MainWindow::~MainWindow()
{
    delete m_viewAs;
}

ViewAsWindow *MainWindow::viewAsWindow() const
{
    return m_viewAs;
}

void MainWindow::build()
{
    const Workspace::Page page = m_workspace ? m_workspace->page() : Workspace::OrganizationsIndex;
    delete m_toasts;
    delete m_viewAs;
    delete takeCentralWidget();
    delete m_commands;
    m_commands = new Commands(this);
    m_root = new QStackedWidget;
    m_signIn = new SignInPage(m_context);
    m_workspace = new Workspace(m_context, *m_commands);
    m_root->addWidget(m_signIn);
    m_root->addWidget(m_workspace);
    setCentralWidget(m_root);
    m_commands->fill(menuBar());
    m_toasts = new ToastHost(this);
    m_workspace->goTo(page);
    connectCommands();
    connectActs();
    followSession();
    if (m_context.impersonation.isActive()) {
        openViewAs();
    }
}

void MainWindow::begin(const QString &profileId, bool restore)
{
    m_theme.setMode(static_cast<ThemeMode>(m_context.settings.theme()));
    m_signIn->chooseProfile(profileId, restore);
    restoreGeometryOf(m_context.session.profile().id);
    updateTitle();
}

void MainWindow::followSession()
{
    const SessionState state = m_context.session.state();
    const bool inside = state == SessionState::SignedIn || state == SessionState::Expired
        || (state == SessionState::SigningIn && m_reauth);
    if (inside && m_root->currentWidget() != m_workspace) {
        m_root->setCurrentWidget(m_workspace);
    } else if (!inside && m_root->currentWidget() != m_signIn) {
        m_root->setCurrentWidget(m_signIn);
    }
    menuBar()->setVisible(inside);
    for (QAction *command : {m_commands->signOut, m_commands->reload, m_commands->find, m_commands->palette,
                             m_commands->switchTenant, m_commands->goOverview, m_commands->goOrganizations,
                             m_commands->goMetrics, m_commands->goNoisy, m_commands->goImpersonation}) {
        setAvailable(command, inside, tr("Sign in first."));
    }
    // With one it is for the page to say.
    if (inside) {
        m_workspace->refreshPause();
    } else {
        setAvailable(m_commands->pauseMetrics, false, tr("Sign in first."));
    }
    if (state == SessionState::Expired && !m_reauth) {
        auto *dialog = new ReauthDialog(m_context, this);
        m_reauth = dialog;
        dialog->openOver();
    }
    updateTitle();
}

void MainWindow::updateTitle()
{
    const auto &profile = m_context.session.profile();
    if (profile.id.isEmpty()) {
        setWindowTitle(tr("Objecta Console"));
        return;
    }
    // The kind of server stands in the title too: task switchers show nothing else.
    setWindowTitle(tr("%1 (%2) \u2013 Objecta Console")
                       .arg(profile.name, environmentName(static_cast<EnvironmentKind>(profile.environment))));
}

void MainWindow::openViewAs()
{
    if (m_viewAs) {
        m_viewAs->raise();
        return;
    }
    m_viewAs = new ViewAsWindow(m_context, *m_commands);
    m_viewAs->show();
    m_viewAs->activateWindow();
}

void MainWindow::restoreGeometryOf(const QString &profileId)
{
    const QByteArray geometry = m_context.settings.geometry(profileId);
    if (geometry.isEmpty() || !restoreGeometry(geometry)) {
        return;
    }
    // A screen that is gone must not take the window along.
    const QScreen *screen = QGuiApplication::screenAt(frameGeometry().center());
    if (!screen) {
        screen = QGuiApplication::primaryScreen();
        resize(size().boundedTo(screen->availableSize()));
        move(screen->availableGeometry().center() - rect().center());
    }
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::LanguageChange && m_root && !m_rebuildQueued) {
        // All state lives in the stores: building anew is simpler and surer than translating every widget in place.
        m_rebuildQueued = true;
        QMetaObject::invokeMethod(
            this,
            [this] {
                m_rebuildQueued = false;
                build();
                // Not chosen anew: that would sign out.
                m_signIn->showProfile(m_context.session.profile().id);
            },
            Qt::QueuedConnection);
    }
}

void MainWindow::leaveEdits(std::function<void()> go)
{
    if (!m_context.quota.isDirty()) {
        go();
        return;
    }
    if (m_discard) {
        m_discard->activateWindow();
        return;
    }
    m_discard = m_workspace->organizations()->askToDiscard();
    // Queued: the dialog is to be gone before what it held up goes on.
    connect(
        m_discard, &ConfirmDialog::confirmed, this,
        [this, go = std::move(go)] {
            m_context.quota.revert();
            go();
        },
        Qt::QueuedConnection);
}

void MainWindow::signOut()
{
    if (m_leaving) {
        return;
    }
    const QPointer<api::PendingCall> call = m_context.impersonation.stop();
    if (m_viewAs) {
        m_viewAs->close();
    }
    if (!call) {
        m_context.session.signOut();
        return;
    }
    // The server hears of the end of a view as long as there is a token; one that is silent holds nobody up.
    m_leaving = new QTimer(this);
    const auto leave = [this] {
        if (QTimer *limit = std::exchange(m_leaving, nullptr)) {
            limit->deleteLater();
            m_context.session.signOut();
        }
    };
    connect(call, &api::PendingCall::done, m_leaving, leave);
    connect(m_leaving, &QTimer::timeout, this, leave);
    m_leaving->start(farewellTime);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_context.quota.isDirty()) {
        event->ignore();
        leaveEdits([this] { close(); });
        return;
    }
    const QString profile = m_context.session.profile().id;
    if (!profile.isEmpty()) {
        m_context.settings.setGeometry(profile, saveGeometry());
    }
    if (m_viewAs) {
        m_viewAs->close();
    }
    QMainWindow::closeEvent(event);
}

} // namespace objecta::ui
