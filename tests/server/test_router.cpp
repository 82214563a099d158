// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Addresses find their routes, hosts their tenants, and cursors their lists.

#include "server/pipeline/cursor.h"
#include "server/pipeline/input.h"
#include "server/pipeline/router.h"

#include <QTest>

#include <stdexcept>

using namespace objecta;
using namespace objecta::pipeline;
using Verb = boost::beast::http::verb;
using Kind = HostKind::Kind;

namespace {

Awaitable<Result<Answer>> nothing(const Authorized &, db::TenantTx &)
{
    co_return Answer::noContent();
}

Awaitable<Result<Answer>> nothingPublic(const Authorized &, db::Database &)
{
    co_return Answer::noContent();
}

Router router()
{
    return Router({tenantRoute(Verb::get, "/v1/agents", Permission::ReadAgents, nothing),
                   tenantRoute(Verb::post, "/v1/agents", Permission::WriteAgents, nothing),
                   tenantRoute(Verb::get, "/v1/agents/{id}", Permission::ReadAgents, nothing),
                   tenantRoute(Verb::get, "/v1/agents/{id}/things/{thing}", Permission::ReadAgents, nothing),
                   tenantRoute(Verb::get, "/v1/agents/special", Permission::ReadAgents, nothing),
                   publicRoute(Verb::get, "/healthz", nothingPublic)},
                  Hosts("localhost"));
}

Request request(Verb method, std::string path, std::string host = "acme-corp.localhost")
{
    Request out;
    out.method = method;
    out.path = std::move(path);
    out.host = std::move(host);
    return out;
}

std::string outcome(Verb method, const std::string &path, const std::string &host = "acme-corp.localhost")
{
    const Router table = router();
    const Request asked = request(method, path, host);
    const auto routed = table.route(asked);
    return routed ? routed->route().pattern
                  : std::string(problemCode(routed.error().code))
            + (routed.error().allow.empty() ? std::string() : " " + routed.error().allow);
}

} // namespace

class TestRouter : public QObject {
    Q_OBJECT

private slots:
    void pathsFindTheirRoutes()
    {
        QCOMPARE(outcome(Verb::get, "/v1/agents"), std::string("/v1/agents"));
        QCOMPARE(outcome(Verb::head, "/v1/agents"), std::string("/v1/agents"));
        QCOMPARE(outcome(Verb::get, "/v1/agents/7"), std::string("/v1/agents/{id}"));
        QCOMPARE(outcome(Verb::get, "/v1/agents/special"), std::string("/v1/agents/special"));
        QCOMPARE(outcome(Verb::get, "/v1/%61gents"), std::string("/v1/agents"));
        for (const char *path :
             {"/", "", "/v1", "/v1/agents/", "/v1//agents", "/v1/agents/7/", "/V1/agents", "/v1/agent",
              "/v1/agents/7/things", "/v1/../v1/agents", "/v1/agents/..", "/v1/agents%2F7/x"}) {
            const std::string got = outcome(Verb::get, path);
            QVERIFY2(got == "not_found" || got == "/v1/agents/{id}", (path + std::string(" -> ") + got).c_str());
        }
        QCOMPARE(outcome(Verb::get, "/v1/agents%2F7"), std::string("not_found"));
        QCOMPARE(outcome(Verb::get, "/v1/agents/%zz"), std::string("invalid_request"));
        QCOMPARE(outcome(Verb::get, "/v1/agents/%00"), std::string("invalid_request"));
        QCOMPARE(outcome(Verb::get, "/v1/agents/%ff"), std::string("invalid_request"));
    }

    /// As https://www.w3.org/TR/trace-context/ has it: what cannot be read is as if it were not there.
    void tracesAreTakenOrBegun()
    {
        const std::string trace = "0af7651916cd43dd8448eb211c80319c";
        const std::string parent = "b7ad6b7169203331";
        const auto taken = traceContext("00-" + trace + '-' + parent + "-01", "vendor=1,other=2");
        QCOMPARE(taken.traceId, trace);
        QCOMPARE(taken.parentId, parent);
        QCOMPARE(taken.state, std::string("vendor=1,other=2"));
        QCOMPARE(taken.traceparent(), "00-" + trace + '-' + taken.spanId + "-01");
        QVERIFY(taken.spanId != parent && taken.spanId.size() == 16);
        // A later version may say more after what we know.
        QCOMPARE(traceContext("01-" + trace + '-' + parent + "-00-more", {}).traceId, trace);
        QCOMPARE(traceContext("00-" + trace + '-' + parent + "-01", std::string(513, 'a')).state, std::string());
        for (const std::string &bad :
             {std::string(), "00-" + trace + '-' + parent, "00-" + trace + '-' + parent + "-01-",
              "ff-" + trace + '-' + parent + "-01", "00-" + std::string(32, '0') + '-' + parent + "-01",
              "00-" + trace + '-' + std::string(16, '0') + "-01", "00-" + std::string(32, 'A') + '-' + parent + "-01",
              "00_" + trace + '-' + parent + "-01", "01-" + trace + '-' + parent + "-01more",
              "00-" + trace + '-' + parent + "-0x"}) {
            const auto begun = traceContext(bad, "vendor=1");
            QVERIFY2(begun.traceId != trace && begun.traceId.size() == 32, bad.c_str());
            QVERIFY(begun.parentId.empty() && begun.state.empty());
        }
        QVERIFY(traceContext({}, {}).traceId != traceContext({}, {}).traceId);
    }

    void parametersAreDecodedOnce()
    {
        const Router table = router();
        const Request asked = request(Verb::get, "/v1/agents/a%2Fb/things/%2525");
        const auto routed = table.route(asked);
        QVERIFY(routed.has_value());
        QCOMPARE(routed->parameter("id"), std::string("a/b"));
        QCOMPARE(routed->parameter("thing"), std::string("%25"));
    }

    void aWrongMethodSaysWhichAreRight()
    {
        QCOMPARE(outcome(Verb::put, "/v1/agents"), std::string("method_not_allowed GET, HEAD, POST"));
        QCOMPARE(outcome(Verb::unknown, "/v1/agents"), std::string("method_not_allowed GET, HEAD, POST"));
        QCOMPARE(outcome(Verb::delete_, "/v1/nothing"), std::string("not_found"));
    }

    void hostsAreOneOfFour()
    {
        const Hosts hosts("localhost");
        QVERIFY(hosts.of("admin.localhost").kind == Kind::Staff);
        QVERIFY(hosts.of("localhost").kind == Kind::Staff);
        QVERIFY(hosts.of("127.0.0.1").kind == Kind::Staff);
        QVERIFY(hosts.of("[::1]").kind == Kind::Staff);
        QVERIFY(hosts.of("app.localhost").kind == Kind::App);
        QVERIFY(hosts.of("acme-corp.localhost").kind == Kind::Tenant);
        QCOMPARE(hosts.of("acme-corp.localhost").slug, std::string("acme-corp"));
        for (const char *host :
             {"", ".localhost", "a.b.localhost", "-a.localhost", "acme-corp.localhost.", "evil.example",
              "acme-corp.localhost.evil.example", "xlocalhost", "10.0.0.1", "acme_corp.localhost"}) {
            QVERIFY2(hosts.of(host).kind == Kind::Unknown, host);
        }
        // Elsewhere the loopback names are nobody's.
        const Hosts real("objecta.example");
        QVERIFY(real.of("localhost").kind == Kind::Unknown);
        QVERIFY(real.of("objecta.example").kind == Kind::Unknown);
        QVERIFY(real.of("admin.objecta.example").kind == Kind::Staff);
    }

    void nobodysHostsServePublicRoutesOnly()
    {
        QCOMPARE(outcome(Verb::get, "/v1/agents", "app.localhost"), std::string("organization_not_found"));
        QCOMPARE(outcome(Verb::get, "/v1/agents", "evil.example"), std::string("organization_not_found"));
        QCOMPARE(outcome(Verb::get, "/healthz", "evil.example"), std::string("/healthz"));
    }

    void targetsAreTakenApart()
    {
        const auto target = parseTarget("/v1/agents?limit=20&cursor=a%2Bb+c&empty=&flag&&x=1=2");
        QVERIFY(target.has_value());
        QCOMPARE(target->path, std::string("/v1/agents"));
        QCOMPARE(target->query.at("limit"), std::string("20"));
        QCOMPARE(target->query.at("cursor"), std::string("a+b c"));
        QCOMPARE(target->query.at("empty"), std::string());
        QCOMPARE(target->query.at("flag"), std::string());
        QCOMPARE(target->query.at("x"), std::string("1=2"));
        for (const char *bad : {"", "*", "v1", "?x", "/a?x=1&x=2", "/a?%", "/a?%4", "/a?x=%zz", "/a%", "/a%0a",
                                "/a?x=%00", "/a?x=%ff", "/a#b", "/a?b#c"}) {
            QVERIFY2(!parseTarget(bad), bad);
        }
    }

    void aTableWithARouteTwiceDoesNotStart()
    {
        const auto twice = [] {
            return Router({tenantRoute(Verb::get, "/v1/agents/{id}", Permission::ReadAgents, nothing),
                           tenantRoute(Verb::get, "/v1/agents/{id}", Permission::ReadAgents, nothing)},
                          Hosts("localhost"));
        };
        QVERIFY_THROWS_EXCEPTION(std::logic_error, twice());
        const auto otherName = [] {
            return Router({tenantRoute(Verb::get, "/v1/agents/{id}", Permission::ReadAgents, nothing),
                           tenantRoute(Verb::post, "/v1/agents/{agent}", Permission::WriteAgents, nothing)},
                          Hosts("localhost"));
        };
        QVERIFY_THROWS_EXCEPTION(std::logic_error, otherName());
    }

    void readsAndWritesAreToldApart()
    {
        const Router table = router();
        for (const auto &route : table.routes()) {
            QCOMPARE(route.writes, route.method != Verb::get);
        }
    }

    void cursorsAreForOneListOnly()
    {
        const auto cursor = encodeCursor("agents", {"2026-11-23T00:00:00Z", "a\"b"});
        const auto parts = decodeCursor("agents", cursor, 2);
        QVERIFY(parts.has_value());
        QCOMPARE((*parts)[1], std::string("a\"b"));
        QVERIFY(cursor.find_first_of("+/= ") == std::string::npos);
        QVERIFY(!decodeCursor("users", cursor, 2));
        QVERIFY(!decodeCursor("agents", cursor, 1));
        for (const std::string &bad : {std::string(), std::string("x"), cursor + "A", cursor.substr(1),
                                       std::string("WyJhIl0="), std::string(5000, 'A')}) {
            const auto refused = decodeCursor("agents", bad, 2);
            QVERIFY(!refused);
            QVERIFY(refused.error().code == ProblemCode::ValidationFailed);
        }
        const Position position{Timestamp{1'800'000'000'123'456}, randomUuid()};
        const auto back = decodePosition("agents", encodePosition("agents", position));
        QVERIFY(back && back->at == position.at && back->id == position.id);
        QVERIFY(!decodePosition("agents", encodeCursor("agents", {"yesterday", "x"})));
    }

    void etagsAndLists()
    {
        const auto match = [](std::string header) {
            const Router table = router();
            Request asked = request(Verb::get, "/v1/agents");
            asked.ifMatch = std::move(header);
            return ifMatch(*table.route(asked));
        };
        QVERIFY(match("")->accepts(3));
        QVERIFY(match("*")->accepts(3));
        QVERIFY(match(etag(3))->accepts(3) && !match(etag(3))->accepts(4));
        for (const char *bad : {"3", "W/\"3\"", "\"\"", "\"x\"", "\"3", "\"99999999999999999999\""}) {
            QVERIFY2(match(bad).error().code == ProblemCode::PreconditionFailed, bad);
        }
        const auto list = [](const char *limit) {
            const Router table = router();
            Request asked = request(Verb::get, "/v1/agents");
            asked.query["limit"] = limit;
            return readListQuery(*table.route(asked));
        };
        QCOMPARE(list("200")->limit, int64_t(200));
        for (const char *bad : {"0", "201", "-1", "", "ten", "1.5", " 1", "1 ", "0x10", "99999999999999999999"}) {
            QVERIFY2(list(bad).error().code == ProblemCode::ValidationFailed, bad);
        }
    }
};

QTEST_GUILESS_MAIN(TestRouter)
#include "test_router.moc"
