// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the server's SQL does not say. Row-level security does not reach these, or they outlive a transaction: each is
// said by the one file that has a reason, or by none. (server/isolation tries to break in, and is not part of serving.)

#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QTest>

class TestStatements : public QObject {
    Q_OBJECT

    QMap<QString, QString> m_sources;

private slots:
    void initTestCase()
    {
        const QDir root(QStringLiteral(OBJECTA_SOURCE_DIR));
        QDirIterator it(root.filePath(QStringLiteral("server")),
                        {QStringLiteral("*.h"), QStringLiteral("*.cpp"), QStringLiteral("*.sql")}, QDir::Files,
                        QDirIterator::Subdirectories);
        static const QRegularExpression comment(QStringLiteral("(?://|--)[^\n]*"));
        while (it.hasNext()) {
            QFile file(it.next());
            const QString name = root.relativeFilePath(file.fileName());
            if (!name.startsWith(QLatin1String("server/isolation/")) && file.open(QIODevice::ReadOnly)) {
                m_sources[name] = QString::fromUtf8(file.readAll()).remove(comment);
            }
        }
        QVERIFY(m_sources.size() > 200);
    }

    void whatCrossesTenantsIsNotSaid_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QStringList>("where");
        const auto row = [](const char *name, const char *pattern, const QStringList &where = {}) {
            QTest::newRow(name) << QString::fromLatin1(pattern) << where;
        };
        row("cursor", "WITH HOLD|DECLARE \\w+ (NO SCROLL )?CURSOR");
        row("temporary table", "\\bTEMP(ORARY)? (TABLE|VIEW)|ON COMMIT PRESERVE");
        row("large object", "\\blo_(creat|create|from_bytea|put|open|import|export|get)\\b",
            {QStringLiteral("server/migrations/bootstrap.sql")}); // takes the right away
        row("copy", "\"\\s*COPY [a-z(]");
        row("explain", "\\bEXPLAIN\\b");
        row("role", "\\bSET (LOCAL |SESSION )?(ROLE|SESSION AUTHORIZATION)\\b");
        row("session setting", "\\bSET (SESSION )?app\\.");
        row("session lock", "pg_advisory_lock", {QStringLiteral("server/db/migrator.cpp")}); // before anybody is served
        row("transaction lock", "pg_(try_)?advisory_(xact|lock_shared|try)");
        row("statement of its own for the tenant", "set_config\\('app\\.current_tenant'",
            {QStringLiteral("server/db/pipelinedtx.cpp")});
        row("any setting", "set_config\\(",
            {QStringLiteral("server/db/pipelinedtx.cpp"), QStringLiteral("server/migrations/0021_erasure.sql")});
        row("notify statement", "\\bNOTIFY [a-z]");
        // A wake-up says nothing: no payload at all. Servers' figures are sealed with their key: whoever else listens
        // reads nothing of them.
        row("notify with content", "pg_notify\\([^,]*,(?! *'')", {QStringLiteral("server/metrics/bus.cpp")});
        row("statistics", "\\bpg_(stats|statistic|stat_activity|stat_user_tables)\\b|\\breltuples\\b|n_live_tup");
        row("leakproof", "\\bLEAKPROOF\\b");
    }
    void whatCrossesTenantsIsNotSaid()
    {
        QFETCH(QString, pattern);
        QFETCH(QStringList, where);
        const QRegularExpression said(pattern);
        QVERIFY2(said.isValid(), qPrintable(said.errorString()));
        QStringList found;
        for (auto it = m_sources.cbegin(); it != m_sources.cend(); ++it) {
            if (said.match(it.value()).hasMatch()) {
                found << it.key();
            }
        }
        QCOMPARE(found, where);
    }

    // Text from outside cannot become a statement: db::Sql takes literals only, and libpq is called in few places.
    void statementsAreConstants()
    {
        static const QRegularExpression direct(QStringLiteral("\\bPQ(exec|execParams|sendQuery|sendQueryParams|prepare"
                                                              "|sendPrepare)\\b|\\.exec(_params|0|1|n)?\\("));
        QStringList found;
        for (auto it = m_sources.cbegin(); it != m_sources.cend(); ++it) {
            if (direct.match(it.value()).hasMatch()) {
                found << it.key();
            }
        }
        for (const auto &name : found) {
            QVERIFY2(name.startsWith(QLatin1String("server/db/")), qPrintable(name));
        }
        QVERIFY(!found.isEmpty());
        QVERIFY(
            m_sources[QStringLiteral("server/db/sql.h")].contains(QLatin1String("consteval Sql(const char *text)")));
    }
};

QTEST_APPLESS_MAIN(TestStatements)
#include "test_statements.moc"
