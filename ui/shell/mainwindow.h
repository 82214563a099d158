// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"
#include "models/stores/appcontext.h"

#include <QMainWindow>
#include <QPointer>

#include <functional>
#include <optional>

class QStackedWidget;
class QTimer;

namespace objecta {
struct Throttle;
}

namespace objecta::ui {

class Commands;
class ConfirmDialog;
class SignInPage;
class Theme;
struct ThrottleSubject;
class ToastHost;
class ViewAsWindow;
class Workspace;

/// The console's window: the sign-in page, or the workspace once somebody is signed in. Owns the commands and the
/// dialogs that they open. Asks before it closes where quota edits would be lost. `context` and `theme` outlive it.
///
///     Theme theme(application);
///     MainWindow window(services.context(), theme);
///     window.begin();            // shows the last profile and restores its session
///     window.show();
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(stores::AppContext &context, Theme &theme, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Applies the settings (theme, geometry) and tries the last profile's stored session. With `profileId` that
    /// profile is chosen instead of the last one; `restore` false leaves the sign-in page waiting.
    void begin(const QString &profileId = {}, bool restore = true);

    [[nodiscard]] stores::AppContext &context() const { return m_context; }
    [[nodiscard]] Theme &theme() const { return m_theme; }
    [[nodiscard]] Commands &commands() const { return *m_commands; }
    [[nodiscard]] SignInPage &signInPage() const { return *m_signIn; }
    [[nodiscard]] Workspace &workspace() const { return *m_workspace; }
    /// The window of the running impersonation, if there is one.
    [[nodiscard]] ViewAsWindow *viewAsWindow() const;

protected:
    void changeEvent(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void build();
    void connectCommands();
    void connectActs();
    void connectSaves();
    void connectThrottles();
    void refreshThrottle();
    /// What the commands for throttles are about: the current row of the noisy neighbours, or the organization shown.
    [[nodiscard]] std::optional<ThrottleSubject> throttleSubject() const;
    void followSession();
    void updateTitle();
    void openViewAs();
    void restoreGeometryOf(const QString &profileId);
    /// Runs `go`; where quota edits would be lost, once somebody agreed to that.
    void leaveEdits(std::function<void()> go);
    void signOut();
    void openImpersonate();
    void openSuspend();
    void resume(const OrganizationId &id);
    /// Sets a throttle again for what is left of its time; false where that is over.
    bool holdAgain(const Throttle &was);
    void copyOrganizationId();
    void toggleTheme();

    stores::AppContext &m_context;
    Theme &m_theme;
    Commands *m_commands = nullptr;
    QStackedWidget *m_root = nullptr;
    SignInPage *m_signIn = nullptr;
    Workspace *m_workspace = nullptr;
    ToastHost *m_toasts = nullptr;
    QPointer<ViewAsWindow> m_viewAs;
    QPointer<QWidget> m_reauth;
    QPointer<ConfirmDialog> m_discard;
    /// Runs while a sign-out waits for the end of the view on the server.
    QTimer *m_leaving = nullptr;
    bool m_rebuildQueued = false;
};

} // namespace objecta::ui
