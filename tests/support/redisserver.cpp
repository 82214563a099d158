// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/redisserver.h"

#include <QDeadlineTimer>
#include <QFile>

#include <sys/prctl.h>

#include <csignal>

namespace objecta::test {

RedisServer::RedisServer(QString password)
    : m_password(std::move(password))
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    // Debian's redis-tools has the whole server, under the name of its checker; the name decides what it does. The
    // package redis-server would bring a service.
    QFile::link(QStringLiteral("/usr/bin/redis-check-rdb"), m_folder.filePath(QStringLiteral("redis-server")));
}

RedisServer::~RedisServer()
{
    kill();
}

bool RedisServer::start()
{
    QFile::remove(socket());
    QStringList arguments{QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--unixsocket"), socket(),
                          QStringLiteral("--dir"),  m_folder.path(),     QStringLiteral("--save"),       QString()};
    if (!m_password.isEmpty()) {
        arguments << QStringLiteral("--requirepass") << m_password;
    }
    m_process.start(m_folder.filePath(QStringLiteral("redis-server")), arguments);
    const QDeadlineTimer deadline(20'000);
    while (command({QStringLiteral("PING")}).trimmed() != "PONG") {
        if (m_process.waitForFinished(20) || m_process.state() == QProcess::NotRunning || deadline.hasExpired()) {
            m_error = QStringLiteral("Redis did not start: ") + QString::fromUtf8(m_process.readAll());
            return false;
        }
    }
    return true;
}

void RedisServer::kill()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

void RedisServer::pause()
{
    ::kill(static_cast<pid_t>(m_process.processId()), SIGSTOP);
}

void RedisServer::resume()
{
    ::kill(static_cast<pid_t>(m_process.processId()), SIGCONT);
}

QString RedisServer::url() const
{
    return QStringLiteral("unix://") + (m_password.isEmpty() ? QString() : QStringLiteral(":%1@").arg(m_password))
        + socket();
}

QByteArray RedisServer::command(const QStringList &words) const
{
    QProcess client;
    QStringList arguments{QStringLiteral("-s"), socket()};
    if (!m_password.isEmpty()) {
        arguments << QStringLiteral("--no-auth-warning") << QStringLiteral("-a") << m_password;
    }
    client.start(QStringLiteral("redis-cli"), arguments + words);
    client.waitForFinished(5000);
    return client.readAllStandardOutput();
}

} // namespace objecta::test
