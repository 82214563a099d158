// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/translations.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibraryInfo>

namespace objecta::core {

Translations::~Translations()
{
    removeAll();
}

QStringList Translations::available()
{
    QStringList languages{QStringLiteral("en")};
    const QStringList files =
        QDir(QStringLiteral(":/i18n")).entryList({QStringLiteral("objecta_*.qm")}, QDir::Files, QDir::Name);
    for (const QString &file : files) {
        const QString language = file.mid(8, file.size() - 8 - 3);
        if (!languages.contains(language)) {
            languages.append(language);
        }
    }
    return languages;
}

void Translations::install(const QString &language)
{
    removeAll();
    const QLocale locale = language.isEmpty() ? QLocale::system() : QLocale(language);
    QLocale::setDefault(locale);
    m_language = QStringLiteral("en");
    const QStringList known = available();
    for (const QString &candidate : {language, locale.name(), locale.name().section(u'_', 0, 0)}) {
        if (known.contains(candidate)) {
            m_language = candidate;
            break;
        }
    }
    // English has a file of its own for plural forms only.
    if (m_own.load(QStringLiteral(":/i18n/objecta_") + m_language)) {
        QCoreApplication::installTranslator(&m_own);
    }
    if (m_qt.load(QStringLiteral("qtbase_") + m_language, QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
        QCoreApplication::installTranslator(&m_qt);
    }
}

void Translations::removeAll()
{
    QCoreApplication::removeTranslator(&m_own);
    QCoreApplication::removeTranslator(&m_qt);
}

} // namespace objecta::core
