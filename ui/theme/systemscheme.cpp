// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/systemscheme.h"

#include <QGuiApplication>
#include <QPalette>
#include <QSettings>

#if defined(OBJECTA_HAS_DBUS)
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#endif

namespace objecta::ui {

#if defined(OBJECTA_HAS_DBUS)
namespace {
const QString portalService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString portalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString portalInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString appearance = QStringLiteral("org.freedesktop.appearance");
const QString colorScheme = QStringLiteral("color-scheme");

bool isDarkWord(QVariant value)
{
    // The value comes wrapped once or twice, by version of the portal.
    while (value.canConvert<QDBusVariant>()) {
        value = value.value<QDBusVariant>().variant();
    }
    return value.toUInt() == 1;
}
} // namespace
#endif

SystemScheme::SystemScheme(QObject *parent)
    : QObject(parent)
{
#if defined(Q_OS_WIN)
    const QSettings registry(
        QStringLiteral("HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Themes\\Personalize"),
        QSettings::NativeFormat);
    m_dark = registry.value(QStringLiteral("AppsUseLightTheme"), 1).toInt() == 0;
#else
    m_dark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
#endif
#if defined(OBJECTA_HAS_DBUS)
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS")) {
        return; // asking would try to start a bus
    }
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        return;
    }
    bus.connect(portalService, portalPath, portalInterface, QStringLiteral("SettingChanged"), this,
                SLOT(onPortal(QString, QString, QDBusVariant)));
    QDBusMessage ask =
        QDBusMessage::createMethodCall(portalService, portalPath, portalInterface, QStringLiteral("Read"));
    ask << appearance << colorScheme;
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(ask, 2000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *done) {
        const QDBusPendingReply<QDBusVariant> reply = *done;
        if (!reply.isError()) {
            set(isDarkWord(reply.value().variant()));
        }
        done->deleteLater();
    });
#endif
}

void SystemScheme::set(bool dark)
{
    if (m_dark != dark) {
        m_dark = dark;
        emit changed();
    }
}

#if defined(OBJECTA_HAS_DBUS)
void SystemScheme::onPortal(const QString &group, const QString &key, const QDBusVariant &value)
{
    if (group == appearance && key == colorScheme) {
        set(isDarkWord(value.variant()));
    }
}
#endif

} // namespace objecta::ui
