// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Transactions and pools, against a real cluster.

#include "server/db/conninfo.h"
#include "tests/server/dbfixture.h"

using namespace objecta;
using namespace objecta::test;

class TestDb : public QObject, private DbFixture {
    Q_OBJECT

private slots:
    void initTestCase() { setUp(); }
    void cleanupTestCase() { tearDown(); }

    void startAccepts()
    {
        drive([](Database &database) -> Awaitable<void> {
            const auto started = co_await database.start();
            holds(started.has_value(), started ? "" : started.error().c_str());
            const auto ready = co_await database.ready();
            holds(ready.has_value());
        });
    }

    void oneLooksWhetherItIsReadyForAllWhoAsk()
    {
        drive([this](Database &database) -> Awaitable<void> {
            const auto executor = co_await asio::this_coro::executor;
            pqxx::connection pq(as("postgres"));
            const auto lock = [&pq](std::optional<pqxx::work> &work) {
                work.reset();
                work.emplace(pq);
                work->exec("LOCK TABLE schema_migrations IN ACCESS EXCLUSIVE MODE");
            };
            std::optional<pqxx::work> work;
            lock(work);
            int ready = 0;
            for (int i = 0; i < 50; ++i) {
                asio::co_spawn(executor, database.ready(),
                               [&ready](std::exception_ptr, const Result<void> &r) { ready += r ? 1 : 0; });
            }
            // ctest's limit bounds the waits.
            while (sudo("SELECT count(*) FROM pg_locks WHERE NOT granted")[0][0].as<int>() == 0) {
                co_await asio::post(executor, asio::use_awaitable);
            }
            same(database.pools().back().inUse, int64_t(1));
            same(database.pools().back().waiting, int64_t(0));
            work.reset();
            while (ready < 50) {
                co_await asio::post(executor, asio::use_awaitable);
            }
            // For a moment nobody looks again.
            lock(work);
            const auto kept = co_await database.ready();
            holds(kept.has_value());
        });
    }

    void startRefusesAnOldPostgres()
    {
        for (const int64_t good : {150018, 150020, 160000, 180004}) {
            QVERIFY(db::checkVersion(good).has_value());
        }
        for (const int64_t old : {90624, 140022, 150000, 150017}) {
            QVERIFY(!db::checkVersion(old));
        }
        QVERIFY(db::checkVersion(150003).error().find("the server is 15.3.") != std::string::npos);
    }

    void startRefusesAPrivilegedRole_data()
    {
        QTest::addColumn<QString>("give");
        QTest::addColumn<QString>("take");
        const auto row = [](const char *name, const char *give, const char *take) {
            QTest::newRow(name) << QString::fromLatin1(give) << QString::fromLatin1(take);
        };
        row("bypass", "ALTER ROLE objecta_app BYPASSRLS", "ALTER ROLE objecta_app NOBYPASSRLS");
        row("superuser", "ALTER ROLE objecta_app_ro SUPERUSER", "ALTER ROLE objecta_app_ro NOSUPERUSER");
        row("member", "GRANT objecta_owner TO objecta_platform", "REVOKE objecta_owner FROM objecta_platform");
        row("owner", "CREATE TABLE mine (id int); ALTER TABLE mine OWNER TO objecta_app", "DROP TABLE mine");
    }
    void startRefusesAPrivilegedRole()
    {
        QFETCH(QString, give);
        QFETCH(QString, take);
        sudo(give.toStdString());
        drive([](Database &database) -> Awaitable<void> {
            const auto started = co_await database.start();
            holds(!started);
            holds(started.error().find("more rights") != std::string::npos);
        });
        sudo(take.toStdString());
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

    void theGateLooksEveryTime()
    {
        drive([this](Database &database) -> Awaitable<void> {
            auto result =
                co_await agents(database, Scopes::scope(m_a, Access::ReadWrite, session(m_userA, m_sessionB)));
            same(result.error().code, ProblemCode::Unauthenticated);
            result = co_await agents(database, Scopes::scope(OrganizationId::random()));
            same(result.error().code, ProblemCode::OrganizationNotFound);
            result = co_await agents(database, Scopes::scope(m_a));
            same(result.value(), 3); // somebody signing in

            sudo("UPDATE organizations SET status = 'suspended' WHERE id = '" + text(m_a) + "'");
            result = co_await agents(database, scopeA());
            same(result.error().code, ProblemCode::OrganizationSuspended);
            result = co_await agents(database, Scopes::scope(m_a, Access::ReadOnly, impersonation()));
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
                Scopes::scope(m_a, Access::ReadWrite, session(m_userA, SessionId::random())), Work::Read, nothing);
            same(empty.error().code, ProblemCode::Unauthenticated);
        });
    }

    void impersonationEndsAtOnce()
    {
        drive([this](Database &database) -> Awaitable<void> {
            const auto scope = Scopes::scope(m_a, Access::ReadOnly, impersonation());
            same((co_await agents(database, scope)).value(), 3);
            const auto writing = co_await agents(database, scope, Work::Write);
            same(writing.error().code, ProblemCode::ReadOnly);
            // Its right lost, then given back; stopped.
            sudo("UPDATE staff SET role = 'viewer'");
            same((co_await agents(database, scope)).error().code, ProblemCode::ImpersonationEnded);
            sudo("UPDATE staff SET role = 'support'");
            same((co_await agents(database, scope)).value(), 3);
            const auto elsewhere = Scopes::scope(m_b, Access::ReadOnly, impersonation("org-b"));
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
                const std::function<Awaitable<Result<int>>(TenantTx &)> refuse =
                    [this](TenantTx &tx) -> Awaitable<Result<int>> {
                    const auto rows =
                        co_await tx.query("INSERT INTO agents (organization_id, user_id, name) VALUES ($1, $2, 'x')",
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
                const std::function<Awaitable<Result<int>>(TenantTx &)> claim =
                    [this](TenantTx &tx) -> Awaitable<Result<int>> {
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
            const std::function<Awaitable<Result<int>>(TenantTx &)> fn =
                [this](TenantTx &tx) -> Awaitable<Result<int>> {
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
            const std::function<Awaitable<Result<int>>(TenantTx &)> slow =
                [this](TenantTx &tx) -> Awaitable<Result<int>> {
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
        chosen.statementTimeout = std::chrono::milliseconds(1000);
        drive(
            [this](Database &database) -> Awaitable<void> {
                const std::function<Awaitable<Result<int>>(TenantTx &)> slow =
                    [](TenantTx &tx) -> Awaitable<Result<int>> {
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
            const std::function<Awaitable<Result<int>>(TenantTx &)> hold =
                [&release](TenantTx &tx) -> Awaitable<Result<int>> {
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
            // Either of the two may still be on its way to the end; ctest's limit bounds the wait.
            while (done < 2) {
                co_await asio::post(executor, asio::use_awaitable);
            }
        });
    }

    void lostConnectionsComeBack()
    {
        drive([this](Database &database) -> Awaitable<void> {
            same((co_await agents(database, scopeA())).value(), 3);
            const auto terminate = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                                   "WHERE usename LIKE 'objecta_%' AND pid <> pg_backend_pid()";
            // In the middle of a transaction: unavailable, nothing kept.
            const std::function<Awaitable<Result<int>>(TenantTx &)> fn =
                [this, terminate](TenantTx &tx) -> Awaitable<Result<int>> {
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
                const auto rows =
                    tx.query("SELECT $1::uuid, $2::timestamptz, $3::bytea, cardinality($4::text[]), ($4::text[])[2], "
                             "$5::bigint, $6::boolean, $7::float8, $8::text",
                             Params(m_a, Timestamp::fromSeconds(1), Bytes{std::string_view("\0\xff", 2)}, words,
                                    int64_t(-5), true, 0.1, std::nullopt));
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
                const std::function<Result<int>(PlatformTx &)> bug = [](PlatformTx &) -> Result<int> {
                    throw std::logic_error("a bug");
                };
                co_await database.platform<int>(bug);
            } catch (const std::logic_error &) {
                thrown = true;
            }
            holds(thrown);
            const std::function<int()> work = [] { return 42; };
            same(co_await database.offload<int>(work), 42);
        });
    }
};

QTEST_GUILESS_MAIN(TestDb)
#include "test_db.moc"
