// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/demofile.h"

#include "app/core/profile.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace objecta::core {

namespace {

constexpr qint64 sizeAtMost = 1024 * 1024;

tl::unexpected<QString> unusable(const QString &path, const QString &why)
{
    return tl::unexpected(QStringLiteral("The demo file %1 cannot be used: %2. Delete it and start the server with "
                                         "--demo again, which writes it anew.")
                              .arg(path, why));
}

} // namespace

tl::expected<DemoFile, QString> readDemoFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return tl::unexpected(QStringLiteral("The demo file %1 cannot be read: %2.").arg(path, file.errorString()));
    }
    const QByteArray data = file.read(sizeAtMost + 1);
    if (data.size() > sizeAtMost) {
        return unusable(path, QStringLiteral("it is too large"));
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(data, &error);
    if (!document.isObject()) {
        return unusable(path,
                        document.isNull() ? QStringLiteral("it is not JSON, ") + error.errorString()
                                          : QStringLiteral("it is no JSON object"));
    }
    const QJsonObject root = document.object();
    const QJsonObject staff = root.value(QStringLiteral("staff")).toObject();
    DemoFile demo;
    demo.baseUrl = QUrl(root.value(QStringLiteral("base_url")).toString(), QUrl::StrictMode);
    demo.email = staff.value(QStringLiteral("email")).toString();
    demo.password = staff.value(QStringLiteral("password")).toString();
    const ServerProfile profile{QStringLiteral("demo"), QStringLiteral("Demo"), demo.baseUrl, Environment::Development,
                                false};
    if (checkProfile(profile) != ProfileFault::None) {
        return unusable(path, QStringLiteral("its base_url is missing or not valid"));
    }
    if (demo.email.isEmpty() || demo.password.isEmpty()) {
        return unusable(path, QStringLiteral("the staff's e-mail address or password is missing"));
    }
    return demo;
}

} // namespace objecta::core
