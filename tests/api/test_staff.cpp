// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Accounts and sessions of staff: made and changed by who may, an owner always, and what was ended is over within a
// second on every server.

#include "tests/support/testserver.h"

#include <QElapsedTimer>
#include <QNetworkRequest>
#include <QTest>
#include <QWebSocket>

using namespace objecta::test;

class TestStaff : public QObject {
    Q_OBJECT

    TestServer m_server;

    struct Member {
        std::string id;
        std::string email;
        std::string password;
    };
    static Member make(HttpClient &by, const std::string &name, const std::string &role)
    {
        const std::string email = name + "@staff.example";
        const Reply made = by.post("/v1/admin/staff",
                                   "{\"email\":\"" + email + "\",\"name\":\"" + name + "\",\"role\":\"" + role + "\"}");
        if (made.status != 201) {
            throw std::runtime_error(made.body);
        }
        return {made.text("id"), email, made.text("password")};
    }
    HttpClient signedIn(const Member &member)
    {
        auto client = m_server.anonymousStaff();
        if (client.signIn(member.email, member.password).status != 200) {
            throw std::runtime_error("sign-in of " + member.email);
        }
        return client;
    }
    static std::string path(const Member &member) { return "/v1/admin/staff/" + member.id; }
    std::unique_ptr<QWebSocket> stream(const HttpClient &client)
    {
        auto socket = std::make_unique<QWebSocket>();
        QNetworkRequest request(QUrl(QStringLiteral("ws://localhost:%1/v1/admin/stream").arg(m_server.port())));
        request.setRawHeader("Authorization", QByteArray::fromStdString("Bearer " + client.token()));
        socket->open(request);
        return socket;
    }
    /// Milliseconds until the socket was closed with "signed out".
    static qint64 closedAfter(QWebSocket &socket)
    {
        QElapsedTimer timer;
        timer.start();
        if (!QTest::qWaitFor([&] { return socket.state() == QAbstractSocket::UnconnectedState; }, 5000)) {
            return -1;
        }
        return static_cast<int>(socket.closeCode()) == 4401 ? timer.elapsed() : -2;
    }

private slots:
    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.error())); }

    void anAccountIsMadeListedAndChanged()
    {
        auto owner = m_server.staff();
        const Member ada = make(owner, "ada", "viewer");
        auto client = signedIn(ada);
        QCOMPARE(client.get("/v1/admin/organizations").status, 200);
        QCOMPARE(client.get("/v1/admin/staff").status, 403);
        const Reply read = owner.get(path(ada));
        QCOMPARE(read.text("role"), std::string("viewer"));
        QCOMPARE(read.header("etag"), std::string("\"1\""));
        QVERIFY(owner.get("/v1/admin/staff?limit=200").body.find(ada.id) != std::string::npos);
        QVERIFY(read.body.find("hash") == std::string::npos);

        QCOMPARE(owner.patch(path(ada), R"({"role":"operator"})", {{"If-Match", "\"9\""}}).status, 412);
        const Reply changed = owner.patch(path(ada), R"({"role":"operator"})", {{"If-Match", "\"1\""}});
        QCOMPARE(changed.text("role"), std::string("operator"));
        // The role is that of now, whatever the token says.
        QCOMPARE(client.get("/v1/admin/staff").status, 200);
        // The same again changes nothing and leaves no entry.
        QCOMPARE(owner.patch(path(ada), R"({"role":"operator"})").header("etag"), std::string("\"2\""));
        const auto trail = owner.get("/v1/admin/audit?target=" + ada.id).json().at("items").as_array();
        QCOMPARE(trail.size(), size_t(2));
        QCOMPARE(trail.at(0).at("action").as_string(), "staff.updated");
        QCOMPARE(trail.at(0).at("before").at("role").as_string(), "viewer");
        QCOMPARE(trail.at(0).at("after").at("role").as_string(), "operator");
        QVERIFY(trail.at(0).at("organization_id").is_null());
        QCOMPARE(trail.at(1).at("action").as_string(), "staff.created");
        QVERIFY(owner.get("/v1/admin/audit?limit=200").body.find(ada.password) == std::string::npos);

        QCOMPARE(owner.post("/v1/admin/staff", R"({"email":"ADA@staff.example","name":"x","role":"viewer"})").status,
                 409);
        QCOMPARE(owner.post("/v1/admin/staff", R"({"email":"b@staff.example","name":"x","role":"god"})").status, 422);
        QCOMPARE(owner.get("/v1/admin/staff/3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10").status, 404);
    }

    void ownersAreMadeByOwnersAndOneStays()
    {
        auto owner = m_server.staff();
        const std::string self = owner.get("/v1/admin/me").text("id");
        const Member admin = make(owner, "admin", "admin");
        auto by = signedIn(admin);
        const Member viewer = make(by, "viewer", "viewer");
        QCOMPARE(by.post("/v1/admin/staff", R"({"email":"o@staff.example","name":"x","role":"owner"})").status, 403);
        QCOMPARE(by.patch(path(viewer), R"({"role":"owner"})").status, 403);
        QCOMPARE(by.patch(path(admin), R"({"role":"owner"})").status, 403);
        QCOMPARE(by.patch("/v1/admin/staff/" + self, R"({"status":"disabled"})").status, 403);
        auto operates = signedIn(make(owner, "operates", "operator"));
        QCOMPARE(operates.patch(path(viewer), R"({"role":"admin"})").status, 403);

        QCOMPARE(owner.patch("/v1/admin/staff/" + self, R"({"role":"admin"})").status, 409);
        QCOMPARE(owner.patch("/v1/admin/staff/" + self, R"({"status":"disabled"})").status, 409);
        const Member second = make(owner, "second", "owner");
        auto other = signedIn(second);
        QCOMPARE(other.patch(path(second), R"({"role":"admin"})").status, 200);
        QCOMPARE(owner.get("/v1/admin/me").text("role"), std::string("owner"));
    }

    void whoIsDeactivatedIsOutWithinASecond()
    {
        auto owner = m_server.staff();
        const Member bob = make(owner, "bob", "support");
        auto client = m_server.anonymousStaff();
        const Reply tokens = client.signIn(bob.email, bob.password);
        const std::string acme = m_server.demo().tenant("acme-corp").id;
        const Reply begun =
            client.post("/v1/admin/impersonations", "{\"organization_id\":\"" + acme + "\",\"reason\":\"Looking\"}");
        QCOMPARE(begun.status, 201);
        auto eyes = m_server.anonymousTenant("acme-corp");
        eyes.setToken(begun.text("access_token"));
        QCOMPARE(eyes.get("/v1/usage").status, 200);
        const auto socket = stream(client);
        QTRY_COMPARE(socket->state(), QAbstractSocket::ConnectedState);

        QCOMPARE(owner.patch(path(bob), R"({"status":"disabled"})").status, 200);
        QCOMPARE(client.get("/v1/admin/me").status, 401);
        QCOMPARE(eyes.get("/v1/usage").code(), std::string("impersonation_ended"));
        const qint64 closed = closedAfter(*socket);
        qInfo("socket closed after %lld ms", static_cast<long long>(closed));
        QVERIFY2(closed >= 0 && closed <= 1000, qPrintable(QString::number(closed)));
        QCOMPARE(client.post("/v1/auth/refresh", "{\"refresh_token\":\"" + tokens.text("refresh_token") + "\"}").status,
                 401);
        QCOMPARE(client.signIn(bob.email, bob.password).status, 401);
        const auto trail = owner.get("/v1/admin/audit?limit=1&action=impersonation.ended&organization_id=" + acme);
        QCOMPARE(trail.json().at("items").at(0).at("target_id").as_string(), begun.text("id").c_str());
        // Active again, the old sessions stay ended.
        QCOMPARE(owner.patch(path(bob), R"({"status":"active"})").status, 200);
        QCOMPARE(client.get("/v1/admin/me").status, 401);
        QCOMPARE(client.signIn(bob.email, bob.password).status, 200);
    }

    void sessionsAreListedAndRevoked()
    {
        auto owner = m_server.staff();
        const Member eve = make(owner, "eve", "support");
        auto first = signedIn(eve);
        auto second = signedIn(eve);
        const auto mine = first.get("/v1/admin/sessions").json().at("items").as_array();
        QCOMPARE(mine.size(), size_t(2));
        QCOMPARE(mine.at(0).at("current").as_bool(), false);
        QCOMPARE(mine.at(1).at("current").as_bool(), true);
        const std::string ofSecond(mine.at(0).at("id").as_string().c_str());
        // Others' sessions are not hers to see or end.
        const std::string self = owner.get("/v1/admin/me").text("id");
        QCOMPARE(first.get("/v1/admin/sessions?staff_id=" + self).status, 403);
        const auto owners = owner.get("/v1/admin/sessions?staff_id=" + self).json().at("items").as_array();
        QVERIFY(!owners.empty());
        QCOMPARE(first.del("/v1/admin/sessions/" + std::string(owners.at(0).at("id").as_string().c_str())).status, 404);

        const auto socket = stream(second);
        QTRY_COMPARE(socket->state(), QAbstractSocket::ConnectedState);
        QCOMPARE(first.del("/v1/admin/sessions/" + ofSecond).status, 204);
        QCOMPARE(second.get("/v1/admin/me").status, 401);
        const qint64 closed = closedAfter(*socket);
        qInfo("socket closed after %lld ms", static_cast<long long>(closed));
        QVERIFY2(closed >= 0 && closed <= 1000, qPrintable(QString::number(closed)));
        QCOMPARE(first.del("/v1/admin/sessions/" + ofSecond).status, 404);
        // An owner ends anybody's.
        const auto left = owner.get("/v1/admin/sessions?staff_id=" + eve.id).json().at("items").as_array();
        QCOMPARE(left.size(), size_t(1));
        QCOMPARE(owner.del("/v1/admin/sessions/" + std::string(left.at(0).at("id").as_string().c_str())).status, 204);
        QCOMPARE(first.get("/v1/admin/me").status, 401);
        QVERIFY(owner.get("/v1/admin/audit?limit=5&action=session.revoked").body.find(eve.id) != std::string::npos);
    }

    void anOrganizationsSessionsAreEndedByStaff()
    {
        auto owner = m_server.staff();
        auto user = m_server.tenant("xyz-inc");
        const std::string at = "/v1/admin/organizations/" + m_server.demo().tenant("xyz-inc").id + "/sessions";
        const auto sessions = owner.get(at).json().at("items").as_array();
        QVERIFY(!sessions.empty());
        QVERIFY(owner.get(at).body.find("hash") == std::string::npos);
        const std::string id(sessions.at(0).at("id").as_string().c_str());
        // Another organization's id does not lead to it.
        QCOMPARE(
            owner.del("/v1/admin/organizations/" + m_server.demo().tenant("acme-corp").id + "/sessions/" + id).status,
            404);
        QCOMPARE(user.get("/v1/usage").status, 200);
        auto support = signedIn(make(owner, "sup", "support"));
        QCOMPARE(support.get(at).status, 200);
        QCOMPARE(support.del(at + '/' + id).status, 403);
        QCOMPARE(owner.del(at + '/' + id).status, 204);
        QCOMPARE(user.get("/v1/usage").status, 401);
        QCOMPARE(owner.del(at + '/' + id).status, 404);
        auto again = m_server.tenant("xyz-inc");
        QVERIFY(again.get("/v1/audit?limit=5").body.find("session.revoked") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestStaff)
#include "test_staff.moc"
