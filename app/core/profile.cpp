// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/profile.h"

#include <QFile>
#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QUuid>

namespace objecta::core {

QString environmentWord(Environment environment)
{
    switch (environment) {
    case Environment::Development:
        return QStringLiteral("development");
    case Environment::Staging:
        return QStringLiteral("staging");
    case Environment::Production:
        break;
    }
    return QStringLiteral("production");
}

std::optional<Environment> environmentFromWord(const QString &word)
{
    for (const auto environment : {Environment::Development, Environment::Staging, Environment::Production}) {
        if (word == environmentWord(environment)) {
            return environment;
        }
    }
    return std::nullopt;
}

bool isLoopbackHost(const QString &host)
{
    const QString name = host.toLower();
    return name == QStringLiteral("localhost") || name.endsWith(QStringLiteral(".localhost"))
        || QHostAddress(name).isLoopback();
}

QString newProfileId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

ProfileFault checkProfile(const ServerProfile &profile)
{
    if (profile.name.trimmed().isEmpty()) {
        return ProfileFault::NameMissing;
    }
    const QUrl &url = profile.baseUrl;
    const bool http = url.scheme() == QStringLiteral("http");
    if (!url.isValid() || (!http && url.scheme() != QStringLiteral("https")) || url.host().isEmpty()
        || !url.userInfo().isEmpty() || (!url.path().isEmpty() && url.path() != QStringLiteral("/")) || url.hasQuery()
        || url.hasFragment()) {
        return ProfileFault::UrlInvalid;
    }
    if (http && !isLoopbackHost(url.host())) {
        return ProfileFault::UrlInsecure;
    }
    return ProfileFault::None;
}

QByteArray writeProfiles(const QList<ServerProfile> &profiles)
{
    QJsonArray rows;
    for (const ServerProfile &profile : profiles) {
        rows.append(QJsonObject{{QStringLiteral("id"), profile.id},
                                {QStringLiteral("name"), profile.name},
                                {QStringLiteral("base_url"), profile.baseUrl.toString(QUrl::FullyEncoded)},
                                {QStringLiteral("environment"), environmentWord(profile.environment)},
                                {QStringLiteral("read_only"), profile.readOnly}});
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("version"), 1}, {QStringLiteral("profiles"), rows}}).toJson();
}

tl::expected<QList<ServerProfile>, QString> readProfiles(const QByteArray &json)
{
    QJsonParseError parse;
    const QJsonDocument document = QJsonDocument::fromJson(json, &parse);
    if (document.isNull()) {
        return tl::unexpected(QStringLiteral("it is not JSON (%1)").arg(parse.errorString()));
    }
    const QJsonObject root = document.object();
    const int version = root.value(QStringLiteral("version")).toInt();
    if (version != 1) {
        return tl::unexpected(QStringLiteral("its version is %1, this console reads version 1").arg(version));
    }
    if (!root.value(QStringLiteral("profiles")).isArray()) {
        return tl::unexpected(QStringLiteral("it has no list of profiles"));
    }
    QList<ServerProfile> profiles;
    const QJsonArray rows = root.value(QStringLiteral("profiles")).toArray();
    for (const QJsonValue &value : rows) {
        const QJsonObject row = value.toObject();
        ServerProfile profile;
        profile.id = row.value(QStringLiteral("id")).toString();
        profile.name = row.value(QStringLiteral("name")).toString();
        profile.baseUrl = QUrl(row.value(QStringLiteral("base_url")).toString(), QUrl::StrictMode);
        profile.readOnly = row.value(QStringLiteral("read_only")).toBool();
        // An unknown environment is treated with the most care.
        profile.environment =
            environmentFromWord(row.value(QStringLiteral("environment")).toString()).value_or(Environment::Production);
        if (profile.id.isEmpty() || checkProfile(profile) != ProfileFault::None) {
            return tl::unexpected(QStringLiteral("profile %1 is not valid").arg(profiles.size() + 1));
        }
        profiles.append(profile);
    }
    return profiles;
}

ProfileStore::ProfileStore(const QString &directory, QObject *parent)
    : QObject(parent)
    , m_path(directory + QStringLiteral("/profiles.json"))
{
}

tl::expected<void, QString> ProfileStore::load()
{
    m_profiles.clear();
    m_damaged = false;
    QFile file(m_path);
    if (!file.exists()) {
        emit changed();
        return {};
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return tl::unexpected(QStringLiteral("The server list %1 cannot be read: %2.").arg(m_path, file.errorString()));
    }
    auto profiles = readProfiles(file.readAll());
    if (!profiles) {
        m_damaged = true;
        emit changed();
        return tl::unexpected(QStringLiteral("The server list %1 is damaged: %2.").arg(m_path, profiles.error()));
    }
    m_profiles = std::move(*profiles);
    emit changed();
    return {};
}

std::optional<ServerProfile> ProfileStore::find(const QString &id) const
{
    for (const ServerProfile &profile : m_profiles) {
        if (profile.id == id) {
            return profile;
        }
    }
    return std::nullopt;
}

tl::expected<void, QString> ProfileStore::save(const ServerProfile &profile)
{
    if (profile.id.isEmpty() || checkProfile(profile) != ProfileFault::None) {
        return tl::unexpected(QStringLiteral("The server profile is not valid."));
    }
    QList<ServerProfile> profiles = m_profiles;
    bool found = false;
    for (ServerProfile &mine : profiles) {
        if (mine.id == profile.id) {
            mine = profile;
            found = true;
        }
    }
    if (!found) {
        profiles.append(profile);
    }
    return write(profiles);
}

tl::expected<void, QString> ProfileStore::remove(const QString &id)
{
    QList<ServerProfile> profiles = m_profiles;
    profiles.removeIf([&id](const ServerProfile &profile) { return profile.id == id; });
    return write(profiles);
}

tl::expected<void, QString> ProfileStore::write(const QList<ServerProfile> &profiles)
{
    if (m_damaged) {
        QFile::remove(m_path + QStringLiteral(".damaged"));
        if (!QFile::rename(m_path, m_path + QStringLiteral(".damaged"))) {
            return tl::unexpected(QStringLiteral("The damaged server list %1 cannot be set aside.").arg(m_path));
        }
        m_damaged = false;
    }
    QSaveFile file(m_path);
    const QByteArray json = writeProfiles(profiles);
    if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.commit()) {
        return tl::unexpected(
            QStringLiteral("The server list %1 cannot be written: %2.").arg(m_path, file.errorString()));
    }
    m_profiles = profiles;
    emit changed();
    return {};
}

} // namespace objecta::core
