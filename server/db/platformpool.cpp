// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/db/platformpool.h"

#include "server/db/sqlerrors.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <pqxx/pqxx>
#include <spdlog/spdlog.h>

#include <optional>
#include <unordered_map>

namespace objecta::db {

namespace {

const pqxx::result &result(const void *handle)
{
    return *static_cast<const pqxx::result *>(handle);
}

pqxx::field fieldAt(const void *handle, int row, int column)
{
    return result(handle)[static_cast<pqxx::result::size_type>(row)][static_cast<pqxx::row::size_type>(column)];
}

constexpr Rows::Access pqxxAccess = {
    [](const void *handle) { return static_cast<int>(result(handle).size()); },
    [](const void *handle) { return static_cast<int>(result(handle).affected_rows()); },
    [](const void *handle, int row, int column) { return fieldAt(handle, row, column).is_null(); },
    [](const void *handle, int row, int column) {
        const auto field = fieldAt(handle, row, column);
        return std::string_view(field.c_str(), field.size());
    },
};

/// The constraint's name from a verbose message. It stands behind DETAIL, which may quote anything.
std::string constraintIn(const std::string &message)
{
    static constexpr std::string_view label = "\nCONSTRAINT NAME:  ";
    const auto at = message.rfind(label);
    if (at == std::string::npos) {
        return {};
    }
    const auto begin = at + label.size();
    return message.substr(begin, message.find('\n', begin) - begin);
}

/// "ERROR:  23505: duplicate key ..." without its first two words and without DETAIL, which quotes values.
std::string primaryIn(const std::string &message)
{
    auto line = message.substr(0, message.find('\n'));
    for (int word = 0; word < 2; ++word) {
        const auto colon = line.find(": ");
        if (colon != std::string::npos) {
            line = line.substr(line.find_first_not_of(' ', colon + 1));
        }
    }
    return line;
}

/// libpqxx 6.4 loses the SQLSTATE of those that it has a class for; the verbose message has it.
std::string stateIn(const pqxx::sql_error &error)
{
    if (!error.sqlstate().empty()) {
        return error.sqlstate();
    }
    const std::string message = error.what();
    const auto at = message.find(":  ");
    return at != std::string::npos && message.size() > at + 8 && message[at + 8] == ':' ? message.substr(at + 3, 5)
                                                                                        : std::string();
}

} // namespace

struct PlatformPool::Connection {
    explicit Connection(const std::string &conninfo)
        : pq(conninfo)
    {
        pq.set_verbosity(pqxx::connection_base::verbose); // names the constraint
        // A lost one is replaced here, not behind our back. (libpqxx 7 does no such thing, and has no such function.)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
        pq.inhibit_reactivation(true);
#pragma GCC diagnostic pop
    }
    pqxx::connection pq;
    std::unordered_map<const char *, std::string> prepared;
};

namespace {

/// Both kinds of transaction, over one libpqxx transaction.
template <class Tx, class Connection>
class PqxxTx final : public Tx {
public:
    PqxxTx(Connection &connection, pqxx::work &work, Watchdog &watchdog)
        : m_connection(connection)
        , m_work(work)
        , m_watchdog(watchdog)
    {
    }

    Rows query(Sql sql, const Params &params) override
    {
        std::vector<const char *> values;
        values.reserve(params.values().size());
        for (const auto &value : params.values()) {
            values.push_back(value ? value->c_str() : nullptr);
        }
        const Watchdog::Wait wait(m_watchdog, m_connection.pq.sock());
        try {
            auto &name = m_connection.prepared[sql.text()];
            if (name.empty()) {
                name = 'p' + std::to_string(m_connection.prepared.size());
                m_connection.pq.prepare(name, sql.text());
            }
            const auto answer =
                std::make_shared<pqxx::result>(m_work.exec_prepared(name, pqxx::prepare::make_dynamic_params(values)));
            return {answer, &pqxxAccess};
        } catch (const pqxx::sql_error &e) {
            failed = true;
            throw SqlError(primaryIn(e.what()), {stateIn(e), constraintIn(e.what())});
        } catch (const pqxx::deadlock_detected &) {
            failed = true;
            throw SqlError("deadlock detected", {"40P01", {}});
        } catch (const pqxx::transaction_rollback &) {
            failed = true;
            throw SqlError("transaction rolled back", {"40001", {}});
        }
    }

    bool failed = false;

private:
    Connection &m_connection;
    pqxx::work &m_work;
    Watchdog &m_watchdog;
};

} // namespace

PlatformPool::PlatformPool(const asio::any_io_executor &executor, Options options)
    : m_options(std::move(options))
    , m_permits(std::make_shared<Fifo>(executor, m_options.connections))
    , m_watchdog(std::make_shared<Watchdog>(executor, m_options.patience))
    , m_threads(static_cast<size_t>(m_options.connections))
{
}

PlatformPool::~PlatformPool()
{
    m_threads.join();
}

std::unique_ptr<PlatformPool::Connection> PlatformPool::take()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_idle.empty()) {
            auto connection = std::move(m_idle.back());
            m_idle.pop_back();
            return connection;
        }
    }
    return std::make_unique<Connection>(m_options.conninfo);
}

template <class Tx>
Result<void> PlatformPool::runBlocking(const std::function<Result<void>(Tx &)> &fn)
{
    // A connection that lay idle while the server went away is found out by its first statement; nothing was sent
    // before, so the next one (a new one in the end) may be tried without doing anything twice. Not for long: where a
    // network drops everything, each of them takes its time to be found out.
    const auto latest = Watchdog::Clock::now() + m_options.acquireTimeout;
    for (int attempt = 0;; ++attempt) {
        bool begun = false;
        try {
            auto connection = take();
            std::optional<Watchdog::Wait> wait(std::in_place, *m_watchdog, connection->pq.sock());
            pqxx::work work(connection->pq);
            begun = true;
            wait.reset();
            PqxxTx<Tx, Connection> tx(*connection, work, *m_watchdog);
            Result<void> out;
            try {
                out = fn(tx);
            } catch (const SqlError &e) {
                out = tl::unexpected(problemFor(e.failure(), e.what(), "a statement of staff"));
            }
            if (out && tx.failed) {
                spdlog::critical("database: success was claimed for a transaction with a failed statement");
                out = fail(ProblemCode::Internal);
            }
            wait.emplace(*m_watchdog, connection->pq.sock());
            if (out) {
                work.commit();
            } else {
                work.abort();
            }
            wait.reset();
            const std::lock_guard lock(m_mutex);
            m_idle.push_back(std::move(connection));
            return out;
        } catch (const pqxx::broken_connection &e) {
            if (!begun && attempt < m_options.connections && Watchdog::Clock::now() < latest) {
                continue;
            }
            spdlog::error("database: connection of staff lost: {}", primaryIn(e.what()));
            return tl::unexpected(unavailable());
        } catch (const pqxx::in_doubt_error &e) {
            spdlog::error("database: lost while committing: {}", primaryIn(e.what()));
            return tl::unexpected(unavailable());
        } catch (const pqxx::sql_error &e) {
            // BEGIN or COMMIT failed: a full disk, a shutdown.
            return tl::unexpected(problemFor({stateIn(e), constraintIn(e.what())}, primaryIn(e.what()), "COMMIT"));
        }
    }
}

template <class Tx>
Awaitable<Result<void>> PlatformPool::run(std::function<Result<void>(Tx &)> fn)
{
    const auto permit = co_await m_permits->acquire(m_options.acquireTimeout);
    if (!permit) {
        co_return tl::unexpected(overloaded());
    }
    Result<void> out;
    const std::function<void()> work = [&] { out = runBlocking<Tx>(fn); };
    m_watchdog->begin();
    const std::shared_ptr<void> done(nullptr, [watchdog = m_watchdog](void *) { watchdog->done(); });
    co_await runOn(m_threads, work);
    co_return out;
}

template Awaitable<Result<void>> PlatformPool::run<PlatformTx>(std::function<Result<void>(PlatformTx &)> fn);
template Awaitable<Result<void>> PlatformPool::run<AuthTx>(std::function<Result<void>(AuthTx &)> fn);

Awaitable<void> runOn(asio::thread_pool &threads, std::function<void()> work)
{
    const auto initiate = [&threads, &work](auto handler) {
        auto executor = asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work.tracked);
        asio::post(threads, [handler = std::move(handler), executor = std::move(executor), &work]() mutable {
            std::exception_ptr thrown;
            try {
                work();
            } catch (...) {
                thrown = std::current_exception();
            }
            asio::post(executor, [handler = std::move(handler), thrown]() mutable { std::move(handler)(thrown); });
        });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr)>(initiate,
                                                                                           asio::use_awaitable);
}

} // namespace objecta::db
