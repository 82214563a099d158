// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What staff do to limits: try an edit out, and set overrides that begin and end by themselves, whether a server is
// there at that moment or not. And that every answer says which limit it is that holds.

#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include "models/contract/timestamp.h"

#include <QTest>

#include <functional>

using namespace objecta;
using namespace objecta::test;
using namespace std::chrono_literals;
namespace json = boost::json;

class TestLimitEdits : public QObject {
    Q_OBJECT

    TestServer m_server;
    std::string m_acme;
    std::string m_limits;

    static std::string inSeconds(int64_t seconds)
    {
        return Timestamp{Timestamp::now().micros + seconds * 1'000'000}.text();
    }

    int entries(HttpClient &staff, const std::string &action)
    {
        const auto audit =
            staff.get("/v1/admin/audit?limit=200&organization_id=" + m_acme + "&action=" + action).json();
        return static_cast<int>(audit.at("items").as_array().size());
    }

    static json::value quota(HttpClient &tenant, const char *resource)
    {
        return tenant.get("/v1/usage").json().at(resource);
    }

    /// The refusal says the same in its sentence and in its members.
    static void checkRefusal(const Reply &reply, const char *resource, int64_t used, int64_t limit, int64_t requested,
                             const std::string &source, bool ends = false)
    {
        QCOMPARE(reply.status, 403);
        QCOMPARE(reply.code(), std::string("quota_exceeded"));
        const auto told = reply.json().at("quota");
        QCOMPARE(told.at("resource").as_string(), json::string(resource));
        QCOMPARE(told.at("used").as_int64(), used);
        QCOMPARE(told.at("limit").as_int64(), limit);
        QCOMPARE(told.at("requested").as_int64(), requested);
        QCOMPARE(told.at("source").as_string(), json::string(source));
        QCOMPARE(told.at("until").is_string(), ends);
        const std::string detail = reply.text("detail");
        for (const std::string &part : {std::string("limit reached. Please upgrade your plan. "),
                                        std::to_string(used) + " of " + std::to_string(limit) + " used, "
                                            + std::to_string(requested) + " more"}) {
            QVERIFY2(detail.find(part) != std::string::npos, detail.c_str());
        }
        if (ends) {
            QVERIFY2(detail.find(std::string(told.at("until").as_string().c_str())) != std::string::npos,
                     detail.c_str());
        }
    }

    void set(HttpClient &staff, const std::string &body)
    {
        const Reply reply = staff.patch(m_limits, body);
        QVERIFY2(reply.status == 200, reply.body.c_str());
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
        m_limits = "/v1/admin/organizations/" + m_acme + "/limits";
    }

    void everyRefusalSaysWhichLimit_data()
    {
        QTest::addColumn<QByteArray>("limit");
        QTest::addColumn<QByteArray>("resource");
        QTest::addRow("agents") << QByteArray("maxAgents") << QByteArray("agents");
        QTest::addRow("users") << QByteArray("maxUsers") << QByteArray("users");
        QTest::addRow("messages") << QByteArray("maxMessages") << QByteArray("messages");
        QTest::addRow("storage") << QByteArray("maxStorage") << QByteArray("storage");
    }
    void everyRefusalSaysWhichLimit()
    {
        QFETCH(const QByteArray, limit);
        QFETCH(const QByteArray, resource);
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        const std::string name = limit.toStdString();
        const int64_t used = quota(acme, resource.constData()).at("used").as_int64();
        const auto agents = acme.get("/v1/agents?limit=1").json();
        const std::string agent(agents.at("items").at(0).at("id").as_string().c_str());
        int tried = 0;
        const auto ask = [&](const Headers &headers) {
            ++tried;
            if (resource == "agents") {
                return acme.post("/v1/agents", R"({"name":"One too many"})", headers);
            }
            if (resource == "users") {
                return acme.post("/v1/users", R"({"email":"late@acme.example","name":"Late"})", headers);
            }
            if (resource == "messages") {
                return acme.post("/v1/messages", "{\"agent_id\":\"" + agent + "\",\"content\":\"Hello\"}", headers);
            }
            return acme.send("POST", "/v1/documents?name=n", "0123456789", {{"Content-Type", "text/plain"}});
        };
        const int64_t requested = resource == "storage" ? 10 : 1;

        set(staff, "{\"" + name + "\":" + std::to_string(used) + "}");
        checkRefusal(ask({}), resource.constData(), used, used, requested, "override");
        // Kept under its key, it is told once more.
        checkRefusal(ask({{"Idempotency-Key", "k-" + name}}), resource.constData(), used, used, requested, "override");
        checkRefusal(ask({{"Idempotency-Key", "k-" + name}}), resource.constData(), used, used, requested, "override");

        set(staff, "{\"" + name + "\":0,\"until\":\"" + inSeconds(3600) + "\"}");
        checkRefusal(ask({}), resource.constData(), used, 0, requested, "temporary", true);
        // All who tell of it tell the same.
        const auto own = quota(acme, resource.constData());
        QCOMPARE(own.at("source").as_string(), "temporary");
        const auto limits = staff.get(m_limits).json();
        QCOMPARE(limits.at("usage").at(resource.constData()), own);
        QCOMPARE(limits.at("effective").at(name).as_int64(), 0);
        QCOMPARE(limits.at(name).as_int64(), used);
        QCOMPARE(limits.at("temporary").as_array().size(), size_t(1));
        QCOMPARE(staff.get("/v1/admin/organizations/" + m_acme).json().at("usage").at(resource.constData()), own);
        // A limit of nothing, and something used: before all others in the list.
        const auto list = staff.get("/v1/admin/organizations?limit=200&sort=-" + resource.toStdString()).json();
        const auto &first = list.at("items").at(0);
        if (used > 0) {
            QCOMPARE(first.at("id").as_string(), json::string(m_acme));
            QCOMPARE(first.at("usage").at(resource.constData()), own);
        }
        set(staff, "{\"" + name + "\":null,\"until\":null}");
        set(staff, "{\"" + name + "\":null}");
        QCOMPARE(quota(acme, resource.constData()).at("source").as_string(), "plan");
        QCOMPARE(tried, 4);
    }

    void aDryRunChangesNothing()
    {
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        const Reply before = staff.get(m_limits);
        const int audited = entries(staff, "limits.changed");
        const int64_t used = quota(acme, "agents").at("used").as_int64();
        QVERIFY(used > 2);
        for (const std::string &body : {std::string(R"({"maxAgents":2,"maxUsers":1000})"),
                                        "{\"maxAgents\":2,\"maxUsers\":1000,\"from\":\"" + inSeconds(600)
                                            + "\",\"until\":\"" + inSeconds(900) + "\"}"}) {
            const Reply tried = staff.patch(m_limits + "?dry_run=true", body, {{"If-Match", before.header("etag")}});
            QVERIFY2(tried.status == 200, tried.body.c_str());
            const auto exceeded = tried.json().at("exceeded").as_array();
            QCOMPARE(exceeded.size(), size_t(1));
            QCOMPARE(exceeded[0].at("limit").as_string(), "maxAgents");
            QCOMPARE(exceeded[0].at("value").as_int64(), 2);
            QCOMPARE(exceeded[0].at("used").as_int64(), used);
            QCOMPARE(exceeded[0].at("over").as_int64(), used - 2);
        }
        QCOMPARE(staff.patch(m_limits + "?dry_run=true", R"({"maxAgents":2})")
                     .json()
                     .at("effective")
                     .at("maxAgents")
                     .as_int64(),
                 2);
        QCOMPARE(staff.patch(m_limits + "?dry_run=true", R"({"maxAgents":2})", {{"If-Match", "\"0\""}}).status, 412);
        QCOMPARE(staff.patch(m_limits + "?dry_run=perhaps", R"({"maxAgents":2})").status, 422);
        QCOMPARE(staff.get(m_limits).body, before.body);
        QCOMPARE(entries(staff, "limits.changed"), audited);
    }

    void whatCannotBeIsRefused()
    {
        auto staff = m_server.staff();
        QCOMPARE(staff.patch(m_limits, "{\"maxAgents\":2,\"until\":\"" + inSeconds(-5) + "\"}").status, 422);
        QCOMPARE(staff
                     .patch(m_limits,
                            "{\"maxAgents\":2,\"from\":\"" + inSeconds(60) + "\",\"until\":\"" + inSeconds(50) + "\"}")
                     .status,
                 422);
        QCOMPARE(staff.patch(m_limits, R"({"maxAgents":2,"until":"tomorrow"})").status, 422);
    }

    /// It begins while the server is away, and ends by itself while one is there; each is noted once.
    void beginsAndEndsByItself()
    {
        {
            auto staff = m_server.staff();
            auto acme = m_server.tenant("acme-corp");
            QCOMPARE(quota(acme, "users").at("source").as_string(), "plan");
            set(staff, "{\"maxUsers\":1,\"from\":\"" + inSeconds(4) + "\",\"until\":\"" + inSeconds(20) + "\"}");
            QCOMPARE(quota(acme, "users").at("source").as_string(), "plan");
            QCOMPARE(entries(staff, "limits.began"), 0);
        }
        QCOMPARE(m_server.stop(), 0);
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        QVERIFY(within(15s, [&] { return quota(acme, "users").at("source").as_string() == "temporary"; }));
        QVERIFY(within(15s, [&] { return entries(staff, "limits.began") == 1; }));
        checkRefusal(acme.post("/v1/users", R"({"email":"late@acme.example","name":"Late"})"), "users",
                     quota(acme, "users").at("used").as_int64(), 1, 1, "temporary", true);
        QVERIFY(within(40s, [&] { return quota(acme, "users").at("source").as_string() == "plan"; }));
        QVERIFY(within(15s, [&] { return entries(staff, "limits.reverted") == 1; }));
        QCOMPARE(staff.get(m_limits).json().at("temporary").as_array().size(), size_t(0));
        auto sql = m_server.sql("objecta_platform");
        const auto allDone = [&] {
            return sql.run("SELECT count(*) FROM jobs WHERE kind = 'limits.temporary' AND status <> 'done' "
                           "AND (run_at <= now() OR status = 'running')")
                       .value()
                == "0";
        };
        QVERIFY(within(15s, allDone));
        // The jobs once more: nothing to note.
        const auto jobs =
            sql.run("UPDATE jobs SET status = 'queued', run_at = now(), attempts = 0 WHERE kind = 'limits.temporary' "
                    "AND payload->'limit'->'maxUsers' IS NOT NULL AND status = 'done'");
        QVERIFY2(jobs.ok(), jobs.message.c_str());
        QVERIFY(jobs.affected >= 2);
        QVERIFY(within(15s, allDone));
        QCOMPARE(entries(staff, "limits.began"), 1);
        QCOMPARE(entries(staff, "limits.reverted"), 1);
    }

    /// What was replaced before its end is not noted as ended.
    void anotherOneTakesItsPlace()
    {
        auto staff = m_server.staff();
        auto acme = m_server.tenant("acme-corp");
        const int before = entries(staff, "limits.reverted");
        set(staff, "{\"maxAgents\":1,\"until\":\"" + inSeconds(5) + "\"}");
        set(staff, "{\"maxAgents\":3,\"until\":\"" + inSeconds(8) + "\"}");
        QVERIFY(within(30s, [&] { return entries(staff, "limits.reverted") == before + 1; }));
        QCOMPARE(quota(acme, "agents").at("source").as_string(), "plan");
        const auto audit =
            staff.get("/v1/admin/audit?limit=1&organization_id=" + m_acme + "&action=limits.reverted").json();
        QCOMPARE(audit.at("items").at(0).at("before").at("maxAgents").at("value").as_int64(), 3);
        QCOMPARE(audit.at("items").at(0).at("after").at("maxAgents").as_int64(),
                 quota(acme, "agents").at("limit").as_int64());
    }
};

QTEST_GUILESS_MAIN(TestLimitEdits)
#include "test_limit_edits.moc"
