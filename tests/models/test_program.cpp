// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The console's command line, as the person at a shell meets it: no display, one sentence, the right exit code.

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

struct Outcome {
    int code = -1;
    QString out;
    QString err;
};

Outcome console(const QStringList &arguments, bool display = false)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (!display) {
        for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
            environment.remove(QString::fromLatin1(name));
        }
    }
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(OBJECTA_BIN_DIR "/objecta-console"), arguments);
    if (!process.waitForFinished(30'000)) {
        process.kill();
        process.waitForFinished();
        return {};
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError())};
}

} // namespace

class TestProgram : public QObject {
    Q_OBJECT

private slots:
    void helpAndVersion()
    {
        const Outcome help = console({QStringLiteral("--help")});
        QCOMPARE(help.code, 0);
        for (const char *option :
             {"--profile-url", "--demo-file", "--tour", "--theme", "--language", "--profile-dir"}) {
            QVERIFY2(help.out.contains(QString::fromLatin1(option)), option);
        }
        const Outcome version = console({QStringLiteral("--version")});
        QCOMPARE(version.code, 0);
        QVERIFY(version.out.startsWith(QStringLiteral("objecta-console ")));
    }

    void mistakesGetOneSentence_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("unknown") << QStringList{QStringLiteral("--frobnicate")};
        QTest::newRow("short") << QStringList{QStringLiteral("-x")};
        QTest::newRow("argument") << QStringList{QStringLiteral("stray")};
        QTest::newRow("no value") << QStringList{QStringLiteral("--theme")};
        QTest::newRow("theme") << QStringList{QStringLiteral("--theme"), QStringLiteral("pink")};
        QTest::newRow("url") << QStringList{QStringLiteral("--profile-url"), QStringLiteral("not a url")};
        QTest::newRow("insecure") << QStringList{QStringLiteral("--profile-url"),
                                                 QStringLiteral("http://admin.example.com")};
        QTest::newRow("no demo") << QStringList{QStringLiteral("--demo-file"), QStringLiteral("/nowhere/demo.json")};
        QTest::newRow("tour alone") << QStringList{QStringLiteral("--tour"), QStringLiteral("/nowhere")};
    }

    void mistakesGetOneSentence()
    {
        QFETCH(QStringList, arguments);
        const Outcome outcome = console(arguments);
        QCOMPARE(outcome.code, 2);
        QVERIFY(outcome.out.isEmpty());
        QVERIFY2(outcome.err.startsWith(QStringLiteral("objecta-console: ")), qPrintable(outcome.err));
        QVERIFY2(outcome.err.endsWith(QStringLiteral(".\n")), qPrintable(outcome.err));
        QCOMPARE(outcome.err.count(u'\n'), 1);
    }

    void corruptDemoFile()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("demo.json"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"base_url\": ");
        file.close();
        const Outcome outcome = console({QStringLiteral("--demo-file"), path});
        QCOMPARE(outcome.code, 2);
        QVERIFY(outcome.err.contains(path));
        QCOMPARE(outcome.err.count(u'\n'), 1);
    }

    void missingDisplayIsSaid()
    {
        const QTemporaryDir folder;
        const Outcome outcome = console({QStringLiteral("--profile-dir"), folder.path()});
        QCOMPARE(outcome.code, 1);
        QCOMPARE(outcome.err.count(u'\n'), 1);
    }

    void unusableProfileFolder()
    {
        const Outcome outcome = console({QStringLiteral("--profile-dir"), QStringLiteral("/dev/null/x")}, true);
        QCOMPARE(outcome.code, 2);
        QVERIFY(outcome.err.contains(QStringLiteral("/dev/null/x")));
    }
};

QTEST_GUILESS_MAIN(TestProgram)
#include "test_program.moc"
