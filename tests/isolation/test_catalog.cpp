// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The catalog's lint: a new table without a tenant, without forced row-level security or with another policy fails
// the build. Reads pg_catalog; the only list kept by hand is that of tables that belong to no tenant, with the reason.

#include "tests/support/testserver.h"

#include <QMap>
#include <QTest>

using namespace objecta::test;

class TestCatalog : public QObject {
    Q_OBJECT

    TestServer m_server;
    std::unique_ptr<SqlSession> m_sql;

    /// Platform tables: name -> why no tenant owns their rows.
    static const QMap<QString, QString> &platformTables()
    {
        static const QMap<QString, QString> map{
            {QStringLiteral("plans"), QStringLiteral("the same for everybody; read-only for tenants")},
            {QStringLiteral("staff"), QStringLiteral("ObjectaLabs' own people")},
            {QStringLiteral("staff_sessions"), QStringLiteral("of ObjectaLabs' own people")},
            {QStringLiteral("schema_migrations"), QStringLiteral("written by the owner while migrating")},
        };
        return map;
    }

    /// Rows that a query finds are what is wrong.
    QString wrong(const std::string &query)
    {
        const auto answer = m_sql->run(query);
        QStringList lines;
        if (!answer.ok()) {
            lines << QString::fromStdString(answer.message);
        }
        for (const auto &row : answer.rows) {
            QStringList cells;
            for (const auto &cell : row) {
                cells << QString::fromStdString(cell.value_or("NULL"));
            }
            lines << cells.join(QLatin1Char(' '));
        }
        return lines.join(QLatin1Char('\n'));
    }
    static std::string platformList()
    {
        QStringList quoted;
        for (const auto &name : platformTables().keys()) {
            quoted << QStringLiteral("'%1'").arg(name);
        }
        return quoted.join(QLatin1Char(',')).toStdString();
    }
    static std::string tenantTables()
    {
        return "SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
               "AND c.relname NOT IN ("
            + platformList() + ", 'organizations')";
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_sql = std::make_unique<SqlSession>(m_server.sql("objecta_owner"));
        QVERIFY(std::stoi(m_sql->run("SELECT count(*) FROM (" + tenantTables() + ") t").value()) >= 8);
    }

    void everyTenantTableNamesItsTenant()
    {
        QCOMPARE(wrong("SELECT oid::regclass FROM (" + tenantTables()
                       + ") t WHERE NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid "
                         "AND a.attname = 'organization_id' AND a.atttypid = 'uuid'::regtype AND a.attnotnull)"),
                 QString());
    }

    void everyTableForcesRowLevelSecurity()
    {
        QCOMPARE(
            wrong("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
                  "AND relname NOT IN ('schema_migrations') AND NOT (relrowsecurity AND relforcerowsecurity)"),
            QString());
    }

    void theTenantPolicyIsTheCanonicalOne()
    {
        // Exactly one policy names the app roles, for all commands, with the same condition to read and to write.
        const std::string condition =
            "(organization_id = ( SELECT (NULLIF(current_setting(''app.current_tenant''::text, true), "
            "''''::text))::uuid AS \"nullif\"))";
        QCOMPARE(wrong("SELECT t.oid::regclass, p.polname, pg_get_expr(p.polqual, t.oid), pg_get_expr(p.polwithcheck, "
                       "t.oid) FROM ("
                       + tenantTables()
                       + ") t JOIN pg_policy p ON p.polrelid = t.oid AND (p.polroles && "
                         "ARRAY['objecta_app'::regrole::oid, 'objecta_app_ro'::regrole::oid, 0::oid]) "
                         "WHERE p.polcmd <> '*' OR NOT p.polpermissive OR pg_get_expr(p.polqual, t.oid) <> '"
                       + condition + "' OR coalesce(pg_get_expr(p.polwithcheck, t.oid), '') <> '" + condition + "'"),
                 QString());
        QCOMPARE(wrong("SELECT t.oid::regclass, count(p.*) FROM (" + tenantTables()
                       + ") t LEFT JOIN pg_policy p ON p.polrelid = t.oid AND (p.polroles && "
                         "ARRAY['objecta_app'::regrole::oid, 0::oid]) "
                         "WHERE has_any_column_privilege('objecta_app', t.oid, 'SELECT, INSERT, UPDATE') GROUP BY 1 "
                         "HAVING count(p.*) <> 1"),
                 QString());
    }

    void keysCarryTheTenant()
    {
        QCOMPARE(
            wrong("SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid IN ("
                  + tenantTables()
                  + ") AND contype IN ('p', 'u', 'x') AND pg_get_constraintdef(oid) NOT LIKE '%organization_id%'"),
            QString());
        QCOMPARE(wrong("SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype "
                       "= 'f' AND conrelid IN ("
                       + tenantTables() + ") AND confrelid IN (" + tenantTables()
                       + ") AND pg_get_constraintdef(oid) NOT LIKE '%(organization_id, %'"),
                 QString());
        QCOMPARE(wrong("SELECT i.indrelid::regclass, i.indexrelid::regclass FROM pg_index i WHERE i.indisunique AND "
                       "i.indrelid IN ("
                       + tenantTables() + ") AND pg_get_indexdef(i.indexrelid) NOT LIKE '%organization_id%'"),
                 QString());
    }

    void theServersRolesAreNobody()
    {
        QCOMPARE(wrong("SELECT rolname FROM pg_roles WHERE rolname LIKE 'objecta%' AND (rolsuper OR rolcreaterole OR "
                       "rolcreatedb OR rolreplication "
                       "OR (rolbypassrls AND rolname <> 'objecta_owner'))"),
                 QString());
        QCOMPARE(wrong("SELECT member::regrole, roleid::regrole FROM pg_auth_members WHERE member::regrole::text LIKE "
                       "'objecta%' AND member <> 'objecta_owner'::regrole"),
                 QString());
        QCOMPARE(wrong("SELECT c.relname, c.relowner::regrole FROM pg_class c WHERE c.relnamespace = "
                       "'public'::regnamespace AND c.relowner <> "
                       "'objecta_owner'::regrole"),
                 QString());
        QCOMPARE(wrong("SELECT rolname FROM pg_roles WHERE rolname IN ('objecta_app', 'objecta_app_ro', "
                       "'objecta_platform') AND "
                       "(has_schema_privilege(oid, 'public', 'CREATE') OR has_database_privilege(oid, "
                       "current_database(), 'TEMP, CREATE'))"),
                 QString());
    }

    void onlyTheFourVerbsAreGranted()
    {
        QCOMPARE(
            wrong("SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants WHERE "
                  "table_schema = 'public' "
                  "AND grantee <> 'objecta_owner' AND privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')"),
            QString());
        QCOMPARE(wrong("SELECT grantee, table_name FROM information_schema.role_table_grants WHERE table_schema = "
                       "'public' AND grantee = 'PUBLIC'"),
                 QString());
        QCOMPARE(wrong("SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants WHERE "
                       "grantee = 'objecta_app_ro' "
                       "AND privilege_type <> 'SELECT'"),
                 QString());
    }

    void functionsAreTame()
    {
        QCOMPARE(wrong("SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND "
                       "((p.prosecdef AND p.proowner <> 'objecta_definer'::regrole) OR p.proleakproof "
                       "OR p.provolatile = 'i' OR (p.prolang <> (SELECT oid FROM pg_language WHERE lanname = 'sql') "
                       "AND NOT coalesce(array_to_string(p.proconfig, ',') LIKE '%search_path%', false)) "
                       "OR has_function_privilege('public', p.oid, 'EXECUTE'))"),
                 QString());
    }

    void nothingElseHoldsRows()
    {
        // Materialized views, foreign tables, sequences and views that do not run as their caller go around row-level
        // security.
        QCOMPARE(wrong("SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace AND (relkind "
                       "IN ('m', 'f', 'S') OR (relkind = 'v' "
                       "AND NOT coalesce(array_to_string(reloptions, ',') LIKE '%security_invoker=true%', false)))"),
                 QString());
    }

    void theLintBites()
    {
        // One mutant of each kind, in a transaction that is rolled back; each must be found.
        const QMap<QString, QString> mutants{
            {QStringLiteral("table without a tenant"), QStringLiteral("CREATE TABLE stray (id int PRIMARY KEY)")},
            {QStringLiteral("no force"), QStringLiteral("ALTER TABLE agents NO FORCE ROW LEVEL SECURITY")},
            {QStringLiteral("disabled"), QStringLiteral("ALTER TABLE messages DISABLE ROW LEVEL SECURITY")},
            {QStringLiteral("second policy"),
             QStringLiteral("CREATE POLICY open ON agents TO objecta_app USING (true)")},
            {QStringLiteral("global key"), QStringLiteral("ALTER TABLE agents ADD CONSTRAINT whole UNIQUE (id)")},
            {QStringLiteral("loose foreign key"),
             QStringLiteral(
                 "CREATE TABLE stray (organization_id uuid NOT NULL, id uuid, PRIMARY KEY (organization_id, id))")},
            {QStringLiteral("truncate"), QStringLiteral("GRANT TRUNCATE ON agents TO objecta_app")},
            {QStringLiteral("writing reader"), QStringLiteral("GRANT UPDATE ON agents TO objecta_app_ro")},
            {QStringLiteral("definer"),
             QStringLiteral("CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'")},
            {QStringLiteral("view"), QStringLiteral("CREATE VIEW everything AS SELECT * FROM agents")},
            {QStringLiteral("matview"), QStringLiteral("CREATE MATERIALIZED VIEW everything AS SELECT * FROM plans")},
        };
        for (auto it = mutants.begin(); it != mutants.end(); ++it) {
            m_sql->run("BEGIN");
            const auto made = m_sql->run(it.value().toStdString());
            QVERIFY2(made.ok(), qPrintable(it.key() + QLatin1Char(' ') + QString::fromStdString(made.message)));
            const QString found = wrong("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND "
                                        "relkind IN ('r', 'p') AND relname NOT IN "
                                        "('schema_migrations') AND NOT (relrowsecurity AND relforcerowsecurity)")
                + wrong("SELECT t.oid::regclass FROM (" + tenantTables()
                        + ") t JOIN pg_policy p ON p.polrelid = t.oid AND (p.polroles && "
                          "ARRAY['objecta_app'::regrole::oid, 0::oid]) GROUP BY 1 HAVING count(*) <> 1")
                + wrong("SELECT conname FROM pg_constraint WHERE conrelid IN (" + tenantTables()
                        + ") AND contype IN ('p', 'u') AND pg_get_constraintdef(oid) NOT LIKE '%organization_id%'")
                + wrong("SELECT privilege_type FROM information_schema.role_table_grants WHERE table_schema = 'public' "
                        "AND grantee <> 'objecta_owner' AND "
                        "(privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE') OR (grantee = "
                        "'objecta_app_ro' AND privilege_type <> 'SELECT'))")
                + wrong("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef "
                        "AND proowner <> 'objecta_definer'::regrole")
                + wrong("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND (relkind = 'm' "
                        "OR (relkind = 'v' AND NOT "
                        "coalesce(array_to_string(reloptions, ',') LIKE '%security_invoker=true%', false)))");
            m_sql->run("ROLLBACK");
            QVERIFY2(!found.isEmpty(), qPrintable(it.key() + QStringLiteral(" survived")));
        }
    }
};

QTEST_GUILESS_MAIN(TestCatalog)
#include "test_catalog.moc"
