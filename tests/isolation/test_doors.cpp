// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The live router against the document, every kind of credential, and the ids of another organization.
// OBJECTA_PROBES=100000 goes on with foreign ids until so many were made.

#include "tests/isolation/routerprobe.h"

#include <QTest>

using namespace objecta::test;

class TestDoors : public QObject {
    Q_OBJECT
private slots:
    void noRouteLetsATenantMeetAnother()
    {
        TestServer server(TestServer::Cluster::Shared, probeOptions());
        QVERIFY2(server.start(), qPrintable(server.error()));
        RouterProbe probe(server, QStringLiteral(OBJECTA_BIN_DIR "/objecta-server"));
        probe.setAtLeast(qEnvironmentVariableIntValue("OBJECTA_PROBES"));
        const auto report = probe.run();
        for (const auto &finding : report.findings) {
            qWarning("%s", finding.c_str());
        }
        for (const auto &broken : report.broken) {
            qWarning("%s", broken.c_str());
        }
        qInfo("%d routes, %d probes", report.routes, report.probes);
        QVERIFY2(report.findings.empty(), report.findings.empty() ? "" : report.findings.front().c_str());
        QVERIFY2(report.broken.empty(), report.broken.empty() ? "" : report.broken.front().c_str());
        QVERIFY(report.routes >= 50);
        QVERIFY(report.probes >= 1000);
    }
};

QTEST_GUILESS_MAIN(TestDoors)
#include "test_doors.moc"
