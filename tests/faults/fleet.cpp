// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/faults/fleet.h"

#include "server/auth/tokens.h"

#include <QFile>

#include <algorithm>
#include <numeric>
#include <random>

namespace objecta::test {

namespace {

/// t1, t2, ... and the ids that follow from the number; their owners are signed in.
constexpr std::array makeAll{
    "INSERT INTO organizations (id, slug, name, plan, limits) "
    "SELECT md5('org' || t)::uuid, 't' || t, 'Tenant ' || t, 'enterprise', '{\"maxAgents\": 1000000000}' "
    "FROM generate_series(1, $1::integer) t",
    "INSERT INTO users (organization_id, id, email, name, role) "
    "SELECT md5('org' || t)::uuid, md5('user' || t)::uuid, 'owner@t' || t || '.example', 'Owner', 'owner' "
    "FROM generate_series(1, $1::integer) t",
    "INSERT INTO user_sessions (organization_id, id, user_id, refresh_hash, expires_at) "
    "SELECT md5('org' || t)::uuid, md5('session' || t)::uuid, md5('user' || t)::uuid, decode(md5('token' || t), "
    "'hex'), "
    "now() + interval '1 day' FROM generate_series(1, $1::integer) t",
    "INSERT INTO usage_counters (organization_id, resource, period, used) "
    "SELECT md5('org' || t)::uuid, resource, '', CASE resource WHEN 'users' THEN 1 ELSE 0 END "
    "FROM generate_series(1, $1::integer) t, unnest(ARRAY['agents', 'users', 'storage']) resource"};
constexpr const char *readAll =
    "SELECT 't' || t, md5('org' || t)::uuid, md5('user' || t)::uuid, md5('session' || t)::uuid, "
    "'owner@t' || t || '.example' FROM generate_series(1, $1::integer) t";
constexpr const char *readStatuses =
    "SELECT sum(status2xx), sum(status3xx), sum(status4xx), sum(status5xx) FROM metric_points WHERE ring = 10 "
    "AND (organization_id = '00000000-0000-0000-0000-000000000000') = $1::boolean";
constexpr const char *readStored = "SELECT o.slug, sum(p.requests) FROM metric_points p "
                                   "JOIN organizations o ON o.id = p.organization_id WHERE p.ring = 10 GROUP BY o.slug";

/// The organization that a line of nginx' log is about; empty: none.
std::string slugOf(const boost::json::object &line)
{
    const std::string host(line.at("host").as_string());
    const auto dot = host.find('.');
    return dot == std::string::npos || host.starts_with("admin.") ? std::string() : host.substr(0, dot);
}

template <class Id>
Id idOf(const std::optional<std::string> &text)
{
    return *Id::parse(*text);
}

} // namespace

Fleet::~Fleet()
{
    while (!m_servers.empty()) {
        m_servers.pop_back(); // the first one, whose database it is, last
    }
}

bool Fleet::start(int servers, int tenants, TestServer::Cluster cluster)
{
    if (m_bus == Bus::Redis && !m_redis.start()) {
        m_error = m_redis.error();
        return false;
    }
    if (cluster == TestServer::Cluster::Own || qEnvironmentVariableIsEmpty("OBJECTA_TEST_CLUSTER")) {
        // A server's own would end with it.
        m_postgres = std::make_unique<PostgresCluster>(m_folder.path());
        if (!QFile::setPermissions(m_folder.path(), QFile::permissions(m_folder.path()) | QFile::ExeOther)
            || !m_postgres->start()) {
            m_error = QStringLiteral("PostgreSQL did not start.");
            return false;
        }
    }
    static const QStringList names{QStringLiteral("one"), QStringLiteral("two"), QStringLiteral("three")};
    std::vector<uint16_t> ports;
    for (int i = 0; i < servers; ++i) {
        QStringList options{QStringLiteral("--name"), names[i], QStringLiteral("--trusted-proxy"),
                            QStringLiteral("127.0.0.0/8,::1/128")};
        if (m_bus == Bus::Redis) {
            options << QStringLiteral("--redis") << m_redis.url();
        }
        for (const char *rate : {"--organization-rate", "--actor-rate"}) {
            options << QLatin1String(rate) << QStringLiteral("100000");
        }
        if (i > 0) {
            m_servers.push_back(std::make_unique<TestServer>(*m_servers.front(), options));
        } else if (!m_postgres) {
            m_servers.push_back(std::make_unique<TestServer>(TestServer::Cluster::Shared, options));
        } else {
            options << QStringLiteral("--database") << m_postgres->address() + QStringLiteral(" dbname=objecta");
            m_servers.push_back(std::make_unique<TestServer>(TestServer::Cluster::Own, options));
        }
        if (!m_servers.back()->start()) {
            m_error = m_servers.back()->error();
            return false;
        }
        ports.push_back(m_servers.back()->port());
    }
    if (!m_nginx.start(ports)) {
        m_error = m_nginx.error();
        return false;
    }
    return makeTenants(tenants);
}

bool Fleet::makeTenants(int count)
{
    auto sql = superuser();
    for (const char *statement : makeAll) {
        if (const auto done = sql.run(statement, {std::to_string(count)}); !done.ok()) {
            m_error = QString::fromStdString(done.message);
            return false;
        }
    }
    const auto key =
        auth::TokenKey::loadOrCreate((m_servers.front()->dataDir() + QStringLiteral("/keys/token.key")).toStdString());
    if (!key) {
        m_error = QString::fromStdString(key.error());
        return false;
    }
    const auth::Tokens tokens(*key, "localhost");
    for (const auto &row : sql.run(readAll, {std::to_string(count)}).rows) {
        m_tenants.push_back({*row[1], *row[0],
                             tokens.forUser(idOf<UserId>(row[2]), idOf<SessionId>(row[3]), *row[4], "owner",
                                            idOf<OrganizationId>(row[1]), *row[0])});
    }
    return static_cast<int>(m_tenants.size()) == count;
}

SqlSession Fleet::superuser() const
{
    return m_servers.front()->sql("postgres");
}

HttpClient Fleet::client(const Tenant &tenant) const
{
    HttpClient out(m_nginx.port(), tenant.slug + ".localhost:" + std::to_string(m_nginx.port()));
    out.setToken(tenant.token);
    return out;
}

std::map<std::string, int64_t> Fleet::logged() const
{
    std::map<std::string, int64_t> out;
    for (const auto &server : m_servers) {
        for (const QByteArray &line : server->log().split('\n')) {
            const auto at = line.indexOf("\"tenant\":\"");
            if (at >= 0) {
                const auto begin = at + 10;
                ++out[line.mid(begin, line.indexOf('"', begin) - begin).toStdString()];
            }
        }
    }
    return out;
}

std::map<std::string, int64_t> Fleet::witnessed() const
{
    std::map<std::string, int64_t> out;
    for (const auto &line : m_nginx.accessLog()) {
        if (const auto slug = slugOf(line); !slug.empty()) {
            ++out[slug];
        }
    }
    return out;
}

std::map<int, int64_t> Fleet::witnessedStatuses() const
{
    std::map<int, int64_t> out;
    for (const auto &line : m_nginx.accessLog()) {
        if (!slugOf(line).empty()) {
            ++out[static_cast<int>(line.at("status").as_int64() / 100)];
        }
    }
    return out;
}

std::map<int, int64_t> Fleet::storedStatuses(bool platform)
{
    std::map<int, int64_t> out;
    const auto sums = superuser().run(readStatuses, {platform ? "true" : "false"}).rows.at(0);
    for (size_t i = 0; i < sums.size(); ++i) {
        if (const int64_t count = std::stoll(*sums[i]); count > 0) {
            out[static_cast<int>(i) + 2] = count;
        }
    }
    return out;
}

std::map<std::string, int64_t> Fleet::stored()
{
    std::map<std::string, int64_t> out;
    for (const auto &row : superuser().run(readStored).rows) {
        out[*row[0]] = std::stoll(*row[1]);
    }
    return out;
}

int64_t Fleet::sum(const std::map<std::string, int64_t> &counts)
{
    return std::accumulate(counts.begin(), counts.end(), int64_t{0},
                           [](int64_t sum, const auto &entry) { return sum + entry.second; });
}

Load::Load(const Fleet &fleet, Options options)
{
    for (int i = 0; i < options.threads; ++i) {
        m_threads.emplace_back([this, &fleet, options, i] { run(fleet, options, i); });
    }
}

void Load::stop()
{
    m_stop = true;
    std::ranges::for_each(m_threads, [](std::thread &one) { one.join(); });
    m_threads.clear();
}

void Load::run(const Fleet &fleet, Options options, int thread)
{
    const auto &tenants = fleet.tenants();
    std::minstd_rand random(static_cast<unsigned>(thread) + 1);
    auto client = fleet.client(tenants.front());
    const auto pause = std::chrono::microseconds(1'000'000LL * options.threads / options.perSecond);
    auto next = Clock::now();
    for (int number = 0; !m_stop; ++number) {
        const Tenant &tenant = tenants[static_cast<size_t>(thread + number * options.threads) % tenants.size()];
        client.setToken(tenant.token);
        client.setHost(tenant.slug + ".localhost:" + std::to_string(fleet.nginx().port()));
        Asked asked{Clock::now(), {}, static_cast<int>(random() % 100) < options.writesOf100, 0, {}};
        const int before = client.repeats();
        try {
            const Reply reply = asked.write
                ? client.post("/v1/agents", std::string(R"({"name":")") + name + "\"}",
                              {{"Idempotency-Key", std::to_string(thread) + '-' + std::to_string(number)}})
                : client.get("/v1/agents?limit=1");
            asked.status = reply.status;
            asked.what = reply.status / 100 == 2 ? std::string() : reply.body.substr(0, 200);
            std::ranges::replace(asked.what, '\n', ' ');
        } catch (const std::exception &error) {
            asked.what = error.what();
        }
        m_repeats += client.repeats() - before;
        asked.took = Clock::now() - asked.begun;
        {
            const std::lock_guard guard(m_lock);
            m_asked.push_back(std::move(asked));
        }
        next = std::max(next + pause, Clock::now() - std::chrono::seconds(1)); // no storm after a stop
        std::this_thread::sleep_until(next);
    }
}

std::vector<Load::Asked> Load::asked() const
{
    const std::lock_guard guard(m_lock);
    return m_asked;
}

std::string Load::failures(Clock::time_point from, Clock::time_point to) const
{
    std::string out;
    for (const auto &one : asked()) {
        if (one.status / 100 != 2 && one.begun >= from && one.begun < to) {
            out += std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(one.begun - from).count())
                + " ms: " + (one.write ? "POST " : "GET ") + std::to_string(one.status) + ' ' + one.what + '\n';
        }
    }
    return out;
}

} // namespace objecta::test
