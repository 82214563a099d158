// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>

namespace objecta::test {

/// A PostgreSQL as a process of its own, which can be stopped and started; gone with the object. Events of this thread
/// go on while it is waited for.
class PostgresCluster {
public:
    /// In that folder, which others may enter.
    explicit PostgresCluster(QString folder)
        : m_folder(std::move(folder))
    {
    }
    ~PostgresCluster() { stop(); }
    PostgresCluster(const PostgresCluster &) = delete;
    PostgresCluster &operator=(const PostgresCluster &) = delete;

    /// Makes it at the first time. False when it does not answer within a minute.
    bool start();
    /// Its clients' connections end.
    void stop();
    /// libpq keywords, without user and database; empty before it was started.
    [[nodiscard]] QString address() const;

private:
    QString m_folder;
    QProcess m_process;
};

} // namespace objecta::test
