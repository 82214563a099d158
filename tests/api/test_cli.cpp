// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The server's command line and data directory: each thing that is wrong gets one clear sentence, the right exit
// code, and loses nothing.

#include "tests/support/testserver.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTcpServer>
#include <QTest>

#include <unistd.h>

using namespace objecta::test;

namespace {

struct Ran {
    int code = -1;
    QString said;
    [[nodiscard]] qsizetype sentences() const { return said.trimmed().count(QLatin1Char('\n')) + 1; }
};

Ran run(const QStringList &arguments, const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment())
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(OBJECTA_BIN_DIR "/objecta-server"), arguments);
    if (!process.waitForFinished(60'000)) {
        process.kill();
        process.waitForFinished();
        return {-2, QStringLiteral("did not end")};
    }
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardError())};
}

} // namespace

class TestCli : public QObject {
    Q_OBJECT

private slots:
    void anUnknownOptionIsNamed()
    {
        const Ran ran = run({QStringLiteral("serve"), QStringLiteral("--no-such-option")});
        QCOMPARE(ran.code, 2);
        QVERIFY2(ran.said.contains(QLatin1String("--no-such-option")), qPrintable(ran.said));
        QCOMPARE(run({QStringLiteral("no-such-command")}).code, 2);
        QCOMPARE(run({QStringLiteral("serve"), QStringLiteral("--port"), QStringLiteral("70000")}).code, 2);
        QCOMPARE(run({QStringLiteral("--help")}).code, 0);
        QCOMPARE(run({QStringLiteral("--version")}).code, 0);
    }

    void aPortInUseIsNamed()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        TestServer server;
        QVERIFY(server.start());
        QTemporaryDir directory;
        QStringList arguments{QStringLiteral("serve"), QStringLiteral("--port"), QString::number(other.serverPort()),
                              QStringLiteral("--data-dir"), directory.path()};
        if (!server.databaseUrl().isEmpty()) {
            arguments << QStringLiteral("--database") << server.databaseUrl();
        }
        const Ran ran = run(arguments);
        QVERIFY(ran.code == 1 || ran.code == 2);
        QVERIFY2(ran.said.contains(QString::number(other.serverPort())), qPrintable(ran.said));
    }

    void twoServersDoNotShareADataDirectory()
    {
        TestServer server;
        QVERIFY2(server.start(), qPrintable(server.error()));
        const Ran ran = run({QStringLiteral("serve"), QStringLiteral("--port"), QStringLiteral("0"),
                             QStringLiteral("--data-dir"), server.dataDir()});
        QCOMPARE(ran.code, 2);
        QVERIFY2(ran.said.contains(server.dataDir()), qPrintable(ran.said));
        QCOMPARE(server.tenant("acme-corp").get("/v1/usage").status, 200);
    }

    void aDataDirectoryOfAnotherVersionIsLeftAlone()
    {
        QTemporaryDir directory;
        QFile version(directory.filePath(QStringLiteral("VERSION")));
        QVERIFY(version.open(QIODevice::WriteOnly));
        version.write("999\n");
        version.close();
        const Ran ran = run({QStringLiteral("serve"), QStringLiteral("--port"), QStringLiteral("0"),
                             QStringLiteral("--data-dir"), directory.path()});
        QCOMPARE(ran.code, 2);
        QVERIFY2(ran.said.contains(QLatin1String("999")), qPrintable(ran.said));
        QVERIFY(version.open(QIODevice::ReadOnly));
        QCOMPARE(version.readAll(), QByteArray("999\n"));
        QVERIFY(!QDir(directory.filePath(QStringLiteral("postgres"))).exists());
    }

    void aDataDirectoryThatIsAFileOrSomebodyElsesIsLeftAlone()
    {
        QTemporaryDir directory;
        QFile file(directory.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        Ran ran = run({QStringLiteral("serve"), QStringLiteral("--port"), QStringLiteral("0"),
                       QStringLiteral("--data-dir"), file.fileName()});
        QCOMPARE(ran.code, 2);
        QVERIFY2(ran.said.contains(file.fileName()), qPrintable(ran.said));
        if (::geteuid() != 0) {
            QSKIP("only root can give a directory to another user");
        }
        QVERIFY(QDir(directory.path()).mkdir(QStringLiteral("theirs")));
        const QString theirs = directory.filePath(QStringLiteral("theirs"));
        QCOMPARE(::chown(theirs.toUtf8().constData(), 12345, 12345), 0);
        ran = run({QStringLiteral("serve"), QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--data-dir"),
                   theirs});
        QCOMPARE(ran.code, 2);
        QVERIFY2(ran.said.contains(theirs), qPrintable(ran.said));
        QVERIFY(QDir(theirs).isEmpty());
    }

    void postgresMissingOrTooOldIsSaid()
    {
        QTemporaryDir directory;
        QTemporaryDir programs;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("OBJECTA_POSTGRES_BIN"), programs.path());
        const QStringList arguments{QStringLiteral("serve"), QStringLiteral("--port"), QStringLiteral("0"),
                                    QStringLiteral("--data-dir"), directory.filePath(QStringLiteral("data"))};
        Ran ran = run(arguments, environment);
        QCOMPARE(ran.code, 2);
        QVERIFY2(ran.said.contains(QLatin1String("PostgreSQL")), qPrintable(ran.said));

        for (const char *name : {"postgres", "initdb"}) {
            QFile program(programs.filePath(QString::fromLatin1(name)));
            QVERIFY(program.open(QIODevice::WriteOnly));
            program.write(QByteArray("#!/bin/sh\necho '") + name + " (PostgreSQL) 12.4'\n");
            program.close();
            program.setPermissions(QFile::ReadOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther);
        }
        ran = run(arguments, environment);
        QCOMPARE(ran.code, 2);
        QVERIFY2(ran.said.contains(QLatin1String("12.4")) && ran.said.contains(QLatin1String("15")),
                 qPrintable(ran.said));
    }

    void aCorruptDemoFileIsSaidAndRecovered()
    {
        TestServer server;
        QVERIFY2(server.start(), qPrintable(server.error()));
        QCOMPARE(server.tenant("acme-corp").post("/v1/agents", R"({"name":"Kept"})").status, 201);
        QCOMPARE(QFile(server.demoFile()).permissions()
                     & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
                 QFile::Permissions());
        QCOMPARE(server.stop(), 0);
        {
            QFile file(server.demoFile());
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write("{\"base_url\":");
        }
        QVERIFY(!server.start());
        QVERIFY2(server.error().contains(server.demoFile()), qPrintable(server.error()));
        // What the sentence says to do: delete the file. The data stays, the passwords are new.
        QVERIFY(QFile::remove(server.demoFile()));
        QVERIFY2(server.start(), qPrintable(server.error()));
        const auto agents = server.tenant("acme-corp").get("/v1/agents?limit=200").json().at("items").as_array();
        QCOMPARE(agents.size(), size_t(8));
    }

    void aSecondStartIsQuick()
    {
        TestServer server(TestServer::Cluster::Own);
        QVERIFY2(server.start(), qPrintable(server.error()));
        const Demo before = server.demo();
        QCOMPARE(server.stop(), 0);
        QElapsedTimer timer;
        timer.start();
        QVERIFY2(server.start(), qPrintable(server.error()));
        qInfo("start to ready on an existing cluster: %lld ms", timer.elapsed());
        QVERIFY(timer.elapsed() < 5000);
        QCOMPARE(server.demo().staffPassword, before.staffPassword);
        QCOMPARE(server.stop(), 0);
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "test_cli.moc"
