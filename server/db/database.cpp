// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/db/database.h"

#include "server/db/conninfo.h"
#include "server/db/migrations.h"
#include "server/db/pipelinedtx.h"
#include "server/db/platformpool.h"
#include "server/db/sqlerrors.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

namespace objecta::db {

namespace {

/// What a role that serves requests must not be. Row 1 of the isolation table: an owner, a superuser and whoever
/// may become one of them see every tenant.
constexpr Sql privileges = R"(
SELECT r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication,
       EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid),
       EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid),
       current_setting('server_version_num')::integer,
       r.rolname
FROM pg_roles r WHERE r.rolname = current_user)";

tl::expected<void, std::string> checkRole(const Rows &rows)
{
    const Row row = rows[0];
    if (auto fine = checkVersion(row.integer(3)); !fine) {
        return fine;
    }
    if (row.boolean(0) || row.boolean(1) || row.boolean(2)) {
        return tl::unexpected("The database role " + row.string(4)
                              + " has more rights than it may have (superuser, bypass of row-level security, ownership "
                                "or membership in another role); refusing to serve with it.");
    }
    return {};
}

/// What ready() has found, for whoever asks. Held by shared_ptr, as who waits for it may outlive the database.
struct Readiness {
    explicit Readiness(const asio::any_io_executor &executor)
        : found(executor, Clock::time_point::max())
    {
    }
    using Clock = std::chrono::steady_clock;
    std::optional<Result<void>> answer;
    Clock::time_point goodUntil;
    bool looking = false;
    asio::steady_timer found; ///< cancelled when nobody looks any more
};

constexpr std::chrono::seconds readinessLasts{1};

} // namespace

class Database::Impl {
public:
    Impl(asio::any_io_executor executor, const DatabaseOptions &options)
        : shared(std::make_shared<SharedReads>(
            executor,
            SharedReads::Options{connectionFor(options.connection, "objecta_app", options.statementTimeout),
                                 options.sharedReadConnections, static_cast<size_t>(options.readsInFlight),
                                 activeOf(options), options.acquireTimeout,
                                 options.statementTimeout + std::chrono::seconds(2)}))
        , reads(tenantPool(executor, options, "objecta_app", options.tenantReadConnections))
        , writes(tenantPool(executor, options, "objecta_app", options.tenantWriteConnections))
        , impersonations(tenantPool(executor, options, "objecta_app_ro", options.impersonationConnections))
        , platform(executor,
                   {connectionFor(options.connection, "objecta_platform", options.statementTimeout),
                    options.platformConnections, options.acquireTimeout,
                    options.statementTimeout + std::chrono::seconds(2)})
        , readiness(std::make_shared<Readiness>(executor))
        , offload(std::max(2U, std::thread::hardware_concurrency()))
    {
    }
    Impl(const Impl &) = delete;
    Impl &operator=(const Impl &) = delete;
    ~Impl() { offload.join(); }

    /// As every pool and the schema are now.
    Awaitable<Result<void>> look()
    {
        for (const auto &pool : {reads, writes}) {
            const auto answer = co_await ask(pool, "SELECT 1");
            if (!answer) {
                co_return tl::unexpected(unavailable());
            }
        }
        const std::function<Result<void>(PlatformTx &)> compare = [](PlatformTx &tx) -> Result<void> {
            const auto rows = tx.query("SELECT coalesce(max(version), 0) FROM schema_migrations");
            if (rows[0].integer(0) != migrations().back().version) {
                return tl::unexpected(unavailable());
            }
            return {};
        };
        co_return co_await platform.run<PlatformTx>(compare);
    }

    static size_t activeOf(const DatabaseOptions &options)
    {
        const auto half = static_cast<size_t>(std::thread::hardware_concurrency() / 2);
        return std::max<size_t>(1, options.sharedReadActive > 0 ? static_cast<size_t>(options.sharedReadActive) : half);
    }

    static std::shared_ptr<TenantPool> tenantPool(const asio::any_io_executor &executor, const DatabaseOptions &options,
                                                  std::string_view role, int connections)
    {
        return std::make_shared<TenantPool>(
            executor,
            TenantPool::Options{connectionFor(options.connection, role, options.statementTimeout), connections,
                                options.acquireTimeout, options.statementTimeout + std::chrono::seconds(2)});
    }

    /// Runs one statement outside any transaction of a tenant.
    static Awaitable<tl::expected<Rows, std::string>> ask(std::shared_ptr<TenantPool> pool, Sql sql)
    {
        std::string why;
        auto lease = co_await pool->acquire(&why);
        if (!lease) {
            co_return tl::unexpected(why.empty() ? "every connection is busy" : why);
        }
        const Params none;
        std::vector<PipeConnection::Command> commands{{sql.text(), &none}};
        auto outcome = co_await (*lease)->run(std::move(commands));
        if (outcome.broken || outcome.failure) {
            co_return tl::unexpected(outcome.primary.empty() ? "the connection was lost" : outcome.primary);
        }
        (*lease)->giveBack();
        co_return outcome.rows.back();
    }

    std::shared_ptr<SharedReads> shared;
    std::shared_ptr<TenantPool> reads;
    std::shared_ptr<TenantPool> writes;
    std::shared_ptr<TenantPool> impersonations;
    PlatformPool platform;
    std::shared_ptr<Readiness> readiness;
    asio::thread_pool offload;
};

Database::Database(asio::any_io_executor executor, DatabaseOptions options)
    : m_impl(std::make_unique<Impl>(std::move(executor), options))
{
}

Database::~Database() = default;

Awaitable<Result<std::unique_ptr<TenantTx>>> Database::begin(TenantScope scope, Work work)
{
    const bool readOnly = scope.access() == Access::ReadOnly;
    if (readOnly && work == Work::Write) {
        co_return fail(ProblemCode::ReadOnly);
    }
    auto pool = readOnly ? m_impl->impersonations : work == Work::Read ? m_impl->reads : m_impl->writes;
    std::shared_ptr<SharedReads> shared;
    if (work == Work::Read && !readOnly) {
        shared = m_impl->shared;
    }
    co_return std::make_unique<PipelinedTx>(std::move(pool), std::move(shared), std::move(scope), work);
}

Awaitable<Result<void>> Database::commit(std::unique_ptr<TenantTx> tx)
{
    co_return co_await static_cast<PipelinedTx &>(*tx).commit();
}

Awaitable<void> Database::rollback(std::unique_ptr<TenantTx> tx)
{
    co_await static_cast<PipelinedTx &>(*tx).rollback();
}

Awaitable<Result<void>> Database::runPlatform(std::function<Result<void>(PlatformTx &)> fn)
{
    return m_impl->platform.run<PlatformTx>(std::move(fn));
}

Awaitable<Result<void>> Database::runAuth(std::function<Result<void>(AuthTx &)> fn)
{
    return m_impl->platform.run<AuthTx>(std::move(fn));
}

Awaitable<void> Database::runOffloaded(std::function<void()> work)
{
    co_await runOn(m_impl->offload, std::move(work));
}

std::vector<PoolState> Database::pools() const
{
    return {m_impl->shared->state("shared_reads"), m_impl->reads->state("reads"), m_impl->writes->state("writes"),
            m_impl->impersonations->state("impersonations"), m_impl->platform.state("platform")};
}

Awaitable<Result<void>> Database::ready()
{
    const auto readiness = m_impl->readiness;
    while (readiness->looking) {
        boost::system::error_code ignored;
        co_await readiness->found.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    if (!readiness->answer || Readiness::Clock::now() >= readiness->goodUntil) {
        readiness->looking = true;
        const std::shared_ptr<void> looked(nullptr, [readiness](void *) {
            readiness->looking = false;
            readiness->found.cancel();
        });
        readiness->answer = co_await m_impl->look();
        readiness->goodUntil = Readiness::Clock::now() + readinessLasts;
    }
    co_return *readiness->answer;
}

void Database::join()
{
    m_impl->platform.join();
    m_impl->offload.join();
}

Awaitable<tl::expected<void, std::string>> Database::start()
{
    const std::vector<std::shared_ptr<TenantPool>> pools{m_impl->reads, m_impl->writes, m_impl->impersonations};
    for (const auto &pool : pools) {
        const auto rows = co_await Impl::ask(pool, privileges);
        if (!rows) {
            co_return tl::unexpected("The database cannot be reached: " + rows.error());
        }
        if (auto good = checkRole(*rows); !good) {
            co_return good;
        }
    }
    tl::expected<void, std::string> verdict;
    const std::function<Result<void>(PlatformTx &)> inspect = [&verdict](PlatformTx &tx) -> Result<void> {
        verdict = checkRole(tx.query(privileges));
        if (!verdict) {
            return {};
        }
        const auto version = tx.query("SELECT coalesce(max(version), 0) FROM schema_migrations")[0].integer(0);
        const auto wanted = migrations().back().version;
        if (version != wanted) {
            verdict = tl::unexpected("The database's schema has version " + std::to_string(version)
                                     + ", this program needs " + std::to_string(wanted)
                                     + (version < wanted ? ": run objecta-server migrate." : ": use a newer program."));
        }
        return {};
    };
    const auto ran = co_await runPlatform(inspect);
    if (!ran) {
        co_return tl::unexpected(std::string("The database cannot be reached as objecta_platform, or has no schema: "
                                             "run objecta-server migrate."));
    }
    co_return verdict;
}

} // namespace objecta::db
