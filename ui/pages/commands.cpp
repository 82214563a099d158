// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/commands.h"

#include "ui/theme/icon.h"

#include <QAbstractButton>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>

namespace objecta::ui {

Commands::Commands(QObject *parent)
    : QObject(parent)
{
    const auto make = [this](const char *name, const QString &text, const char *role, const QList<QKeySequence> &keys,
                             const QString &tip = {}) {
        auto *action = new QAction(text, this);
        action->setObjectName(QLatin1String(name));
        if (role) {
            action->setIcon(icon(role));
        }
        action->setShortcuts(keys);
        action->setStatusTip(tip);
        return action;
    };
    // QKeySequence::StandardKey first; where a platform leaves it empty the usual keys stand in.
    const auto standard = [](QKeySequence::StandardKey key, const char *fallback) {
        QList<QKeySequence> keys = QKeySequence::keyBindings(key);
        const QKeySequence other(QString::fromLatin1(fallback));
        if (!keys.contains(other)) {
            keys.append(other);
        }
        return keys;
    };
    const auto key = [](const char *text) { return QList<QKeySequence>{QKeySequence(QString::fromLatin1(text))}; };

    newOrganization =
        make("newOrganization", tr("&New Organization\u2026"), "add", standard(QKeySequence::New, "Ctrl+N"));
    signOut = make("signOut", tr("Sign &Out"), "sign-out", {});
    quit = make("quit", tr("&Quit"), "exit", standard(QKeySequence::Quit, "Ctrl+Q"));
    quit->setMenuRole(QAction::QuitRole);

    find = make("find", tr("&Find in List"), "search", standard(QKeySequence::Find, "Ctrl+F"));
    preferences = make("preferences", tr("&Settings\u2026"), "settings", standard(QKeySequence::Preferences, "Ctrl+,"));
    preferences->setMenuRole(QAction::PreferencesRole);

    reload = make("reload", tr("&Reload"), "refresh", standard(QKeySequence::Refresh, "F5"));
    themeSystem = make("themeSystem", tr("Theme: as the &System"), "theme-system", {});
    themeLight = make("themeLight", tr("Theme: &Light"), "theme-light", {});
    themeDark = make("themeDark", tr("Theme: &Dark"), "theme-dark", {});
    auto *themes = new QActionGroup(this);
    for (QAction *theme : {themeSystem, themeLight, themeDark}) {
        theme->setCheckable(true);
        themes->addAction(theme);
    }
    pauseMetrics = make("pauseMetrics", tr("&Pause Charts"), "pause", key("Ctrl+P"));
    pauseMetrics->setCheckable(true);
    fullScreen = make("fullScreen", tr("&Full Screen"), "fullscreen", standard(QKeySequence::FullScreen, "F11"));
    fullScreen->setCheckable(true);

    palette = make("palette", tr("&Command Palette\u2026"), "command", key("Ctrl+K"));
    switchTenant =
        make("switchTenant", tr("&Switch Organization\u2026"), "organizations", standard(QKeySequence::Open, "Ctrl+O"));
    goOverview = make("goOverview", tr("O&verview"), "home", key("Ctrl+1"));
    goOrganizations = make("goOrganizations", tr("&Organizations"), "organizations", key("Ctrl+2"));
    goMetrics = make("goMetrics", tr("Live &Metrics"), "metrics", key("Ctrl+3"));
    goNoisy = make("goNoisy", tr("&Noisy Neighbours"), "usage", key("Ctrl+5"));
    goImpersonation = make("goImpersonation", tr("&Impersonation"), "impersonation", key("Ctrl+4"));

    viewAs = make("viewAs", tr("&View as\u2026"), "impersonation", key("Ctrl+Shift+V"));
    stopViewing = make("stopViewing", tr("S&top Viewing"), "impersonation-off", key("Shift+Esc"));
    editQuotas = make("editQuotas", tr("&Edit Quotas"), "edit", key("Ctrl+E"));
    saveQuotas = make("saveQuotas", tr("Save &Quotas"), "save", standard(QKeySequence::Save, "Ctrl+S"));
    revertQuotas = make("revertQuotas", tr("&Discard Quota Edits"), "reset", {});
    throttle = make("throttle", tr("T&hrottle\u2026"), "limits", key("Ctrl+Shift+T"));
    liftThrottle = make("liftThrottle", tr("&Lift the Throttle"), "play", {});
    suspend = make("suspend", tr("S&uspend\u2026"), "suspend", {});
    resume = make("resume", tr("&Resume"), "resume", {});
    copyId = make("copyId", tr("&Copy Organization Id"), "copy", key("Ctrl+Shift+I"));

    shortcuts = make("shortcuts", tr("&Keyboard Shortcuts"), "keyboard", key("?"));
    about = make("about", tr("&About Objecta Console"), "about", {});
    about->setMenuRole(QAction::AboutRole);
}

QList<std::pair<QString, QList<QAction *>>> Commands::menus() const
{
    return {
        {tr("&File"), {newOrganization, nullptr, signOut, quit}},
        {tr("&Edit"), {find, nullptr, preferences}},
        {tr("&View"), {reload, pauseMetrics, nullptr, themeSystem, themeLight, themeDark, nullptr, fullScreen}},
        {tr("&Go"), {palette, switchTenant, nullptr, goOverview, goOrganizations, goMetrics, goNoisy, goImpersonation}},
        {tr("&Organization"),
         {viewAs, stopViewing, nullptr, editQuotas, saveQuotas, revertQuotas, nullptr, throttle, liftThrottle, nullptr,
          suspend, resume, nullptr, copyId}},
        {tr("&Help"), {shortcuts, about}},
    };
}

void Commands::fill(QMenuBar *bar) const
{
    bar->clear();
    for (const auto &[title, actions] : menus()) {
        QMenu *menu = bar->addMenu(title);
        for (QAction *action : actions) {
            if (action) {
                menu->addAction(action);
            } else {
                menu->addSeparator();
            }
        }
    }
}

void setAvailable(QAction *command, bool available, const QString &whyNot)
{
    command->setEnabled(available);
    command->setToolTip(available ? command->iconText() : whyNot);
}

void bind(QAbstractButton *button, QAction *command)
{
    QObject::connect(button, &QAbstractButton::clicked, command, &QAction::trigger);
    const auto follow = [button, command] {
        button->setEnabled(command->isEnabled());
        button->setToolTip(command->isEnabled() ? command->shortcut().toString(QKeySequence::NativeText)
                                                : command->toolTip());
    };
    QObject::connect(command, &QAction::changed, button, follow);
    follow();
}

} // namespace objecta::ui
