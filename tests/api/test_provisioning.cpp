// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A new organization: its first step whole or not at all, the others seen, tried again and resumed.

#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QTest>

#include <algorithm>
#include <future>

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
    /// Whoever writes such a row waits, for as long as the session is there.
    SqlSession hold(const std::string &what, const std::string &when)
    {
        auto session = m_server.sql("postgres");
        for (const std::string &sql :
             {std::string("SELECT pg_advisory_lock(1)"),
              std::string("CREATE OR REPLACE FUNCTION hold_it() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS "
                          "'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END'"),
              "CREATE TRIGGER hold_it BEFORE " + what + " FOR EACH ROW WHEN (" + when
                  + ") EXECUTE FUNCTION hold_it()"}) {
            const auto done = session.run(sql);
            if (!done.ok()) {
                throw std::runtime_error(done.message);
            }
        }
        return session;
    }
    bool waits() const
    {
        return m_server.sql("postgres")
                   .run("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = "
                        "(SELECT oid FROM pg_database WHERE datname = current_database())")
                   .value()
            == "1";
    }
    bool unhold(const std::string &table)
    {
        return m_server.sql("postgres").run("DROP TRIGGER hold_it ON " + table).ok();
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
        QVERIFY(within(10s, [&] {
            return steps(staff, id) == "account done 0, counters failed 1, storage pending 0, activation pending 0";
        }));
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
        QVERIFY(within(10s, [&] {
            return steps(staff, id) == "account done 0, counters failed 2, storage pending 0, activation pending 0";
        }));
        QVERIFY(owner.run("ALTER TABLE usage_counters DROP CONSTRAINT break_it").ok());
        const Reply resumed = staff.post("/v1/admin/organizations/" + id + "/provisioning/resume", "");
        QCOMPARE(resumed.status, 200);
        QVERIFY(within(5s, [&] { return status(id) == "active"; }));
        QCOMPARE(steps(staff, id), std::string("account done 0, counters done 3, storage done 1, activation done 1"));
        QCOMPARE(activations(staff, id), 1);
        QCOMPARE(tenant.signIn(made.text("admin_email"), made.text("admin_password")).status, 200);
    }

    /// The job ends it, whatever it was in the middle of. (At random moments: test_kill.)
    void itGoesOnAfterAKill_data()
    {
        QTest::addColumn<QString>("step");
        QTest::addColumn<QString>("after");
        QTest::newRow("counters") << QStringLiteral("counters")
                                  << QStringLiteral("2, storage done 1, activation done 1");
        QTest::newRow("storage") << QStringLiteral("storage") << QStringLiteral("1, storage done 2, activation done 1");
        QTest::newRow("activation") << QStringLiteral("activation")
                                    << QStringLiteral("1, storage done 1, activation done 2");
    }
    void itGoesOnAfterAKill()
    {
        QFETCH(QString, step);
        QFETCH(QString, after);
        const std::string name = step.toStdString();
        auto staff = m_server.staff();
        std::string id;
        {
            // The note that it is done waits: what else the step does is under way, or done and nobody knows.
            const auto held = hold("UPDATE ON organizations",
                                   "NEW.provisioning->'" + name
                                       + "'->>'state' = 'done' AND "
                                         "OLD.provisioning->'"
                                       + name + "'->>'state' = 'running'");
            const Reply made = staff.post("/v1/admin/organizations", body("killed-at-" + name));
            QCOMPARE(made.status, 201);
            QCOMPARE(made.text("status"), std::string("provisioning"));
            id = made.text("id");
            QVERIFY(within(5s, [&] { return waits(); }));
            QVERIFY2(steps(staff, id).find(name + " running 1") != std::string::npos, steps(staff, id).c_str());
            m_server.kill();
        }
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        QCOMPARE(status(id), std::string("provisioning"));
        QVERIFY(unhold("organizations"));
        QVERIFY(within(20s, [&] { return status(id) == "active"; }));
        auto again = m_server.staff();
        QCOMPARE(steps(again, id), "account done 0, counters done " + after.toStdString());
        QCOMPARE(activations(again, id), 1);
        QCOMPARE(again.get("/v1/admin/organizations/" + id).json().at("usage").at("users").at("used").as_int64(), 1);
    }

    /// The first step, the account, is one transaction with the request: killed in it, there is nothing to go on with.
    void aKillInTheFirstStepLeavesNothing()
    {
        auto staff = m_server.staff();
        {
            const auto held = hold("INSERT ON users", "true");
            auto made = std::async(std::launch::async, [&staff] {
                try {
                    return staff.post("/v1/admin/organizations", body("killed-first")).status;
                } catch (const std::exception &) {
                    return 0;
                }
            });
            QVERIFY(within(5s, [&] { return waits(); }));
            m_server.kill();
            QCOMPARE(made.get(), 0);
        }
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        QVERIFY(unhold("users"));
        QVERIFY(within(5s, [&] { return traces("killed-first") == 0; }));
        QCOMPARE(m_server.staff().post("/v1/admin/organizations", body("killed-first")).status, 201);
    }
};

QTEST_GUILESS_MAIN(TestProvisioning)
#include "test_provisioning.moc"
