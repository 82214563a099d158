// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Every route of the live router, asked by every role: who gets through is what the one table says
// (server/auth/permissions.cpp), and who is asked for a token at all is what the document says.

#include "server/auth/permissions.h"
#include "tests/support/testserver.h"

#include <QProcess>
#include <QTest>

#include <algorithm>
#include <map>

using namespace objecta::test;
using objecta::auth::Permission;

class TestRoles : public QObject {
    Q_OBJECT

    struct Route {
        std::string method;
        std::string pattern;
        std::string scope;
        Permission permission;
        std::string line;
    };
    TestServer m_server;
    std::vector<Route> m_routes;
    std::map<std::string, HttpClient> m_staff;
    std::map<std::string, HttpClient> m_users;

    static constexpr const char *nobodys = "3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10";
    static constexpr const char *password = "correct horse battery";

    static Permission permissionOf(const std::string &word)
    {
        for (int i = 0; i < static_cast<int>(Permission::Count); ++i) {
            if (objecta::auth::permissionWord(static_cast<Permission>(i)) == word) {
                return static_cast<Permission>(i);
            }
        }
        throw std::runtime_error("no permission " + word);
    }
    /// Ids that name nothing and a body that says nothing: who gets through changes nothing.
    static Reply ask(HttpClient &client, const Route &route)
    {
        std::string target = route.pattern;
        for (size_t open = target.find('{'); open != std::string::npos; open = target.find('{')) {
            target.replace(open, target.find('}', open) - open + 1, nobodys);
        }
        const bool reads = route.method == "GET" || route.method == "DELETE";
        return client.send(route.method, target, reads ? std::string() : std::string("{}"));
    }
    static void compare(HttpClient &client, const Route &route, const std::string &role, bool allowed)
    {
        const Reply reply = ask(client, route);
        const auto what = role + ": " + route.line + " -> " + std::to_string(reply.status) + ' ' + reply.body;
        QVERIFY2(reply.status != 401 && reply.status < 500, what.c_str());
        QVERIFY2((reply.code() != "forbidden") == allowed, what.c_str());
        QVERIFY2(allowed || reply.status == 403, what.c_str());
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        QProcess command;
        command.start(QStringLiteral(OBJECTA_BIN_DIR "/objecta-server"), {QStringLiteral("routes")});
        QVERIFY(command.waitForFinished());
        for (const auto &line : command.readAllStandardOutput().split('\n')) {
            const auto words = line.split(' ');
            if (words.size() == 4) {
                m_routes.push_back({words[0].toStdString(), words[1].toStdString(), words[2].toStdString(),
                                    permissionOf(words[3].toStdString()), line.toStdString()});
            }
        }
        QVERIFY(m_routes.size() >= 50);

        auto owner = m_server.staff();
        for (const std::string role : {"viewer", "support", "operator", "admin", "owner"}) {
            const std::string email = role + "@roles.example";
            const Reply made =
                owner.post("/v1/admin/staff", "{\"email\":\"" + email + "\",\"name\":\"R\",\"role\":\"" + role + "\"}");
            QCOMPARE(made.status, 201);
            auto client = m_server.anonymousStaff();
            QCOMPARE(client.signIn(email, made.text("password")).status, 200);
            m_staff.emplace(role, std::move(client));
        }
        auto tenant = m_server.tenant("acme-corp");
        for (const std::string role : {"member", "admin"}) {
            const std::string email = role + "@roles.example";
            const Reply made = tenant.post("/v1/users",
                                           "{\"email\":\"" + email + "\",\"name\":\"R\",\"role\":\"" + role
                                               + "\",\"password\":\"" + password + "\"}");
            QVERIFY2(made.status == 201, made.body.c_str());
            auto client = m_server.anonymousTenant("acme-corp");
            QCOMPARE(client.signIn(email, password).status, 200);
            m_users.emplace(role, std::move(client));
        }
        m_users.emplace("owner", std::move(tenant));
    }

    void everyRoleOfStaffOnEveryRoute()
    {
        int refused = 0;
        for (const auto &route : m_routes) {
            if (route.scope != "staff") {
                continue;
            }
            for (auto &[role, client] : m_staff) {
                const bool allowed = objecta::auth::staffMay(role, route.permission);
                compare(client, route, role, allowed);
                refused += allowed ? 0 : 1;
            }
        }
        QVERIFY(refused >= 20);
    }

    void everyRoleOfATenantOnEveryRoute()
    {
        int refused = 0;
        for (const auto &route : m_routes) {
            if (route.scope != "tenant") {
                continue;
            }
            for (auto &[role, client] : m_users) {
                const bool allowed = objecta::auth::tenantMay(role, route.permission);
                compare(client, route, role, allowed);
                refused += allowed ? 0 : 1;
            }
        }
        QVERIFY(refused >= 4);
    }

    void anImpersonationReadsAndNothingElse()
    {
        const std::string acme = m_server.demo().tenant("acme-corp").id;
        for (const std::string role : {"support", "operator", "admin", "owner"}) {
            const Reply begun = m_staff.at(role).post(
                "/v1/admin/impersonations", "{\"organization_id\":\"" + acme + "\",\"reason\":\"Role matrix\"}");
            QCOMPARE(begun.status, 201);
            auto client = m_server.anonymousTenant("acme-corp");
            client.setToken(begun.text("access_token"));
            for (const auto &route : m_routes) {
                if (route.scope != "tenant") {
                    continue;
                }
                if (route.method == "GET") {
                    compare(client, route, "impersonation", objecta::auth::impersonationMay(route.permission));
                } else {
                    QVERIFY2(ask(client, route).code() == "read_only", route.line.c_str());
                }
            }
            QCOMPARE(m_staff.at(role).del("/v1/admin/impersonations/" + begun.text("id")).status, 204);
        }
        // Who lost the right is out at once: the gate in the database and the table say the same of every role.
        auto owner = m_server.staff();
        const std::string support(m_staff.at("support").get("/v1/admin/me").text("id"));
        for (const std::string role : {"viewer", "support", "operator", "admin"}) {
            QCOMPARE(owner.patch("/v1/admin/staff/" + support, R"({"role":"support"})").status, 200);
            const Reply begun = m_staff.at("support").post(
                "/v1/admin/impersonations", "{\"organization_id\":\"" + acme + "\",\"reason\":\"Role matrix\"}");
            auto client = m_server.anonymousTenant("acme-corp");
            client.setToken(begun.text("access_token"));
            QCOMPARE(client.get("/v1/usage").status, 200);
            auto sql = m_server.sql("objecta_platform");
            QVERIFY(sql.run("UPDATE staff SET role = '" + role + "' WHERE id = '" + support + "'").ok());
            QCOMPARE(client.get("/v1/usage").status == 200, objecta::auth::staffMay(role, Permission::Impersonate));
        }
        QCOMPARE(owner.patch("/v1/admin/staff/" + support, R"({"role":"support"})").status, 200);
    }

    void withoutATokenOnlyWhatTheDocumentOpens()
    {
        const auto document = m_server.anonymousStaff().get("/openapi.json").json();
        auto staff = m_server.anonymousStaff();
        auto tenant = m_server.anonymousTenant("acme-corp");
        size_t described = 0;
        for (const auto &path : document.at("paths").as_object()) {
            described += path.value().as_object().size();
        }
        QCOMPARE(described, m_routes.size());
        for (const auto &route : m_routes) {
            std::string verb = route.method;
            std::ranges::transform(verb, verb.begin(), [](unsigned char c) { return std::tolower(c); });
            const auto &operation = document.at("paths").at(route.pattern).at(verb).as_object();
            const auto *security = operation.if_contains("security");
            const bool open = security != nullptr && security->as_array().empty();
            QVERIFY2(open == (route.scope == "public"), route.line.c_str());
            QVERIFY2(open == (route.permission == Permission::None && route.scope == "public"), route.line.c_str());
            if (!open) {
                QCOMPARE(ask(route.scope == "staff" ? staff : tenant, route).status, 401);
            }
        }
    }

    void whatTheTableMeans()
    {
        using objecta::auth::staffMay;
        using objecta::auth::tenantMay;
        for (int i = 1; i < static_cast<int>(Permission::Count); ++i) {
            const auto permission = static_cast<Permission>(i);
            // Each role may what the one below may; a tenant's roles and staff's have nothing in common.
            QVERIFY(!staffMay("viewer", permission) || staffMay("support", permission));
            QVERIFY(!staffMay("support", permission) || staffMay("operator", permission));
            QVERIFY(!staffMay("operator", permission) || staffMay("admin", permission));
            QVERIFY(!staffMay("admin", permission) || staffMay("owner", permission));
            QVERIFY(!tenantMay("member", permission) || tenantMay("admin", permission));
            QVERIFY(!tenantMay("admin", permission) || tenantMay("owner", permission));
            QVERIFY(staffMay("owner", permission) != tenantMay("owner", permission));
            QVERIFY(!staffMay("nobody", permission) && !tenantMay("nobody", permission));
        }
        QVERIFY(!staffMay("viewer", Permission::Impersonate) && staffMay("support", Permission::Impersonate));
        QVERIFY(!staffMay("support", Permission::ChangeOrganizations));
        QVERIFY(!staffMay("operator", Permission::ArchiveOrganizations));
        QVERIFY(!staffMay("operator", Permission::ManageStaff) && staffMay("admin", Permission::ManageStaff));
        QVERIFY(!tenantMay("member", Permission::WriteUsers) && tenantMay("admin", Permission::WriteUsers));
    }
};

QTEST_GUILESS_MAIN(TestRoles)
#include "test_roles.moc"
