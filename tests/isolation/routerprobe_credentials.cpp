// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The router probe's half about what a client brings along: credentials where they do not belong, may not,
// or no longer hold; Idempotency-Keys, cursors and rates of others.

#include "server/auth/tokens.h"
#include "tests/isolation/routerprobe_parts.h"
#include "tests/support/waiting.h"

#include <QScopeGuard>

#include <QCryptographicHash>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <tuple>

namespace objecta::test {

using namespace parts;

namespace {

std::string digestOf(const std::string &text)
{
    const auto hash = QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Sha256);
    return "sha-256=:" + hash.toBase64().toStdString() + ':';
}

} // namespace

void RouterProbe::refusedEverywhere(const std::string &scope, const std::string &who, HttpClient client, int status,
                                    const std::string &code, const Filter &filter)
{
    int asked = 0;
    for (const auto &operation : m_operations) {
        if (operation.scope != scope || operation.pattern == "/v1/admin/stream" || (filter && !filter(operation))) {
            continue;
        }
        const Reply one = ask(client, operation, everywhere(operation, nobodys));
        Values values;
        for (const auto &place : operation.places) {
            values[place.name] = scope == "tenant" ? m_theirs->one(kindsOf(place).front()) : m_b;
        }
        const Reply other = ask(client, operation, values);
        const std::string where = who + ": " + operation.name();
        expect(one.status == status && one.code() == code, where + " said " + comparable(one));
        expect(comparable(one) == comparable(other), where + " tells ids apart: " + comparable(other));
        ++asked;
    }
    expect(asked > 0, who + ": nothing to ask");
}

void RouterProbe::credentials()
{
    const std::string user = m_ofA.token();
    const std::string borrowed = impersonation(m_a, slugA).token();
    const std::string key = keyOf(m_ofA, {"agents:read", "agents:write"}).text("key");
    const auto tampered = [](std::string token) {
        token[token.size() - 10] = token[token.size() - 10] == 'A' ? 'B' : 'A';
        return token;
    };
    const Filter keyMay = [](const Operation &operation) { return scopeFor(operation).starts_with("agents:"); };
    const Filter reads = [](const Operation &operation) {
        return !operation.writes() && auth::impersonationMay(*permissionOf(operation.permission));
    };

    for (const auto &[who, token] :
         std::map<std::string, std::string>{{"nobody", ""},
                                            {"a user", user},
                                            {"an impersonation", borrowed},
                                            {"a key", key},
                                            {"a forger", "x.y.z"},
                                            {"a forged staff token", tampered(m_staff.token())}}) {
        refusedEverywhere("staff", who, withToken(m_server.anonymousStaff(), token), 401, "unauthenticated", {});
    }
    refusedEverywhere("staff", "staff on a tenant's host", withToken(m_server.anonymousTenant(slugA), m_staff.token()),
                      401, "host_mismatch", {});
    for (const auto &[who, token] : std::map<std::string, std::string>{{"nobody", ""},
                                                                       {"staff", m_staff.token()},
                                                                       {"a forged user token", tampered(user)},
                                                                       {"a forged impersonation", tampered(borrowed)},
                                                                       {"a forged key", tampered(key)}}) {
        refusedEverywhere("tenant", who, withToken(m_server.anonymousTenant(slugA), token), 401, "unauthenticated", {});
    }
    for (const char *host : {slugB, "no-such-organization"}) {
        const std::string at = std::string(" on the host of ") + host;
        refusedEverywhere("tenant", "a user" + at, withToken(m_server.anonymousTenant(host), user), 401,
                          "host_mismatch", {});
        refusedEverywhere("tenant", "an impersonation" + at, withToken(m_server.anonymousTenant(host), borrowed), 401,
                          "host_mismatch", {});
        refusedEverywhere("tenant", "a key" + at, withToken(m_server.anonymousTenant(host), key), 401, "host_mismatch",
                          keyMay);
    }
    // As long as ".localhost".
    for (const char *host : {"xyz-inc.elsewhere", "app.localhost"}) {
        auto client = withToken(m_server.anonymousTenant(slugA), user);
        client.setHost(host);
        refusedEverywhere("tenant", std::string("a user on ") + host, std::move(client), 404, "organization_not_found",
                          {});
    }
    // What is open to everybody says what it is described to say.
    for (const auto &operation : m_operations) {
        if (operation.scope == "public") {
            auto here = m_server.anonymousTenant(slugA);
            auto there = m_server.anonymousStaff();
            ask(here, operation, {});
            ask(there, operation, {});
        }
    }
    // The controls: each credential is good where it belongs.
    auto own = withToken(m_server.anonymousTenant(slugA), key);
    expect(own.get("/v1/agents").status == 200, "a key does not open its own organization");
    for (const auto &operation : m_operations) {
        if (operation.scope == "staff" && !operation.writes() && operation.pattern != "/v1/admin/stream") {
            Values values;
            for (const auto &place : operation.places) {
                values[place.name] = m_a;
            }
            auto staff = withToken(m_server.anonymousStaff(), m_staff.token());
            const Reply reply = ask(staff, operation, values);
            expect(reply.status < 300 || reply.status == 404, "staff: " + operation.name() + " said " + reply.body);
        }
    }
}

void RouterProbe::roles()
{
    const std::string email = "member" + unique() + "@probe.example";
    const Reply made = m_ofA.post("/v1/users",
                                  '{' + quotedJson("email", email) + ',' + quotedJson("name", "Probe") + ','
                                      + quotedJson("role", "member") + ',' + quotedJson("password", password) + '}');
    if (made.status != 201) {
        throw std::runtime_error("member: " + made.body);
    }
    refusedEverywhere("tenant", "a member", fresh(email, password), 403, "forbidden", [](const Operation &operation) {
        return !auth::tenantMay("member", *permissionOf(operation.permission));
    });
    refusedEverywhere("tenant", "a key without the scope",
                      withToken(m_server.anonymousTenant(slugA), keyOf(m_ofA, {"agents:read"}).text("key")), 403,
                      "forbidden", [](const Operation &operation) { return scopeFor(operation) != "agents:read"; });
    refusedEverywhere("tenant", "an impersonation that writes", impersonation(m_a, slugA), 403, "read_only",
                      [](const Operation &operation) { return operation.writes(); });
    refusedEverywhere("tenant", "an impersonation that pries", impersonation(m_a, slugA), 403, "forbidden",
                      [](const Operation &operation) {
                          return !operation.writes() && !auth::impersonationMay(*permissionOf(operation.permission));
                      });

    const std::string viewer = "viewer" + unique() + "@probe.example";
    auto sql = m_server.sql("postgres");
    const auto inserted = sql.run("INSERT INTO staff (email, name, role, password_hash) SELECT $1, 'Probe', 'viewer', "
                                  "password_hash FROM staff WHERE email = $2",
                                  {viewer, m_demo.staffEmail});
    auto watching = m_server.anonymousStaff();
    if (!inserted.ok() || watching.signIn(viewer, m_demo.staffPassword).status != 200) {
        throw std::runtime_error("viewer: " + inserted.message);
    }
    refusedEverywhere("staff", "a viewer", std::move(watching), 403, "forbidden", [](const Operation &operation) {
        return !auth::staffMay("viewer", *permissionOf(operation.permission));
    });
}

void RouterProbe::endedCredentials()
{
    const auto signedOut = [](HttpClient client, const std::string &email, const std::string &secret) {
        const Reply begun = client.signIn(email, secret);
        const Reply ended =
            client.post("/v1/auth/sign-out", '{' + quotedJson("refresh_token", begun.text("refresh_token")) + '}');
        if (begun.status != 200 || ended.status >= 300) {
            throw std::runtime_error("sign-out: " + begun.body + ended.body);
        }
        return client;
    };
    const auto &demoA = m_demo.tenant(slugA);
    refusedEverywhere("tenant", "who signed out",
                      signedOut(m_server.anonymousTenant(slugA), demoA.email, demoA.password), 401, "unauthenticated",
                      {});
    refusedEverywhere("staff", "staff who signed out",
                      signedOut(m_server.anonymousStaff(), m_demo.staffEmail, m_demo.staffPassword), 401,
                      "unauthenticated", {});

    // As the server itself made them, some time ago.
    const auto key =
        auth::TokenKey::loadOrCreate((m_server.dataDir() + QStringLiteral("/keys/token.key")).toStdString());
    const auth::Tokens tokens(key.value(), "localhost");
    const Timestamp past = Timestamp::fromSeconds(Timestamp::now().seconds() - 2 * auth::accessTokenLife.count());
    const auto user = tokens.verify(m_ofA.token());
    const auto staff = tokens.verify(m_staff.token());
    if (!user || !staff) {
        throw std::runtime_error("the tokens cannot be read");
    }
    refusedEverywhere("tenant", "an expired token",
                      withToken(m_server.anonymousTenant(slugA),
                                tokens.forUser(UserId(user->subject), user->session, user->email, user->role,
                                               *user->organization, user->slug, past)),
                      401, "token_expired", {});
    refusedEverywhere(
        "staff", "an expired staff token",
        withToken(m_server.anonymousStaff(),
                  tokens.forStaff(StaffId(staff->subject), staff->session, staff->email, staff->role, past)),
        401, "token_expired", {});

    const std::string email = "admin" + unique() + "@probe.example";
    const Reply made = m_ofA.post("/v1/users",
                                  '{' + quotedJson("email", email) + ',' + quotedJson("name", "Probe") + ','
                                      + quotedJson("role", "admin") + ',' + quotedJson("password", password) + '}');
    auto demoted = fresh(email, password);
    if (m_ofA.patch("/v1/users/" + made.text("id"), R"({"role":"member"})").status != 200) {
        throw std::runtime_error("demotion");
    }
    refusedEverywhere("tenant", "who was demoted", std::move(demoted), 401, "unauthenticated", {});

    const Reply ofProgram = keyOf(m_ofA, {"agents:read", "agents:write"});
    const std::string keyId(ofProgram.json().at("api_key").at("id").as_string().c_str());
    const Filter keyMay = [](const Operation &operation) { return scopeFor(operation).starts_with("agents:"); };
    auto program = withToken(m_server.anonymousTenant(slugA), ofProgram.text("key"));
    expect(program.get("/v1/agents").status == 200, "a key does not open its own organization");
    m_ofA.del("/v1/api-keys/" + keyId);
    refusedEverywhere("tenant", "a revoked key", std::move(program), 401, "unauthenticated", keyMay);

    std::string id;
    auto borrowed = impersonation(m_a, slugA, &id);
    m_staff.del("/v1/admin/impersonations/" + id);
    refusedEverywhere("tenant", "an ended impersonation", std::move(borrowed), 401, "impersonation_ended",
                      [](const Operation &operation) {
                          return !operation.writes() && auth::impersonationMay(*permissionOf(operation.permission));
                      });

    auto other = m_server.tenant(slugB);
    const std::string at = "/v1/admin/organizations/" + m_b;
    if (m_staff.post(at + "/suspend", R"({"reason":"Probe"})").status >= 300) {
        throw std::runtime_error("suspension");
    }
    const auto resumed = qScopeGuard([&] { m_staff.post(at + "/resume", ""); });
    refusedEverywhere("tenant", "a suspended organization", std::move(other), 403, "organization_suspended", {});
}

void RouterProbe::idempotency()
{
    const std::string email = "second" + unique() + "@probe.example";
    const Reply made = m_ofA.post("/v1/users",
                                  '{' + quotedJson("email", email) + ',' + quotedJson("name", "Probe") + ','
                                      + quotedJson("role", "admin") + ',' + quotedJson("password", password) + '}');
    if (made.status != 201) {
        throw std::runtime_error("second user: " + made.body);
    }
    auto second = fresh(email, password);
    for (const auto &operation : m_operations) {
        if (operation.scope != "tenant" || operation.method != "POST") {
            continue;
        }
        const std::string key = "probe-" + unique();
        const bool bytes = !m_document.takesJson(operation);
        const auto headers = [&](const std::string &body) {
            Headers out{{"Idempotency-Key", key}, {"Content-Type", "application/json"}};
            if (bytes && !body.empty()) {
                out["Content-Digest"] = digestOf(body);
            }
            return out;
        };
        const Values values = m_mine->valuesFor(operation);
        const std::string target = m_document.target(operation, values);
        const std::string body = m_document.body(operation, values, "own");
        const Reply first = m_ofA.send("POST", target, body, headers(body));
        const Reply again = m_ofA.send("POST", target, body, headers(body));
        const std::string where = "Idempotency-Key of " + operation.name();
        described(operation, first);
        described(operation, again);
        expect(first.status < 300 && again.body == first.body && !again.header("idempotency-replayed").empty(),
               where + " is not replayed: " + again.body);
        const Reply other =
            m_ofA.send("POST", target + (target.find('?') == std::string::npos ? "?x=1" : "&x=1"), body, headers(body));
        expect(other.code() == "idempotency_key_reused" || other.status == 400 || other.status == 422,
               where + " answers another request: " + other.body);
        if (bytes && !body.empty()) {
            // Of the same length: nothing but its bytes tells it apart.
            const std::string swapped(body.rbegin(), body.rend());
            const Reply another = m_ofA.send("POST", target, swapped, headers(swapped));
            expect(swapped != body && another.code() == "idempotency_key_reused",
                   where + " answers another content: " + another.body);
        }
        const Reply colleague = second.send("POST", target, body, headers(body));
        expect(colleague.header("idempotency-replayed").empty(), where + " is replayed to another user");
        const Values theirs = m_theirs->valuesFor(operation);
        const std::string said = m_document.body(operation, theirs, m_word);
        const Reply foreign = m_ofB.send("POST", m_document.target(operation, theirs), said, headers(said));
        expect(foreign.status < 300 && foreign.header("idempotency-replayed").empty(),
               where + " is not another organization's own: " + foreign.body);
        for (const auto &reply : {other, colleague, foreign}) {
            described(operation, reply);
        }
    }
}

void RouterProbe::cursors()
{
    std::vector<const Operation *> lists;
    for (const auto &operation : m_operations) {
        if (operation.scope != "tenant" || !operation.described.is_object()
            || !operation.described.as_object().contains("parameters")) {
            continue;
        }
        const auto &parameters = operation.described.at("parameters").as_array();
        if (std::ranges::any_of(parameters, [](const auto &one) {
                return one.as_object().contains("name") && one.at("name").as_string() == "cursor";
            })) {
            lists.push_back(&operation);
        }
    }
    int tried = 0;
    for (size_t i = 0; i < lists.size(); ++i) {
        const Reply page = m_ofB.get(m_document.target(*lists[i], m_theirs->valuesFor(*lists[i])) + "?limit=1");
        const std::string cursor = page.text("next_cursor");
        if (cursor.empty()) {
            continue;
        }
        ++tried;
        const Values mine = m_mine->valuesFor(*lists[i]);
        const Reply answered = m_ofA.get(m_document.target(*lists[i], mine) + "?cursor=" + cursor);
        expect(answered.status < 500 && answered.body.find(m_word) == std::string::npos,
               "another organization's cursor opens " + lists[i]->name());
        const Operation &next = *lists[(i + 1) % lists.size()];
        const Reply elsewhere = m_ofA.get(m_document.target(next, m_mine->valuesFor(next)) + "?cursor=" + cursor);
        expect(elsewhere.status == 422, next.name() + " takes a cursor of " + lists[i]->name());
    }
    expect(tried >= 3, "there are no cursors to try");
}

void RouterProbe::limits()
{
    const auto standing = [](HttpClient &client) {
        const Reply reply = client.get("/v1/usage");
        return std::to_string(reply.status) + ' ' + reply.header("ratelimit-policy") + ' ' + reply.header("ratelimit");
    };
    bool held = true;
    std::string charged;
    for (const auto &[organization, client, other] :
         {std::tuple(m_a, &m_ofA, &m_ofB), std::tuple(m_b, &m_ofB, &m_ofA)}) {
        const std::string before = standing(*other);
        const std::string throttle = "/v1/admin/organizations/" + organization + "/throttle";
        const Reply set = m_staff.send("PUT", throttle, R"({"per_second":1,"minutes":10,"reason":"Probe"})");
        if (set.status != 200) {
            throw std::runtime_error("throttle: " + set.body);
        }
        const std::string throttled = R"("organization";q=2;)"; // two at once, and one a second
        const bool spent = within(std::chrono::seconds(5),
                                  [&, own = client] { return standing(*own).starts_with("429 " + throttled); });
        const std::string after = standing(*other);
        m_staff.del(throttle);
        held = held && spent && within(std::chrono::seconds(5), [&, own = client] {
                   return standing(*own).find(throttled) == std::string::npos;
               });
        if (!before.starts_with("200 ") || after != before) {
            charged += before + " became " + after + '\n';
        }
    }
    expect(charged.empty(), "what an organization asks for is charged to another: " + charged);
    expect(held, "an organization that is throttled is not held, or does not get free");

    // So are sign-ins that fail: the same address at another organization is somebody else.
    const std::string email = "nobody" + unique() + "@probe.example";
    auto here = m_server.anonymousTenant(slugA);
    auto there = m_server.anonymousTenant(slugB);
    int status = 0;
    for (int i = 0; i < 40 && status != 429; ++i) {
        status = here.signIn(email, "wrong").status;
    }
    expect(status == 429, "who guesses passwords is not held");
    const Reply elsewhere = there.signIn(email, "wrong");
    expect(elsewhere.status == 401, "sign-ins that fail are charged to another organization: " + elsewhere.body);
}

} // namespace objecta::test
