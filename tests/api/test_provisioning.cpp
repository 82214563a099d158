// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A new organization: its first step whole or not at all, the others seen, tried again and resumed.

#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QTest>

#include <algorithm>

using namespace objecta::test;
using namespace std::chrono_literals;

class TestProvisioning : public QObject {
    Q_OBJECT

    TestServer m_server;

    static std::string body(const std::string &slug, const std::string &plan = "team")
    {
        return "{\"slug\":\"" + slug + "\",\"name\":\"" + slug + "\",\"plan\":\"" + plan + "\",\"admin_email\":\"admin@"
            + slug + ".example\"}";
    }

    /// Rows that name the slug, in every table that provisioning writes.
    int64_t traces(const std::string &slug)
    {
        // As the owner, whom FORCE binds too: only the platform role sees all organizations.
        auto sql = m_server.sql("objecta_platform");
        return std::stoll(sql.run("SELECT (SELECT count(*) FROM organizations WHERE slug = '" + slug
                                  + "') + (SELECT count(*) FROM users WHERE email = 'admin@" + slug + ".example')")
                              .value());
    }

    /// "account done 0, counters done 1, ...": name, state and attempts of each step.
    static std::string steps(HttpClient &staff, const std::string &id)
    {
        std::string out;
        const auto found = staff.get("/v1/admin/organizations/" + id + "/provisioning").json();
        for (const auto &step : found.at("steps").as_array()) {
            out += std::string(out.empty() ? "" : ", ") + step.at("name").as_string().c_str() + ' '
                + step.at("state").as_string().c_str() + ' ' + std::to_string(step.at("attempts").as_int64());
        }
        return out;
    }
    std::string status(const std::string &id) const
    {
        return m_server.sql("objecta_platform").run("SELECT status FROM organizations WHERE id = $1", {id}).value();
    }
    int64_t activations(HttpClient &staff, const std::string &id)
    {
        const auto trail =
            staff.get("/v1/admin/audit?action=organization.activated&organization_id=" + id).json().at("items");
        return static_cast<int64_t>(trail.as_array().size());
    }

private slots:
    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.error())); }

    void aNewOrganizationIsComplete()
    {
        auto staff = m_server.staff();
        const Reply made = staff.post("/v1/admin/organizations", body("new-one"));
        QCOMPARE(made.status, 201);
        const std::string id = made.text("id");
        QCOMPARE(made.header("location"), "/v1/admin/organizations/" + id);
        // The answer waits a moment for the other steps, not for ever: the machine may be busy.
        QVERIFY(within(5s, [&] { return status(id) == "active"; }));
        QCOMPARE(staff.get("/v1/admin/organizations/" + id).json().at("usage").at("users").at("used").as_int64(), 1);

        // Its first administrator can sign in at once, and finds nobody else's things.
        auto tenant = m_server.anonymousTenant("new-one");
        QCOMPARE(tenant.signIn(made.text("admin_email"), made.text("admin_password")).status, 200);
        QCOMPARE(tenant.get("/v1/agents").json().at("items").as_array().size(), size_t(0));
        QCOMPARE(tenant.post("/v1/agents", R"({"name":"First"})").status, 201);
        const auto audit = staff.get("/v1/admin/audit?organization_id=" + id).json().at("items").as_array();
        QVERIFY(std::ranges::any_of(
            audit, [](const auto &entry) { return entry.at("action").as_string() == "organization.created"; }));
        QCOMPARE(staff.get("/v1/admin/organizations/" + id).text("slug"), std::string("new-one"));
        QCOMPARE(steps(staff, id), std::string("account done 0, counters done 1, storage done 1, activation done 1"));
        QCOMPARE(activations(staff, id), 1);
        // The object that the third step tried is gone again.
        QVERIFY(staff.post("/v1/admin/organizations/" + id + "/provisioning/resume", "").status == 200);
        QCOMPARE(activations(staff, id), 1);
        QCOMPARE(
            staff
                .get("/v1/admin/organizations/" + std::string("5f0c7786-2ebb-42bd-8094-aac5a634e530") + "/provisioning")
                .status,
            404);
    }

    void takenAndReservedSlugsAreRefused()
    {
        auto staff = m_server.staff();
        const Reply taken = staff.post("/v1/admin/organizations", body("acme-corp"));
        QCOMPARE(taken.status, 409);
        QCOMPARE(taken.code(), std::string("slug_taken"));
        const Reply reserved = staff.post("/v1/admin/organizations", body("admin"));
        QCOMPARE(reserved.status, 422);
        QCOMPARE(reserved.code(), std::string("slug_reserved"));
        const Reply plan = staff.post("/v1/admin/organizations", body("no-plan", "no-such-plan"));
        QCOMPARE(plan.status, 422);
        QCOMPARE(plan.json().at("errors").at(0).at("field").as_string(), "plan");
        QCOMPARE(traces("no-plan"), 0);
    }

    void itIsAllOrNothing_data()
    {
        QTest::addColumn<QString>("table");
        // The first step writes these in turn; each is made to fail by a condition that nothing meets.
        for (const char *table : {"users", "audit_log"}) {
            QTest::newRow(table) << QString::fromLatin1(table);
        }
    }
    void itIsAllOrNothing()
    {
        QFETCH(QString, table);
        const std::string slug = "half-" + table.toStdString().substr(0, 5);
        auto staff = m_server.staff();
        auto owner = m_server.sql("objecta_owner");
        const auto rights =
            owner.run("SELECT 1 FROM information_schema.column_privileges WHERE grantee = 'objecta_platform' AND "
                      "privilege_type = 'INSERT' AND table_name = '"
                      + table.toStdString() + "'");
        QVERIFY(!rights.rows.empty());
        QVERIFY(owner
                    .run("ALTER TABLE " + table.toStdString()
                         + " ADD CONSTRAINT break_it CHECK (organization_id IS NULL) NOT VALID")
                    .ok());
        const Reply failed = staff.post("/v1/admin/organizations", body(slug));
        QVERIFY(owner.run("ALTER TABLE " + table.toStdString() + " DROP CONSTRAINT break_it").ok());
        QCOMPARE(failed.status, 500);
        QVERIFY2(failed.body.find("break_it") == std::string::npos, "the cause leaves the server");
        QCOMPARE(traces(slug), 0);
        QCOMPARE(staff.post("/v1/admin/organizations", body(slug)).status, 201);
    }

    void aStepThatFailsIsSeenAndResumed()
    {
        auto staff = m_server.staff();
        auto owner = m_server.sql("objecta_owner");
        QVERIFY(
            owner.run("ALTER TABLE usage_counters ADD CONSTRAINT break_it CHECK (organization_id IS NULL) NOT VALID")
                .ok());
        const Reply made = staff.post("/v1/admin/organizations", body("held-up"));
        QCOMPARE(made.status, 201);
        QCOMPARE(made.text("status"), std::string("provisioning"));
        const std::string id = made.text("id");
        QCOMPARE(steps(staff, id),
                 std::string("account done 0, counters failed 1, storage pending 0, activation pending 0"));
        const Reply seen = staff.get("/v1/admin/organizations/" + id + "/provisioning");
        QVERIFY(seen.json().at("steps").at(1).at("error").is_string());
        QVERIFY2(seen.body.find("break_it") == std::string::npos, "the cause leaves the server");
        // Nobody gets in meanwhile, and the state machine knows no other way out.
        auto tenant = m_server.anonymousTenant("held-up");
        QCOMPARE(tenant.signIn(made.text("admin_email"), made.text("admin_password")).code(),
                 std::string("organization_provisioning"));
        QCOMPARE(staff.post("/v1/admin/organizations/" + id + "/suspend", "{}").status, 409);
        // Still broken: it says so again.
        staff.post("/v1/admin/organizations/" + id + "/provisioning/resume", "");
        QCOMPARE(steps(staff, id),
                 std::string("account done 0, counters failed 2, storage pending 0, activation pending 0"));
        QVERIFY(owner.run("ALTER TABLE usage_counters DROP CONSTRAINT break_it").ok());
        const Reply resumed = staff.post("/v1/admin/organizations/" + id + "/provisioning/resume", "");
        QCOMPARE(resumed.status, 200);
        QVERIFY(within(5s, [&] { return status(id) == "active"; }));
        QCOMPARE(steps(staff, id), std::string("account done 0, counters done 3, storage done 1, activation done 1"));
        QCOMPARE(activations(staff, id), 1);
        QCOMPARE(tenant.signIn(made.text("admin_email"), made.text("admin_password")).status, 200);
    }

    /// The job ends it, whatever it was in the middle of.
    void itGoesOnAfterAKill_data()
    {
        QTest::addColumn<QString>("table");
        QTest::newRow("at the counters") << QStringLiteral("usage_counters");
        QTest::newRow("at the activation") << QStringLiteral("audit_heads");
    }
    void itGoesOnAfterAKill()
    {
        QFETCH(QString, table);
        auto staff = m_server.staff();
        const std::string slug = table == QLatin1String("audit_heads") ? "killed-late" : "killed-early";
        std::string id;
        {
            // Whoever wants to write that table waits.
            auto holder = m_server.sql("objecta_owner");
            QVERIFY(holder.run("BEGIN").ok());
            if (table == QLatin1String("usage_counters")) {
                QVERIFY(holder.run("LOCK TABLE usage_counters IN SHARE MODE").ok());
                const Reply made = staff.post("/v1/admin/organizations", body(slug));
                QCOMPARE(made.status, 201);
                QCOMPARE(made.text("status"), std::string("provisioning"));
                id = made.text("id");
                QVERIFY(within(5s, [&] { return steps(staff, id).find("counters running 1") != std::string::npos; }));
            } else {
                // The first step wants it too: broken there, resumed against the lock.
                auto owner = m_server.sql("objecta_owner");
                owner.run(
                    "ALTER TABLE usage_counters ADD CONSTRAINT hold_it CHECK (organization_id IS NULL) NOT VALID");
                id = staff.post("/v1/admin/organizations", body(slug)).text("id");
                owner.run("ALTER TABLE usage_counters DROP CONSTRAINT hold_it");
                QVERIFY(holder.run("LOCK TABLE audit_heads IN SHARE MODE").ok());
                staff.post("/v1/admin/organizations/" + id + "/provisioning/resume", "");
                QVERIFY(within(5s, [&] { return steps(staff, id).find("activation running 1") != std::string::npos; }));
            }
            m_server.kill();
        }
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        QCOMPARE(status(id), std::string("provisioning"));
        QVERIFY(within(20s, [&] { return status(id) == "active"; }));
        auto again = m_server.staff();
        QVERIFY2(steps(again, id).ends_with("storage done 1, activation done 2")
                     || steps(again, id).ends_with("counters done 2, storage done 1, activation done 1"),
                 steps(again, id).c_str());
        QCOMPARE(activations(again, id), 1);
        QCOMPARE(again.get("/v1/admin/organizations/" + id).json().at("usage").at("users").at("used").as_int64(), 1);
    }
};

QTEST_GUILESS_MAIN(TestProvisioning)
#include "test_provisioning.moc"
