// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An organization's way through its statuses as its users and staff see it, the audit trail's filters and exports, and
// who of staff may call what.

#include "tests/support/testserver.h"

#include <QProcess>
#include <QTest>

#include <boost/json.hpp>

#include <map>

using namespace objecta::test;

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
    /// Everything of the organization but sessions and the trail, which signing in and the acts themselves add to.
    std::string content()
    {
        auto sql = m_server.sql("objecta_app");
        sql.run("BEGIN");
        sql.run("SELECT set_config('app.current_tenant', '" + m_acme + "', true)");
        std::string out;
        for (const char *table : {"users", "agents", "conversations", "messages", "documents", "usage_counters"}) {
            out += sql.run(std::string("SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM ")
                           + table + " t")
                       .value();
        }
        sql.run("ROLLBACK");
        return out;
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
        const std::string before = content();
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
        QCOMPARE(content(), before);
        QCOMPARE(user.get("/v1/agents").status, 200);
        const auto trail = staff.get("/v1/admin/audit?limit=2&organization_id=" + m_acme).json().at("items");
        QCOMPARE(trail.at(0).at("action").as_string(), "organization.restored");
        QCOMPARE(trail.at(1).at("action").as_string(), "organization.deleted");
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
