// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The proof of the router probe: every fault that server/system/mutant.h can put into the server is found by it, and
// without a fault it finds nothing. The program that is installed has none of them in it.

#include "tests/isolation/routerprobe.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace objecta::test;

namespace {

QString program(const char *name)
{
    return QStringLiteral(OBJECTA_BIN_DIR "/") + QLatin1String(name);
}

QByteArray content(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The names in the sources.
QStringList mutants()
{
    static const QRegularExpression point(QStringLiteral("OBJECTA_MUTANT\\(\\s*\"([a-z-]+)\""));
    QStringList out;
    QDirIterator files(QStringLiteral(OBJECTA_SOURCE_DIR "/server"), {QStringLiteral("*.cpp")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        auto found = point.globalMatch(QString::fromUtf8(content(files.next())));
        while (found.hasNext()) {
            out << found.next().captured(1);
        }
    }
    out.removeDuplicates();
    out.sort();
    return out;
}

} // namespace

class TestMutants : public QObject {
    Q_OBJECT

    std::unique_ptr<TestServer> m_server;

    std::vector<std::string> findings(const QString &mutant, RouterProbe::Stop stop)
    {
        qputenv("OBJECTA_MUTANT", mutant.toUtf8());
        if (!m_server->start()) {
            qFatal("%s", qPrintable(m_server->error()));
        }
        std::vector<std::string> out;
        try {
            RouterProbe probe(*m_server, program("objecta-server-mutants"), stop);
            out = probe.run().findings;
        } catch (const std::exception &exception) {
            out = {exception.what()};
        }
        m_server->stop();
        return out;
    }

private slots:
    void initTestCase()
    {
        m_server = std::make_unique<TestServer>(TestServer::Cluster::Shared, probeOptions());
        m_server->setProgram(program("objecta-server-mutants"));
    }
    void cleanupTestCase() { qunsetenv("OBJECTA_MUTANT"); }

    void theInstalledProgramHasNoneOfThem()
    {
        QVERIFY(mutants().size() >= 15);
        const QByteArray clean = content(program("objecta-server"));
        const QByteArray faulty = content(program("objecta-server-mutants"));
        QVERIFY(!clean.isEmpty());
        QVERIFY(!clean.contains("OBJECTA_MUTANT"));
        QVERIFY(faulty.contains("OBJECTA_MUTANT"));
        for (const auto &mutant : mutants()) {
            QVERIFY2(!clean.contains(mutant.toUtf8()), qPrintable(mutant));
            QVERIFY2(faulty.contains(mutant.toUtf8()), qPrintable(mutant + QStringLiteral(" is not compiled in")));
        }
    }

    void withoutAFaultNothingIsFound()
    {
        const auto found = findings({}, RouterProbe::Stop::Never);
        QVERIFY2(found.empty(), found.empty() ? "" : found.front().c_str());
    }

    void everyFaultIsFound_data()
    {
        QTest::addColumn<QString>("mutant");
        for (const auto &mutant : mutants()) {
            QTest::newRow(qPrintable(mutant)) << mutant;
        }
    }
    void everyFaultIsFound()
    {
        QFETCH(QString, mutant);
        const auto found = findings(mutant, RouterProbe::Stop::AtFirst);
        QVERIFY2(!found.empty(), "survived");
        qInfo("%s", found.front().c_str());
    }
};

QTEST_GUILESS_MAIN(TestMutants)
#include "test_mutants.moc"
