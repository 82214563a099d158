// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What staff should look at: raised with its cause, once, and closed when that is gone or somebody has seen it.

#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QTest>

#include <set>

using namespace objecta::test;
namespace json = boost::json;
using namespace std::chrono_literals;

class TestAlerts : public QObject {
    Q_OBJECT

    TestServer m_server{TestServer::Cluster::Own}; ///< what others do to their roles is no finding
    std::string m_acme;
    std::string m_xyz;
    const std::string m_nobody{"00000000-0000-0000-0000-000000000000"};

    /// The newest of a kind, or null.
    json::value newest(HttpClient &staff, const std::string &kind, const std::string &more = "")
    {
        const auto page = staff.get("/v1/admin/alerts?kind=" + kind + more).json();
        const auto &items = page.at("items").as_array();
        return items.empty() ? json::value() : items[0];
    }
    static std::string text(const json::value &alert, const char *member)
    {
        return std::string(alert.at(member).as_string().c_str());
    }
    Reply acknowledge(HttpClient &staff, const json::value &alert)
    {
        return staff.post("/v1/admin/alerts/" + text(alert, "id") + "/acknowledge", "");
    }
    /// Runs a job of that kind to its end; what it came to.
    std::string runJob(const std::string &organization, const std::string &kind)
    {
        auto sql = m_server.sql("objecta_platform");
        const std::string id =
            sql.run("INSERT INTO jobs (organization_id, kind, max_attempts) VALUES ($1, $2, 1) RETURNING id",
                    {organization, kind})
                .value();
        sql.run("SELECT pg_notify('objecta_jobs', '')");
        std::string status;
        const bool ended = within(20s, [&] {
            status = sql.run("SELECT status FROM jobs WHERE id = $1 AND finished_at IS NOT NULL", {id}).value();
            return !status.empty();
        });
        return ended ? status : "not ended";
    }
    void settle() { QCOMPARE(runJob(m_nobody, "alerts.settle"), std::string("done")); }
    void setAgents(HttpClient &staff, int64_t limit)
    {
        const Reply reply = staff.patch("/v1/admin/organizations/" + m_xyz + "/limits",
                                        "{\"maxAgents\":" + std::to_string(limit) + "}");
        QVERIFY2(reply.status == 200, reply.body.c_str());
    }
    int entries(HttpClient &staff, const std::string &more)
    {
        const auto audit = staff.get("/v1/admin/audit?limit=200&action=alert.acknowledged" + more).json();
        return static_cast<int>(audit.at("items").as_array().size());
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
        m_xyz = m_server.demo().tenant("xyz-inc").id;
    }

    void aThresholdIsRaisedWithTheRequestThatReachesIt()
    {
        auto staff = m_server.staff();
        auto xyz = m_server.tenant("xyz-inc");
        const auto used = xyz.get("/v1/usage").json().at("agents").at("used").as_int64();
        const std::string mine = "&organization_id=" + m_xyz;
        QVERIFY(newest(staff, "quota.threshold", mine).is_null());
        setAgents(staff, used + 9);
        std::vector<std::string> made;
        const auto create = [&] {
            const Reply reply = xyz.post("/v1/agents", R"({"name":"A"})");
            QCOMPARE(reply.status, 201);
            made.push_back(reply.text("id"));
        };
        while ((used + static_cast<int64_t>(made.size())) * 5 < (used + 9) * 4) {
            QVERIFY(newest(staff, "quota.threshold", mine).is_null());
            create();
        }
        const auto warning = newest(staff, "quota.threshold", mine);
        QVERIFY(warning.is_object());
        QCOMPARE(text(warning, "severity"), std::string("warning"));
        QCOMPARE(text(warning, "organization_slug"), std::string("xyz-inc"));
        QCOMPARE(text(warning, "resource"), std::string("agents"));
        QCOMPARE(warning.at("value").as_int64(), used + static_cast<int64_t>(made.size()));
        QCOMPARE(warning.at("limit").as_int64(), used + 9);
        QCOMPARE(warning.at("detail").at("threshold").as_int64(), 80);
        QVERIFY(warning.at("closed_at").is_null() && warning.at("acknowledged_at").is_null());
        // Seen, and still open: it closes by itself.
        const Reply seen = acknowledge(staff, warning);
        QVERIFY2(seen.status == 200, seen.body.c_str());
        QCOMPARE(seen.text("acknowledged_by"), m_server.demo().staffEmail);
        QVERIFY(seen.json().at("closed_at").is_null());
        QCOMPARE(acknowledge(staff, warning).body, seen.body);
        QCOMPARE(entries(staff, mine), 1);
        // 100 % is worth another look; it is the same alert.
        while (used + static_cast<int64_t>(made.size()) < used + 9) {
            create();
        }
        QCOMPARE(xyz.post("/v1/agents", R"({"name":"A"})").code(), std::string("quota_exceeded"));
        const auto critical = newest(staff, "quota.threshold", mine);
        QCOMPARE(text(critical, "severity"), std::string("critical"));
        QCOMPARE(text(critical, "id"), text(warning, "id"));
        QVERIFY(critical.at("acknowledged_at").is_null());
        settle();
        QCOMPARE(newest(staff, "quota.threshold", mine), critical);
        // The cause is gone: a higher limit.
        setAgents(staff, 1'000);
        settle();
        QVERIFY(newest(staff, "quota.threshold", mine).is_null());
        const auto closed = newest(staff, "quota.threshold", mine + "&open=false");
        QCOMPARE(text(closed, "id"), text(warning, "id"));
        QVERIFY(closed.at("closed_at").is_string());
        QCOMPARE(acknowledge(staff, closed).status, 200); // nothing to see any more
        QCOMPARE(entries(staff, mine), 1);
        // Reached again in the same month, which the trail does not tell twice.
        setAgents(staff, used + 9);
        settle();
        const auto again = newest(staff, "quota.threshold", mine);
        QCOMPARE(text(again, "id"), text(warning, "id"));
        QCOMPARE(text(again, "severity"), std::string("critical"));
        QVERIFY(text(again, "at") > text(critical, "at"));
        // Less, and as much as before: it says how bad it is now.
        setAgents(staff, used + 10);
        settle();
        QCOMPARE(text(newest(staff, "quota.threshold", mine), "severity"), std::string("warning"));
        setAgents(staff, used + 9);
        settle();
        QCOMPARE(text(newest(staff, "quota.threshold", mine), "severity"), std::string("critical"));
        for (const auto &id : made) {
            QCOMPARE(xyz.del("/v1/agents/" + id).status, 204);
        }
        settle();
        QVERIFY(newest(staff, "quota.threshold", mine).is_null());
    }

    void aDifferenceStaysUntilSomebodyHasSeenIt()
    {
        auto staff = m_server.staff();
        auto tenant = m_server.tenantSql(m_acme);
        const auto differ = [&] {
            QVERIFY(
                tenant.run("UPDATE usage_counters SET used = used + 5 WHERE resource = 'agents' AND period = ''").ok());
            QCOMPARE(runJob(m_acme, "usage.reconcile.organization"), std::string("done"));
        };
        const auto count = [&] {
            const auto page = staff.get("/v1/admin/alerts?kind=usage.difference&organization_id=" + m_acme).json();
            return page.at("items").as_array().size();
        };
        QCOMPARE(runJob(m_acme, "usage.reconcile.organization"), std::string("done"));
        QCOMPARE(count(), size_t(0));
        differ();
        const auto first = newest(staff, "usage.difference");
        QCOMPARE(text(first, "resource"), std::string("agents"));
        QCOMPARE(first.at("limit").as_int64(), first.at("value").as_int64() + 5);
        differ();
        QCOMPARE(count(), size_t(1));
        QCOMPARE(newest(staff, "usage.difference"), first);
        settle();
        QCOMPARE(count(), size_t(1));
        const Reply seen = acknowledge(staff, first);
        QCOMPARE(seen.status, 200);
        QVERIFY(seen.json().at("closed_at").is_string());
        QCOMPARE(count(), size_t(0));
        differ();
        QCOMPARE(count(), size_t(1));
        QVERIFY(newest(staff, "usage.difference").at("acknowledged_at").is_null());
    }

    void aDeadJobIsOneAlertOfItsKind()
    {
        auto staff = m_server.staff();
        QCOMPARE(runJob(m_nobody, "organizations.bulk"), std::string("failed"));
        QCOMPARE(runJob(m_nobody, "organizations.bulk"), std::string("failed"));
        QCOMPARE(runJob(m_acme, "organizations.bulk"), std::string("failed"));
        const auto own = newest(staff, "job.dead", "&organization_id=" + m_acme);
        QCOMPARE(text(own, "severity"), std::string("warning"));
        QCOMPARE(own.at("value").as_int64(), 1);
        const auto platform = newest(staff, "job.dead", "&severity=critical");
        QVERIFY(platform.at("organization_id").is_null() && platform.at("organization_slug").is_null());
        QCOMPARE(platform.at("value").as_int64(), 2);
        QCOMPARE(text(platform.at("detail"), "job_kind"), std::string("organizations.bulk"));
        settle();
        QCOMPARE(newest(staff, "job.dead", "&severity=critical"), platform);
        // The newest of them is no longer dead; the other one still is.
        auto sql = m_server.sql("objecta_platform");
        QVERIFY(sql.run("UPDATE jobs SET status = 'cancelled' WHERE id = $1", {text(platform.at("detail"), "job_id")})
                    .affected
                == 1);
        settle();
        QCOMPARE(newest(staff, "job.dead", "&severity=critical"), platform);
        QCOMPARE(
            sql.run("UPDATE jobs SET status = 'cancelled' WHERE organization_id = $1 AND kind = 'organizations.bulk'",
                    {m_nobody})
                .affected,
            2);
        settle();
        QVERIFY(newest(staff, "job.dead", "&severity=critical").is_null());
        const int before = entries(staff, "");
        QCOMPARE(acknowledge(staff, own).status, 200);
        QVERIFY(newest(staff, "job.dead").is_null());
        QCOMPARE(entries(staff, ""), before + 1);
    }

    void aFindingIsClosedByACleanCheck()
    {
        auto staff = m_server.staff();
        auto sql = m_server.sql("postgres");
        QVERIFY(sql.run("CREATE POLICY open ON agents TO objecta_app USING (true)").ok());
        QCOMPARE(runJob(m_nobody, "isolation.check"), std::string("done"));
        QVERIFY(sql.run("DROP POLICY open ON agents").ok());
        const auto finding = newest(staff, "isolation.finding");
        QVERIFY(finding.is_object());
        QCOMPARE(text(finding, "severity"), std::string("critical"));
        QVERIFY(finding.at("value").as_int64() >= 1);
        QVERIFY(finding.at("detail").at("rule").is_string());
        QCOMPARE(acknowledge(staff, finding).status, 200);
        QCOMPARE(entries(staff, "&platform=true"), 1);
        QVERIFY(newest(staff, "isolation.finding").is_object());
        QCOMPARE(runJob(m_nobody, "isolation.check"), std::string("done"));
        QVERIFY(newest(staff, "isolation.finding").is_null());
    }

    void pagesAndFilters()
    {
        auto staff = m_server.staff();
        auto sql = m_server.sql("objecta_platform");
        QVERIFY(sql.run("INSERT INTO alerts (organization_id, kind, severity, subject, at) "
                        "SELECT $1, 'usage.difference', 'info', 'page ' || n, '2001-01-01'::timestamptz + n / 3 * "
                        "interval '1s' "
                        "FROM generate_series(1, 25) n",
                        {m_xyz})
                    .ok());
        const std::string list = "/v1/admin/alerts?severity=info&organization_id=" + m_xyz + "&limit=10";
        std::set<std::string> seen;
        std::string cursor;
        int pages = 0;
        do {
            const auto page = staff.get(list + (cursor.empty() ? "" : "&cursor=" + cursor)).json();
            for (const auto &item : page.at("items").as_array()) {
                seen.insert(text(item, "id"));
            }
            ++pages;
            cursor = page.at("next_cursor").is_null() ? std::string() : text(page, "next_cursor");
        } while (!cursor.empty());
        QCOMPARE(pages, 3);
        QCOMPARE(seen.size(), size_t(25));
        for (const char *wrong : {"kind=x", "severity=bad", "open=maybe", "organization_id=x", "limit=0", "cursor=x"}) {
            QVERIFY2(staff.get(std::string("/v1/admin/alerts?") + wrong).status == 422, wrong);
        }
        const auto all = staff.get("/v1/admin/alerts?open=all&limit=200").json().at("items").as_array().size();
        const auto open = staff.get("/v1/admin/alerts?limit=200").json().at("items").as_array().size();
        const auto closed = staff.get("/v1/admin/alerts?open=false&limit=200").json().at("items").as_array().size();
        QVERIFY(open > 0 && closed > 0);
        QCOMPARE(all, open + closed);
        const std::string one = "/v1/admin/alerts/" + *seen.begin();
        QCOMPARE(staff.get(one).text("id"), *seen.begin());
        QCOMPARE(staff.get("/v1/admin/alerts/" + m_xyz).status, 404);
        QCOMPARE(staff.post("/v1/admin/alerts/" + m_xyz + "/acknowledge", "").status, 404);
        // What has been closed for long goes.
        QVERIFY(sql.run("UPDATE alerts SET closed_at = now() - interval '401 days' WHERE subject LIKE 'page %'").ok());
        settle();
        QCOMPARE(staff.get(one).status, 404);
    }

    void noTenantTouchesThem()
    {
        auto tenant = m_server.tenantSql(m_acme);
        for (const char *statement :
             {"SELECT count(*) FROM alerts", "DELETE FROM alerts", "UPDATE alerts SET closed_at = now()",
              "INSERT INTO alerts (organization_id, kind, severity, subject) VALUES "
              "(current_setting('app.current_tenant')::uuid, 'job.dead', 'info', 'x')"}) {
            QVERIFY2(!tenant.run(statement).ok(), statement);
        }
    }
};

QTEST_GUILESS_MAIN(TestAlerts)
#include "test_alerts.moc"
