// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

// A cluster of a test binary's own with two organizations in it, and SQL and coroutines run against it.

#include "server/cluster/embedded.h"
#include "server/db/conninfo.h"
#include "server/db/database.h"
#include "server/db/migrator.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <pqxx/pqxx>

#include <QTemporaryDir>
#include <QTest>

#include <source_location>

namespace objecta::auth {

/// Stands in for the sign-in, which may make scopes (this binary does not link the real one).
class TenantSignIn {
public:
    static db::TenantScope scope(const OrganizationId &organization) { return scope(organization, {}, {}); }
    static db::TenantScope scope(const OrganizationId &organization, db::Access access, const db::TenantActor &actor)
    {
        return {organization, access, actor};
    }
};

} // namespace objecta::auth

namespace objecta::test {

using namespace objecta::db;
using Scopes = auth::TenantSignIn;

inline std::string text(const OrganizationId &id)
{
    return id.text();
}

// QCOMPARE and QVERIFY return from the function they stand in, which a coroutine may not.
inline void holds(bool condition, const std::string &why = {},
                  const std::source_location &where = std::source_location::current())
{
    if (!condition) {
        throw std::runtime_error("line " + std::to_string(where.line()) + ": not so. " + why);
    }
}

template <class A, class B>
void same(const A &actual, const B &expected, const std::source_location &where = std::source_location::current())
{
    holds(actual == expected, "Not the same.", where);
}

/// Organization A has three agents, B four.
class DbFixture {
public:
    /// Throws what() it failed at.
    void setUp()
    {
        holds(m_folder.isValid());
        auto directory = cluster::DataDir::open((m_folder.path() + "/data").toStdString());
        holds(directory.has_value(), directory ? "" : directory.error());
        m_directory = std::make_unique<cluster::DataDir>(std::move(*directory));
        const auto locked = m_directory->lock();
        holds(locked && *locked);
        cluster::ClusterOptions options;
        options.settings = {"fsync = off"};
        m_cluster = std::make_unique<cluster::EmbeddedCluster>(*m_directory, options);
        const auto started = m_cluster->start();
        holds(started.has_value(), started ? "" : started.error());
        const auto migrated = migrate(m_cluster->connection());
        holds(migrated.has_value(), migrated ? "" : migrated.error());
        same(migrated->applied.size(), migrations().size());

        for (const auto &[organization, user, session, slug] :
             {std::tuple(m_a, m_userA, m_sessionA, "org-a"), std::tuple(m_b, m_userB, m_sessionB, "org-b")}) {
            sudo("INSERT INTO organizations (id, slug, name, plan) VALUES ('" + text(organization) + "', '" + slug
                 + "', 'Org', 'professional')");
            sudo("INSERT INTO users (organization_id, id, email, name, role) VALUES ('" + text(organization) + "', '"
                 + user.text() + "', 'owner@example.com', 'Owner', 'owner')");
            sudo("INSERT INTO user_sessions (organization_id, id, user_id, refresh_hash, expires_at) VALUES ('"
                 + text(organization) + "', '" + session.text() + "', '" + user.text()
                 + "', '\\x01', now() + interval '1 day')");
            sudo("INSERT INTO agents (organization_id, user_id, name) SELECT '" + text(organization) + "', '"
                 + user.text() + "', 'agent ' || n FROM generate_series(1, 3) n");
        }
        sudo("INSERT INTO agents (organization_id, user_id, name) VALUES ('" + text(m_b) + "', '" + m_userB.text()
             + "', 'one more')");
        const auto staff = sudo("INSERT INTO staff (email, name, role, password_hash) VALUES "
                                "('s@example.com', 'S', 'support', 'x') RETURNING id")[0][0];
        sudo("INSERT INTO impersonations (organization_id, id, staff_id, reason, expires_at) VALUES ('" + text(m_a)
             + "', '" + m_impersonationA.text() + "', '" + staff.c_str()
             + "', 'a reason', now() + interval '30 minutes')");
    }
    void tearDown() { m_cluster.reset(); }

    /// An owner, signed in by that session.
    static TenantActor session(const UserId &user, const SessionId &session, const std::string &slug = "org-a")
    {
        TenantActor actor;
        actor.user = user;
        actor.session = session;
        actor.role = "owner";
        actor.slug = slug;
        return actor;
    }
    [[nodiscard]] TenantActor impersonation(const std::string &slug = "org-a") const
    {
        TenantActor actor;
        actor.impersonation = m_impersonationA;
        actor.slug = slug;
        return actor;
    }

protected:
    QTemporaryDir m_folder;
    std::unique_ptr<cluster::DataDir> m_directory;
    std::unique_ptr<cluster::EmbeddedCluster> m_cluster;
    OrganizationId m_a = OrganizationId::random();
    OrganizationId m_b = OrganizationId::random();
    UserId m_userA = UserId::random();
    UserId m_userB = UserId::random();
    SessionId m_sessionA = SessionId::random();
    SessionId m_sessionB = SessionId::random();
    ImpersonationId m_impersonationA = ImpersonationId::random();

    [[nodiscard]] DatabaseOptions options() const
    {
        DatabaseOptions out;
        out.connection = m_cluster->connection();
        out.tenantReadConnections = 2;
        out.tenantWriteConnections = 2;
        out.impersonationConnections = 1;
        out.platformConnections = 2;
        out.acquireTimeout = std::chrono::milliseconds(200);
        return out;
    }

    [[nodiscard]] std::string as(const std::string &role) const
    {
        return connectionFor(m_cluster->connection(), role, std::chrono::milliseconds(5000));
    }

    /// Runs SQL as a role, with a tenant set first unless it is nullopt. The SQLSTATE, "" when it worked.
    std::string run(const std::string &role, const std::optional<std::string> &tenant, const std::string &sql,
                    pqxx::result *out = nullptr) const
    {
        pqxx::connection pq(as(role));
        pq.set_verbosity(pqxx::connection_base::verbose);
        pqxx::work work(pq);
        try {
            if (tenant) {
                work.exec_params("SELECT set_config('app.current_tenant', $1, true)", *tenant);
            }
            const auto result = work.exec(sql);
            if (out != nullptr) {
                *out = result;
            }
            work.commit();
            return {};
        } catch (const pqxx::sql_error &e) {
            return std::string(e.what()).substr(8, 5); // "ERROR:  42501: ..."; libpqxx loses some of them
        }
    }

    /// As the cluster's superuser, whom no policy stops.
    pqxx::result sudo(const std::string &sql) const
    {
        pqxx::connection pq(as("postgres"));
        pqxx::work work(pq);
        auto out = work.exec(sql);
        work.commit();
        return out;
    }

    [[nodiscard]] int64_t count(const std::string &table) const
    {
        return sudo("SELECT count(*) FROM " + table)[0][0].as<int64_t>();
    }

    /// Runs a coroutine to its end on a fresh database and context.
    void drive(const std::function<Awaitable<void>(Database &)> &body, std::optional<DatabaseOptions> chosen = {}) const
    {
        asio::io_context context(1);
        Database database(context.get_executor(), chosen.value_or(options()));
        std::exception_ptr thrown;
        asio::co_spawn(context, body(database), [&thrown](std::exception_ptr e) { thrown = e; });
        context.run();
        try {
            if (thrown) {
                std::rethrow_exception(thrown);
            }
        } catch (const std::exception &e) {
            QFAIL(e.what());
        }
    }

    [[nodiscard]] TenantScope scopeA() const
    {
        return Scopes::scope(m_a, Access::ReadWrite, session(m_userA, m_sessionA));
    }
    [[nodiscard]] TenantScope scopeB() const
    {
        return Scopes::scope(m_b, Access::ReadWrite, session(m_userB, m_sessionB, "org-b"));
    }

    static Awaitable<Result<int64_t>> agents(Database &database, TenantScope scope, Work work = Work::Read)
    {
        const std::function<Awaitable<Result<int64_t>>(TenantTx &)> fn =
            [](TenantTx &tx) -> Awaitable<Result<int64_t>> {
            auto rows = co_await tx.queryAndCommit("SELECT count(*) FROM agents", Params());
            if (!rows) {
                co_return tl::unexpected(rows.error());
            }
            co_return (*rows)[0].integer(0);
        };
        co_return co_await database.inTenant<int64_t>(std::move(scope), work, fn);
    }

    static Awaitable<Result<int64_t>> addAgent(Database &database, TenantScope scope, OrganizationId organization,
                                               UserId user, SqlFailure *failure = nullptr)
    {
        const std::function<Awaitable<Result<int64_t>>(TenantTx &)> fn =
            [&](TenantTx &tx) -> Awaitable<Result<int64_t>> {
            auto rows = co_await tx.query("INSERT INTO agents (organization_id, user_id, name) VALUES ($1, $2, 'x')",
                                          Params(organization, user), failure);
            if (!rows) {
                co_return tl::unexpected(rows.error());
            }
            co_return rows->affected();
        };
        co_return co_await database.inTenant<int64_t>(std::move(scope), Work::Write, fn);
    }
};

} // namespace objecta::test
