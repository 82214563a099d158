// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QObject>

class QApplication;

namespace objecta::ui {

class Style;
class SystemScheme;

enum class ThemeMode { System, Light, Dark };

/// Installs fonts, style and palette in the application and switches them while it runs. One an application,
/// made before the first widget.
class Theme final : public QObject {
    Q_OBJECT
public:
    explicit Theme(QApplication &application, QObject *parent = nullptr);
    ~Theme() override;

    [[nodiscard]] ThemeMode mode() const { return m_mode; }
    [[nodiscard]] bool isDark() const { return m_dark; }
    [[nodiscard]] const Tokens &tokens() const;

    /// The word that settings keep: "system", "light", "dark"; unknown words mean System.
    static ThemeMode modeFromName(const QString &name);
    static QString nameOf(ThemeMode mode);

public slots:
    void setMode(objecta::ui::ThemeMode mode);

signals:
    /// After palette and style hold the new colours.
    void changed();

private:
    void apply();

    QApplication &m_application;
    SystemScheme *m_system;
    Style *m_style;
    Tokens m_light;
    Tokens m_darkTokens;
    ThemeMode m_mode = ThemeMode::System;
    bool m_dark = false;
};

} // namespace objecta::ui
