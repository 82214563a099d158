// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <QByteArray>
#include <QObject>
#include <QString>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace objecta::api {

struct SecretError {
    enum class Kind {
        /// The file or its key was changed or is not ours; nothing was read. forget() starts afresh.
        Damaged,
        /// The disk refused.
        Io,
        /// The user or the keychain said no.
        Denied,
    };
    Kind kind = Kind::Io;
    /// One English sentence, for the log and "Copy details".
    QString detail;
};

/// Secrets in an encrypted file: what SecretStore falls back to. `directory`/secrets.bin is sealed (XSalsa20 and
/// Poly1305) with the key in `directory`/secrets.key; both are readable by the owner only. This keeps secrets from
/// backups and casual looks, not from programs that run as the same user. Synchronous.
class SecretFile {
public:
    explicit SecretFile(QString directory);

    /// nullopt where there is no such secret.
    [[nodiscard]] tl::expected<std::optional<QByteArray>, SecretError> read(const QString &key) const;
    [[nodiscard]] tl::expected<void, SecretError> write(const QString &key, const QByteArray &value);
    [[nodiscard]] tl::expected<void, SecretError> remove(const QString &key);
    /// Deletes the file and its key.
    void forget();

    [[nodiscard]] QString path() const;

private:
    QString m_directory;
};

struct SecretStoreOptions {
    /// The name that entries carry in the user's keychain.
    QString service = QStringLiteral("Objecta Console");
    /// Where the fallback file lives.
    QString directory;
    /// False: the file at once (tests, portable installations).
    bool useKeychain = true;
    /// After this long without an answer from the keychain service the file is used. Long enough for a person to
    /// unlock the keychain; where no session bus runs at all, nothing is waited for.
    std::chrono::milliseconds timeout{20000};
};

/// Keeps refresh tokens: in the system's keychain, or where the machine has none, in a SecretFile. Asynchronous, on
/// the GUI thread; handlers run from the event loop, once, and only while the receiver lives.
class SecretStore : public QObject {
    Q_OBJECT

public:
    using ReadHandler = std::function<void(tl::expected<std::optional<QByteArray>, SecretError>)>;
    using WriteHandler = std::function<void(tl::expected<void, SecretError>)>;

    explicit SecretStore(SecretStoreOptions options, QObject *parent = nullptr);
    ~SecretStore() override;

    void read(const QString &key, QObject *receiver, ReadHandler handler);
    void write(const QString &key, const QByteArray &value, QObject *receiver, WriteHandler handler);
    void remove(const QString &key, QObject *receiver, WriteHandler handler);

    /// Whether the file is used instead of a keychain. Known after the first operation.
    [[nodiscard]] bool isFallback() const { return m_fallback; }
    /// The warning to show while isFallback(), translated; empty otherwise.
    [[nodiscard]] QString warning() const;
    /// The file of the fallback.
    [[nodiscard]] QString fallbackPath() const;
    /// Deletes the fallback file, after it proved Damaged.
    void forgetFallback();

signals:
    /// The keychain turned out to be missing; show warning().
    void fallbackChanged(bool fallback);

private:
    struct Job;
    void run(const std::shared_ptr<Job> &job);
    void runKeychain(const std::shared_ptr<Job> &job);
    void runFile(const std::shared_ptr<Job> &job);
    void useFallback();

    SecretStoreOptions m_options;
    SecretFile m_file;
    bool m_fallback = false;
    /// The keychain answered once, so its errors are errors and no sign of its absence.
    bool m_keychainWorks = false;
};

} // namespace objecta::api
