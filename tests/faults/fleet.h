// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/nginx.h"
#include "tests/support/postgrescluster.h"
#include "tests/support/redisserver.h"
#include "tests/support/testserver.h"

#include <QUrl>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace objecta::test {

/// An organization that asks: its owner is signed in.
struct Tenant {
    std::string id;
    std::string slug;
    std::string token;
};

/// Servers "one", "two", ... on one database, Redis or PostgreSQL between them and nginx before them; and
/// organizations.
class Fleet {
public:
    /// What servers tell each other through.
    enum class Bus { Redis, Postgres };
    explicit Fleet(Bus bus = Bus::Redis)
        : m_bus(bus)
    {
    }
    ~Fleet();
    Fleet(const Fleet &) = delete;
    Fleet &operator=(const Fleet &) = delete;
    /// Starts all of it, on the run's PostgreSQL or, if there is none or it is to be stopped, on one of its own. False
    /// with the reason in error().
    bool start(int servers, int tenants, TestServer::Cluster cluster = TestServer::Cluster::Shared);
    [[nodiscard]] QString error() const { return m_error; }

    [[nodiscard]] PostgresCluster &postgres() { return *m_postgres; } ///< its own
    [[nodiscard]] RedisServer &redis() { return m_redis; }
    [[nodiscard]] Nginx &nginx() { return m_nginx; }
    [[nodiscard]] const Nginx &nginx() const { return m_nginx; }
    [[nodiscard]] TestServer &server(size_t index) { return *m_servers[index]; }
    [[nodiscard]] size_t servers() const { return m_servers.size(); }
    [[nodiscard]] const std::vector<Tenant> &tenants() const { return m_tenants; }
    /// A client of nginx'.
    [[nodiscard]] HttpClient client(const Tenant &tenant) const;
    [[nodiscard]] QUrl url() const { return QUrl(QStringLiteral("http://localhost:%1").arg(m_nginx.port())); }

    /// By slug: the requests that the servers' logs have of it.
    [[nodiscard]] std::map<std::string, int64_t> logged() const;
    /// The same by nginx' log.
    [[nodiscard]] std::map<std::string, int64_t> witnessed() const;
    /// By class of status (2 to 5): the requests in nginx' log.
    [[nodiscard]] std::map<int, int64_t> witnessedStatuses() const;
    /// By slug: what stands in metric_points.
    [[nodiscard]] std::map<std::string, int64_t> stored();
    /// By class of status, of the organizations together and as the platform's own points have it.
    [[nodiscard]] std::map<int, int64_t> storedStatuses(bool platform);
    [[nodiscard]] static int64_t sum(const std::map<std::string, int64_t> &counts);
    /// SQL as the database's superuser.
    [[nodiscard]] SqlSession superuser() const;

private:
    bool makeTenants(int count);
    Bus m_bus;
    QTemporaryDir m_folder;
    std::unique_ptr<PostgresCluster> m_postgres;
    RedisServer m_redis;
    std::vector<std::unique_ptr<TestServer>> m_servers;
    Nginx m_nginx;
    std::vector<Tenant> m_tenants;
    QString m_error;
};

/// Threads that ask nginx as the organizations in turn, reads and writes (POST with an Idempotency-Key), at a rate.
/// Ends with the object.
class Load {
public:
    using Clock = std::chrono::steady_clock;
    struct Options {
        int threads = 4;
        int perSecond = 400; ///< of all threads together
        int writesOf100 = 30;
    };
    /// One request, with all its repeats.
    struct Asked {
        Clock::time_point begun;
        Clock::duration took;
        bool write;
        int status; ///< 0: no answer
        std::string what; ///< of a failure
    };
    Load(const Fleet &fleet, Options options);
    ~Load() { stop(); }
    Load(const Load &) = delete;
    Load &operator=(const Load &) = delete;
    void stop();

    [[nodiscard]] std::vector<Asked> asked() const;
    /// How often a client asked once more because its idle connection was closed.
    [[nodiscard]] int repeats() const { return m_repeats; }
    /// What became of those that began between the two and were not answered with 2xx, a line each; empty when none.
    [[nodiscard]] std::string failures(Clock::time_point from, Clock::time_point to) const;

    /// What every agent that it makes is called.
    static constexpr const char *name = "Of the load";

private:
    void run(const Fleet &fleet, Options options, int thread);
    std::atomic<bool> m_stop = false;
    std::atomic<int> m_repeats = 0;
    mutable std::mutex m_lock;
    std::vector<Asked> m_asked;
    std::vector<std::thread> m_threads;
};

} // namespace objecta::test
