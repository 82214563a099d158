// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <QList>
#include <QObject>
#include <QString>
#include <QUrl>

#include <optional>

namespace objecta::core {

/// Decides the colour of the shell: development green, staging amber, production red; always shown with text.
enum class Environment { Development, Staging, Production };

/// The word in the profile file: development, staging, production.
QString environmentWord(Environment environment);
std::optional<Environment> environmentFromWord(const QString &word);

/// A server that the console can connect to.
struct ServerProfile {
    /// Random, stable; the key of settings, and together with the address of secrets.
    QString id;
    /// Shown in the shell.
    QString name;
    /// The staff host, e.g. https://admin.example.com or http://localhost:8080.
    QUrl baseUrl;
    Environment environment = Environment::Development;
    /// The console offers no changing action. A convenience against slips; the server decides by role.
    bool readOnly = false;

    bool operator==(const ServerProfile &) const = default;
};

/// What is wrong with a profile that a person typed.
enum class ProfileFault {
    None,
    NameMissing,
    /// No http or https URL with a host, or one with a user, path, query or fragment.
    UrlInvalid,
    /// http to a host that is not this machine would send passwords in the clear.
    UrlInsecure,
};

ProfileFault checkProfile(const ServerProfile &profile);
/// Whether the host names this machine: localhost, *.localhost, 127.0.0.0/8, ::1.
bool isLoopbackHost(const QString &host);
/// A fresh id for a profile.
QString newProfileId();

/// The file form of profiles: {"version":1,"profiles":[{...}]}.
QByteArray writeProfiles(const QList<ServerProfile> &profiles);
/// The profiles of a file; a sentence where it cannot be read.
tl::expected<QList<ServerProfile>, QString> readProfiles(const QByteArray &json);

/// The known servers, in `directory`/profiles.json. Every change is on the disk (atomically) when the call returns.
class ProfileStore : public QObject {
    Q_OBJECT

public:
    explicit ProfileStore(const QString &directory, QObject *parent = nullptr);

    /// Reads the file; a missing one is an empty list. On a damaged one the list stays empty, the file is left alone
    /// until the next change, which keeps it beside as profiles.json.damaged. The error is a sentence.
    tl::expected<void, QString> load();

    [[nodiscard]] const QList<ServerProfile> &profiles() const { return m_profiles; }
    [[nodiscard]] std::optional<ServerProfile> find(const QString &id) const;
    /// Adds, or replaces the one with the same id. Refuses a faulty profile and a disk that cannot be written.
    tl::expected<void, QString> save(const ServerProfile &profile);
    tl::expected<void, QString> remove(const QString &id);

signals:
    void changed();

private:
    tl::expected<void, QString> write(const QList<ServerProfile> &profiles);

    QString m_path;
    QList<ServerProfile> m_profiles;
    bool m_damaged = false;
};

} // namespace objecta::core
