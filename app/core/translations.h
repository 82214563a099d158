// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QStringList>
#include <QTranslator>

namespace objecta::core {

/// Installs the console's and Qt's own translations in the application, one language at a time. Lives on the GUI
/// thread, beside the application object. Widgets learn of a change by QEvent::LanguageChange.
class Translations {
public:
    Translations() = default;
    ~Translations();
    Translations(const Translations &) = delete;
    Translations &operator=(const Translations &) = delete;

    /// Languages that can be chosen, English first ("en", "de", ...).
    [[nodiscard]] static QStringList available();
    /// Changes to a language; empty means the system's. One that there is no translation for gives English.
    /// Also sets QLocale's default, so numbers and dates agree with the words.
    void install(const QString &language);
    /// The language in force, e.g. "en".
    [[nodiscard]] QString language() const { return m_language; }

private:
    void removeAll();

    QTranslator m_own;
    QTranslator m_qt;
    QString m_language = QStringLiteral("en");
};

} // namespace objecta::core
