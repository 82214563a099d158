// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/settings.h"

#include <QMetaEnum>
#include <QSettings>

namespace objecta::core {

namespace {

QString profileKey(const QString &profileId, const QString &key)
{
    return QStringLiteral("profiles/%1/%2").arg(profileId, key);
}

template <class Enum>
Enum readEnum(const QSettings &settings, const QString &key, Enum fallback)
{
    bool known = false;
    const QByteArray word = settings.value(key).toString().toLatin1();
    const int value = QMetaEnum::fromType<Enum>().keyToValue(word.constData(), &known);
    return known ? static_cast<Enum>(value) : fallback;
}

template <class Enum>
void writeEnum(QSettings &settings, const QString &key, Enum value)
{
    settings.setValue(key, QString::fromLatin1(QMetaEnum::fromType<Enum>().valueToKey(static_cast<int>(value))));
}

} // namespace

Settings::Settings(const QString &directory, QObject *parent)
    : QObject(parent)
    , m_settings(std::make_unique<QSettings>(directory + QStringLiteral("/console.ini"), QSettings::IniFormat))
{
}

Settings::~Settings() = default;

Settings::Theme Settings::theme() const
{
    return readEnum(*m_settings, QStringLiteral("appearance/theme"), Theme::System);
}

void Settings::setTheme(Theme theme)
{
    if (theme != this->theme()) {
        writeEnum(*m_settings, QStringLiteral("appearance/theme"), theme);
        emit themeChanged(theme);
    }
}

Settings::Density Settings::density() const
{
    return readEnum(*m_settings, QStringLiteral("appearance/density"), Density::Comfortable);
}

void Settings::setDensity(Density density)
{
    if (density != this->density()) {
        writeEnum(*m_settings, QStringLiteral("appearance/density"), density);
        emit densityChanged(density);
    }
}

Settings::Motion Settings::motion() const
{
    return readEnum(*m_settings, QStringLiteral("appearance/motion"), Motion::System);
}

void Settings::setMotion(Motion motion)
{
    if (motion != this->motion()) {
        writeEnum(*m_settings, QStringLiteral("appearance/motion"), motion);
        emit motionChanged(motion);
    }
}

QString Settings::language() const
{
    return m_settings->value(QStringLiteral("appearance/language")).toString();
}

void Settings::setLanguage(const QString &language)
{
    if (language != this->language()) {
        m_settings->setValue(QStringLiteral("appearance/language"), language);
        emit languageChanged(language);
    }
}

QString Settings::lastProfile() const
{
    return m_settings->value(QStringLiteral("session/profile")).toString();
}

void Settings::setLastProfile(const QString &profileId)
{
    m_settings->setValue(QStringLiteral("session/profile"), profileId);
}

QString Settings::lastEmail(const QString &profileId) const
{
    return text(profileId, QStringLiteral("email"));
}

void Settings::setLastEmail(const QString &profileId, const QString &email)
{
    setText(profileId, QStringLiteral("email"), email);
}

QByteArray Settings::geometry(const QString &profileId) const
{
    return m_settings->value(profileKey(profileId, QStringLiteral("geometry"))).toByteArray();
}

void Settings::setGeometry(const QString &profileId, const QByteArray &geometry)
{
    m_settings->setValue(profileKey(profileId, QStringLiteral("geometry")), geometry);
}

QByteArray Settings::viewState(const QString &profileId, const QString &view, int version) const
{
    const QString key = profileKey(profileId, QStringLiteral("views/") + view);
    if (m_settings->value(key + QStringLiteral("/version")).toInt() != version) {
        return {};
    }
    return m_settings->value(key + QStringLiteral("/state")).toByteArray();
}

void Settings::setViewState(const QString &profileId, const QString &view, int version, const QByteArray &state)
{
    const QString key = profileKey(profileId, QStringLiteral("views/") + view);
    m_settings->setValue(key + QStringLiteral("/version"), version);
    m_settings->setValue(key + QStringLiteral("/state"), state);
}

QString Settings::text(const QString &profileId, const QString &key) const
{
    return m_settings->value(profileKey(profileId, QStringLiteral("texts/") + key)).toString();
}

void Settings::setText(const QString &profileId, const QString &key, const QString &value)
{
    m_settings->setValue(profileKey(profileId, QStringLiteral("texts/") + key), value);
}

void Settings::forgetProfile(const QString &profileId)
{
    m_settings->remove(QStringLiteral("profiles/") + profileId);
    if (lastProfile() == profileId) {
        m_settings->remove(QStringLiteral("session/profile"));
    }
}

bool Settings::flush()
{
    m_settings->sync();
    return m_settings->status() == QSettings::NoError;
}

} // namespace objecta::core
