// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The embedded cluster and its data directory.

#include "tests/server/dbfixture.h"

#include <QFile>
#include <QThread>

#include <csignal>
#include <thread>

using namespace objecta;
using namespace objecta::test;

class TestCluster : public QObject, private DbFixture {
    Q_OBJECT

private slots:
    void initTestCase() { setUp(); }
    void cleanupTestCase() { tearDown(); }

    void theClusterStopsAndStartsAgain()
    {
        const auto pid = m_cluster->pid();
        QVERIFY(pid > 0);
        m_cluster->stop();
        QVERIFY(!cluster::EmbeddedCluster::connectionOfRunning(*m_directory));
        const auto started = m_cluster->start();
        QVERIFY2(started, started ? "" : started.error().c_str());
        QVERIFY(cluster::EmbeddedCluster::connectionOfRunning(*m_directory).has_value());
        QCOMPARE(count("organizations"), 2);
    }

    /// Killed, it leaves a process behind that still holds its memory: the next one starts once that is gone.
    void whatAKilledOneLeftBehindIsWaitedFor()
    {
        const auto pid = QString::number(m_cluster->pid());
        QFile children(QStringLiteral("/proc/%1/task/%1/children").arg(pid));
        QVERIFY(children.open(QIODevice::ReadOnly));
        const pid_t child = children.readAll().split(' ').first().toInt();
        QVERIFY(child > 0);
        QCOMPARE(::kill(child, SIGSTOP), 0);
        QCOMPARE(::kill(m_cluster->pid(), SIGKILL), 0);
        m_cluster->stop();
        std::jthread waker([&] {
            QFile log(QString::fromStdString((m_directory->path() / "log" / "postgres.log").string()));
            const auto said = [&log] {
                return (log.isOpen() ? log.seek(0) : log.open(QIODevice::ReadOnly))
                    && log.readAll().contains("pre-existing shared memory block");
            };
            for (int i = 0; i < 800 && !said(); ++i) {
                QThread::msleep(10);
            }
            ::kill(child, SIGCONT);
        });
        const auto started = m_cluster->start();
        QVERIFY2(started, started ? "" : started.error().c_str());
        QCOMPARE(count("organizations"), 2);
    }

    void theDirectoryIsLockedAndChecked()
    {
        auto second = cluster::DataDir::open(m_directory->path());
        QVERIFY(second.has_value());
        const auto locked = second->lock();
        QVERIFY(locked && !*locked);

        const auto base = m_folder.path().toStdString();
        const auto file = cluster::DataDir::open(base + "/data/VERSION");
        QVERIFY(!file && file.error().find("is not a directory") != std::string::npos);
        const auto full = cluster::DataDir::open(base);
        QVERIFY(!full && full.error().find("neither empty nor") != std::string::npos);
        QVERIFY(cluster::writeAtomically(m_directory->path() / "VERSION", "7\n", 0600).has_value());
        const auto newer = cluster::DataDir::open(m_directory->path());
        QVERIFY(!newer && newer.error().find("layout version 7") != std::string::npos);
        QVERIFY(cluster::writeAtomically(m_directory->path() / "VERSION", "1\n", 0600).has_value());
    }
};

QTEST_GUILESS_MAIN(TestCluster)
#include "test_cluster.moc"
