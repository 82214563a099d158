// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Reads of two tenants in flight on one connection: each sees its own rows and nothing of the other's failures.

#include "tests/server/dbfixture.h"

using namespace objecta;
using namespace objecta::test;

class TestSharedReads : public QObject, private DbFixture {
    Q_OBJECT

    /// One connection for everybody.
    [[nodiscard]] static DatabaseOptions oneConnection(const DatabaseOptions &base)
    {
        DatabaseOptions out = base;
        out.sharedReadConnections = 1;
        out.readsInFlight = 8;
        out.acquireTimeout = std::chrono::seconds(5);
        return out;
    }

    static Awaitable<Result<int64_t>> number(Database &database, TenantScope scope, Sql sql)
    {
        const std::function<Awaitable<Result<int64_t>>(TenantTx &)> fn =
            [sql](TenantTx &tx) -> Awaitable<Result<int64_t>> {
            auto rows = co_await tx.queryAndCommit(sql, Params());
            if (!rows) {
                co_return tl::unexpected(rows.error());
            }
            co_return (*rows)[0].integer(0);
        };
        co_return co_await database.inTenant<int64_t>(std::move(scope), Work::Read, fn);
    }

    struct Tally {
        int right = 0;
        int refused = 0;
        int unavailable = 0;
    };

    /// Reads of A, of B, and such that must fail, in turn.
    Awaitable<void> reader(Database &database, int rounds, Tally &tally)
    {
        const TenantScope stranger = Scopes::scope(m_a, Access::ReadWrite, session(m_userA, m_sessionB));
        for (int i = 0; i < rounds; ++i) {
            const int kind = i % 5;
            Result<int64_t> got;
            int64_t wanted = 0;
            if (kind == 0 || kind == 2) {
                got = co_await number(database, scopeA(), "SELECT count(*) FROM agents");
                wanted = 3;
            } else if (kind == 1) {
                got = co_await number(database, scopeB(), "SELECT count(*) FROM agents");
                wanted = 4;
            } else if (kind == 3) {
                got = co_await number(database, scopeB(), "SELECT 1 / (count(*) - count(*)) FROM agents");
                wanted = -1;
            } else {
                got = co_await number(database, stranger, "SELECT count(*) FROM agents");
                wanted = -1;
            }
            if (!got && got.error().code == ProblemCode::DatabaseUnavailable) {
                ++tally.unavailable;
            } else if (wanted < 0) {
                holds(!got.has_value(), "a read that must fail gave rows");
                ++tally.refused;
            } else {
                holds(got.has_value(), got ? "" : std::string(problemCode(got.error().code)));
                same(*got, wanted);
                ++tally.right;
            }
        }
    }

    void readers(int count, int rounds, int kills, Tally &tally)
    {
        drive(
            [&](Database &database) -> Awaitable<void> {
                int left = count;
                asio::steady_timer done(co_await asio::this_coro::executor,
                                        std::chrono::steady_clock::time_point::max());
                std::exception_ptr fault;
                for (int i = 0; i < count; ++i) {
                    asio::co_spawn(co_await asio::this_coro::executor, reader(database, rounds, tally),
                                   [&](std::exception_ptr thrown) {
                                       fault = fault ? fault : thrown;
                                       if (--left == 0) {
                                           done.cancel();
                                       }
                                   });
                }
                asio::steady_timer pause(co_await asio::this_coro::executor);
                for (int i = 0; i < kills && left > 0; ++i) {
                    pause.expires_after(std::chrono::milliseconds(60));
                    co_await pause.async_wait(asio::use_awaitable);
                    sudo("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'objecta_app' AND "
                         "state IS "
                         "NOT NULL");
                }
                boost::system::error_code ignored;
                while (left > 0) {
                    co_await done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
                }
                if (fault) {
                    std::rethrow_exception(fault);
                }
            },
            oneConnection(options()));
    }

private slots:
    void initTestCase() { setUp(); }
    void cleanupTestCase() { tearDown(); }

    void tenThousandReadsNeverMeet()
    {
        Tally tally;
        readers(16, 625, 0, tally);
        QCOMPARE(tally.right, 6000);
        QCOMPARE(tally.refused, 4000);
        QCOMPARE(tally.unavailable, 0);
    }

    void aLostConnectionHurtsOnlyWhatWasInFlight()
    {
        Tally tally;
        readers(16, 300, 5, tally);
        QCOMPARE(tally.right + tally.refused + tally.unavailable, 4800);
        QVERIFY2(tally.right > 1000, std::to_string(tally.right).c_str());
        QVERIFY2(tally.unavailable > 0 && tally.unavailable <= 5 * 16, std::to_string(tally.unavailable).c_str());
    }

    void nothingIsLeftBehind()
    {
        drive(
            [this](Database &database) -> Awaitable<void> {
                const auto rows = co_await number(database, scopeA(), "SELECT count(*) FROM agents");
                same(rows.value(), 3);
                // The same session, asked by somebody who set no tenant: signing in to no organization.
                const auto nobody =
                    co_await number(database, Scopes::scope(OrganizationId::random()), "SELECT count(*) FROM agents");
                holds(!nobody.has_value());
            },
            oneConnection(options()));
        QCOMPARE(sudo("SELECT count(*) FROM pg_stat_activity WHERE usename = 'objecta_app' AND state LIKE "
                      "'idle in transaction%'")[0][0]
                     .as<int>(),
                 0);
    }

    void anIgnoredRefusalIsNoSuccess()
    {
        drive(
            [this](Database &database) -> Awaitable<void> {
                const std::function<Awaitable<Result<int64_t>>(TenantTx &)> careless =
                    [](TenantTx &tx) -> Awaitable<Result<int64_t>> {
                    const auto ignored = co_await tx.queryAndCommit("SELECT 1 / 0", Params());
                    co_return ignored ? 1 : 2;
                };
                const auto got = co_await database.inTenant<int64_t>(scopeA(), Work::Read, careless);
                holds(!got.has_value());
                same(got.error().code, ProblemCode::Internal);
            },
            oneConnection(options()));
    }

    void aReadCannotWrite()
    {
        drive(
            [this](Database &database) -> Awaitable<void> {
                const auto tried =
                    co_await number(database, scopeA(), "UPDATE agents SET name = 'changed' RETURNING 1");
                holds(!tried.has_value());
                same(tried.error().code, ProblemCode::ReadOnly);
            },
            oneConnection(options()));
        QCOMPARE(count("agents WHERE name = 'changed'"), int64_t(0));
    }

    /// What stands behind it on the same connection is asked of another one.
    void aSlowReadHoldsNobodyUp()
    {
        DatabaseOptions chosen = options();
        chosen.sharedReadConnections = 2;
        chosen.readsInFlight = 8;
        chosen.acquireTimeout = std::chrono::seconds(5);
        drive(
            [this](Database &database) -> Awaitable<void> {
                const auto executor = co_await asio::this_coro::executor;
                asio::steady_timer pause(executor);
                bool slowDone = false;
                int quick = 0;
                const auto begun = std::chrono::steady_clock::now();
                asio::co_spawn(executor, number(database, scopeA(), "SELECT 1 FROM (SELECT pg_sleep(4)) s"),
                               [&](std::exception_ptr, Result<int64_t> got) { slowDone = got && *got == 1; });
                for (int i = 0; i < 100; ++i) {
                    asio::co_spawn(executor, number(database, scopeB(), "SELECT count(*) FROM agents"),
                                   [&](std::exception_ptr, Result<int64_t> got) { quick += got && *got == 4 ? 1 : 0; });
                }
                while (quick < 100 && std::chrono::steady_clock::now() - begun < std::chrono::seconds(8)) {
                    pause.expires_after(std::chrono::milliseconds(5));
                    co_await pause.async_wait(asio::use_awaitable);
                }
                const auto took = std::chrono::steady_clock::now() - begun;
                same(quick, 100);
                holds(took < std::chrono::seconds(3), "they waited for the slow one");
                while (!slowDone && std::chrono::steady_clock::now() - begun < std::chrono::seconds(12)) {
                    pause.expires_after(std::chrono::milliseconds(20));
                    co_await pause.async_wait(asio::use_awaitable);
                }
                holds(slowDone, "the slow one has its answer, too");
            },
            chosen);
    }

    // Whoever makes PostgreSQL work is the noisy neighbour, not those who wait behind it.
    void whoWaitsBehindOthersIsNotCountedForThem()
    {
        DatabaseOptions chosen = oneConnection(options());
        chosen.tenantWriteConnections = 1;
        drive(
            [this](Database &database) -> Awaitable<void> {
                using namespace asio::experimental::awaitable_operators;
                const auto metered = [](TenantScope scope, std::shared_ptr<Meter> &meter) {
                    meter = std::make_shared<Meter>();
                    scope.setMeter(meter);
                    return scope;
                };
                const std::function<Awaitable<Result<int>>(TenantTx &)> sleep =
                    [](TenantTx &tx) -> Awaitable<Result<int>> {
                    co_await tx.query("SELECT pg_sleep(1)", Params());
                    co_return 1;
                };
                const std::function<Awaitable<Result<int>>(TenantTx &)> quick =
                    [](TenantTx &tx) -> Awaitable<Result<int>> {
                    co_await tx.query("SELECT 1", Params());
                    co_return 1;
                };
                std::shared_ptr<Meter> slow;
                std::shared_ptr<Meter> behind;
                // Once on a connection that reads share, once on one that a writer has to itself.
                for (const bool write : {false, true}) {
                    const auto begun = std::chrono::steady_clock::now();
                    if (write) {
                        co_await (database.inTenant<int>(metered(scopeA(), slow), Work::Write, sleep)
                                  && database.inTenant<int>(metered(scopeB(), behind), Work::Write, quick));
                    } else {
                        co_await (number(database, metered(scopeA(), slow), "SELECT 1 FROM (SELECT pg_sleep(1)) s")
                                  && number(database, metered(scopeB(), behind), "SELECT count(*) FROM agents"));
                    }
                    holds(std::chrono::steady_clock::now() - begun >= std::chrono::seconds(1));
                    holds(slow->worked >= std::chrono::seconds(1));
                    holds(behind->worked > std::chrono::seconds(0) && behind->worked < std::chrono::milliseconds(500));
                }
            },
            chosen);
    }

    void aFullConnectionRefusesInTime()
    {
        DatabaseOptions chosen = oneConnection(options());
        chosen.readsInFlight = 1;
        chosen.acquireTimeout = std::chrono::milliseconds(300);
        drive(
            [this](Database &database) -> Awaitable<void> {
                bool slowDone = false;
                asio::co_spawn(co_await asio::this_coro::executor,
                               number(database, scopeA(), "SELECT 1 FROM (SELECT pg_sleep(4)) s"),
                               [&slowDone](std::exception_ptr, Result<int64_t>) { slowDone = true; });
                // The second arrives while the first has the connection, or opens it.
                asio::steady_timer pause(co_await asio::this_coro::executor, std::chrono::milliseconds(200));
                co_await pause.async_wait(asio::use_awaitable);
                const auto begun = std::chrono::steady_clock::now();
                const auto second = co_await number(database, scopeB(), "SELECT count(*) FROM agents");
                const auto took = std::chrono::steady_clock::now() - begun;
                holds(!second.has_value());
                same(second.error().code, ProblemCode::Overloaded);
                holds(took < std::chrono::seconds(3), "it waited too long");
                while (!slowDone) {
                    pause.expires_after(std::chrono::milliseconds(20));
                    co_await pause.async_wait(asio::use_awaitable);
                }
                const auto third = co_await number(database, scopeB(), "SELECT count(*) FROM agents");
                same(third.value(), 4);
            },
            chosen);
    }
};

QTEST_GUILESS_MAIN(TestSharedReads)
#include "test_shared_reads.moc"
