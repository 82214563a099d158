// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The only door to PostgreSQL. Three transaction types, each made here and nowhere else:
//   TenantTx    one organization's rows, roles objecta_app / objecta_app_ro, libpq pipeline mode inside Asio
//   PlatformTx  staff, across organizations, role objecta_platform, libpqxx on a small thread pool
//   AuthTx      what signing in has to look up, nothing more, on that same pool
// Expected failures (quota, conflict, no connection) are Results; exceptions are bugs.

#include "models/contract/problem.h"
#include "server/db/rows.h"
#include "server/db/sql.h"
#include "server/db/tenant_scope.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace objecta::db {

namespace asio = boost::asio;
template <class T>
using Awaitable = asio::awaitable<T>;

/// Whether a tenant transaction may change rows: decides the pool, and Read makes it READ ONLY.
enum class Work { Read, Write };

struct DatabaseOptions {
    /// libpq connection string without user ("host=/run/x port=5432 dbname=objecta"); the user is the role's name.
    std::string connection;
    /// For reads of one statement, several in flight on each.
    int sharedReadConnections = 4;
    int readsInFlight = 32;
    /// How many of them are used as long as they answer; 0: half as many as there are processors.
    int sharedReadActive = 0;
    /// For reads of several statements.
    int tenantReadConnections = 4;
    /// More than processors, since a commit waits for the disk, and one flush there serves all that wait.
    int tenantWriteConnections = 16;
    /// For read-only impersonations, which run under a role of their own.
    int impersonationConnections = 2;
    int platformConnections = 4;
    /// How long a request waits for a connection before it is answered 503 Overloaded.
    std::chrono::milliseconds acquireTimeout{1000};
    /// statement_timeout of every connection.
    std::chrono::milliseconds statementTimeout{5000};
};

/// How a pool of connections stands.
struct PoolState {
    std::string_view name;
    int64_t size = 0; ///< its places
    int64_t inUse = 0;
    int64_t waiting = 0; ///< for a place
};

/// A SQLSTATE that a statement ended with, mapped by whoever knows what it means there (unique_violation -> taken).
/// Never carries PostgreSQL's message: that goes to the log alone.
struct SqlFailure {
    std::string sqlState;
    std::string constraint;
};

/// A transaction of one organization. Row-level security is on and the tenant is set before any statement runs.
/// The gate runs with it: a suspended organization, an ended session or a stopped impersonation fails the
/// transaction before its first statement, whatever any cache says.
class TenantTx {
public:
    virtual ~TenantTx() = default;

    /// Runs one statement. A SQLSTATE listed in sqlstate.h as expected comes back as a Problem (unique violation ->
    /// Conflict), unless `failure` is given, which then receives it and the Problem is Conflict.
    virtual Awaitable<Result<Rows>> query(Sql sql, Params params, SqlFailure *failure = nullptr) = 0;

    /// The same, and COMMIT in the same flush: for handlers whose last (or only) statement this is. Afterwards
    /// the transaction is over. Only for statements whose answer cannot make the handler want a rollback.
    virtual Awaitable<Result<Rows>> queryAndCommit(Sql sql, Params params, SqlFailure *failure = nullptr) = 0;

    /// After queryAndCommit(), in a transaction of its own with the gate again: what a refusal tells about the rows
    /// that others have changed meanwhile.
    virtual Awaitable<Result<Rows>> queryAfterwards(Sql sql, Params params) = 0;

    [[nodiscard]] virtual const TenantScope &scope() const = 0;
};

/// A transaction of staff across organizations. Synchronous: it lives on a thread of the pool.
class PlatformTx {
public:
    virtual ~PlatformTx() = default;
    /// Throws only SqlError (below) for a SQLSTATE that the caller may want to map.
    virtual Rows query(Sql sql, const Params &params = Params()) = 0;
};

/// What signing in looks up: organizations by slug, staff by e-mail, staff sessions. Role objecta_platform.
class AuthTx {
public:
    virtual ~AuthTx() = default;
    virtual Rows query(Sql sql, const Params &params = Params()) = 0;
};

/// What PlatformTx and AuthTx throw for a failed statement; Database::platform turns what is not caught into a
/// Problem. what() is PostgreSQL's message, for the log only.
class SqlError : public std::runtime_error {
public:
    SqlError(const std::string &message, SqlFailure failure)
        : std::runtime_error(message)
        , m_failure(std::move(failure))
    {
    }
    [[nodiscard]] const SqlFailure &failure() const { return m_failure; }

private:
    SqlFailure m_failure;
};

class Database {
public:
    Database(asio::any_io_executor executor, DatabaseOptions options);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    /// Runs fn inside a tenant transaction; commits when it returns a value, rolls back otherwise. Nothing is sent
    /// before fn's first statement. A scope that is read-only with Work::Write is refused (ReadOnly).
    template <class T>
    Awaitable<Result<T>> inTenant(TenantScope scope, Work work, std::function<Awaitable<Result<T>>(TenantTx &)> fn)
    {
        auto begun = co_await begin(std::move(scope), work);
        if (!begun) {
            co_return tl::unexpected(begun.error());
        }
        auto result = co_await fn(**begun);
        if (!result) {
            co_await rollback(std::move(*begun));
            co_return result;
        }
        auto ended = co_await commit(std::move(*begun));
        if (!ended) {
            co_return tl::unexpected(ended.error());
        }
        co_return result;
    }

    /// Runs fn on a thread of the platform pool inside one transaction; commits when it returns a value.
    /// The coroutine resumes on its own executor.
    template <class T>
    Awaitable<Result<T>> platform(std::function<Result<T>(PlatformTx &)> fn)
    {
        std::optional<Result<T>> out;
        auto ran = co_await runPlatform([&](PlatformTx &tx) -> Result<void> {
            out = fn(tx);
            return *out ? Result<void>() : tl::unexpected(out->error());
        });
        if (!ran) {
            co_return tl::unexpected(ran.error());
        }
        co_return std::move(*out);
    }

    template <class T>
    Awaitable<Result<T>> auth(std::function<Result<T>(AuthTx &)> fn)
    {
        std::optional<Result<T>> out;
        auto ran = co_await runAuth([&](AuthTx &tx) -> Result<void> {
            out = fn(tx);
            return *out ? Result<void>() : tl::unexpected(out->error());
        });
        if (!ran) {
            co_return tl::unexpected(ran.error());
        }
        co_return std::move(*out);
    }

    /// How each pool stands: shared_reads, reads, writes, impersonations, platform. I/O thread.
    [[nodiscard]] std::vector<PoolState> pools() const;

    /// Whether every pool can reach PostgreSQL and the schema has the version this build wants (for /readyz). Anybody
    /// may ask: one looks at a time, and what it finds is the answer to all who ask meanwhile and for a second after.
    Awaitable<Result<void>> ready();

    /// Opens one connection of each kind and refuses a privileged role (superuser, BYPASSRLS, owner, member of
    /// another role), a PostgreSQL older than 15 and a schema of another version. The sentence is for the terminal.
    Awaitable<tl::expected<void, std::string>> start();

    /// Runs blocking work (argon2) off the I/O threads. Resumes on the caller's executor.
    template <class T>
    Awaitable<T> offload(std::function<T()> work)
    {
        std::optional<T> out;
        co_await runOffloaded([&] { out.emplace(work()); });
        co_return std::move(*out);
    }

    /// Waits for what its threads are at, and lets them take nothing more: once nothing runs on the executor any more,
    /// and before what that work refers to goes.
    void join();

private:
    class Impl;
    Awaitable<Result<std::unique_ptr<TenantTx>>> begin(TenantScope scope, Work work);
    Awaitable<Result<void>> commit(std::unique_ptr<TenantTx> tx);
    Awaitable<void> rollback(std::unique_ptr<TenantTx> tx);
    Awaitable<Result<void>> runPlatform(std::function<Result<void>(PlatformTx &)> fn);
    Awaitable<Result<void>> runAuth(std::function<Result<void>(AuthTx &)> fn);
    Awaitable<void> runOffloaded(std::function<void()> work);

    std::unique_ptr<Impl> m_impl;
};

} // namespace objecta::db
