// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/isolation/routerprobe_parts.h"

#include <QDirIterator>
#include <QProcess>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace objecta::test {

using namespace parts;

QStringList probeOptions()
{
    return {QStringLiteral("--organization-rate"), QStringLiteral("100000"), QStringLiteral("--actor-rate"),
            QStringLiteral("100000")};
}

RouterProbe::RouterProbe(TestServer &server, QString program, Stop stop)
    : m_server(server)
    , m_program(std::move(program))
    , m_stop(stop)
    , m_demo(server.demo())
    , m_staff(server.anonymousStaff())
    , m_ofA(server.anonymousTenant(slugA))
    , m_ofB(server.anonymousTenant(slugB))
    , m_word("canary" + unique())
{
}

void RouterProbe::find(const std::string &what)
{
    const std::string whole = m_part + ": " + what;
    if (std::ranges::find(m_report.findings, whole) == m_report.findings.end()) {
        m_report.findings.push_back(whole);
    }
    if (m_stop == Stop::AtFirst) {
        throw Enough();
    }
}

void RouterProbe::expect(bool holds, const std::string &what)
{
    ++m_report.probes;
    if (!holds) {
        find(what);
    }
}

void RouterProbe::part(const std::string &name, const std::function<void()> &work)
{
    const bool outer = m_part.empty();
    if (outer) {
        m_part = name;
    }
    try {
        work();
    } catch (const std::exception &exception) {
        m_report.broken.push_back((outer ? std::string() : m_part + ": ") + name + ": " + exception.what());
    }
    if (outer) {
        m_part.clear();
    }
}

RouterProbe::Report RouterProbe::run()
{
    try {
        runParts();
    } catch (const Enough &) {
    }
    return m_report;
}

void RouterProbe::runParts()
{
    part("routes", [this] { readRoutes(); });
    part("document", [this] { parity(); });
    part("preparation", [this] { prepare(); });
    if (!m_mine) {
        return;
    }
    part("foreign ids", [this] {
        do {
            foreignIds();
        } while (m_report.probes < m_atLeast);
    });
    part("own ids", [this] { ownOnes(); });
    part("credentials", [this] { credentials(); });
    part("roles", [this] { roles(); });
    part("ended credentials", [this] { endedCredentials(); });
    part("idempotency keys", [this] { idempotency(); });
    part("cursors", [this] { cursors(); });
    part("limits", [this] { limits(); });
    part("objects", [this] { objects(); });
    part("log", [this] { log(); });
    part("staff's trail", [this] { staffTrail(); });
}

void RouterProbe::readRoutes()
{
    QProcess command;
    command.start(m_program, {QStringLiteral("routes")});
    command.waitForFinished();
    m_document = Document(m_server.anonymousStaff().get("/openapi.json").json());
    for (const auto &line : command.readAllStandardOutput().split('\n')) {
        const auto words = line.split(' ');
        if (words.size() < 4) {
            continue;
        }
        Operation operation{words[0].toStdString(), words[1].toStdString(), {}, words[3].toStdString(), {}, {},
                            words[2].toStdString()};
        operation.described = m_document.operation(operation.method, operation.pattern);
        operation.scope = m_document.scope(operation);
        operation.places = m_document.places(operation);
        for (const auto &place : operation.places) {
            if (operation.scope == "tenant" && !place.kind.empty()) {
                m_kinds.insert(place.kind);
            }
        }
        m_operations.push_back(std::move(operation));
    }
    m_report.routes = static_cast<int>(m_operations.size());
}

HttpClient RouterProbe::fresh(const std::string &email, const std::string &secret)
{
    auto client = m_server.anonymousTenant(slugA);
    if (const Reply reply = client.signIn(email, secret); reply.status != 200) {
        throw std::runtime_error("sign-in of " + email + ": " + reply.body);
    }
    return client;
}

HttpClient RouterProbe::withToken(HttpClient client, const std::string &token) const
{
    client.setToken(token);
    return client;
}

HttpClient RouterProbe::impersonation(const std::string &organization, const std::string &slug, std::string *id)
{
    const Reply begun =
        m_staff.post("/v1/admin/impersonations",
                     '{' + quotedJson("organization_id", organization) + ',' + quotedJson("reason", "Probe") + '}');
    if (begun.status != 201) {
        throw std::runtime_error("impersonation: " + begun.body);
    }
    if (id != nullptr) {
        *id = begun.text("id");
    }
    return withToken(m_server.anonymousTenant(slug), begun.text("access_token"));
}

Reply RouterProbe::keyOf(HttpClient &client, const std::vector<std::string> &scopes)
{
    json::array names;
    for (const auto &scope : scopes) {
        names.emplace_back(scope);
    }
    const Reply made = client.post("/v1/api-keys", R"({"name":"Probe","scopes":)" + json::serialize(names) + '}');
    if (made.status != 201) {
        throw std::runtime_error("key: " + made.body);
    }
    return made;
}

void RouterProbe::prepare()
{
    m_a = m_demo.tenant(slugA).id;
    m_b = m_demo.tenant(slugB).id;
    m_staff = m_server.staff();
    m_ofA = m_server.tenant(slugA);
    m_ofB = m_server.tenant(slugB);
    for (const auto &organization : {m_a, m_b}) {
        const Reply raised = m_staff.patch("/v1/admin/organizations/" + organization + "/limits",
                                           R"({"maxAgents":100000,"maxUsers":100000,"maxMessages":10000000})");
        if (raised.status != 200) {
            throw std::runtime_error("limits: " + raised.body);
        }
    }
    // Lists that nothing is posted to need something in them.
    for (int i = 0; i < 3; ++i) {
        static_cast<void>(m_server.tenant(slugA));
        static_cast<void>(m_server.tenant(slugB));
    }
    impersonation(m_a, slugA);
    impersonation(m_b, slugB);
    m_mine =
        std::make_unique<Specimens>(m_document, m_operations, m_ofA, "own", m_server.demo().tenant(slugA).password);
    m_theirs =
        std::make_unique<Specimens>(m_document, m_operations, m_ofB, m_word, m_server.demo().tenant(slugB).password);
}

Reply RouterProbe::ask(HttpClient &client, const Operation &operation, const Values &values, Headers headers)
{
    const std::string body = m_document.body(operation, values, "own");
    if (!body.empty() && !m_document.takesJson(operation)) {
        headers.emplace("Content-Type", "application/octet-stream");
    }
    Reply reply = client.send(operation.method, m_document.target(operation, values), body, headers);
    if (&client == &m_ofA && operation.writes() && reply.status < 300) {
        m_written[reply.header("x-request-id")] = operation.name();
    }
    const bool canary = reply.body.find(m_word) != std::string::npos
        || std::ranges::any_of(reply.headers,
                               [this](const auto &one) { return one.second.find(m_word) != std::string::npos; });
    expect(&client == &m_ofB || !canary, operation.name() + " gave something of another organization's");
    expect(reply.status < 500, operation.name() + " said " + reply.body);
    described(operation, reply);
    return reply;
}

std::string RouterProbe::rowsOfB()
{
    auto sql = m_server.sql("postgres");
    // Not what is partitioned: the history that the server writes each second.
    const auto tables = sql.run("SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
                                "AND a.attname = CASE c.relname WHEN 'organizations' THEN 'id' ELSE 'organization_id' "
                                "END WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND "
                                "NOT c.relispartition ORDER BY 1");
    std::string out;
    for (const auto &row : tables.rows) {
        out += *row[0] + ' '
            + sql.run("SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM " + *row[0] + " t WHERE " + *row[1]
                      + " = '" + m_b + "'")
                  .value()
            + '\n';
    }
    return out;
}

void RouterProbe::positions(const Operation &operation, HttpClient &client, const std::string &who)
{
    for (const auto &place : operation.places) {
        Values values;
        for (const auto &other : operation.places) {
            if (other.in != IdPlace::In::Query) {
                values[other.name] = m_mine->one(other.kind);
            }
        }
        values[place.name] = nobodys;
        const Reply missing = ask(client, operation, values);
        for (const auto &kind : kindsOf(place)) {
            values[place.name] = m_theirs->one(kind);
            const Reply foreign = ask(client, operation, values);
            const std::string where = who + ": " + operation.name() + ", " + place.name + " of another organization";
            expect(comparable(foreign) == comparable(missing),
                   where + " was answered with " + comparable(foreign) + " instead of " + comparable(missing));
            const bool filter = place.in == IdPlace::In::Query && !operation.writes();
            const auto &allowed = filter ? std::set<int>{200, 403} : std::set<int>{403, 404, 409, 422};
            expect(allowed.contains(foreign.status), where + " was answered with " + comparable(foreign));
            if (place.in == IdPlace::In::Path) {
                const Reply tagged = ask(client, operation, values, {{"If-Match", tagOfB(kind)}});
                expect(comparable(tagged) == comparable(missing), where + " and its ETag said " + comparable(tagged));
            }
        }
    }
}

void RouterProbe::foreignIdsAs(const std::string &who, HttpClient &client)
{
    for (const auto &operation : m_operations) {
        if (operation.scope == "tenant") {
            part(who + ": " + operation.name(), [&] { positions(operation, client, who); });
        }
    }
}

void RouterProbe::foreignIds()
{
    for (const auto &kind : m_kinds) {
        part("specimens", [&] {
            const std::string mine = m_mine->one(kind);
            expect(mine != m_theirs->one(kind), "both organizations have the same one of " + kind);
        });
    }
    std::vector<std::string> scopes;
    for (const auto &operation : m_operations) {
        const std::string scope = operation.scope == "tenant" ? scopeFor(operation) : std::string();
        if (!scope.empty() && std::ranges::find(scopes, scope) == scopes.end()) {
            scopes.push_back(scope);
        }
    }
    auto key = withToken(m_server.anonymousTenant(slugA), keyOf(m_ofA, scopes).text("key"));
    auto staff = impersonation(m_a, slugA);
    std::string jobs;
    std::string before;
    std::string after;
    // A job may write what its organization's day came to: where one ran meanwhile, nothing is shown, and all is asked
    // again.
    do {
        jobs = jobsSoFar();
        before = rowsOfB();
        foreignIdsAs("a user", m_ofA);
        foreignIdsAs("a key", key);
        foreignIdsAs("an impersonation", staff);
        after = rowsOfB();
    } while (jobsSoFar() != jobs);
    expect(before == after, "rows of the other organization changed:\n" + before + "to\n" + after);
    for (const auto &operation : m_operations) {
        if (operation.scope != "tenant" || operation.writes()) {
            continue;
        }
        const Values values = m_mine->valuesFor(operation);
        const auto permission = *permissionOf(operation.permission);
        if (!scopeFor(operation).empty()) {
            const Reply own = ask(key, operation, values);
            expect(own.status < 300, "a key cannot ask its own " + operation.name() + ": " + own.body);
        }
        if (permission != auth::Permission::None && auth::impersonationMay(permission)) {
            const Reply own = ask(staff, operation, values);
            expect(own.status < 300, "an impersonation cannot ask " + operation.name() + ": " + own.body);
        }
        const Reply theirs = ask(m_ofB, operation, m_theirs->valuesFor(operation));
        expect(theirs.status < 300, "the other organization cannot ask " + operation.name() + ": " + theirs.body);
    }
}

void RouterProbe::ownOnes()
{
    for (const auto &operation : m_operations) {
        if (operation.scope != "tenant") {
            continue;
        }
        part(operation.name(), [&] {
            const Reply own = ask(m_ofA, operation, m_mine->valuesFor(operation));
            expect(own.status >= 200 && own.status < 300, operation.name() + " cannot be probed: " + own.body);
        });
    }
    partsOfContent();
    auto sql = m_server.sql("postgres");
    for (const auto &[request, name] : m_written) {
        const auto rows = sql.run("SELECT count(*) FILTER (WHERE organization_id = '" + m_a
                                      + "'), count(*) FROM "
                                        "audit_log WHERE request_id = $1",
                                  {request});
        // A message is a record of who said what when itself: it is not written down twice.
        const bool record = name.starts_with("POST ") && name.ends_with("/messages");
        expect(rows.ok() && (record || *rows.rows[0][0] != "0") && rows.rows[0][0] == rows.rows[0][1],
               name + " is not in its organization's trail, or in another's");
    }
    for (const auto &[organization, slug] : {std::pair(m_a, slugA), std::pair(m_b, slugB)}) {
        std::string id;
        impersonation(organization, slug, &id);
        const auto rows = sql.run("SELECT organization_id FROM audit_log WHERE target_id = $1", {id});
        expect(rows.value() == organization, "an impersonation is not in its organization's trail");
    }
}

void RouterProbe::objects()
{
    for (const auto &[specimens, organization] : {std::pair(m_mine.get(), m_a), std::pair(m_theirs.get(), m_b)}) {
        const auto document = QString::fromStdString(specimens->one("documents"));
        QDirIterator files(m_server.dataDir() + QStringLiteral("/objects"), QDir::Files, QDirIterator::Subdirectories);
        bool found = false;
        while (files.hasNext()) {
            const QString path = files.next();
            if (path.contains(document)) {
                found = path.contains(QString::fromStdString(organization));
            }
        }
        expect(found, "a document is not kept under its organization's prefix");
    }
}

void RouterProbe::log()
{
    const QByteArray text = m_server.log();
    expect(!text.isEmpty(), "there is no log");
    expect(!text.contains(m_word.c_str()), "the log quotes what was sent");
    for (const char *kind : {"agents", "users", "conversations", "messages", "documents"}) {
        expect(!text.contains(m_theirs->one(kind).c_str()), std::string("the log has ids of ") + kind);
    }
}

} // namespace objecta::test
