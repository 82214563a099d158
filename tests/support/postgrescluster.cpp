// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/postgrescluster.h"

#include "tests/support/waiting.h"

#include <QFile>

#include <sys/prctl.h>

#include <csignal>

namespace objecta::test {

bool PostgresCluster::start()
{
    QFile::remove(m_folder + QStringLiteral("/ready"));
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
    m_process.start(QStringLiteral(OBJECTA_BIN_DIR "/objecta-server"),
                    {QStringLiteral("cluster"), QStringLiteral("--data-dir"), m_folder + QStringLiteral("/data"),
                     QStringLiteral("--ready-file"), m_folder + QStringLiteral("/ready")});
    return within(std::chrono::minutes(1), [this] { return !address().isEmpty(); });
}

void PostgresCluster::stop()
{
    m_process.terminate();
    static_cast<void>(within(std::chrono::seconds(30), [this] { return m_process.state() == QProcess::NotRunning; }));
}

QString PostgresCluster::address() const
{
    QFile file(m_folder + QStringLiteral("/ready"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).trimmed() : QString();
}

} // namespace objecta::test
