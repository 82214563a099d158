// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What staff do with organizations: find them among many, change them without losing anybody's change.

#include "tests/support/testserver.h"

#include <QProcess>
#include <QTest>

#include <algorithm>
#include <set>

using namespace objecta::test;
namespace json = boost::json;

class TestOrganizations : public QObject {
    Q_OBJECT

    TestServer m_server;
    std::string m_acme;

    /// All pages of a list, with the number of requests it took.
    static std::vector<json::object> all(HttpClient &client, const std::string &query, int *pages = nullptr)
    {
        std::vector<json::object> items;
        std::string cursor;
        do {
            const Reply reply =
                client.get("/v1/admin/organizations?" + query + (cursor.empty() ? "" : "&cursor=" + cursor));
            if (reply.status != 200) {
                throw std::runtime_error(reply.body);
            }
            const auto page = reply.json();
            for (const auto &item : page.at("items").as_array()) {
                items.push_back(item.as_object());
            }
            cursor = reply.text("next_cursor");
            if (pages != nullptr) {
                ++*pages;
            }
        } while (!cursor.empty());
        return items;
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        m_acme = m_server.demo().tenant("acme-corp").id;
        auto staff = m_server.staff();
        for (int i = 0; i < 25; ++i) {
            const std::string n = (i < 10 ? "0" : "") + std::to_string(i);
            const Reply made = staff.post("/v1/admin/organizations",
                                          "{\"slug\":\"org-" + n + "\",\"name\":\""
                                              + (i % 2 == 0 ? "Zeta" : "Äther & Söhne") + " " + n + "\",\"plan\":\""
                                              + (i % 3 == 0 ? "free" : "team") + "\",\"admin_email\":\"a@b.example\"}");
            QVERIFY2(made.status == 201, made.body.c_str());
        }
    }

    void pagesCoverEverythingOnceInEveryOrder_data()
    {
        QTest::addColumn<QString>("sort");
        for (const char *sort :
             {"name", "-name", "slug", "-slug", "created_at", "-created_at", "plan", "-plan", "status", "-status",
              "agents", "-agents", "users", "-users", "messages", "-messages", "storage", "-storage"}) {
            QTest::newRow(sort) << QString::fromLatin1(sort);
        }
    }
    void pagesCoverEverythingOnceInEveryOrder()
    {
        QFETCH(QString, sort);
        auto staff = m_server.staff();
        int pages = 0;
        const auto items = all(staff, "limit=4&sort=" + sort.toStdString(), &pages);
        QCOMPARE(items.size(), size_t(27));
        QCOMPARE(pages, 7);
        std::set<std::string> ids;
        for (const auto &item : items) {
            ids.insert(std::string(item.at("id").as_string().c_str()));
        }
        QCOMPARE(ids.size(), size_t(27));
        if (sort.endsWith(QLatin1String("slug"))) {
            const bool down = sort.startsWith(QLatin1Char('-'));
            QVERIFY(std::ranges::is_sorted(items, [&](const auto &a, const auto &b) {
                return down ? b.at("slug").as_string() < a.at("slug").as_string()
                            : a.at("slug").as_string() < b.at("slug").as_string();
            }));
        }
        QCOMPARE(staff.get("/v1/admin/organizations?limit=1").json().at("total").as_int64(), 27);
    }

    void searchAndFiltersNarrow()
    {
        auto staff = m_server.staff();
        QCOMPARE(all(staff, "search=org-1").size(), size_t(10));
        QCOMPARE(all(staff, "search=ZETA").size(), size_t(13));
        QCOMPARE(all(staff, "search=s%C3%B6hne%2007").size(), size_t(1));
        QCOMPARE(all(staff, "search=" + m_acme).size(), size_t(1));
        QCOMPARE(all(staff, "plan=free").size(), size_t(9));
        QCOMPARE(all(staff, "plan=free&search=zeta&limit=2").size(), size_t(5));
        QCOMPARE(all(staff, "status=suspended").size(), size_t(0));
        // Wildcards and quotes are letters like others.
        QCOMPARE(all(staff, "search=%25").size(), size_t(0));
        QCOMPARE(all(staff, "search=_").size(), size_t(0));
        QCOMPARE(all(staff, "search='%3B--").size(), size_t(0));
    }

    void aBadQueryIsNamed()
    {
        auto staff = m_server.staff();
        for (const char *query : {"sort=nonsense", "limit=0", "limit=201", "limit=x", "cursor=abc", "status=happy",
                                  "limit=-1", "cursor=eyJ4IjoxfQ"}) {
            const Reply reply = staff.get(std::string("/v1/admin/organizations?") + query);
            QVERIFY2(reply.status == 422,
                     (std::string(query) + ": " + std::to_string(reply.status) + reply.body).c_str());
            QVERIFY(!reply.json().at("errors").as_array().empty());
        }
    }

    void aChangeNeedsTheVersionThatWasRead()
    {
        auto staff = m_server.staff();
        const std::string path = "/v1/admin/organizations/" + m_acme;
        const Reply read = staff.get(path);
        const std::string etag = read.header("etag");
        QCOMPARE(etag, "\"" + std::to_string(read.json().at("version").as_int64()) + "\"");
        QCOMPARE(staff.patch(path, R"({"name":"X"})").status, 428);
        QCOMPARE(staff.patch(path, R"({"name":"X"})", {{"If-Match", "\"999\""}}).status, 412);
        const Reply changed = staff.patch(path, R"({"name":"Acme Corporation"})", {{"If-Match", etag}});
        QCOMPARE(changed.status, 200);
        QCOMPARE(changed.text("name"), std::string("Acme Corporation"));
        QVERIFY(changed.header("etag") != etag);
        // The one who read before comes too late.
        const Reply late = staff.patch(path, R"({"name":"Too late"})", {{"If-Match", etag}});
        QCOMPARE(late.status, 412);
        QCOMPARE(late.code(), std::string("precondition_failed"));
        QCOMPARE(staff.patch(path + "/limits", R"({"maxUsers":9})", {{"If-Match", etag}}).status, 412);
        QCOMPARE(staff.patch(path + "/limits", R"({"maxUsers":9})", {{"If-Match", changed.header("etag")}}).status,
                 200);
        QCOMPARE(staff.patch(path, R"({"plan":"gold"})", {{"If-Match", staff.get(path).header("etag")}}).status, 422);
    }

    void limitsSayWhereTheyComeFrom()
    {
        auto staff = m_server.staff();
        const std::string path = "/v1/admin/organizations/" + m_server.demo().tenant("xyz-inc").id + "/limits";
        QCOMPARE(staff.patch(path, R"({"maxUsers":6.0})").status, 200);
        const auto limits = staff.get(path).json();
        QCOMPARE(limits.at("maxUsers").as_int64(), 6);
        QCOMPARE(limits.at("effective").at("maxUsers").as_int64(), 6);
        QCOMPARE(limits.at("plan_limits").at("maxUsers").as_int64(), 5);
        QCOMPARE(limits.at("usage").at("users").at("source").as_string(), "override");
        QCOMPARE(staff.patch(path, R"({"maxUsers":null})").json().at("maxUsers").is_null(), true);
        for (const char *bad : {R"({"maxUsers":-1})", R"({"maxUsers":"6"})", R"({"maxUsers":1.5})", R"({"maxUser":6})",
                                R"({"maxUsers":9007199254740992})", R"({"maxUsers":99999999999999999999})"}) {
            QVERIFY2(staff.patch(path, bad).status == 422, bad);
        }
        QCOMPARE(staff.patch(path, "[]").status, 400);
        // Back on the plan's five seats all are taken, which is an entry of its own.
        const auto entries =
            staff.get("/v1/admin/audit?action=limits.changed&organization_id=" + m_server.demo().tenant("xyz-inc").id)
                .json();
        QCOMPARE(entries.at("items").at(0).at("action").as_string(), "limits.changed");
        QCOMPARE(entries.at("items").at(0).at("before").at("maxUsers").as_int64(), 6);
        QVERIFY(entries.at("items").at(0).at("after").at("maxUsers").is_null());
    }

    void tenThousandOrganizationsInUnderAMinute()
    {
        QStringList arguments{QStringLiteral("seed"), QStringLiteral("--organizations"), QStringLiteral("10000"),
                              QStringLiteral("--data-dir"), m_server.dataDir()};
        if (!m_server.databaseUrl().isEmpty()) {
            arguments << QStringLiteral("--database") << m_server.databaseUrl();
        }
        QProcess seed;
        QElapsedTimer timer;
        timer.start();
        seed.start(QStringLiteral(OBJECTA_BIN_DIR "/objecta-server"), arguments);
        QVERIFY(seed.waitForFinished(120'000));
        QVERIFY2(seed.exitCode() == 0, seed.readAllStandardError().constData());
        qInfo("10,000 organizations in %.1f s", double(timer.elapsed()) / 1000);
        QVERIFY(timer.elapsed() < 60'000);

        auto staff = m_server.staff();
        const auto first = staff.get("/v1/admin/organizations?limit=200&sort=-agents").json();
        QCOMPARE(first.at("total").as_int64(), 10'027);
        std::vector<qint64> times;
        for (const char *sort : {"name", "-created_at", "-agents", "-storage", "plan"}) {
            timer.restart();
            QCOMPARE(staff.get(std::string("/v1/admin/organizations?limit=100&search=a&sort=") + sort).status, 200);
            times.push_back(timer.elapsed());
        }
        std::ranges::sort(times);
        qInfo("a page of 100 among 10,000, searched and sorted: median %lld ms, worst %lld ms", times[2], times.back());
        QVERIFY(times[2] < 200);
        std::set<std::string> plans;
        for (const auto &item : first.at("items").as_array()) {
            plans.insert(std::string(item.at("plan").as_string().c_str()));
        }
        QVERIFY(plans.size() >= 3);
    }
};

QTEST_GUILESS_MAIN(TestOrganizations)
#include "test_organizations.moc"
