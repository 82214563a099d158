// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QObject>

class QAbstractButton;
class QMenuBar;

namespace objecta::ui {

/// Every command of the program, once: the menus, the palette, the buttons and the shortcuts all show these. Made by
/// the main window, which also connects them.
class Commands final : public QObject {
    Q_OBJECT
public:
    explicit Commands(QObject *parent = nullptr);

    // File
    QAction *newOrganization;
    QAction *signOut;
    QAction *quit;
    // Edit
    QAction *find;
    QAction *preferences;
    // View
    QAction *reload;
    QAction *themeSystem;
    QAction *themeLight;
    QAction *themeDark;
    QAction *pauseMetrics;
    QAction *fullScreen;
    // Go
    QAction *palette;
    QAction *switchTenant;
    QAction *goOverview;
    QAction *goOrganizations;
    QAction *goMetrics;
    QAction *goNoisy;
    QAction *goImpersonation;
    // Organization
    QAction *viewAs;
    QAction *stopViewing;
    QAction *editQuotas;
    QAction *saveQuotas;
    QAction *revertQuotas;
    QAction *throttle;
    QAction *liftThrottle;
    QAction *suspend;
    QAction *resume;
    QAction *copyId;
    // Help
    QAction *shortcuts;
    QAction *about;

    /// All of them, by menu: (title, actions); a null action is a separator.
    [[nodiscard]] QList<std::pair<QString, QList<QAction *>>> menus() const;
    void fill(QMenuBar *bar) const;
};

/// Enables a command, or disables it and says why (in tooltips and in the palette).
void setAvailable(QAction *command, bool available, const QString &whyNot = {});

/// Lets a button run a command and follow whether it is enabled. The text stays the button's own.
void bind(QAbstractButton *button, QAction *command);

} // namespace objecta::ui
