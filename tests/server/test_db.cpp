// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// server/db and server/cluster against a cluster of their own: transactions, pools, isolation as each role sees it.

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

using namespace objecta;
using namespace objecta::db;

namespace objecta::auth {

/// Stands in for the sign-in, which may make scopes (this binary does not link the real one).
class TenantSignIn {
public:
    static TenantScope scope(const OrganizationId &organization, Access access = Access::ReadWrite,
                             std::optional<UserId> user = {}, std::optional<SessionId> session = {},
                             std::optional<ImpersonationId> impersonation = {})
    {
        return {organization, access, user, session, impersonation};
    }
};

} // namespace objecta::auth

namespace {

using Scopes = auth::TenantSignIn;

std::string text(const OrganizationId &id)
{
    return id.text();
}

// QCOMPARE and QVERIFY return from the function they stand in, which a coroutine may not.
void holds(bool condition, const std::string &why = {},
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

} // namespace

class TestDb : public QObject {
    Q_OBJECT

private:
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
        return Scopes::scope(m_a, Access::ReadWrite, m_userA, m_sessionA);
    }
    [[nodiscard]] TenantScope scopeB() const
    {
        return Scopes::scope(m_b, Access::ReadWrite, m_userB, m_sessionB);
    }

    static Awaitable<Result<int64_t>> agents(Database &database, TenantScope scope, Work work = Work::Read)
    {
        const std::function<Awaitable<Result<int64_t>>(TenantTx &)> fn = [](TenantTx &tx) -> Awaitable<Result<int64_t>> {
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
        const std::function<Awaitable<Result<int64_t>>(TenantTx &)> fn
            = [&](TenantTx &tx) -> Awaitable<Result<int64_t>> {
            auto rows = co_await tx.query("INSERT INTO agents (organization_id, user_id, name) VALUES ($1, $2, 'x')",
                                          Params(organization, user), failure);
            if (!rows) {
                co_return tl::unexpected(rows.error());
            }
            co_return rows->affected();
        };
        co_return co_await database.inTenant<int64_t>(std::move(scope), Work::Write, fn);
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        auto directory = cluster::DataDir::open((m_folder.path() + "/data").toStdString());
        QVERIFY2(directory, directory ? "" : directory.error().c_str());
        m_directory = std::make_unique<cluster::DataDir>(std::move(*directory));
        const auto locked = m_directory->lock();
        QVERIFY(locked && *locked);
        cluster::ClusterOptions options;
        options.settings = {"fsync = off"};
        m_cluster = std::make_unique<cluster::EmbeddedCluster>(*m_directory, options);
        const auto started = m_cluster->start();
        QVERIFY2(started, started ? "" : started.error().c_str());
        const auto migrated = migrate(m_cluster->connection());
        QVERIFY2(migrated, migrated ? "" : migrated.error().c_str());
        QCOMPARE(migrated->applied.size(), migrations().size());

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
             + "', '" + m_impersonationA.text() + "', '" + staff.c_str() + "', 'a reason', now() + interval '30 minutes')");
    }

    void cleanupTestCase()
    {
        m_cluster.reset();
    }

    void startAccepts()
    {
        drive([](Database &database) -> Awaitable<void> {
            const auto started = co_await database.start();
            holds(started.has_value(), started ? "" : started.error().c_str());
            const auto ready = co_await database.ready();
            holds(ready.has_value());
        });
    }

    void startRefusesAPrivilegedRole()
    {
        sudo("ALTER ROLE objecta_app BYPASSRLS");
        drive([](Database &database) -> Awaitable<void> {
            const auto started = co_await database.start();
            holds(!started);
            holds(started.error().find("more rights") != std::string::npos);
        });
        sudo("ALTER ROLE objecta_app NOBYPASSRLS");
    }

    void eachTenantSeesItsOwn()
    {
        drive([this](Database &database) -> Awaitable<void> {
            // Alternating on few connections: prepared statements and sessions are shared, rows are not.
            for (int i = 0; i < 50; ++i) {
                const auto a = co_await agents(database, scopeA(), i % 2 == 0 ? Work::Read : Work::Write);
                const auto b = co_await agents(database, scopeB(), i % 2 == 0 ? Work::Read : Work::Write);
                same(a.value(), 3);
                same(b.value(), 4);
            }
        });
    }

    void noTenantMeansNoRows_data()
    {
        QTest::addColumn<QString>("role");
        QTest::newRow("app") << "objecta_app";
        QTest::newRow("app_ro") << "objecta_app_ro";
    }

    void noTenantMeansNoRows()
    {
        QFETCH(QString, role);
        const std::string name = role.toStdString();
        const std::optional<std::string> tenants[] = {std::nullopt, std::string(), OrganizationId::random().text()};
        for (const auto &tenant : tenants) {
            for (const std::string table :
                 {"organizations", "users", "agents", "conversations", "messages", "documents", "usage_counters",
                  "audit_log", "impersonations", "metric_points"}) {
                pqxx::result rows;
                const std::string column = table == "organizations" ? "id" : "organization_id";
                const auto state = run(name, tenant, "SELECT " + column + " FROM " + table, &rows);
                QCOMPARE(state, std::string());
                QVERIFY2(rows.empty(), table.c_str());
            }
        }
        pqxx::result rows;
        QCOMPARE(run(name, text(m_a), "SELECT DISTINCT organization_id FROM agents", &rows), std::string());
        QCOMPARE(rows.size(), 1U);
        QCOMPARE(std::string(rows[0][0].c_str()), text(m_a));
    }

    void foreignWritesAreRefused()
    {
        const auto before = count("agents");
        const std::string values = "(organization_id, user_id, name) VALUES ('" + text(m_b) + "', '" + m_userB.text()
            + "', 'intruder')";
        QCOMPARE(run("objecta_app", text(m_a), "INSERT INTO agents " + values), std::string("42501"));
        QCOMPARE(run("objecta_app", text(m_a), "UPDATE agents SET organization_id = '" + text(m_b) + "'"),
                 std::string("42501"));
        QCOMPARE(run("objecta_app", std::nullopt, "INSERT INTO agents " + values), std::string("42501"));
        QCOMPARE(run("objecta_app", std::string(), "DELETE FROM agents"), std::string());
        QCOMPARE(run("objecta_app", text(m_a),
                     "INSERT INTO agents (organization_id, user_id, name) VALUES ('" + text(m_a) + "', '"
                         + m_userB.text() + "', 'x')"),
                 std::string("23503")); // the key carries the organization: another's user is not there
        QCOMPARE(run("objecta_app", text(m_a), "TRUNCATE agents"), std::string("42501"));
        QCOMPARE(run("objecta_app_ro", text(m_a), "DELETE FROM agents"), std::string("42501"));
        QCOMPARE(run("objecta_app_ro", text(m_a), "SELECT password_hash FROM users"), std::string("42501"));
        QCOMPARE(run("objecta_app", text(m_a), "SELECT lo_create(0)"), std::string("42501"));
        QCOMPARE(run("objecta_app", text(m_a), "CREATE TEMP TABLE t (x int)"), std::string("42501"));
        QCOMPARE(run("objecta_app", text(m_a), "UPDATE audit_log SET actor = 'x'"), std::string("42501"));
        QCOMPARE(count("agents"), before);
    }

    void staffDoNotReadTenantsContent()
    {
        for (const std::string table : {"agents", "conversations", "messages", "documents", "api_keys", "user_sessions"}) {
            QCOMPARE(run("objecta_platform", std::nullopt, "SELECT * FROM " + table), std::string("42501"));
            QCOMPARE(run("objecta_platform", text(m_a), "SELECT * FROM " + table), std::string("42501"));
        }
        QCOMPARE(run("objecta_platform", std::nullopt, "SELECT password_hash FROM users"), std::string("42501"));
        pqxx::result rows;
        QCOMPARE(run("objecta_platform", std::nullopt, "SELECT id FROM organizations", &rows), std::string());
        QCOMPARE(rows.size(), 2U);
    }

    void theGateLooksEveryTime()
    {
        drive([this](Database &database) -> Awaitable<void> {
            auto result = co_await agents(database, Scopes::scope(m_a, Access::ReadWrite, m_userA, m_sessionB));
            same(result.error().code, ProblemCode::Unauthenticated);
            result = co_await agents(database, Scopes::scope(OrganizationId::random()));
            same(result.error().code, ProblemCode::OrganizationNotFound);
            result = co_await agents(database, Scopes::scope(m_a));
            same(result.value(), 3); // somebody signing in

            sudo("UPDATE organizations SET status = 'suspended' WHERE id = '" + text(m_a) + "'");
            result = co_await agents(database, scopeA());
            same(result.error().code, ProblemCode::OrganizationSuspended);
            result = co_await agents(database, Scopes::scope(m_a, Access::ReadOnly, {}, {}, m_impersonationA));
            same(result.value(), 3);
            sudo("UPDATE organizations SET status = 'active' WHERE id = '" + text(m_a) + "'");

            sudo("UPDATE users SET status = 'deactivated' WHERE id = '" + m_userA.text() + "'");
            result = co_await agents(database, scopeA());
            same(result.error().code, ProblemCode::Unauthenticated);
            sudo("UPDATE users SET status = 'active' WHERE id = '" + m_userA.text() + "'");
            result = co_await agents(database, scopeA());
            same(result.value(), 3);

            // An empty transaction passes the gate too.
            const std::function<Awaitable<Result<int>>(TenantTx &)> nothing = [](TenantTx &) -> Awaitable<Result<int>> {
                co_return 1;
            };
            const auto empty = co_await database.inTenant<int>(
                Scopes::scope(m_a, Access::ReadWrite, m_userA, SessionId::random()), Work::Read, nothing);
            same(empty.error().code, ProblemCode::Unauthenticated);
        });
    }

    void impersonationEndsAtOnce()
    {
        drive([this](Database &database) -> Awaitable<void> {
            const auto scope = Scopes::scope(m_a, Access::ReadOnly, {}, {}, m_impersonationA);
            same((co_await agents(database, scope)).value(), 3);
            const auto writing = co_await agents(database, scope, Work::Write);
            same(writing.error().code, ProblemCode::ReadOnly);
            // Its right lost, then given back; stopped.
            sudo("UPDATE staff SET role = 'viewer'");
            same((co_await agents(database, scope)).error().code, ProblemCode::ImpersonationEnded);
            sudo("UPDATE staff SET role = 'support'");
            same((co_await agents(database, scope)).value(), 3);
            const auto elsewhere = Scopes::scope(m_b, Access::ReadOnly, {}, {}, m_impersonationA);
            same((co_await agents(database, elsewhere)).error().code, ProblemCode::ImpersonationEnded);
            sudo("UPDATE impersonations SET ended_at = now()");
            same((co_await agents(database, scope)).error().code, ProblemCode::ImpersonationEnded);
            sudo("UPDATE impersonations SET ended_at = NULL");
        });
    }

    void readTransactionsCannotWrite()
    {
        drive([this](Database &database) -> Awaitable<void> {
            const std::function<Awaitable<Result<int>>(TenantTx &)> fn = [](TenantTx &tx) -> Awaitable<Result<int>> {
                auto rows = co_await tx.query("DELETE FROM agents", Params());
                if (!rows) {
                    co_return tl::unexpected(rows.error());
                }
                co_return rows->affected();
            };
            const auto result = co_await database.inTenant<int>(scopeA(), Work::Read, fn);
            same(result.error().code, ProblemCode::ReadOnly);
        });
    }

    void failuresRollBackAndLeaveTheConnectionUsable()
    {
        const auto before = count("agents");
        drive([this](Database &database) -> Awaitable<void> {
            for (int i = 0; i < 10; ++i) {
                // The handler refuses after its statement.
                const std::function<Awaitable<Result<int>>(TenantTx &)> refuse
                    = [this](TenantTx &tx) -> Awaitable<Result<int>> {
                    const auto rows = co_await tx.query(
                        "INSERT INTO agents (organization_id, user_id, name) VALUES ($1, $2, 'x')",
                        Params(m_a, m_userA));
                    same(rows.value().affected(), 1);
                    co_return fail(ProblemCode::QuotaExceeded);
                };
                const auto refused = co_await database.inTenant<int>(scopeA(), Work::Write, refuse);
                same(refused.error().code, ProblemCode::QuotaExceeded);
                // A statement fails: another organization's row.
                const auto foreign = co_await addAgent(database, scopeA(), m_b, m_userB);
                same(foreign.error().code, ProblemCode::Internal);
                SqlFailure failure;
                const auto missing = co_await addAgent(database, scopeA(), m_a, m_userB, &failure);
                same(missing.error().code, ProblemCode::Conflict);
                same(failure.sqlState, std::string("23503"));
                same(failure.constraint, std::string("agents_user_fkey"));
                // Success claimed after a failed statement is none.
                const std::function<Awaitable<Result<int>>(TenantTx &)> claim
                    = [this](TenantTx &tx) -> Awaitable<Result<int>> {
                    co_await tx.query("INSERT INTO agents (organization_id, user_id, name) VALUES ($1, $2, 'x')",
                                      Params(m_a, m_userA));
                    co_await tx.query("INSERT INTO agents (organization_id, user_id, name) VALUES ($1, $2, 'x')",
                                      Params(m_a, m_userB));
                    co_return 1;
                };
                const auto claimed = co_await database.inTenant<int>(scopeA(), Work::Write, claim);
                same(claimed.error().code, ProblemCode::Internal);
            }
        });
        QCOMPARE(count("agents"), before);
    }

    void exceptionsCloseTheConnection()
    {
        const auto before = count("agents");
        drive([this](Database &database) -> Awaitable<void> {
            const std::function<Awaitable<Result<int>>(TenantTx &)> fn = [this](TenantTx &tx) -> Awaitable<Result<int>> {
                co_await tx.query("INSERT INTO agents (organization_id, user_id, name) VALUES ($1, $2, 'x')",
                                  Params(m_a, m_userA));
                throw std::logic_error("a bug");
            };
            for (int i = 0; i < 5; ++i) {
                bool thrown = false;
                try {
                    co_await database.inTenant<int>(scopeA(), Work::Write, fn);
                } catch (const std::logic_error &) {
                    thrown = true;
                }
                holds(thrown);
                same((co_await agents(database, scopeB(), Work::Write)).value(), 4);
            }
        });
        QCOMPARE(count("agents"), before);
    }

    void cancelledCoroutinesLeakNothing()
    {
        const auto before = count("agents");
        drive([this](Database &database) -> Awaitable<void> {
            using namespace asio::experimental::awaitable_operators;
            const std::function<Awaitable<Result<int>>(TenantTx &)> slow = [this](TenantTx &tx) -> Awaitable<Result<int>> {
                co_await tx.query("INSERT INTO agents (organization_id, user_id, name) VALUES ($1, $2, 'x')",
                                  Params(m_a, m_userA));
                co_await tx.query("SELECT pg_sleep(30)", Params());
                co_return 1;
            };
            const auto executor = co_await asio::this_coro::executor;
            for (int i = 0; i < 4; ++i) {
                asio::steady_timer deadline(executor, std::chrono::milliseconds(20));
                const auto winner = co_await (database.inTenant<int>(scopeA(), Work::Write, slow)
                                              || deadline.async_wait(asio::use_awaitable));
                same(winner.index(), 1U);
                same((co_await agents(database, scopeB(), Work::Write)).value(), 4);
                same((co_await agents(database, scopeA(), Work::Write)).value(), 3);
            }
        });
        sudo("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> "
             "pg_backend_pid()");
        QCOMPARE(count("agents"), before);
    }

    void statementsThatRunTooLongAreStopped()
    {
        auto chosen = options();
        chosen.statementTimeout = std::chrono::milliseconds(100);
        drive(
            [this](Database &database) -> Awaitable<void> {
                const std::function<Awaitable<Result<int>>(TenantTx &)> slow = [](TenantTx &tx) -> Awaitable<Result<int>> {
                    auto rows = co_await tx.query("SELECT pg_sleep(30)", Params());
                    if (!rows) {
                        co_return tl::unexpected(rows.error());
                    }
                    co_return 1;
                };
                const auto result = co_await database.inTenant<int>(scopeA(), Work::Read, slow);
                same(result.error().code, ProblemCode::Overloaded);
                same(result.error().retryAfter, 1);
                same((co_await agents(database, scopeA())).value(), 3);
            },
            chosen);
    }

    void aFullPoolAnswersOverloaded()
    {
        drive([this](Database &database) -> Awaitable<void> {
            const auto executor = co_await asio::this_coro::executor;
            asio::steady_timer release(executor, std::chrono::steady_clock::time_point::max());
            int done = 0;
            const std::function<Awaitable<Result<int>>(TenantTx &)> hold
                = [&release](TenantTx &tx) -> Awaitable<Result<int>> {
                co_await tx.query("SELECT 1", Params());
                boost::system::error_code ignored;
                co_await release.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
                co_return 1;
            };
            for (int i = 0; i < 2; ++i) {
                asio::co_spawn(executor, database.inTenant<int>(scopeA(), Work::Write, hold),
                               [&done](std::exception_ptr, const Result<int> &r) { done += r ? 1 : 0; });
            }
            const auto refused = co_await agents(database, scopeA(), Work::Write);
            same(refused.error().code, ProblemCode::Overloaded);
            same(refused.error().retryAfter, 1);
            // Reads have a pool of their own.
            same((co_await agents(database, scopeA())).value(), 3);
            release.cancel();
            same((co_await agents(database, scopeA(), Work::Write)).value(), 3);
            same(done, 2);
        });
    }

    void lostConnectionsComeBack()
    {
        drive([this](Database &database) -> Awaitable<void> {
            same((co_await agents(database, scopeA())).value(), 3);
            const auto terminate = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                                   "WHERE usename LIKE 'objecta_%' AND pid <> pg_backend_pid()";
            // In the middle of a transaction: unavailable, nothing kept.
            const std::function<Awaitable<Result<int>>(TenantTx &)> fn
                = [this, terminate](TenantTx &tx) -> Awaitable<Result<int>> {
                co_await tx.query("INSERT INTO agents (organization_id, user_id, name) VALUES ($1, $2, 'x')",
                                  Params(m_a, m_userA));
                sudo(terminate);
                auto rows = co_await tx.query("SELECT 1", Params());
                if (!rows) {
                    co_return tl::unexpected(rows.error());
                }
                co_return 1;
            };
            const auto lost = co_await database.inTenant<int>(scopeA(), Work::Write, fn);
            same(lost.error().code, ProblemCode::DatabaseUnavailable);
            same(lost.error().retryAfter, 1);
            same((co_await agents(database, scopeA(), Work::Write)).value(), 3);
            const std::function<Result<int64_t>(PlatformTx &)> organizations = [](PlatformTx &tx) -> Result<int64_t> {
                return tx.query("SELECT count(*) FROM organizations")[0].integer(0);
            };
            same((co_await database.platform<int64_t>(organizations)).value(), 2);
            sudo(terminate);
            same((co_await database.platform<int64_t>(organizations)).value(), 2);
        });
    }

    void withoutAServerItIsUnavailable()
    {
        auto chosen = options();
        chosen.connection = "host=" + m_folder.path().toStdString() + " dbname=objecta";
        drive(
            [this](Database &database) -> Awaitable<void> {
                for (int i = 0; i < 3; ++i) {
                    const auto result = co_await agents(database, scopeA());
                    same(result.error().code, ProblemCode::DatabaseUnavailable);
                    same(result.error().retryAfter, 1);
                }
                const auto started = co_await database.start();
                holds(!started);
                const auto ready = co_await database.ready();
                holds(!ready);
            },
            chosen);
    }

    void staffTransactions()
    {
        drive([this](Database &database) -> Awaitable<void> {
            const std::function<Result<int>(PlatformTx &)> taken = [](PlatformTx &tx) -> Result<int> {
                try {
                    tx.query("INSERT INTO organizations (slug, name, plan) VALUES ($1, 'x', 'free')", Params("org-a"));
                } catch (const SqlError &e) {
                    if (e.failure().sqlState == "23505" && e.failure().constraint == "organizations_slug_key") {
                        return fail(ProblemCode::SlugTaken);
                    }
                    throw;
                }
                return 1;
            };
            same((co_await database.platform<int>(taken)).error().code, ProblemCode::SlugTaken);
            const std::function<Result<int>(PlatformTx &)> swallowed = [](PlatformTx &tx) -> Result<int> {
                try {
                    tx.query("SELECT 1/0");
                } catch (const SqlError &) {
                }
                return 1;
            };
            same((co_await database.platform<int>(swallowed)).error().code, ProblemCode::Internal);
            const std::function<Result<int>(PlatformTx &)> forbidden = [](PlatformTx &tx) -> Result<int> {
                tx.query("SELECT content FROM messages");
                return 1;
            };
            same((co_await database.platform<int>(forbidden)).error().code, ProblemCode::Internal);
            const std::function<Result<int>(PlatformTx &)> typed = [this](PlatformTx &tx) -> Result<int> {
                const std::vector<std::string> words{"a", "b\"c\\d", "", "NULL"};
                const auto rows = tx.query(
                    "SELECT $1::uuid, $2::timestamptz, $3::bytea, cardinality($4::text[]), ($4::text[])[2], "
                    "$5::bigint, $6::boolean, $7::float8, $8::text",
                    Params(m_a, Timestamp::fromSeconds(1), Bytes{std::string_view("\0\xff", 2)}, words, int64_t(-5),
                           true, 0.1, std::nullopt));
                const auto row = rows[0];
                if (row.id<OrganizationId>(0) != m_a || row.timestamp(1) != Timestamp::fromSeconds(1)
                    || row.bytes(2) != std::string("\0\xff", 2) || row.integer(3) != 4 || row.text(4) != "b\"c\\d"
                    || row.integer(5) != -5 || !row.boolean(6) || row.real(7) != 0.1 || !row.isNull(8)) {
                    return fail(ProblemCode::Internal);
                }
                return 1;
            };
            same((co_await database.platform<int>(typed)).value(), 1);
            bool thrown = false;
            try {
                const std::function<Result<int>(PlatformTx &)> bug
                    = [](PlatformTx &) -> Result<int> { throw std::logic_error("a bug"); };
                co_await database.platform<int>(bug);
            } catch (const std::logic_error &) {
                thrown = true;
            }
            holds(thrown);
            const std::function<int()> work = [] { return 42; };
            same(co_await database.offload<int>(work), 42);
        });
    }

    void migrationsAreCheckedAndAtomic()
    {
        const auto again = migrate(m_cluster->connection());
        QVERIFY(again && again->applied.empty());

        std::vector<Migration> changed(migrations().begin(), migrations().end());
        changed[0].checksum = "0";
        auto result = migrate(m_cluster->connection(), changed);
        QVERIFY(!result && result.error().find("was changed after") != std::string::npos);

        result = migrate(m_cluster->connection(), migrations().first(1));
        QVERIFY(!result && result.error().find("newer than this program") != std::string::npos);

        std::vector<Migration> broken(migrations().begin(), migrations().end());
        const int next = static_cast<int>(broken.size()) + 1;
        broken.push_back({next, "broken", "CREATE TABLE half (x int); SELECT 1/0", "1"});
        result = migrate(m_cluster->connection(), broken);
        QVERIFY(!result && result.error().find("rolled back") != std::string::npos);
        QVERIFY(sudo("SELECT to_regclass('half') IS NULL")[0][0].as<bool>());
        QCOMPARE(count("schema_migrations"), static_cast<int64_t>(migrations().size()));
    }

    void theClusterStopsAndStartsAgain()
    {
        const auto pid = m_cluster->pid();
        QVERIFY(pid > 0);
        m_cluster->stop();
        QVERIFY(!cluster::EmbeddedCluster::connectionOfRunning(*m_directory));
        const auto started = m_cluster->start();
        QVERIFY2(started, started ? "" : started.error().c_str());
        QVERIFY(cluster::EmbeddedCluster::connectionOfRunning(*m_directory).has_value());
        QCOMPARE(count("organizations"), 2);
    }

    void theDirectoryIsLockedAndChecked()
    {
        auto second = cluster::DataDir::open(m_directory->path());
        QVERIFY(second.has_value());
        const auto locked = second->lock();
        QVERIFY(locked && !*locked);

        const auto base = m_folder.path().toStdString();
        const auto file = cluster::DataDir::open(base + "/data/VERSION");
        QVERIFY(!file && file.error().find("is not a directory") != std::string::npos);
        const auto full = cluster::DataDir::open(base);
        QVERIFY(!full && full.error().find("neither empty nor") != std::string::npos);
        QVERIFY(cluster::writeAtomically(m_directory->path() / "VERSION", "7\n", 0600).has_value());
        const auto newer = cluster::DataDir::open(m_directory->path());
        QVERIFY(!newer && newer.error().find("layout version 7") != std::string::npos);
        QVERIFY(cluster::writeAtomically(m_directory->path() / "VERSION", "1\n", 0600).has_value());
    }
};

QTEST_GUILESS_MAIN(TestDb)
#include "test_db.moc"
