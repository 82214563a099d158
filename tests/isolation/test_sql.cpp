// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// SQL typed as the server's own roles: whatever tenant is set, or none, or an empty one, only that tenant's rows.
// The tables come from the catalog; one without a tenant's row to see fails the positive control.

#include "tests/support/testserver.h"

#include <QProcess>
#include <QTest>

using namespace objecta::test;

class TestSql : public QObject {
    Q_OBJECT

    /// On a cluster of its own: a database of the shared one never saw bootstrap.sql, which takes rights away.
    TestServer m_server{TestServer::Cluster::Own};
    std::string m_acme;
    std::string m_xyz;
    std::vector<std::string> m_tables;

    /// What a role may not even ask for counts as nothing seen.
    static int64_t number(const SqlAnswer &answer)
    {
        if (answer.state == "42501") {
            return 0;
        }
        if (!answer.ok()) {
            throw std::runtime_error(answer.message);
        }
        return std::stoll(answer.value());
    }
    static void setTenant(SqlSession &sql, const std::string &tenant)
    {
        sql.run("ROLLBACK");
        sql.run("BEGIN");
        sql.run("SELECT set_config('app.current_tenant', '" + tenant + "', true)");
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
        m_xyz = m_server.demo().tenant("xyz-inc").id;
        for (const char *slug : {"acme-corp", "xyz-inc"}) {
            auto tenant = m_server.tenant(slug);
            const std::string agent(
                tenant.get("/v1/agents?limit=1").json().at("items").at(0).at("id").as_string().c_str());
            QCOMPARE(tenant.post("/v1/messages", "{\"agent_id\":\"" + agent + "\",\"content\":\"Hello\"}").status, 201);
        }
        auto owner = m_server.sql("objecta_owner");
        const auto tables = owner.run("SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND "
                                      "a.attname = 'organization_id' "
                                      "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
                                      "AND has_table_privilege('objecta_app', c.oid, 'SELECT') ORDER BY 1");
        for (const auto &row : tables.rows) {
            m_tables.push_back(*row[0]);
        }
        QVERIFY(m_tables.size() >= 8);
    }

    void noTenantIsNoRows_data()
    {
        QTest::addColumn<QString>("role");
        QTest::newRow("objecta_app") << QStringLiteral("objecta_app");
        QTest::newRow("objecta_app_ro") << QStringLiteral("objecta_app_ro");
    }
    void noTenantIsNoRows()
    {
        QFETCH(QString, role);
        auto sql = m_server.sql(role.toStdString());
        for (const auto &table : m_tables) {
            // Never set in this session.
            QCOMPARE(number(sql.run("SELECT count(*) FROM " + table)), 0);
        }
        for (const auto &table : m_tables) {
            setTenant(sql, "");
            QCOMPARE(number(sql.run("SELECT count(*) FROM " + table)), 0);
            // Set in a transaction that is over.
            setTenant(sql, m_acme);
            sql.run("COMMIT");
            QCOMPARE(number(sql.run("SELECT count(*) FROM " + table)), 0);
        }
    }

    void anotherTenantsRowsAreNotThere()
    {
        auto sql = m_server.sql("objecta_app");
        int withRows = 0;
        for (const auto &table : m_tables) {
            setTenant(sql, m_acme);
            const auto own =
                number(sql.run("SELECT count(*) FROM " + table + " WHERE organization_id = '" + m_acme + "'"));
            QCOMPARE(number(sql.run("SELECT count(*) FROM " + table + " WHERE organization_id <> '" + m_acme + "'")),
                     0);
            setTenant(sql, m_xyz);
            QCOMPARE(number(sql.run("SELECT count(*) FROM " + table + " WHERE organization_id = '" + m_acme + "'")), 0);
            withRows += own > 0 ? 1 : 0;
        }
        // users, agents, conversations, messages, usage_counters, audit_log, user_sessions at least
        QVERIFY2(withRows >= 7, qPrintable(QString::number(withRows)));
    }

    void anotherTenantsRowsCannotBeWritten()
    {
        auto sql = m_server.sql("objecta_app");
        auto platform = m_server.sql("objecta_platform");
        const auto usersOf = [&](const std::string &tenant) {
            return platform
                .run(
                    "SELECT string_agg(id::text || name || email, ',' ORDER BY id) FROM users WHERE organization_id = '"
                    + tenant + "'")
                .value();
        };
        const std::string before = usersOf(m_acme);
        QVERIFY(!before.empty());
        setTenant(sql, m_xyz);
        QCOMPARE(sql.run("UPDATE agents SET name = 'taken' WHERE organization_id = '" + m_acme + "'").affected, 0);
        QCOMPARE(sql.run("DELETE FROM users WHERE organization_id = '" + m_acme + "'").affected, 0);
        QCOMPARE(sql.run("INSERT INTO agents (organization_id, id, user_id, name) SELECT '" + m_acme
                         + "', gen_random_uuid(), id, 'planted' FROM users LIMIT 1")
                     .state,
                 std::string("42501"));
        setTenant(sql, m_xyz);
        QCOMPARE(sql.run("UPDATE agents SET organization_id = '" + m_acme + "'").state, std::string("42501"));
        sql.run("ROLLBACK");
        QCOMPARE(usersOf(m_acme), before);
    }

    void aForeignKeyTellsNothing()
    {
        auto sql = m_server.sql("objecta_app");
        auto platform = m_server.sql("objecta_platform");
        const std::string foreign =
            platform.run("SELECT id FROM users WHERE organization_id = '" + m_acme + "' LIMIT 1").value();
        const auto insert = [&](const std::string &user) {
            setTenant(sql, m_xyz);
            return sql
                .run("INSERT INTO agents (organization_id, id, user_id, name) VALUES ('" + m_xyz
                     + "', gen_random_uuid(), '" + user + "', 'x')")
                .state;
        };
        QCOMPARE(insert(foreign), std::string("23503"));
        QCOMPARE(insert("3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10"), std::string("23503"));
    }

    void onePreparedStatementServesWhoeverIsSet()
    {
        auto sql = m_server.sql("objecta_app");
        QVERIFY(
            sql.run("PREPARE mine AS SELECT min(organization_id::text), max(organization_id::text) FROM agents").ok());
        for (int i = 0; i < 20; ++i) {
            const std::string &tenant = i % 2 == 0 ? m_acme : m_xyz;
            setTenant(sql, tenant);
            const auto answer = sql.run("EXECUTE mine");
            QCOMPARE(*answer.rows.at(0).at(0), tenant);
            QCOMPARE(*answer.rows.at(0).at(1), tenant);
        }
    }

    void anEntryForAnotherTenantIsRefusedBeforeItLocksAnything()
    {
        auto sql = m_server.sql("objecta_app");
        const auto add = [&](const std::string &organization) {
            return sql.run("INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id) "
                           "VALUES ('"
                           + organization + "', 'user', 'x', 'x', 'x', 'x')");
        };
        const std::string nobodys = "3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10";
        // Another writes to Acme's trail, so its head is locked: who waited for it would time out.
        auto writer = m_server.sql("objecta_app");
        setTenant(writer, m_acme);
        QVERIFY(writer
                    .run("INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id) "
                         "VALUES ('"
                         + m_acme + "', 'user', 'x', 'x', 'x', 'x')")
                    .ok());
        for (const std::string &tenant : {m_xyz, std::string()}) {
            std::string messages[2];
            int i = 0;
            for (const std::string &other : {m_acme, nobodys}) {
                setTenant(sql, tenant);
                sql.run("SET LOCAL lock_timeout = '2s'");
                const auto answer = add(other);
                QCOMPARE(answer.state, std::string("42501"));
                messages[i++] = answer.message;
            }
            QCOMPARE(messages[0], messages[1]);
        }
        writer.run("ROLLBACK");
        // The positive control.
        setTenant(sql, m_xyz);
        QVERIFY(add(m_xyz).ok());
        sql.run("ROLLBACK");
    }

    void copyTakesOneTenantsRowsOnly()
    {
        auto sql = m_server.sql("objecta_app");
        for (const std::string &tenant : {m_acme, m_xyz}) {
            setTenant(sql, tenant);
            const auto copied = sql.run("COPY agents (organization_id) TO STDOUT");
            QVERIFY2(copied.ok(), copied.message.c_str());
            QCOMPARE(int64_t(copied.rows.size()), number(sql.run("SELECT count(*) FROM agents")));
            QVERIFY(!copied.rows.empty());
            for (const auto &row : copied.rows) {
                QCOMPARE(*row[0], tenant + '\n');
            }
        }
        setTenant(sql, "");
        QVERIFY(sql.run("COPY agents (organization_id) TO STDOUT").rows.empty());
        setTenant(sql, m_acme);
        QCOMPARE(sql.run("COPY agents FROM STDIN").state, std::string("0A000"));
        for (const char *file : {"COPY agents TO '/tmp/objecta-agents'", "COPY agents TO PROGRAM 'cat'"}) {
            setTenant(sql, m_acme);
            QCOMPARE(sql.run(file).state, std::string("42501"));
        }
        sql.run("ROLLBACK");
    }

    // A dump made as a tenant is that tenant's, and goes back as that tenant's.
    void aDumpIsOneTenantsOnly()
    {
        auto owner = m_server.sql("postgres");
        const auto sum = [&](const std::string &organization) {
            return owner
                .run("SELECT md5(string_agg(a::text, '|' ORDER BY id)) FROM agents a WHERE organization_id = $1",
                     {organization})
                .value();
        };
        const auto dump = [&](const QStringList &more) {
            QProcess command;
            auto environment = QProcessEnvironment::systemEnvironment();
            environment.insert(QStringLiteral("PGOPTIONS"),
                               QStringLiteral("-c app.current_tenant=") + QString::fromStdString(m_acme));
            command.setProcessEnvironment(environment);
            command.start(QStringLiteral("pg_dump"),
                          QStringList{QStringLiteral("--data-only"), QStringLiteral("--inserts"), QStringLiteral("-t"),
                                      QStringLiteral("agents"), QStringLiteral("-d"),
                                      m_server.connection() + QStringLiteral(" user=objecta_app")}
                              + more);
            command.waitForFinished();
            return command.exitCode() == 0 ? command.readAllStandardOutput() : QByteArray();
        };
        QVERIFY(dump({}).isEmpty()); // it would be told of rows that it may not see
        const QByteArray text = dump({QStringLiteral("--enable-row-security")});
        QStringList rows;
        for (const auto &line : text.split('\n')) {
            if (line.startsWith("INSERT INTO ")) {
                rows << QString::fromUtf8(line);
            }
        }
        QCOMPARE(int64_t(rows.size()),
                 number(owner.run("SELECT count(*) FROM agents WHERE organization_id = '" + m_acme + "'")));
        QVERIFY(!rows.isEmpty() && !text.contains(m_xyz.c_str()));
        const std::string mine = sum(m_acme);
        const std::string theirs = sum(m_xyz);
        auto sql = m_server.sql("objecta_app");
        setTenant(sql, m_acme);
        // What hangs on them stays; this is about whose rows they are.
        const QString acme = QString::fromStdString(m_acme);
        const QString tampered = QString(rows.first()).replace(acme, QString::fromStdString(m_xyz));
        QCOMPARE(sql.run(tampered.toStdString()).state, std::string("42501"));
        setTenant(sql, m_acme);
        for (const char *statement :
             {"DELETE FROM messages", "DELETE FROM conversations", "DELETE FROM documents", "DELETE FROM agents"}) {
            const auto gone = sql.run(statement);
            QVERIFY2(gone.ok(), gone.message.c_str());
        }
        for (const auto &row : rows) {
            const auto back = sql.run(row.toStdString());
            QVERIFY2(back.ok(), back.message.c_str());
        }
        QCOMPARE(sql.run("SELECT md5(string_agg(a::text, '|' ORDER BY id)) FROM agents a").value(), mine);
        sql.run("ROLLBACK");
        QCOMPARE(sum(m_acme), mine);
        QCOMPARE(sum(m_xyz), theirs);
    }

    // What no policy covers, nor READ ONLY stops, is not granted.
    void whatCrossesTenantsIsNotGranted()
    {
        for (const char *role : {"objecta_app", "objecta_app_ro", "objecta_platform"}) {
            auto sql = m_server.sql(role);
            for (const char *statement :
                 {"CREATE TEMP TABLE t (x int)", "CREATE TABLE t (x int)", "SELECT lo_create(0)",
                  "SELECT lo_from_bytea(0, 'x')", "SELECT lo_put(1, 0, 'x')", "TRUNCATE agents",
                  "SET ROLE objecta_owner", "SET SESSION AUTHORIZATION objecta_owner",
                  "SET session_replication_role = replica", "ALTER TABLE agents DISABLE ROW LEVEL SECURITY",
                  "CREATE POLICY p ON agents USING (true)", "SELECT pg_read_file('PG_VERSION')",
                  "CREATE TRIGGER t BEFORE INSERT ON agents FOR EACH ROW EXECUTE "
                  "FUNCTION suppress_redundant_updates_trigger()"}) {
                const auto answer = sql.run(statement);
                QVERIFY2(answer.state == "42501", (std::string(role) + ": " + statement + ": " + answer.state).c_str());
            }
            // Said as it is, row_security = off gives an error and no rows.
            sql.run("SET row_security = off");
            QCOMPARE(sql.run("SELECT * FROM agents").state, std::string("42501"));
        }
    }

    void theReadOnlyRoleWritesNothing()
    {
        auto sql = m_server.sql("objecta_app_ro");
        for (const auto &table : m_tables) {
            setTenant(sql, m_acme);
            QCOMPARE(sql.run("DELETE FROM " + table).state, std::string("42501"));
            setTenant(sql, m_acme);
            QCOMPARE(sql.run("UPDATE " + table + " SET organization_id = organization_id").state, std::string("42501"));
        }
        sql.run("ROLLBACK");
        QCOMPARE(sql.run("CREATE TEMP TABLE t (x int)").state, std::string("42501"));
    }

    void thePlatformSeesNoContent()
    {
        auto sql = m_server.sql("objecta_platform");
        for (const char *table : {"messages", "documents", "conversations", "agents"}) {
            QCOMPARE(sql.run(std::string("SELECT * FROM ") + table).state, std::string("42501"));
        }
        QCOMPARE(sql.run("SELECT password_hash FROM users").state, std::string("42501"));
        QVERIFY(number(sql.run("SELECT count(DISTINCT organization_id) FROM users")) >= 2);
    }

    void aTenantSeesItsOwnOrganizationOnly()
    {
        auto sql = m_server.sql("objecta_app");
        QCOMPARE(number(sql.run("SELECT count(*) FROM organizations")), 0);
        setTenant(sql, m_acme);
        QCOMPARE(sql.run("SELECT string_agg(id::text, ',') FROM organizations").value(), m_acme);
        QCOMPARE(sql.run("UPDATE organizations SET limits = '{}'").state, std::string("42501"));
        sql.run("ROLLBACK");
        QCOMPARE(sql.run("SELECT * FROM staff").state, std::string("42501"));
    }
};

QTEST_GUILESS_MAIN(TestSql)
#include "test_sql.moc"
