// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What each role may see and change, and the migrator.

#include "tests/server/dbfixture.h"

using namespace objecta;
using namespace objecta::test;

class TestSchema : public QObject, private DbFixture {
    Q_OBJECT

private slots:
    void initTestCase() { setUp(); }
    void cleanupTestCase() { tearDown(); }

    void noTenantMeansNoRows_data()
    {
        QTest::addColumn<QString>("role");
        QTest::newRow("app") << "objecta_app";
        QTest::newRow("app_ro") << "objecta_app_ro";
    }

    void noTenantMeansNoRows()
    {
        QFETCH(QString, role);
        const std::string name = role.toStdString();
        const std::optional<std::string> tenants[] = {std::nullopt, std::string(), OrganizationId::random().text()};
        for (const auto &tenant : tenants) {
            for (const std::string table :
                 {"organizations", "users", "agents", "conversations", "messages", "documents", "usage_counters",
                  "audit_log", "impersonations", "metric_points"}) {
                pqxx::result rows;
                const std::string column = table == "organizations" ? "id" : "organization_id";
                const auto state = run(name, tenant, "SELECT " + column + " FROM " + table, &rows);
                QCOMPARE(state, std::string());
                QVERIFY2(rows.empty(), table.c_str());
            }
        }
        pqxx::result rows;
        QCOMPARE(run(name, text(m_a), "SELECT DISTINCT organization_id FROM agents", &rows), std::string());
        QCOMPARE(rows.size(), 1U);
        QCOMPARE(std::string(rows[0][0].c_str()), text(m_a));
    }

    void foreignWritesAreRefused()
    {
        const auto before = count("agents");
        const std::string values =
            "(organization_id, user_id, name) VALUES ('" + text(m_b) + "', '" + m_userB.text() + "', 'intruder')";
        QCOMPARE(run("objecta_app", text(m_a), "INSERT INTO agents " + values), std::string("42501"));
        QCOMPARE(run("objecta_app", text(m_a), "UPDATE agents SET organization_id = '" + text(m_b) + "'"),
                 std::string("42501"));
        QCOMPARE(run("objecta_app", std::nullopt, "INSERT INTO agents " + values), std::string("42501"));
        QCOMPARE(run("objecta_app", std::string(), "DELETE FROM agents"), std::string());
        QCOMPARE(run("objecta_app", text(m_a),
                     "INSERT INTO agents (organization_id, user_id, name) VALUES ('" + text(m_a) + "', '"
                         + m_userB.text() + "', 'x')"),
                 std::string("23503")); // the key carries the organization: another's user is not there
        QCOMPARE(run("objecta_app", text(m_a), "TRUNCATE agents"), std::string("42501"));
        QCOMPARE(run("objecta_app_ro", text(m_a), "DELETE FROM agents"), std::string("42501"));
        QCOMPARE(run("objecta_app_ro", text(m_a), "SELECT password_hash FROM users"), std::string("42501"));
        QCOMPARE(run("objecta_app", text(m_a), "SELECT lo_create(0)"), std::string("42501"));
        QCOMPARE(run("objecta_app", text(m_a), "CREATE TEMP TABLE t (x int)"), std::string("42501"));
        QCOMPARE(run("objecta_app", text(m_a), "UPDATE audit_log SET actor = 'x'"), std::string("42501"));
        QCOMPARE(count("agents"), before);
    }

    void staffDoNotReadTenantsContent()
    {
        for (const std::string table :
             {"agents", "conversations", "messages", "documents", "api_keys", "user_sessions"}) {
            QCOMPARE(run("objecta_platform", std::nullopt, "SELECT * FROM " + table), std::string("42501"));
            QCOMPARE(run("objecta_platform", text(m_a), "SELECT * FROM " + table), std::string("42501"));
        }
        QCOMPARE(run("objecta_platform", std::nullopt, "SELECT password_hash FROM users"), std::string("42501"));
        pqxx::result rows;
        QCOMPARE(run("objecta_platform", std::nullopt, "SELECT id FROM organizations", &rows), std::string());
        QCOMPARE(rows.size(), 2U);
    }

    void migrationsAreCheckedAndAtomic()
    {
        const auto again = migrate(m_cluster->connection());
        QVERIFY(again && again->applied.empty());

        std::vector<Migration> changed(migrations().begin(), migrations().end());
        changed[0].checksum = "0";
        auto result = migrate(m_cluster->connection(), changed);
        QVERIFY(!result && result.error().find("was changed after") != std::string::npos);

        result = migrate(m_cluster->connection(), migrations().first(1));
        QVERIFY(!result && result.error().find("newer than this program") != std::string::npos);

        std::vector<Migration> broken(migrations().begin(), migrations().end());
        const int next = broken.back().version + 1;
        broken.push_back({next, "broken", "CREATE TABLE half (x int); SELECT 1/0", "1"});
        result = migrate(m_cluster->connection(), broken);
        QVERIFY(!result && result.error().find("rolled back") != std::string::npos);
        QVERIFY(sudo("SELECT to_regclass('half') IS NULL")[0][0].as<bool>());
        QCOMPARE(count("schema_migrations"), static_cast<int64_t>(migrations().size()));
    }
};

QTEST_GUILESS_MAIN(TestSchema)
#include "test_schema.moc"
