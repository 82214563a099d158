// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace objecta::test {

/// A real Redis on a unix socket of its own, which keeps nothing on disk; gone with the object.
class RedisServer {
public:
    explicit RedisServer(QString password = {});
    ~RedisServer();
    RedisServer(const RedisServer &) = delete;
    RedisServer &operator=(const RedisServer &) = delete;

    /// Starts it, empty, and waits until it answers. False with what it printed in error().
    bool start();
    /// SIGKILL.
    void kill();
    /// SIGSTOP: it takes what is sent and answers nothing, until resume().
    void pause();
    void resume();
    /// "unix://...", with the password.
    [[nodiscard]] QString url() const;
    /// What redis-cli prints for a command.
    QByteArray command(const QStringList &words) const;
    [[nodiscard]] QString error() const { return m_error; }

private:
    [[nodiscard]] QString socket() const { return m_folder.filePath(QStringLiteral("redis.sock")); }
    QTemporaryDir m_folder;
    QString m_password;
    QProcess m_process;
    QString m_error;
};

} // namespace objecta::test
