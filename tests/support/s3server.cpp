// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/s3server.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>

namespace objecta::test {

S3Server::S3Server()
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
}

S3Server::~S3Server()
{
    kill();
}

bool S3Server::start()
{
    const QString folder = m_folder.filePath(QString::number(++m_starts));
    QDir().mkpath(folder);
    // Debian's own interpreter, whatever else is on the path: Swift is installed for that one.
    m_process.start(QStringLiteral("/usr/bin/python3"),
                    {QStringLiteral(OBJECTA_SOURCE_DIR "/tests/support/s3server.py"), folder,
                     QString::fromLatin1(accessKeyId), QString::fromLatin1(secretAccessKey),
                     QString::fromLatin1(bucket)});
    QFile endpoint(folder + QStringLiteral("/endpoint"));
    const QDeadlineTimer deadline(60'000);
    while (!endpoint.open(QIODevice::ReadOnly)) {
        if (m_process.waitForFinished(20) || m_process.state() == QProcess::NotRunning || deadline.hasExpired()) {
            m_error = QStringLiteral("the S3 server did not start: ") + QString::fromUtf8(m_process.readAll());
            return false;
        }
    }
    m_endpoint = endpoint.readAll().trimmed().toStdString();
    return true;
}

QByteArray S3Server::traces() const
{
    QFile file(m_folder.filePath(QString::number(m_starts)) + QStringLiteral("/traces"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void S3Server::kill()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

} // namespace objecta::test
