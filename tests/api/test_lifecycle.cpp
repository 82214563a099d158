// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An organization's way through its statuses as its users and staff see it, the audit trail's filters and exports, and
// who of staff may call what.

#include "tests/support/checksums.h"
#include "tests/support/lockwait.h"
#include "tests/support/testserver.h"
#include "tests/support/waiting.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <boost/json.hpp>

#include <map>
#include <thread>

using namespace objecta::test;
using namespace std::chrono_literals;

class TestLifecycle : public QObject {
    Q_OBJECT

private:
    TestServer m_server;
    std::string m_acme;

    std::string path(const std::string &act = {}) const { return "/v1/admin/organizations/" + m_acme + act; }
    Reply signIn()
    {
        auto client = m_server.anonymousTenant("acme-corp");
        const auto demo = m_server.demo();
        const auto &tenant = demo.tenant("acme-corp");
        return client.post(
            "/v1/auth/sign-in",
            boost::json::serialize(boost::json::object{{"email", tenant.email}, {"password", tenant.password}}));
    }
    std::string code(const Reply &reply) { return reply.code(); }
    /// Everything of the organization, in every table that knows organizations.
    std::map<std::string, std::string> content()
    {
        auto sql = m_server.sql("postgres");
        return checksums(sql, m_acme,
                         {
                             "audit_log", "audit_heads", // the acts themselves are noted
                             "organizations.version", "organizations.updated_at", // which its row says too
                             "metric_points", // each request is measured
                         });
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
    }

    void anArchivedOrganizationIsReadOnly()
    {
        auto staff = m_server.staff();
        auto user = m_server.tenant("acme-corp");
        QCOMPARE(staff.post(path("/unarchive"), "{}").status, 200); // already active
        QCOMPARE(staff.post(path("/archive"), "{}").text("status"), std::string("archived"));
        QCOMPARE(staff.post(path("/archive"), "{}").status, 200);
        QCOMPARE(user.get("/v1/agents").status, 200);
        const Reply refused = user.post("/v1/agents", R"({"name":"no"})");
        QCOMPARE(refused.status, 403);
        QCOMPARE(code(refused), std::string("organization_archived"));
        QCOMPARE(signIn().status, 200);
        QCOMPARE(staff.post(path("/suspend"), "{}").status, 409);
        QCOMPARE(staff.post(path("/unarchive"), "{}").text("status"), std::string("active"));
    }

    void everyTransitionFromEveryState()
    {
        auto staff = m_server.staff();
        auto sql = m_server.sql("objecta_platform");
        const std::string nothing = "-"; // refused
        // From the state of the row, by the act of the column, to the state of the cell.
        const std::vector<std::string> acts{"suspend", "resume", "archive", "unarchive", "delete", "restore"};
        const std::map<std::string, std::vector<std::string>> table{
            {"provisioning", {nothing, nothing, nothing, nothing, nothing, nothing}},
            {"active", {"suspended", "active", "archived", "active", "deleting", "active"}},
            {"suspended", {"suspended", "active", "archived", nothing, "deleting", "suspended"}},
            {"archived", {nothing, nothing, "archived", "active", "deleting", "archived"}},
            {"deleting", {nothing, nothing, nothing, nothing, "deleting", "suspended"}},
            {"erased", {nothing, nothing, nothing, nothing, nothing, nothing}},
        };
        const auto entries = [&] {
            return sql.run("SELECT count(*) FROM audit_log WHERE organization_id = '" + m_acme + "'").value();
        };
        for (const auto &[from, row] : table) {
            for (size_t i = 0; i < acts.size(); ++i) {
                QVERIFY(sql.run("UPDATE organizations SET status = '" + from
                                + "', status_before = " + (from == "deleting" ? "'suspended'" : "NULL")
                                + ", delete_after = " + (from == "deleting" ? "now() + interval '1 day'" : "NULL")
                                + " WHERE id = '" + m_acme + "'")
                            .ok());
                const int before = std::stoi(entries());
                if (from == "deleting" || from == "erased") {
                    QCOMPARE(staff.patch(path("/limits"), R"({"maxAgents":7})").status, 409);
                }
                const auto what = from + " " + acts[i];
                const Reply reply = staff.post(path("/" + acts[i]), "{}");
                if (row[i] == nothing) {
                    QVERIFY2(reply.status == 409, what.c_str());
                    QVERIFY2(staff.get(path()).text("status") == from, what.c_str());
                } else {
                    QVERIFY2(reply.status == 200 && reply.text("status") == row[i], what.c_str());
                }
                const bool moved = row[i] != nothing && row[i] != from;
                QVERIFY2(std::stoi(entries()) == before + (moved ? 1 : 0), what.c_str());
                if (moved) {
                    // Again: the same answer, and no second entry.
                    const Reply again = staff.post(path("/" + acts[i]), "{}");
                    QVERIFY2(again.status == 200 && again.body == reply.body, what.c_str());
                    QVERIFY2(std::stoi(entries()) == before + 1, what.c_str());
                }
            }
        }
        QVERIFY(sql.run("UPDATE organizations SET status = 'active', status_before = NULL, delete_after = NULL "
                        "WHERE id = '"
                        + m_acme + "'")
                    .ok());
    }

    /// Whoever waits for an organization whose plan is being changed finds it all the same.
    void aPlanThatChangesHidesNothing()
    {
        auto staff = m_server.staff();
        auto holder = m_server.sql("objecta_platform");
        QVERIFY(holder.run("BEGIN").ok());
        QCOMPARE(
            holder
                .run("UPDATE organizations o SET plan = (SELECT min(id) FROM plans WHERE id <> o.plan) WHERE id = $1",
                     {m_acme})
                .affected,
            1);
        Reply reply;
        std::jthread suspending([&] { reply = staff.post(path("/suspend"), "{}"); });
        QVERIFY(oneWaitsForALock(m_server));
        QVERIFY(holder.run("COMMIT").ok());
        suspending.join();
        QVERIFY2(reply.status == 200, reply.body.c_str());
        QCOMPARE(staff.post(path("/resume"), "{}").status, 200);
    }

    void suspensionHoldsOnEveryServerWithinASecond()
    {
        // A second server on the same database and with the same key.
        QTemporaryDir other;
        QVERIFY(QDir(other.path()).mkpath(QStringLiteral("keys")));
        for (const auto &file : {QStringLiteral("VERSION"), QStringLiteral("keys/token.key")}) {
            QVERIFY(QFile::copy(m_server.dataDir() + QLatin1Char('/') + file, other.filePath(file)));
        }
        const QString database = m_server.databaseUrl().isEmpty()
            ? QStringLiteral("host=%1/run dbname=objecta").arg(m_server.dataDir())
            : m_server.databaseUrl();
        QProcess second;
        second.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        second.start(QStringLiteral(OBJECTA_BIN_DIR "/objecta-server"),
                     {QStringLiteral("serve"), QStringLiteral("--port"), QStringLiteral("0"),
                      QStringLiteral("--data-dir"), other.path(), QStringLiteral("--database"), database});
        const auto stop = qScopeGuard([&second] {
            second.terminate();
            second.waitForFinished(20'000);
        });
        static const QRegularExpression ready(QStringLiteral("ready on http://[^:]+:(\\d+)"));
        QByteArray printed;
        QTRY_VERIFY_WITH_TIMEOUT(
            (printed += second.readAllStandardOutput(), ready.match(QString::fromUtf8(printed)).hasMatch()), 30'000);
        const auto port = ready.match(QString::fromUtf8(printed)).captured(1).toUShort();

        auto staff = m_server.staff();
        auto here = m_server.tenant("acme-corp");
        HttpClient there(port, "acme-corp.localhost:" + std::to_string(port));
        there.setToken(here.token());
        QCOMPARE(there.get("/v1/agents").status, 200);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(staff.post(path("/suspend"), "{}").status, 200);
        int more = 0;
        while (there.get("/v1/agents").code() != "organization_suspended" && timer.elapsed() < 1000) {
            ++more;
        }
        qInfo("suspended on the other server after %lld ms, %d requests later", static_cast<long long>(timer.elapsed()),
              more);
        QCOMPARE(more, 0);
        QVERIFY(timer.elapsed() < 1000);
        QCOMPARE(here.get("/v1/agents").code(), std::string("organization_suspended"));
        QCOMPARE(staff.post(path("/resume"), "{}").status, 200);
        QCOMPARE(there.get("/v1/agents").status, 200);
    }

    void signInSaysWhyOnceThePasswordIsRight()
    {
        auto staff = m_server.staff();
        QCOMPARE(staff.post(path("/suspend"), "{}").status, 200);
        QCOMPARE(code(signIn()), std::string("organization_suspended"));
        auto stranger = m_server.anonymousTenant("acme-corp");
        QCOMPARE(stranger.post("/v1/auth/sign-in", R"({"email":"x@example.com","password":"wrong-password"})").status,
                 401);
        QCOMPARE(staff.post(path("/delete"), "{}").text("status"), std::string("deleting"));
        QCOMPARE(signIn().status, 410);
        QCOMPARE(code(signIn()), std::string("organization_deleted"));
        QCOMPARE(stranger.post("/v1/auth/sign-in", R"({"email":"x@example.com","password":"wrong-password"})").status,
                 401);
        // Back to what it was, not merely to active.
        QCOMPARE(staff.post(path("/restore"), "{}").text("status"), std::string("suspended"));
        QCOMPARE(staff.post(path("/resume"), "{}").status, 200);
        QCOMPARE(signIn().status, 200);
    }

    void aRestoredOrganizationIsRowIdentical()
    {
        auto staff = m_server.staff();
        auto user = m_server.tenant("acme-corp");
        // One of each that the sample data has none of.
        const auto used = user.get("/v1/usage").json().at("agents").at("used").as_int64();
        const std::string room = "{\"maxAgents\":" + std::to_string(used + 1) + '}';
        QCOMPARE(staff.patch(path("/limits"), room).status, 200);
        const Reply last = user.post("/v1/agents", R"({"name":"Last"})", {{"Idempotency-Key", "the-last"}});
        QCOMPARE(last.status, 201);
        const std::string message = "{\"content\":\"Hello\",\"agent_id\":\"" + last.text("id") + "\"}";
        QCOMPARE(user.post("/v1/messages", message).status, 201);
        QCOMPARE(user.send("POST", "/v1/documents?name=n", "Text", {{"Content-Type", "text/plain"}}).status, 201);
        QCOMPARE(user.post("/v1/api-keys", R"({"name":"CI","scopes":["agents:read"]})").status, 201);
        // The jobs of the start have come through; the next are due in a minute, in an hour, at night.
        QVERIFY(within(30s, [&] {
            return m_server.sql("objecta_platform")
                .run("SELECT 1 WHERE NOT EXISTS (SELECT FROM jobs WHERE status = 'done' AND kind = 'usage.daily') OR "
                     "EXISTS (SELECT FROM jobs WHERE status IN ('queued', 'running') AND run_at < now() + interval "
                     "'30 seconds')")
                .rows.empty();
        }));
        const auto before = content();
        for (const char *table :
             {"organizations", "users", "user_sessions", "agents", "conversations", "messages", "documents", "api_keys",
              "idempotency_keys", "usage_counters", "usage_daily", "quota_events", "alerts"}) {
            QVERIFY2(before.contains(table) && !before.at(table).starts_with("0 "), table);
        }
        QCOMPARE(staff.post(path("/delete"), "{}").status, 200);
        QCOMPARE(user.get("/v1/agents").status, 410);
        auto sql = m_server.sql("objecta_platform");
        const auto until = [&] {
            return sql.run("SELECT delete_after::text FROM organizations WHERE id = '" + m_acme + "'").value();
        };
        const std::string first = until();
        QVERIFY(!first.empty());
        QCOMPARE(staff.post(path("/delete"), "{}").status, 200);
        QCOMPARE(until(), first); // asked for twice, the time does not begin anew
        QCOMPARE(sql.run("SELECT round(extract(epoch FROM delete_after - now()) / 86400)::int FROM organizations WHERE "
                         "id = '"
                         + m_acme + "'")
                     .value(),
                 std::string("30"));
        QCOMPARE(staff.post(path("/restore"), "{}").text("status"), std::string("active"));
        QCOMPARE(staff.post(path("/restore"), "{}").status, 200);
        QVERIFY(until().empty());
        const std::string differing = difference(before, content());
        QVERIFY2(differing.empty(), differing.c_str());
        QCOMPARE(user.get("/v1/agents").status, 200);
        const auto trail = staff.get("/v1/admin/audit?limit=2&organization_id=" + m_acme).json().at("items");
        QCOMPARE(trail.at(0).at("action").as_string(), "organization.restored");
        QCOMPARE(trail.at(0).at("after").at("status").as_string(), "active");
        QCOMPARE(trail.at(1).at("action").as_string(), "organization.deleted");
        QCOMPARE(staff.patch(path("/limits"), R"({"maxAgents":null})").status, 200);
    }

    void anEntrySaysWhoWhatAndWhence()
    {
        auto user = m_server.tenant("acme-corp");
        const Reply made = user.post("/v1/agents", R"({"name":"Before"})");
        QCOMPARE(made.status, 201);
        const Reply changed = user.patch("/v1/agents/" + made.text("id"), R"({"name":"After"})", {{"If-Match", "*"}});
        QCOMPARE(changed.status, 200);
        const auto trail = user.get("/v1/audit?limit=2&target_id=" + made.text("id")).json().at("items");
        QCOMPARE(trail.as_array().size(), size_t(2));
        const auto &entry = trail.at(0);
        QCOMPARE(entry.at("actor").as_string(), m_server.demo().tenant("acme-corp").email.c_str());
        QCOMPARE(entry.at("action").as_string(), "agent.updated");
        QCOMPARE(entry.at("target_type").as_string(), "agent");
        QCOMPARE(entry.at("before").at("name").as_string(), "Before");
        QCOMPARE(entry.at("after").at("name").as_string(), "After");
        QCOMPARE(entry.at("request_id").as_string(), changed.header("x-request-id").c_str());
        QVERIFY(!entry.at("peer").as_string().empty());
        QCOMPARE(trail.at(1).at("request_id").as_string(), made.header("x-request-id").c_str());
    }

    void theTrailIsFilteredAndExported()
    {
        auto staff = m_server.staff();
        auto user = m_server.tenant("acme-corp");
        QCOMPARE(staff.patch(path(), "{\"name\":\"=1+1\"}", {{"If-Match", staff.get(path()).header("etag")}}).status,
                 200);
        const std::string of = "organization_id=" + m_acme;
        const auto count = [&](const std::string &query) {
            const Reply reply = staff.get("/v1/admin/audit?" + of + query);
            return reply.status == 200 ? static_cast<int>(reply.json().at("items").as_array().size()) : -reply.status;
        };
        QVERIFY(count("&action=organization.deleted") >= 1);
        QCOMPARE(count("&action=organization.no"), 0);
        QVERIFY(count("&actor=" + m_server.demo().staffEmail) >= 1);
        QVERIFY(count("&target=organization") >= 1);
        QVERIFY(count("&q=ORGANIZATION.DEL") >= 1);
        QCOMPARE(count("&from=2999-01-01T00:00:00Z"), 0);
        QCOMPARE(count("&to=2000-01-01T00:00:00Z"), 0);
        QCOMPARE(count("&from=yesterday"), -422);
        QCOMPARE(staff.get("/v1/admin/audit/export?format=xml").status, 422);
        const Reply lines = staff.get("/v1/admin/audit/export?format=jsonl&" + of);
        QCOMPARE(lines.status, 200);
        const auto list = QByteArray::fromStdString(lines.body).trimmed().split('\n');
        QVERIFY(list.size() > 3);
        int64_t last = boost::json::parse(list.first().toStdString()).at("seq").as_int64();
        QVERIFY(last >= list.size());
        const Reply csv = staff.get("/v1/admin/audit/export?" + of);
        QCOMPARE(csv.status, 200);
        QVERIFY(csv.header("content-type").find("text/csv") == 0);
        const auto rows = QByteArray::fromStdString(csv.body).split('\n');
        // The first export stands in the second.
        QVERIFY(rows.at(1).contains("audit.exported"));
        for (const auto &row : rows.mid(1)) {
            QVERIFY(row.isEmpty() || row.startsWith('"'));
        }
        const Reply all = staff.get("/v1/admin/audit/export?format=csv");
        QCOMPARE(all.status, 200);
        QCOMPARE(count("&action=audit.exported"), 3);
    }
};

QTEST_GUILESS_MAIN(TestLifecycle)
#include "test_lifecycle.moc"
