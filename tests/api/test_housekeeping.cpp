// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the night sets right: counters of past months, and jobs that ended long ago.

#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QTest>

using namespace objecta::test;

class TestHousekeeping : public QObject {
    Q_OBJECT

    TestServer m_server;
    std::string m_acme;
    const std::string m_nobody{"00000000-0000-0000-0000-000000000000"};

    /// Orders the job, and waits for its end. Its status.
    std::string run(const std::string &organization, const std::string &kind)
    {
        auto sql = m_server.sql("objecta_platform");
        const auto id =
            sql.run("INSERT INTO jobs (organization_id, kind) VALUES ($1, $2) RETURNING id", {organization, kind})
                .value();
        std::string status;
        const bool ended = within(std::chrono::seconds(15), [&] {
            status = sql.run("SELECT status FROM jobs WHERE id = $1", {id}).value();
            return status != "queued" && status != "running";
        });
        return ended ? status : "still " + status;
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
    }

    void pastMonthsAreReconciled()
    {
        auto sql = m_server.tenantSql(m_acme);
        auto acme = m_server.tenant("acme-corp");
        const auto agents = acme.get("/v1/agents?limit=1").json();
        const std::string agent(agents.at("items").at(0).at("id").as_string().c_str());
        QCOMPARE(acme.post("/v1/messages", "{\"agent_id\":\"" + agent + "\",\"content\":\"Hello\"}").status, 201);
        QCOMPARE(run(m_acme, "usage.reconcile.organization"), std::string("done"));
        QVERIFY(sql.run("BEGIN").ok()); // lest somebody reconciles one without the other
        const auto correct = sql.run("INSERT INTO usage_counters (organization_id, resource, period, used, settled) "
                                     "VALUES ($1, 'messages', '2019-02', 12, 5)",
                                     {m_acme});
        QVERIFY2(correct.ok(), correct.message.c_str());
        const auto said = sql.run("INSERT INTO messages (organization_id, id, conversation_id, user_id, role, content, "
                                  "created_at) SELECT organization_id, gen_random_uuid(), id, user_id, 'user', 'Then', "
                                  "'2019-02-28 23:59:59Z'::timestamptz FROM conversations LIMIT 1");
        QVERIFY2(said.ok() && said.affected == 1, said.message.c_str());
        QVERIFY(sql.run("COMMIT").ok());
        QCOMPARE(run(m_acme, "usage.reconcile.organization"), std::string("done"));
        const std::string used = "SELECT used FROM usage_counters WHERE resource = 'messages' AND period = '2019-02'";
        QCOMPARE(sql.run(used).value(), std::string("6")); // five settled, one row
        const auto told = sql.run("SELECT before->>'used', after->>'used', after->>'period' FROM audit_log "
                                  "WHERE action = 'usage.reconciled' AND target_id = 'messages'");
        QCOMPARE(told.rows.size(), size_t(1));
        QCOMPARE(told.rows[0][0].value(), std::string("12"));
        QCOMPARE(told.rows[0][1].value(), std::string("6"));
        QCOMPARE(told.rows[0][2].value(), std::string("2019-02"));
    }

    void jobsThatEndedLongAgoGo()
    {
        auto sql = m_server.sql("objecta_platform");
        const auto made = sql.run("INSERT INTO jobs (organization_id, kind, status, finished_at) VALUES "
                                  "($1, 'test.old', 'done', now() - interval '31 days'), "
                                  "($1, 'test.old', 'failed', now() - interval '90 days'), "
                                  "($1, 'test.old', 'cancelled', now() - interval '31 days'), "
                                  "($1, 'test.young', 'done', now() - interval '29 days'), "
                                  "($1, 'test.young', 'failed', now())",
                                  {m_nobody});
        QVERIFY2(made.ok(), made.message.c_str());
        QCOMPARE(run(m_nobody, "jobs.retain"), std::string("done"));
        QCOMPARE(sql.run("SELECT count(*) FROM jobs WHERE kind = 'test.old'").value(), std::string("0"));
        QCOMPARE(sql.run("SELECT count(*) FROM jobs WHERE kind = 'test.young'").value(), std::string("2"));
        QCOMPARE(sql.run("SELECT after->>'removed' FROM platform_audit WHERE action = 'jobs.removed'").value(),
                 std::string("3"));
    }
};

QTEST_GUILESS_MAIN(TestHousekeeping)
#include "test_housekeeping.moc"
