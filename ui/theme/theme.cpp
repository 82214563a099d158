// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/style.h"
#include "ui/theme/systemscheme.h"

#include <QApplication>
#include <QDir>
#include <QFontDatabase>
#include <QToolTip>

namespace objecta::ui {

namespace {

Tokens loadOrDie(const QString &path)
{
    auto tokens = Tokens::load(path);
    if (!tokens) {
        // The file is compiled in: a bad one is a defect of the build, not of the machine.
        qFatal("%s", qPrintable(tokens.error()));
    }
    return *std::move(tokens);
}

} // namespace

Theme::Theme(QApplication &application, QObject *parent)
    : QObject(parent)
    , m_application(application)
    , m_system(new SystemScheme(this))
    , m_light(loadOrDie(QStringLiteral(":/themes/light.json")))
    , m_darkTokens(loadOrDie(QStringLiteral(":/themes/dark.json")))
{
    const QDir fonts(QStringLiteral(":/fonts"));
    for (const QString &name : fonts.entryList({QStringLiteral("*.otf"), QStringLiteral("*.ttf")})) {
        QFontDatabase::addApplicationFont(fonts.filePath(name));
    }
    QFont body(QStringLiteral("Objecta Sans"));
    body.setPixelSize(13);
    body.setHintingPreference(QFont::PreferNoHinting);
    QApplication::setFont(body);
    m_dark = m_system->isDark();
    m_style = new Style(m_dark ? m_darkTokens : m_light);
    QApplication::setStyle(m_style); // the application owns it from here
    apply();
    connect(m_system, &SystemScheme::changed, this, [this] {
        if (m_mode == ThemeMode::System) {
            apply();
        }
    });
}

Theme::~Theme() = default;

const Tokens &Theme::tokens() const
{
    return m_dark ? m_darkTokens : m_light;
}

ThemeMode Theme::modeFromName(const QString &name)
{
    return name == QLatin1String("light") ? ThemeMode::Light
        : name == QLatin1String("dark")   ? ThemeMode::Dark
                                          : ThemeMode::System;
}

QString Theme::nameOf(ThemeMode mode)
{
    return mode == ThemeMode::Light ? QStringLiteral("light")
        : mode == ThemeMode::Dark   ? QStringLiteral("dark")
                                    : QStringLiteral("system");
}

void Theme::setMode(ThemeMode mode)
{
    if (m_mode != mode) {
        m_mode = mode;
        apply();
    }
}

void Theme::apply()
{
    m_dark = m_mode == ThemeMode::Dark || (m_mode == ThemeMode::System && m_system->isDark());
    m_style->setTokens(tokens());
    const QPalette palette = tokens().palette();
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    emit changed();
}

} // namespace objecta::ui
