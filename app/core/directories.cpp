// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/directories.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

namespace objecta::core {

Directories Directories::standard()
{
    return {QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation),
            QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation)};
}

Directories Directories::under(const QString &root)
{
    return {root + QStringLiteral("/config"), root + QStringLiteral("/data")};
}

bool Directories::make(QString *error) const
{
    for (const QString &path : {config, data}) {
        if (!QDir().mkpath(path)) {
            *error = QStringLiteral("The folder %1 cannot be created.").arg(path);
            return false;
        }
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    return true;
}

} // namespace objecta::core
