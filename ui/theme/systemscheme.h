// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QVariant>

#if defined(OBJECTA_HAS_DBUS)
#include <QDBusVariant>
#endif

namespace objecta::ui {

/// Whether the desktop asks for dark windows. Qt 6.4 has no colorScheme(): on Linux the portal says it (and
/// announces changes), on Windows the registry, elsewhere the palette that the platform started us with.
class SystemScheme final : public QObject {
    Q_OBJECT
public:
    explicit SystemScheme(QObject *parent = nullptr);

    [[nodiscard]] bool isDark() const { return m_dark; }

signals:
    void changed();

private:
    void set(bool dark);
#if defined(OBJECTA_HAS_DBUS)
private slots:
    void onPortal(const QString &group, const QString &key, const QDBusVariant &value);
#endif

private:
    bool m_dark = false;
};

} // namespace objecta::ui
