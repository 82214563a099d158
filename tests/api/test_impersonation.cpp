// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Looking at the product through a tenant's eyes: with a reason, read-only, for a while, and over at once when stopped.

#include "tests/support/testserver.h"

#include <QTest>

using namespace objecta::test;

class TestImpersonation : public QObject {
    Q_OBJECT

    TestServer m_server;
    std::string m_acme;

    Reply begin(HttpClient &staff, const std::string &extra = {})
    {
        return staff.post("/v1/admin/impersonations",
                          "{\"organization_id\":\"" + m_acme + "\",\"reason\":\"SUP-4821 invoice export empty\"" + extra
                              + "}");
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
    }

    void staffSeeWhatTheTenantSees()
    {
        auto staff = m_server.staff();
        auto tenant = m_server.tenant("acme-corp");
        const Reply begun = begin(staff);
        QCOMPARE(begun.status, 201);
        QCOMPARE(begun.json().at("read_only").as_bool(), true);
        QVERIFY(begun.json().at("expires_in").as_int64() <= 30 * 60);
        auto viewer = m_server.anonymousTenant("acme-corp");
        viewer.setToken(begun.text("access_token"));
        for (const char *target : {"/v1/agents?limit=200", "/v1/users?limit=200", "/v1/usage"}) {
            const Reply seen = viewer.get(target);
            QCOMPARE(seen.status, 200);
            QCOMPARE(seen.body, tenant.get(target).body);
        }
    }

    void itCannotChangeAnything()
    {
        auto staff = m_server.staff();
        auto tenant = m_server.tenant("acme-corp");
        const std::string agent(tenant.get("/v1/agents?limit=1").json().at("items").at(0).at("id").as_string().c_str());
        const std::string user(tenant.get("/v1/users?limit=1").json().at("items").at(0).at("id").as_string().c_str());
        auto viewer = m_server.anonymousTenant("acme-corp");
        viewer.setToken(begin(staff).text("access_token"));
        const std::string before = tenant.get("/v1/agents?limit=200").body + tenant.get("/v1/users?limit=200").body;
        const Reply replies[] = {
            viewer.post("/v1/agents", R"({"name":"No"})"),
            viewer.patch("/v1/agents/" + agent, R"({"name":"No"})"),
            viewer.del("/v1/agents/" + agent),
            viewer.post("/v1/users", R"({"email":"no@acme.example","name":"No"})"),
            viewer.patch("/v1/users/" + user, R"({"name":"No"})"),
            viewer.del("/v1/users/" + user),
            viewer.post("/v1/messages", "{\"agent_id\":\"" + agent + "\",\"content\":\"No\"}"),
        };
        for (const auto &reply : replies) {
            QCOMPARE(reply.status, 403);
            QCOMPARE(reply.code(), std::string("read_only"));
        }
        QCOMPARE(tenant.get("/v1/agents?limit=200").body + tenant.get("/v1/users?limit=200").body, before);
    }

    void stoppingEndsItOnTheNextRequest()
    {
        auto staff = m_server.staff();
        const Reply begun = begin(staff);
        auto viewer = m_server.anonymousTenant("acme-corp");
        viewer.setToken(begun.text("access_token"));
        QCOMPARE(viewer.get("/v1/usage").status, 200);
        QCOMPARE(staff.del("/v1/admin/impersonations/" + begun.text("id")).status, 204);
        const Reply ended = viewer.get("/v1/usage");
        QCOMPARE(ended.status, 401);
        QCOMPARE(ended.code(), std::string("impersonation_ended"));
        QCOMPARE(staff.del("/v1/admin/impersonations/" + begun.text("id")).status, 204);
    }

    void whoLosesTheRightLosesItsImpersonation()
    {
        auto owner = m_server.staff();
        const Reply made =
            owner.post("/v1/admin/staff", R"({"email":"sam@staff.example","name":"Sam","role":"support"})");
        QCOMPARE(made.status, 201);
        auto sam = m_server.anonymousStaff();
        QCOMPARE(sam.signIn("sam@staff.example", made.text("password")).status, 200);
        const Reply begun = begin(sam);
        QCOMPARE(begun.status, 201);
        auto eyes = m_server.anonymousTenant("acme-corp");
        eyes.setToken(begun.text("access_token"));
        QCOMPARE(eyes.get("/v1/usage").status, 200);
        QCOMPARE(owner.patch("/v1/admin/staff/" + made.text("id"), R"({"role":"viewer"})").status, 200);
        QCOMPARE(eyes.get("/v1/usage").code(), std::string("impersonation_ended"));
        QCOMPARE(begin(sam).status, 403);
        // Given back, the right begins nothing anew.
        QCOMPARE(owner.patch("/v1/admin/staff/" + made.text("id"), R"({"role":"support"})").status, 200);
        QCOMPARE(eyes.get("/v1/usage").status, 401);
    }

    /// Whatever ends the session that it was begun from: what somebody stole ends with it. Another session's lives on.
    void itEndsWithItsSession()
    {
        auto owner = m_server.staff();
        const Reply made =
            owner.post("/v1/admin/staff", R"({"email":"tom@staff.example","name":"Tom","role":"support"})");
        QCOMPARE(made.status, 201);
        const auto signedIn = [&] {
            auto tom = m_server.anonymousStaff();
            tom.signIn("tom@staff.example", made.text("password"));
            return tom;
        };
        const auto eyesOf = [&](HttpClient &tom) {
            auto eyes = m_server.anonymousTenant("acme-corp");
            const Reply begun = begin(tom);
            eyes.setToken(begun.text("access_token"));
            return std::pair(std::move(eyes), begun.text("id"));
        };
        auto tom = signedIn();
        auto other = signedIn();
        auto [eyes, id] = eyesOf(tom);
        auto [others, otherId] = eyesOf(other);
        QCOMPARE(eyes.get("/v1/usage").status, 200);
        QCOMPARE(others.get("/v1/usage").status, 200);
        const auto sessions = tom.get("/v1/admin/sessions").json();
        for (const auto &session : sessions.at("items").as_array()) {
            if (session.at("current").as_bool()) {
                QCOMPARE(owner.del("/v1/admin/sessions/" + std::string(session.at("id").as_string().c_str())).status,
                         204);
            }
        }
        QCOMPARE(eyes.get("/v1/usage").code(), std::string("impersonation_ended"));
        QCOMPARE(others.get("/v1/usage").status, 200);
        const auto trail = owner.get("/v1/admin/audit?action=impersonation.ended&target=" + id).json();
        QCOMPARE(trail.at("items").as_array().size(), size_t(1));
        // So does a new password end those of all other sessions.
        auto third = signedIn();
        QCOMPARE(third
                     .post("/v1/admin/me/password",
                           "{\"current_password\":\"" + made.text("password")
                               + "\",\"new_password\":\"another-horse-battery\"}")
                     .status,
                 204);
        QCOMPARE(others.get("/v1/usage").code(), std::string("impersonation_ended"));
    }

    void theTokenIsForThatTenantAlone()
    {
        auto staff = m_server.staff();
        const std::string token = begin(staff).text("access_token");
        auto other = m_server.anonymousTenant("xyz-inc");
        other.setToken(token);
        QCOMPARE(other.get("/v1/usage").status, 401);
        auto admin = m_server.anonymousStaff();
        admin.setToken(token);
        QCOMPARE(admin.get("/v1/admin/me").status, 401);
        // No nesting: an impersonation begins none. And it is of an organization, never of staff.
        QCOMPARE(admin.post("/v1/admin/impersonations", "{}").status, 401);
        QCOMPARE(staff
                     .post("/v1/admin/impersonations",
                           "{\"staff_id\":\"" + staff.get("/v1/admin/me").text("id") + "\",\"reason\":\"Somebody\"}")
                     .status,
                 422);
    }

    void aReasonIsRequiredAndAnHourIsTheMost()
    {
        auto staff = m_server.staff();
        QCOMPARE(staff.post("/v1/admin/impersonations", "{\"organization_id\":\"" + m_acme + "\"}").status, 422);
        QCOMPARE(staff.post("/v1/admin/impersonations", "{\"organization_id\":\"" + m_acme + "\",\"reason\":\"   \"}")
                     .status,
                 422);
        QCOMPARE(begin(staff, ",\"minutes\":61").status, 422);
        QCOMPARE(begin(staff, ",\"minutes\":0").status, 422);
        QCOMPARE(begin(staff, ",\"minutes\":60").status, 201);
        QCOMPARE(staff
                     .post("/v1/admin/impersonations",
                           R"({"organization_id":"3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10","reason":"Nobody there"})")
                     .status,
                 404);
    }

    void everyRequestStandsInTheTrail()
    {
        auto staff = m_server.staff();
        const Reply begun = begin(staff);
        auto tenant = m_server.anonymousTenant("acme-corp");
        tenant.setToken(begun.text("access_token"));
        const auto entries = [&] {
            return staff.get("/v1/admin/audit?action=impersonation.request&target=" + begun.text("id"))
                .json()
                .at("items");
        };
        QCOMPARE(tenant.get("/v1/agents?limit=1").status, 200);
        // Already there when the answer is: nothing to wait for.
        auto seen = entries();
        QCOMPARE(seen.as_array().size(), size_t(1));
        QCOMPARE(tenant.post("/v1/agents", "{}").status, 403);
        QCOMPARE(tenant.get("/v1/agents/3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10").status, 404);
        seen = entries();
        QCOMPARE(seen.as_array().size(), size_t(3));
        const auto &refused = seen.at(1);
        QCOMPARE(refused.at("actor").as_string(), m_server.demo().staffEmail.c_str());
        QCOMPARE(refused.at("on_behalf_of").as_string(), "organization acme-corp");
        QCOMPARE(refused.at("organization_id").as_string(), m_acme.c_str());
        QVERIFY(!refused.at("peer").as_string().empty());
        QCOMPARE(refused.at("after").at("method").as_string(), "POST");
        QCOMPARE(refused.at("after").at("route").as_string(), "/v1/agents");
        QCOMPARE(refused.at("after").at("status").as_int64(), 403);
        QCOMPARE(seen.at(0).at("after").at("route").as_string(), "/v1/agents/{id}");
        const std::string acting = "/v1/admin/audit?target=" + begun.text("id") + "&on_behalf_of=organization%20";
        QCOMPARE(staff.get(acting + "acme-corp").json().at("items").as_array().size(), size_t(3));
        QCOMPARE(staff.get(acting + "xyz-inc").json().at("items").as_array().size(), size_t(0));
        // The organization sees the same entries in its own trail.
        auto owner = m_server.tenant("acme-corp");
        const auto own = owner.get("/v1/audit?limit=3&action=impersonation.request").json().at("items");
        QCOMPARE(boost::json::serialize(own), boost::json::serialize(seen));
        // Over is over, and what comes then is not part of it.
        QCOMPARE(staff.del("/v1/admin/impersonations/" + begun.text("id")).status, 204);
        QCOMPARE(tenant.get("/v1/agents").status, 401);
        QCOMPARE(entries().as_array().size(), size_t(3));
    }

    void theTokenNamesTheActor()
    {
        auto staff = m_server.staff();
        const auto token = QByteArray::fromStdString(begin(staff).text("access_token"));
        const auto payload = QByteArray::fromBase64(token.split('.').at(1), QByteArray::Base64UrlEncoding);
        const auto claims = boost::json::parse(payload.toStdString());
        // RFC 8693, section 4.1.
        QCOMPARE(claims.at("act").at("sub").as_string(), staff.get("/v1/admin/me").text("id").c_str());
        QCOMPARE(claims.at("sub").as_string(), m_acme.c_str());
    }

    void bothTrailsShowIt()
    {
        auto staff = m_server.staff();
        const Reply begun = begin(staff);
        staff.del("/v1/admin/impersonations/" + begun.text("id"));
        const auto entries = staff.get("/v1/admin/audit?organization_id=" + m_acme + "&limit=2").json().at("items");
        QCOMPARE(entries.at(0).at("action").as_string(), "impersonation.ended");
        QCOMPARE(entries.at(1).at("action").as_string(), "impersonation.started");
        QCOMPARE(entries.at(1).at("actor").as_string(), m_server.demo().staffEmail.c_str());
        QCOMPARE(entries.at(1).at("target_id").as_string(), begun.text("id").c_str());
        QCOMPARE(entries.at(1).at("after").at("reason").as_string(), "SUP-4821 invoice export empty");
        // The organization reads the same of it, reason and all; and staff's list of all trails says it once.
        const auto own = m_server.tenant("acme-corp").get("/v1/audit?target_id=" + begun.text("id")).json().at("items");
        QCOMPARE(boost::json::serialize(own), boost::json::serialize(entries));
        const auto all = staff.get("/v1/admin/audit?target=" + begun.text("id")).json().at("items");
        QCOMPARE(boost::json::serialize(all), boost::json::serialize(entries));
        const auto list = staff.get("/v1/admin/impersonations").json().at("items");
        bool found = false;
        for (const auto &item : list.as_array()) {
            found |= item.at("id").as_string() == begun.text("id").c_str() && !item.at("ended_at").is_null()
                && item.at("reason").as_string() == "SUP-4821 invoice export empty";
        }
        QVERIFY(found);
    }
};

QTEST_GUILESS_MAIN(TestImpersonation)
#include "test_impersonation.moc"
