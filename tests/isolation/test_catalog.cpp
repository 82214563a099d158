// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The schema as the migrations make it passes the isolation check, and the check finds every way to break it that
// mutants.h knows: each is applied in a transaction of its own that is rolled back.

#include "server/isolation/check.h"
#include "tests/isolation/mutants.h"
#include "tests/support/testserver.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSet>
#include <QTest>

using namespace objecta;
using namespace objecta::test;

class TestCatalog : public QObject {
    Q_OBJECT

    TestServer m_server{TestServer::Cluster::Own};

    std::string superuser() const
    {
        return "host=" + m_server.dataDir().toStdString() + "/run dbname=objecta user=postgres";
    }
    static QString words(const isolation::Report &report) { return QString::fromStdString(isolation::asTable(report)); }
    std::string rowsOfEverybody()
    {
        isolation::Session session(superuser());
        return session
            .must("SELECT (SELECT md5(string_agg(o::text, '' ORDER BY o.id)) FROM organizations o) || (SELECT count(*) "
                  "FROM users) || (SELECT count(*) FROM staff) || (SELECT count(*) FROM plans) || (SELECT "
                  "count(*) FROM agents)")
            .value();
    }

private slots:
    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.error())); }

    void theSchemaIsClean()
    {
        const auto before = rowsOfEverybody();
        isolation::Session session(superuser());
        const auto report = isolation::check(session);
        QVERIFY2(report.clean(), qPrintable(words(report)));
        for (const auto &done : report.done) {
            // What nothing was tried on proves nothing.
            if (done.rule.starts_with("probe-") && done.rule != "probe-copy") {
                QVERIFY2(done.objects >= 8, done.rule.c_str());
            }
        }
        QVERIFY2(report.took < std::chrono::seconds(10), qPrintable(words(report)));
        QCOMPARE(rowsOfEverybody(), before);
    }

    void theCommandSaysSoBesideARunningServer()
    {
        QProcess command;
        command.start(QCoreApplication::applicationDirPath() + QStringLiteral("/objecta-server"),
                      {QStringLiteral("isolation-check"), QStringLiteral("--data-dir"), m_server.dataDir(),
                       QStringLiteral("--json")});
        QVERIFY(command.waitForFinished());
        const auto answer = command.readAllStandardOutput();
        QVERIFY2(answer.startsWith("{\"clean\":true,"), answer + command.readAllStandardError());
        QCOMPARE(command.exitCode(), 0);
    }

    void everyMutantIsKilled()
    {
        QStringList survivors;
        int byLint = 0;
        int byProbe = 0;
        for (const auto &mutant : schemaMutants) {
            isolation::Session session(superuser());
            session.must("BEGIN");
            const auto applied = session.run(mutant.sql);
            QVERIFY2(applied.ok(), (std::string(mutant.name) + " cannot be applied: " + applied.message).c_str());
            isolation::Report lint;
            isolation::lint(session, lint);
            isolation::Report probe;
            try {
                isolation::probe(session, probe);
            } catch (const std::exception &e) {
                probe.findings.push_back({"probe-error", mutant.name, e.what()});
            }
            session.run("ROLLBACK");
            QSet<QString> killers;
            for (const auto &finding : lint.findings) {
                killers << QString::fromStdString(finding.rule);
            }
            for (const auto &finding : probe.findings) {
                killers << QString::fromStdString(finding.rule);
            }
            byLint += lint.clean() ? 0 : 1;
            byProbe += probe.clean() ? 0 : 1;
            QStringList sorted(killers.begin(), killers.end());
            sorted.sort();
            qInfo("%-48s %s", mutant.name, qPrintable(sorted.join(QStringLiteral(", "))));
            if (killers.isEmpty()) {
                survivors << QString::fromUtf8(mutant.name);
            }
        }
        qInfo("%zu mutants: %d seen by the lint, %d by the probe", std::size(schemaMutants), byLint, byProbe);
        QCOMPARE(survivors, QStringList());
        QVERIFY(std::size(schemaMutants) >= 30);
        QVERIFY(byProbe >= 15);
    }

    // PostgreSQL's own log says that a key was taken, and not by whom: neither DETAIL nor the statement.
    void theDatabasesLogQuotesNobody()
    {
        auto acme = m_server.tenant("acme-corp");
        const std::string body = R"({"email":"canary@somewhere.example","name":"Canary"})";
        QCOMPARE(acme.post("/v1/users", body).status, 201);
        const Reply taken = acme.post("/v1/users", body);
        QCOMPARE(taken.status, 409);
        QVERIFY2(taken.body.find("anary") == std::string::npos, taken.body.c_str());
        auto sql = m_server.tenantSql(m_server.demo().tenant("acme-corp").id);
        const auto again = sql.run("INSERT INTO users SELECT * FROM users WHERE email LIKE $1", {"canary%"});
        QCOMPARE(again.state, std::string("23505"));
        QCOMPARE(sql.run("UPDATE agents SET name = repeat($1, 1000)", {"canary"}).state, std::string("23514"));
        QByteArray log;
        const QDir folder(m_server.dataDir() + QStringLiteral("/log"));
        for (const auto &file : folder.entryInfoList(QDir::Files)) {
            QFile one(file.filePath());
            QVERIFY(one.open(QIODevice::ReadOnly));
            log += one.readAll();
        }
        QVERIFY2(log.contains("duplicate key value") && log.contains("violates check constraint"), log);
        QVERIFY2(!log.contains("anary"), log);
        QVERIFY(!m_server.log().contains("anary"));
    }

    void aBrokenDatabaseFailsTheCommand()
    {
        {
            isolation::Session session(superuser());
            session.must("CREATE POLICY open ON agents TO objecta_app USING (true)");
        }
        QProcess command;
        command.start(QCoreApplication::applicationDirPath() + QStringLiteral("/objecta-server"),
                      {QStringLiteral("isolation-check"), QStringLiteral("--data-dir"), m_server.dataDir()});
        QVERIFY(command.waitForFinished());
        QCOMPARE(command.exitCode(), 1);
        const auto answer = command.readAllStandardOutput();
        QVERIFY2(answer.contains("second-policy: agents.open") && answer.contains("probe-read: agents"), answer);
    }
};

QTEST_GUILESS_MAIN(TestCatalog)
#include "test_catalog.moc"
