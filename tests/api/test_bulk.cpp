// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// One thing done to many organizations: what was looked at is what is done, once each, whatever happens in between.

#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QElapsedTimer>
#include <QTest>

using namespace objecta::test;
namespace json = boost::json;

class TestBulk : public QObject {
    Q_OBJECT

    static constexpr const char *collection = "/v1/admin/bulk-operations";
    static constexpr const char *nobodys = "3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10";
    TestServer m_server;
    int m_made = 0;

    /// So many new ones; their ids.
    std::vector<std::string> organizations(HttpClient &staff, int count, const std::string &plan = "free")
    {
        std::vector<std::string> out;
        for (int i = 0; i < count; ++i) {
            const std::string slug = "bulk-" + std::to_string(m_made++);
            const Reply made = staff.post("/v1/admin/organizations",
                                          "{\"slug\":\"" + slug + "\",\"name\":\"" + slug + "\",\"plan\":\"" + plan
                                              + "\",\"admin_email\":\"admin@" + slug + ".example\"}");
            out.push_back(made.text("id"));
        }
        // A creation answers after a while, also where it is not done yet.
        for (const auto &id : out) {
            const std::string path = "/v1/admin/organizations/" + id;
            if (!within(std::chrono::seconds(10), [&] { return staff.get(path).text("status") == "active"; })) {
                qWarning("%s is not active", id.c_str());
            }
        }
        return out;
    }
    static std::string request(const std::string &action, const std::vector<std::string> &ids,
                               const std::string &more = "")
    {
        json::array list;
        for (const auto &id : ids) {
            list.emplace_back(id);
        }
        return "{\"action\":\"" + action + "\"," + more + "\"ids\":" + json::serialize(list) + '}';
    }
    static int64_t count(const Reply &reply, const char *name) { return reply.json().at(name).as_int64(); }
    static std::string at(const Reply &reply) { return std::string(collection) + '/' + reply.text("id"); }

    Reply await(HttpClient &staff, const std::string &where, const std::string &status)
    {
        Reply reply;
        QElapsedTimer timer;
        timer.start();
        do {
            reply = staff.get(where);
        } while (reply.text("status") != status && timer.elapsed() < 60'000);
        return reply;
    }
    static json::array itemsOf(HttpClient &staff, const std::string &where, const std::string &query = "")
    {
        json::array out;
        std::string cursor;
        do {
            const auto page = staff.get(where + "/items?limit=200" + query + cursor).json();
            for (const auto &item : page.at("items").as_array()) {
                out.push_back(item);
            }
            const auto &next = page.at("next_cursor");
            cursor = next.is_null() ? "" : "&cursor=" + std::string(next.as_string().c_str());
        } while (!cursor.empty());
        return out;
    }

    /// Whatever wants to change that item's organization waits until this session ends.
    [[nodiscard]] std::unique_ptr<SqlSession> hold(const json::value &item) const
    {
        auto session = std::make_unique<SqlSession>(m_server.sql("objecta_platform"));
        session->run("BEGIN");
        session->run("SELECT 1 FROM organizations WHERE id = $1 FOR UPDATE",
                     {std::string(item.at("organization_id").as_string().c_str())});
        return session;
    }

private slots:
    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.error())); }

    void whatWasLookedAtIsDone()
    {
        auto staff = m_server.staff();
        const auto ids = organizations(staff, 3);
        QCOMPARE(staff.post("/v1/admin/organizations/" + ids[2] + "/suspend", "").status, 200);
        const Reply seen = staff.post(collection, request("suspend", ids));
        QVERIFY2(seen.status == 201, seen.body.c_str());
        QCOMPARE(seen.header("location"), at(seen));
        QCOMPARE(seen.text("status"), std::string("previewed"));
        QCOMPARE(count(seen, "total"), 3);
        QCOMPARE(count(seen, "changing"), 2);
        QCOMPARE(count(seen, "unchanging"), 1);
        // Looking changes nothing.
        QCOMPARE(staff.get("/v1/admin/organizations/" + ids[0]).text("status"), std::string("active"));

        const Reply started = staff.post(at(seen) + "/start", "");
        QVERIFY2(started.status == 202, started.body.c_str());
        QCOMPARE(staff.post(at(seen) + "/start", "").text("job_id"), started.text("job_id")); // twice is once
        const Reply done = await(staff, at(seen), "done");
        QCOMPARE(count(done, "done"), 2);
        QCOMPARE(count(done, "unchanged"), 1);
        QCOMPARE(count(done, "pending"), 0);
        const auto job = staff.get("/v1/admin/jobs/" + started.text("job_id")).json();
        QCOMPARE(job.at("progress_done").as_int64(), 3);
        QCOMPARE(job.at("progress_total").as_int64(), 3);
        for (const auto &id : ids) {
            QCOMPARE(staff.get("/v1/admin/organizations/" + id).text("status"), std::string("suspended"));
            // In its own trail, once, as if it had been done alone.
            const auto trail = staff.get("/v1/admin/audit?action=organization.suspended&organization_id=" + id).json();
            QCOMPARE(trail.at("items").as_array().size(), size_t(1));
            QCOMPARE(std::string(trail.at("items").at(0).at("actor").as_string().c_str()), m_server.demo().staffEmail);
        }
        QVERIFY(staff.get("/v1/admin/audit?action=bulk.started").body.find(seen.text("id")) != std::string::npos);
        QVERIFY(staff.get(std::string(collection) + "?limit=200").body.find(seen.text("id")) != std::string::npos);

        const Reply back = staff.post(collection, request("resume", ids));
        staff.post(at(back) + "/start", "");
        QCOMPARE(count(await(staff, at(back), "done"), "done"), 3);
        QCOMPARE(staff.get("/v1/admin/organizations/" + ids[0]).text("status"), std::string("active"));
    }

    void whatWasChangedSinceIsSkippedAndNamed()
    {
        auto staff = m_server.staff();
        const auto ids = organizations(staff, 3);
        const Reply seen = staff.post(collection, request("change_plan", ids, R"("plan":"enterprise",)"));
        QVERIFY2(seen.status == 201, seen.body.c_str());
        QCOMPARE(
            staff.patch("/v1/admin/organizations/" + ids[1], R"({"name":"Changed since"})", {{"If-Match", "*"}}).status,
            200);
        staff.post(at(seen) + "/start", "");
        const Reply done = await(staff, at(seen), "done");
        QCOMPARE(count(done, "done"), 2);
        QCOMPARE(count(done, "skipped"), 1);
        const auto skipped = itemsOf(staff, at(seen), "&outcome=skipped");
        QCOMPARE(skipped.size(), size_t(1));
        QCOMPARE(std::string(skipped[0].at("organization_id").as_string().c_str()), ids[1]);
        QCOMPARE(std::string(skipped[0].at("name").as_string().c_str()), std::string("Changed since"));
        const std::string detail(skipped[0].at("detail").as_string().c_str());
        QVERIFY2(detail.find("version 2 is 3") != std::string::npos, detail.c_str());
        QCOMPARE(staff.get("/v1/admin/organizations/" + ids[1]).text("plan"), std::string("free"));
        QCOMPARE(staff.get("/v1/admin/organizations/" + ids[0]).text("plan"), std::string("enterprise"));
    }

    void whatWouldBreakIsToldBefore()
    {
        auto staff = m_server.staff();
        const std::string acme = m_server.demo().tenant("acme-corp").id;
        const auto ids = organizations(staff, 1);
        const Reply seen =
            staff.post(collection, request("change_limits", {acme, ids[0]}, R"("limits":{"maxAgents":0},)"));
        QVERIFY2(seen.status == 201, seen.body.c_str());
        QCOMPARE(count(seen, "exceeding"), 1);
        QCOMPARE(count(seen, "changing"), 2);
        for (const auto &item : itemsOf(staff, at(seen))) {
            const bool isAcme = item.at("organization_id").as_string() == acme;
            QCOMPARE(json::serialize(item.at("exceeded")), std::string(isAcme ? R"(["agents"])" : "[]"));
        }
        staff.post(at(seen) + "/start", "");
        QCOMPARE(count(await(staff, at(seen), "done"), "done"), 2);
        QCOMPARE(m_server.tenant("acme-corp").post("/v1/agents", R"({"name":"One too many"})").code(),
                 std::string("quota_exceeded"));
        const Reply back = staff.post(collection, request("change_limits", {acme}, R"("limits":{"maxAgents":null},)"));
        staff.post(at(back) + "/start", "");
        QCOMPARE(count(await(staff, at(back), "done"), "done"), 1);
    }

    void whatCannotBeIsToldBeforeAndAfter()
    {
        auto staff = m_server.staff();
        const auto ids = organizations(staff, 2);
        QCOMPARE(staff.post("/v1/admin/organizations/" + ids[0] + "/archive", "").status, 200);
        const Reply seen = staff.post(collection, request("suspend", ids));
        QCOMPARE(count(seen, "refused"), 1);
        const auto refused = itemsOf(staff, at(seen), "&effect=refused");
        QCOMPARE(std::string(refused[0].at("organization_id").as_string().c_str()), ids[0]);
        QVERIFY(!refused[0].at("detail").as_string().empty());
        staff.post(at(seen) + "/start", "");
        const Reply done = await(staff, at(seen), "done");
        QCOMPARE(count(done, "done"), 1);
        QCOMPARE(count(done, "failed"), 1);
    }

    void aFilterIsFrozenWhenItIsLookedAt()
    {
        auto staff = m_server.staff();
        const auto ids = organizations(staff, 2, "team");
        const Reply seen = staff.post(
            collection, R"({"action":"suspend","filter":{"search":"bulk-","plan":"team","status":"active"}})");
        QVERIFY2(seen.status == 201, seen.body.c_str());
        QCOMPARE(count(seen, "total"), 2);
        const auto later = organizations(staff, 1, "team");
        staff.post(at(seen) + "/start", "");
        QCOMPARE(count(await(staff, at(seen), "done"), "done"), 2);
        QCOMPARE(staff.get("/v1/admin/organizations/" + later[0]).text("status"), std::string("active"));
    }

    void badRequestsSayWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("neither") << QByteArray(R"({"action":"suspend"})") << QByteArray("ids");
        QTest::newRow("both") << QByteArray(R"({"action":"suspend","ids":[],"filter":{}})") << QByteArray("ids");
        QTest::newRow("none") << QByteArray(R"({"action":"suspend","ids":[]})") << QByteArray("ids");
        QTest::newRow("nobodys") << QByteArray(R"({"action":"suspend","ids":["3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10"]})")
                                 << QByteArray("ids");
        QTest::newRow("no such action") << QByteArray(R"({"action":"delete","filter":{}})") << QByteArray("action");
        QTest::newRow("a plan is missing")
            << QByteArray(R"({"action":"change_plan","filter":{}})") << QByteArray("plan");
        QTest::newRow("no such plan") << QByteArray(R"({"action":"change_plan","plan":"gold","filter":{}})")
                                      << QByteArray("plan");
        QTest::newRow("a plan too many") << QByteArray(R"({"action":"suspend","plan":"free","filter":{}})")
                                         << QByteArray("plan");
        QTest::newRow("matches none") << QByteArray(R"({"action":"suspend","filter":{"search":"no such name"}})")
                                      << QByteArray("filter");
        QTest::newRow("a limit below nothing")
            << QByteArray(R"({"action":"change_limits","limits":{"maxAgents":-1},"filter":{}})")
            << QByteArray("limits.maxAgents");
    }

    void badRequestsSayWhatIsWrong()
    {
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, field);
        auto staff = m_server.staff();
        const Reply reply = staff.post(collection, body.toStdString());
        QVERIFY2(reply.status == 422, reply.body.c_str());
        QCOMPARE(std::string(reply.json().at("errors").at(0).at("field").as_string().c_str()), field.toStdString());
        QCOMPARE(staff.get(std::string(collection) + '/' + nobodys).status, 404);
        QCOMPARE(staff.post(std::string(collection) + '/' + nobodys + "/start", "").status, 404);
    }

    void anOldPreviewIsNotStarted()
    {
        auto staff = m_server.staff();
        const auto ids = organizations(staff, 1);
        const Reply seen = staff.post(collection, request("suspend", ids));
        auto sql = m_server.sql("objecta_owner");
        sql.run("ALTER TABLE bulk_operations NO FORCE ROW LEVEL SECURITY");
        sql.run("UPDATE bulk_operations SET expires_at = now() - interval '1 second' WHERE id = $1", {seen.text("id")});
        sql.run("ALTER TABLE bulk_operations FORCE ROW LEVEL SECURITY");
        QCOMPARE(staff.get(at(seen)).text("status"), std::string("expired"));
        QCOMPARE(staff.post(at(seen) + "/start", "").code(), std::string("conflict"));
    }

    void cancelledInTheMiddleItStopsThere()
    {
        auto staff = m_server.staff();
        const auto ids = organizations(staff, 250);
        const Reply seen = staff.post(collection, request("suspend", ids));
        QCOMPARE(count(seen, "changing"), 250);
        // The last batch has to wait for this one; the first two do not.
        auto holder = hold(itemsOf(staff, at(seen)).back());
        const std::string job = staff.post(at(seen) + "/start", "").text("job_id");
        QElapsedTimer timer;
        timer.start();
        while (count(staff.get(at(seen)), "done") < 200 && timer.elapsed() < 30'000) { }
        QCOMPARE(staff.post("/v1/admin/jobs/" + job + "/cancel", "").status, 200);
        holder.reset();
        timer.start();
        Reply ended;
        do {
            ended = staff.get("/v1/admin/jobs/" + job);
        } while (ended.text("status") == "running" && timer.elapsed() < 30'000);
        const Reply after = staff.get(at(seen));
        // It was waiting in its last batch: that one is finished. What is done is suspended, and nothing else is.
        const auto done = count(after, "done");
        QCOMPARE(done + count(after, "pending"), 250);
        auto sql = m_server.sql("objecta_platform");
        QCOMPARE(sql.run("SELECT count(*) FROM organizations o JOIN bulk_items i ON i.target_id = o.id "
                         "WHERE i.bulk_id = $1 AND (o.status = 'suspended') <> (i.outcome = 'done')",
                         {seen.text("id")})
                     .value(),
                 std::string("0"));
    }

    void aWorkerThatDiesLeavesNothingHalfDone()
    {
        auto staff = m_server.staff();
        const auto ids = organizations(staff, 150);
        const Reply seen = staff.post(collection, request("suspend", ids));
        auto holder = hold(itemsOf(staff, at(seen)).back());
        staff.post(at(seen) + "/start", "");
        QElapsedTimer timer;
        timer.start();
        while (count(staff.get(at(seen)), "done") < 100 && timer.elapsed() < 30'000) { }
        QCOMPARE(count(staff.get(at(seen)), "done"), 100);
        m_server.kill(); // in the middle of its second batch
        holder.reset();
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        // The lease ends in 30 seconds; here nobody need wait so long.
        auto sql = m_server.sql("objecta_platform");
        sql.run("UPDATE jobs SET run_at = now() WHERE kind = 'organizations.bulk' AND status = 'running'");
        sql.run("SELECT pg_notify('objecta_jobs', '')");
        staff = m_server.staff();
        const Reply done = await(staff, at(seen), "done");
        QCOMPARE(count(done, "done"), 150);
        QCOMPARE(sql.run("SELECT count(*) FROM organizations o JOIN bulk_items i ON i.target_id = o.id "
                         "WHERE i.bulk_id = $1 AND o.status = 'suspended' AND o.version = i.version + 1",
                         {seen.text("id")})
                     .value(),
                 std::string("150"));
    }

    void whoMayNoLongerIsNotObeyed()
    {
        auto owner = m_server.staff();
        const Reply made =
            owner.post("/v1/admin/staff", R"({"email":"bulk@staff.example","name":"B","role":"operator"})");
        auto hand = m_server.anonymousStaff();
        QCOMPARE(hand.signIn("bulk@staff.example", made.text("password")).status, 200);
        const auto ids = organizations(owner, 120);
        const Reply seen = hand.post(collection, request("suspend", ids));
        auto holder = hold(itemsOf(owner, at(seen)).front());
        const std::string job = hand.post(at(seen) + "/start", "").text("job_id");
        const Reply demoted =
            owner.patch("/v1/admin/staff/" + made.text("id"), R"({"role":"viewer"})", {{"If-Match", "*"}});
        QVERIFY2(demoted.status == 200, demoted.body.c_str());
        holder.reset();
        QElapsedTimer timer;
        timer.start();
        std::string error;
        do {
            const auto document = owner.get("/v1/admin/jobs/" + job).json();
            error = document.at("last_error").is_null() ? "" : document.at("last_error").as_string().c_str();
        } while (error.empty() && timer.elapsed() < 30'000);
        QVERIFY2(error.find("may no longer") != std::string::npos, error.c_str());
        // At most the batch that was under way.
        QVERIFY(count(owner.get(at(seen)), "done") <= 100);
        QVERIFY(count(owner.get(at(seen)), "pending") >= 20);
        QCOMPARE(owner.post("/v1/admin/jobs/" + job + "/cancel", "").status, 200);
    }
};

QTEST_GUILESS_MAIN(TestBulk)
#include "test_bulk.moc"
