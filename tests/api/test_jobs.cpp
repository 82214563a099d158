// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What goes on by itself: each job once, tenants in turn, again after a failure or a death, and counters that agree.

#include "tests/support/checksums.h"
#include "tests/support/exposition.h"
#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace objecta::test;
namespace json = boost::json;
using namespace std::chrono_literals;

class TestJobs : public QObject {
    Q_OBJECT

    TestServer m_server{TestServer::Cluster::Own, withMetrics}; ///< what others do to their roles is no finding
    std::string m_acme;

    Reply await(HttpClient &staff, const std::string &id, const std::string &status)
    {
        Reply reply;
        for (int i = 0; i < 600; ++i) {
            reply = staff.get("/v1/admin/jobs/" + id);
            if (reply.text("status") == status) {
                break;
            }
            QTest::qWait(50);
        }
        return reply;
    }
    std::string order(SqlSession &sql, const std::string &organization, const std::string &kind,
                      const std::string &extra = "")
    {
        return sql
            .run("INSERT INTO jobs (organization_id, kind, max_attempts) VALUES ($1, $2, "
                     + (extra.empty() ? std::string("8") : extra) + ") RETURNING id",
                 {organization, kind})
            .value();
    }

    /// All that the worker has a handler for, as it says itself.
    std::set<std::string> knownKinds() const
    {
        static const std::string begin = "objecta_jobs{kind=\"";
        std::set<std::string> out;
        for (const auto &series : scrape(m_server).series()) {
            if (series.starts_with(begin)) {
                out.insert(series.substr(begin.size(), series.find('"', begin.size()) - begin.size()));
            }
        }
        out.erase("other");
        return out;
    }
    /// One job of each kind that is ordered by what somebody does, for the moment when its time has come.
    void orderWhatSomebodyOrders(SqlSession &sql)
    {
        auto staff = m_server.staff();
        const std::string all = "/v1/admin/organizations";
        std::vector<std::string> ids;
        for (const std::string slug : {"twice-kept", "twice-gone"}) {
            const Reply made = staff.post(all,
                                          "{\"name\":\"Twice\",\"plan\":\"free\",\"slug\":\"" + slug
                                              + "\",\"admin_email\":\"admin@" + slug + ".example\"}");
            QCOMPARE(made.status, 201);
            ids.push_back(made.text("id"));
            QVERIFY(within(5s, [&] { return staff.get(all + '/' + ids.back()).text("status") == "active"; }));
        }
        const std::string kept = all + '/' + ids[0];
        const std::string soon =
            sql.run("SELECT to_json(now() AT TIME ZONE 'UTC' + interval '8 seconds') #>> '{}' || 'Z'").value();
        const std::string limit = "{\"maxAgents\":2,\"until\":\"" + soon + "\"}";
        QCOMPARE(staff.patch(kept + "/limits", limit).status, 200);
        QCOMPARE(staff.send("PUT", kept + "/throttle", R"({"per_second":5,"minutes":60,"reason":"Twice"})").status,
                 200);
        const Reply seen =
            staff.post("/v1/admin/bulk-operations", "{\"action\":\"suspend\",\"ids\":[\"" + ids[0] + "\"]}");
        QCOMPARE(staff.post("/v1/admin/bulk-operations/" + seen.text("id") + "/start", "").status, 202);
        QCOMPARE(staff.post(all + '/' + ids[1] + "/delete", "{}").status, 200);
        QCOMPARE(staff.post("/v1/admin/isolation-checks", "").status, 202);
        order(sql, m_acme, "usage.reconcile.organization");
        QVERIFY(sql.run("UPDATE organizations SET delete_after = now() WHERE id = $1", {ids[1]}).ok());
        QVERIFY(sql.run("UPDATE throttles SET until = now()").ok());
        QVERIFY(sql.run("UPDATE jobs SET run_at = now() WHERE status = 'queued' AND kind IN "
                        "('organizations.provision', 'organizations.erase', 'throttle.end')")
                    .ok());
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
    }

    void isolationIsCheckedByStaff()
    {
        auto staff = m_server.staff();
        const Reply ordered = staff.post("/v1/admin/isolation-checks", "");
        QCOMPARE(ordered.status, 202);
        QCOMPARE(ordered.header("location"), "/v1/admin/jobs/" + ordered.text("id"));
        const Reply done = await(staff, ordered.text("id"), "done");
        QCOMPARE(done.text("status"), std::string("done"));
        const auto document = done.json();
        const auto findings = json::serialize(document.at("result").at("findings"));
        QVERIFY2(findings == "[]", findings.c_str());
        QVERIFY(done.json().at("organization_id").is_null());
        const auto list = staff.get("/v1/admin/jobs?kind=isolation.check&status=done").json();
        QCOMPARE(std::string(list.at("items").at(0).at("id").as_string().c_str()), ordered.text("id"));
        QVERIFY(staff.get("/v1/admin/audit?action=job.ordered").body.find(ordered.text("id")) != std::string::npos);
        QCOMPARE(m_server.tenant("acme-corp").get("/v1/admin/jobs").status, 401);
    }

    void aPolicyMoreTurnsTheCheckRed()
    {
        auto staff = m_server.staff();
        auto sql = m_server.sql("postgres");
        QVERIFY(sql.run("CREATE POLICY open ON agents TO objecta_app USING (true)").ok());
        const Reply ordered = staff.post("/v1/admin/isolation-checks", "");
        const Reply done = await(staff, ordered.text("id"), "done");
        QVERIFY(sql.run("DROP POLICY open ON agents").ok());
        const auto document = done.json();
        QCOMPARE(document.at("result").at("clean").as_bool(), false);
        const auto findings = json::serialize(document.at("result").at("findings"));
        QVERIFY2(findings.find("second-policy") != std::string::npos
                     && findings.find("probe-read") != std::string::npos,
                 findings.c_str());
        QVERIFY(m_server.log().contains("isolation check: "));
    }

    void isolationIsCheckedEveryNight()
    {
        auto sql = m_server.sql("objecta_platform");
        const char *next = "SELECT count(*) FROM jobs WHERE kind = 'isolation.check' AND dedupe_key IS NOT NULL AND "
                           "status = 'queued' AND run_at BETWEEN now() AND now() + interval '1 day 1 minute' AND "
                           "abs(extract(epoch FROM run_at AT TIME ZONE 'UTC' - date_trunc('day', run_at AT TIME ZONE "
                           "'UTC')) - 5 * 3600) < 5";
        QTRY_COMPARE_WITH_TIMEOUT(sql.run(next).value(), std::string("1"), 10'000);
    }

    void aCounterThatDiffersFromItsRowsIsSetAndReported()
    {
        auto sql = m_server.sql("objecta_platform");
        auto tenant = m_server.tenantSql(m_acme);
        const std::string right =
            tenant.run("SELECT used FROM usage_counters WHERE resource = 'agents' AND period = ''").value();
        tenant.run("UPDATE usage_counters SET used = used + 5 WHERE resource = 'agents' AND period = ''");
        auto staff = m_server.staff();
        const std::string id = order(sql, m_acme, "usage.reconcile.organization");
        const Reply done = await(staff, id, "done");
        QCOMPARE(done.text("status"), std::string("done"));
        const auto document = done.json();
        const auto &differences = document.at("result").at("differences").as_array();
        QCOMPARE(differences.size(), size_t(1));
        QCOMPARE(std::to_string(differences[0].at("rows").as_int64()), right);
        QCOMPARE(tenant.run("SELECT used FROM usage_counters WHERE resource = 'agents' AND period = ''").value(),
                 right);
        const auto trail = staff.get("/v1/admin/audit?limit=50&organization_id=" + m_acme).body;
        QVERIFY(trail.find("usage.reconciled") != std::string::npos);
        // Nothing differs any more.
        const Reply again = await(staff, order(sql, m_acme, "usage.reconcile.organization"), "done");
        const auto nothing = again.json();
        QVERIFY(nothing.at("result").at("differences").as_array().empty());
    }

    void eachOrganizationOfTheSampleAgrees()
    {
        auto sql = m_server.sql("objecta_platform");
        auto staff = m_server.staff();
        const std::string nil = "00000000-0000-0000-0000-000000000000";
        const Reply done = await(staff, order(sql, nil, "usage.reconcile"), "done");
        QCOMPARE(done.text("status"), std::string("done"));
        const auto organizations = done.json().at("result").at("organizations").as_int64();
        QCOMPARE(std::to_string(organizations), sql.run("SELECT count(*) FROM organizations").value());
        const std::string open = "SELECT count(*) FROM jobs WHERE dedupe_key = $1 AND status <> 'done'";
        QTRY_COMPARE_WITH_TIMEOUT(sql.run(open, {done.text("id")}).value(), std::string("0"), 30'000);
        QCOMPARE(sql.run("SELECT count(*) FROM jobs WHERE dedupe_key = $1 "
                         "AND jsonb_array_length(result -> 'differences') > 0",
                         {done.text("id")})
                     .value(),
                 std::string("0"));
    }

    void oneTenantsManyDoNotHoldUpAnother()
    {
        auto sql = m_server.sql("objecta_platform");
        QVERIFY(sql.run("BEGIN").ok());
        sql.run("INSERT INTO jobs (organization_id, kind, run_at, dedupe_key) "
                "SELECT $1, 'usage.reconcile.organization', now() - interval '1 hour', 'flood ' || n "
                "FROM generate_series(1, 2000) n",
                {m_acme});
        const std::string other = m_server.demo().tenant("xyz-inc").id;
        const std::string single = order(sql, other, "usage.reconcile.organization");
        QVERIFY(sql.run("COMMIT").ok());
        sql.run("SELECT pg_notify('objecta_jobs', '')");
        auto staff = m_server.staff();
        QCOMPARE(await(staff, single, "done").text("status"), std::string("done"));
        const auto before = sql.run("SELECT count(*) FROM jobs WHERE dedupe_key LIKE 'flood %' AND finished_at < "
                                    "(SELECT finished_at FROM jobs WHERE id = $1)",
                                    {single})
                                .value();
        // Ordered last, and long before the flood is through.
        QVERIFY2(std::stoi(before) < 500, before.c_str());
        sql.run("DELETE FROM jobs WHERE dedupe_key LIKE 'flood %'");
    }

    void aNotificationWakesAWorker()
    {
        auto sql = m_server.sql("objecta_platform");
        std::vector<double> waited;
        for (int i = 0; i < 5; ++i) {
            const std::string id = order(sql, m_acme, "usage.reconcile.organization");
            sql.run("SELECT pg_notify('objecta_jobs', '')");
            const std::string done = "SELECT extract(epoch FROM finished_at - created_at) FROM jobs WHERE id = $1";
            QVERIFY(within(10s, [&] { return !sql.run(done, {id}).value().empty(); }));
            waited.push_back(std::stod(sql.run(done, {id}).value()));
        }
        std::ranges::sort(waited);
        // Left to itself, a worker looks every two seconds.
        QVERIFY2(waited[2] < 0.7, qPrintable(QString::number(waited[2])));
    }

    void eachAttemptWaitsLonger()
    {
        auto sql = m_server.sql("objecta_platform");
        const std::string id = order(sql, m_acme, "organizations.bulk"); // one of the platform's
        sql.run("SELECT pg_notify('objecta_jobs', '')");
        // When it is to run, in seconds after it was ordered; a worker may look for it up to two seconds late, too.
        double at[2];
        for (const int attempt : {1, 2}) {
            QVERIFY(within(10s, [&] {
                const auto row = sql.run("SELECT extract(epoch FROM run_at - created_at) FROM jobs WHERE id = $1 AND "
                                         "attempts = $2 AND status = 'queued'",
                                         {id, std::to_string(attempt)});
                at[attempt - 1] = row.rows.empty() ? 0 : std::stod(row.value());
                return !row.rows.empty();
            }));
        }
        QVERIFY2(at[0] > 1 && at[0] <= 4.5 && at[1] - at[0] > 2 && at[1] - at[0] <= 7,
                 qPrintable(QStringLiteral("%1 %2").arg(at[0]).arg(at[1])));
        QCOMPARE(m_server.staff().post("/v1/admin/jobs/" + id + "/cancel", "").status, 200);
    }

    void whatCannotBeDoneIsDeadAfterItsLastAttempt()
    {
        auto sql = m_server.sql("objecta_platform");
        auto staff = m_server.staff();
        const std::string id = order(sql, m_acme, "organizations.bulk", "1");
        const Reply dead = await(staff, id, "failed");
        QCOMPARE(dead.text("status"), std::string("failed"));
        QVERIFY(!dead.text("last_error").empty());
        QCOMPARE(staff.post("/v1/admin/jobs/" + id + "/cancel", "").status, 409);
        QCOMPARE(staff.post("/v1/admin/jobs/" + id + "/retry", "").status, 200);
        const Reply again = await(staff, id, "failed");
        QCOMPARE(again.text("status"), std::string("failed"));
        // Each attempt has a number of its own, by which a worker that was thought dead is told from the next.
        QCOMPARE(again.json().at("attempts").as_int64(), 2);
        QCOMPARE(again.json().at("max_attempts").as_int64(), 2);
    }

    // Whose a job is, its row says: no payload makes it another's, and one that makes no sense is dead in the end.
    void aPayloadDecidesNothing()
    {
        auto sql = m_server.sql("objecta_platform");
        auto staff = m_server.staff();
        const std::string xyz = m_server.demo().tenant("xyz-inc").id;
        auto theirs = m_server.tenantSql(xyz);
        const char *used = "SELECT used FROM usage_counters WHERE resource = 'agents' AND period = ''";
        const int before = std::stoi(theirs.run(used).value());
        theirs.run("UPDATE usage_counters SET used = used + 5 WHERE resource = 'agents' AND period = ''");
        const auto insert = [&](const std::string &organization, const char *kind, const std::string &payload) {
            return sql
                .run("INSERT INTO jobs (organization_id, kind, payload, max_attempts) VALUES ($1, $2, $3, 1) "
                     "RETURNING id",
                     {organization, kind, payload})
                .value();
        };
        const std::string lie = "{\"organization_id\":\"" + xyz + "\",\"organization\":\"" + xyz + "\"}";
        QCOMPARE(await(staff, insert(m_acme, "usage.reconcile.organization", lie), "done").text("status"),
                 std::string("done"));
        QCOMPARE(std::stoi(theirs.run(used).value()), before + 5);
        // One of the platform's in a tenant's name, one of a tenant's in nobody's; and payloads of somebody's own.
        const std::string nobody = "00000000-0000-0000-0000-000000000000";
        const auto kinds = sql.run("SELECT DISTINCT kind FROM jobs WHERE organization_id = $1", {nobody});
        QVERIFY(kinds.rows.size() >= 3);
        std::vector<std::string> ids{insert(nobody, "usage.reconcile.organization", lie),
                                     insert(nobody, "organizations.bulk", R"({"bulk_id":17})"),
                                     insert(nobody, "organizations.bulk", lie), insert(nobody, "limits.temporary", lie),
                                     insert(nobody, "limits.temporary", R"({"organization":{},"limit":[],"end":1})")};
        for (const auto &kind : kinds.rows) {
            ids.push_back(insert(m_acme, kind[0]->c_str(), lie));
        }
        for (const auto &id : ids) {
            const Reply dead = await(staff, id, "failed");
            QVERIFY2(dead.text("status") == "failed", dead.body.c_str());
        }
        QCOMPARE(std::stoi(theirs.run(used).value()), before + 5);
        QCOMPARE(await(staff, order(sql, xyz, "usage.reconcile.organization"), "done").text("status"),
                 std::string("done"));
        QCOMPARE(std::stoi(theirs.run(used).value()), before);
    }

    void aQueuedOneIsCancelled()
    {
        auto sql = m_server.sql("objecta_platform");
        auto staff = m_server.staff();
        const std::string id = sql.run("INSERT INTO jobs (organization_id, kind, run_at) VALUES ($1, "
                                       "'usage.reconcile.organization', now() + interval '1 day') RETURNING id",
                                       {m_acme})
                                   .value();
        QCOMPARE(staff.post("/v1/admin/jobs/" + id + "/cancel", "").text("status"), std::string("cancelled"));
        QCOMPARE(staff.post("/v1/admin/jobs/" + id + "/cancel", "").status, 200);
        QCOMPARE(staff.post("/v1/admin/jobs/00000000-0000-4000-8000-000000000000/cancel", "").status, 404);
    }

    void aJobOfADeadWorkerRunsAgain()
    {
        auto sql = m_server.sql("objecta_platform");
        auto staff = m_server.staff();
        // As a worker leaves it that is killed: running, and its lease is over.
        const std::string id = sql.run("INSERT INTO jobs (organization_id, kind, status, attempts, run_at) VALUES ($1, "
                                       "'usage.reconcile.organization', 'running', 1, now()) RETURNING id",
                                       {m_acme})
                                   .value();
        const Reply done = await(staff, id, "done");
        QCOMPARE(done.text("status"), std::string("done"));
        QCOMPARE(done.json().at("attempts").as_int64(), 2);
    }

    void oneThatKillsItsWorkersIsDeadAfterItsLastAttempt()
    {
        auto sql = m_server.sql("objecta_platform");
        auto staff = m_server.staff();
        const std::string id =
            sql.run("INSERT INTO jobs (organization_id, kind, status, attempts, max_attempts, run_at) "
                    "VALUES ($1, 'usage.reconcile.organization', 'running', 8, 8, now()) RETURNING id",
                    {m_acme})
                .value();
        const Reply dead = await(staff, id, "failed");
        QCOMPARE(dead.text("status"), std::string("failed"));
        QVERIFY(dead.json().at("result").is_null());
    }

    void recurringOnesAreOrderedOnceAPeriod()
    {
        auto sql = m_server.sql("objecta_platform");
        const auto ordered = [&](const char *kind) {
            return sql.run("SELECT count(*) FROM jobs WHERE kind = $1 AND dedupe_key IS NOT NULL", {kind}).value();
        };
        // As if a period had gone by: what was ordered is the last one's.
        const auto aPeriodLater = [&](const char *kind, const char *seconds) {
            return sql
                .run("UPDATE jobs SET dedupe_key = (dedupe_key::bigint - $2::bigint)::text WHERE kind = $1 AND "
                     "dedupe_key IS NOT NULL",
                     {kind, seconds})
                .affected;
        };
        for (const char *kind : {"usage.reconcile", "documents.sweep"}) {
            QVERIFY(within(10s, [&] { return ordered(kind) != "0"; }));
            // An hour or a day may have begun since the server did.
            QVERIFY(sql.run("DELETE FROM jobs a USING jobs b WHERE a.kind = $1 AND b.kind = a.kind AND "
                            "a.dedupe_key::bigint < b.dedupe_key::bigint",
                            {kind})
                        .ok());
            QCOMPARE(ordered(kind), std::string("1"));
        }
        QCOMPARE(aPeriodLater("documents.sweep", "3600"), 1);
        QVERIFY(within(10s, [&] { return ordered("documents.sweep") == "2"; }));
        QCOMPARE(ordered("usage.reconcile"), std::string("1"));
        // It has looked again when this one is there: the other stays at one for each period.
        QCOMPARE(aPeriodLater("usage.reconcile", "86400"), 1);
        QVERIFY(within(10s, [&] { return ordered("usage.reconcile") == "2"; }));
        QCOMPARE(ordered("documents.sweep"), std::string("2"));
    }

    /// One of each kind that the worker knows, done: once more it changes nothing, in no table.
    void onceMoreChangesNothing()
    {
        auto sql = m_server.sql("postgres");
        orderWhatSomebodyOrders(sql);
        QVERIFY(within(10s, [&] { return knownKinds().size() >= 15; }));
        const auto kinds = knownKinds();
        const auto wakeUntil = [&](const std::string &none) {
            sql.run("SELECT pg_notify('objecta_jobs', '')");
            return within(90s, [&] { return sql.run(none).rows.empty(); });
        };
        for (const auto &kind : kinds) {
            QVERIFY2(wakeUntil("SELECT 1 WHERE NOT EXISTS (SELECT FROM jobs WHERE kind = '" + kind
                               + "' AND status = 'done')"),
                     kind.c_str());
        }
        // The first time may find something that the others have left.
        std::map<std::string, std::string> before;
        for (int times = 1; times <= 2; ++times) {
            const auto again =
                sql.run("UPDATE jobs SET status = 'queued', run_at = now(), attempts = 0, finished_at = NULL, "
                        "last_error = 'again' WHERE id IN (SELECT DISTINCT ON (kind) id FROM jobs WHERE status = "
                        "'done' ORDER BY kind, finished_at DESC)");
            QCOMPARE(size_t(again.affected), kinds.size());
            QVERIFY(wakeUntil("SELECT 1 FROM jobs WHERE last_error = 'again' OR status = 'running' OR "
                              "(status = 'queued' AND (run_at <= now() OR attempts > 0))"));
            auto after = checksums(sql, {},
                                   {
                                       "jobs", // is what was run
                                       "metric_points", // each second is measured
                                   });
            const std::string differing = times == 1 ? std::string() : difference(before, after);
            QVERIFY2(differing.empty(), differing.c_str());
            before = std::move(after);
        }
    }
};

QTEST_GUILESS_MAIN(TestJobs)
#include "test_jobs.moc"
