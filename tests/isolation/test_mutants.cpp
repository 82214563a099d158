// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The proof of the router probe: every fault that server/system/mutant.h can put into the server is found by it, in the
// part that is there for it, and without a fault it finds nothing. That a probe cannot be carried out is no finding.
// The program that is installed has none of them in it.

#include "tests/isolation/routerprobe.h"

#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QScopeGuard>
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

/// The part of the probe that is there for it.
QString partFor(const QString &mutant)
{
    static const QMap<QString, QStringList> parts{
        {QStringLiteral("document"),
         {QStringLiteral("one-staff-route-public"), QStringLiteral("one-tenant-route-staffs"),
          QStringLiteral("staff-route-public"), QStringLiteral("tenant-route-staffs")}},
        {QStringLiteral("foreign ids"),
         {QStringLiteral("audit-of-another-organization"), QStringLiteral("download-from-another-prefix"),
          QStringLiteral("tenant-of-before"), QStringLiteral("upload-under-another-prefix")}},
        {QStringLiteral("credentials"),
         {QStringLiteral("any-domain"), QStringLiteral("any-kind-of-token"), QStringLiteral("gate-without-key"),
          QStringLiteral("impersonation-on-any-host"), QStringLiteral("key-opens-staff"),
          QStringLiteral("staff-on-any-host"), QStringLiteral("token-without-signature"),
          QStringLiteral("user-on-any-host")}},
        {QStringLiteral("roles"),
         {QStringLiteral("impersonation-pries"), QStringLiteral("impersonation-writes"),
          QStringLiteral("key-scopes-unasked"), QStringLiteral("staff-role-unasked"),
          QStringLiteral("tenant-role-unasked")}},
        {QStringLiteral("ended credentials"),
         {QStringLiteral("gate-without-impersonation"), QStringLiteral("gate-without-user")}},
        {QStringLiteral("idempotency keys"),
         {QStringLiteral("idempotency-of-any-organization"), QStringLiteral("idempotency-of-any-request"),
          QStringLiteral("idempotency-of-anybody")}},
        {QStringLiteral("cursors"), {QStringLiteral("cursor-of-any-list")}},
        {QStringLiteral("limits"),
         {QStringLiteral("attempts-of-any-host"), QStringLiteral("rate-of-any-organization")}},
        {QStringLiteral("log"), {QStringLiteral("log-with-ids")}},
        {QStringLiteral("staff's trail"), {QStringLiteral("staff-act-untold")}},
    };
    for (auto it = parts.cbegin(); it != parts.cend(); ++it) {
        if (it.value().contains(mutant)) {
            return it.key();
        }
    }
    return {};
}

} // namespace

class TestMutants : public QObject {
    Q_OBJECT

    std::unique_ptr<TestServer> m_server;

    RouterProbe::Report reportOf(const QString &mutant, RouterProbe::Stop stop)
    {
        qputenv("OBJECTA_MUTANT", mutant.toUtf8());
        if (!m_server->start()) {
            qFatal("%s", qPrintable(m_server->error()));
        }
        const auto stopped = qScopeGuard([this] { m_server->stop(); });
        RouterProbe probe(*m_server, program("objecta-server-mutants"), stop);
        return probe.run();
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
        const auto report = reportOf({}, RouterProbe::Stop::Never);
        for (const auto *list : {&report.findings, &report.broken}) {
            QVERIFY2(list->empty(), list->empty() ? "" : list->front().c_str());
        }
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
        const auto report = reportOf(mutant, RouterProbe::Stop::AtFirst);
        for (const auto &broken : report.broken) {
            qInfo("not carried out: %s", broken.c_str());
        }
        QVERIFY2(!report.findings.empty(), "survived");
        qInfo("%s", report.findings.front().c_str());
        const QString part = QString::fromStdString(report.findings.front()).section(QStringLiteral(": "), 0, 0);
        QCOMPARE(part, partFor(mutant));
    }
};

QTEST_GUILESS_MAIN(TestMutants)
#include "test_mutants.moc"
