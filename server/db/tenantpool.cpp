// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/db/tenantpool.h"

#include "server/db/sqlerrors.h"

#include <spdlog/spdlog.h>

namespace objecta::db {

TenantPool::TenantPool(asio::any_io_executor executor, Options options)
    : m_executor(executor)
    , m_options(std::move(options))
    , m_permits(std::make_shared<Fifo>(executor, m_options.connections))
    , m_watch(executor)
{
}

TenantPool::Lease::~Lease()
{
    if (m_connection) {
        m_pool->m_lent.erase(m_connection.get());
    }
}

Awaitable<PipeConnection::Outcome> TenantPool::Lease::run(std::vector<PipeConnection::Command> commands)
{
    m_pool->watch();
    auto outcome = co_await m_connection->run(std::move(commands), m_pool->m_options.batchTimeout);
    if (outcome.broken || (outcome.failure && endsConnection(outcome.failure->sqlState))) {
        outcome.broken = true;
        m_pool->m_lent.erase(m_connection.get());
        m_connection.reset();
        m_permit.release();
    }
    co_return outcome;
}

void TenantPool::Lease::giveBack()
{
    if (!m_connection) {
        return;
    }
    m_pool->m_lent.erase(m_connection.get());
    if (m_connection->idle()) {
        m_connection->idleSince = PipeConnection::Clock::now();
        m_pool->m_idle.push_back(std::move(m_connection));
    }
    m_connection.reset();
    m_permit.release();
}

Awaitable<tl::expected<std::unique_ptr<PipeConnection>, std::string>> TenantPool::connection()
{
    while (!m_idle.empty()) {
        // The last one used first: it is warm, and those beyond the need are found dead when they are.
        auto candidate = std::move(m_idle.back());
        m_idle.pop_back();
        if (!candidate->stale()) {
            co_return candidate;
        }
    }
    if (!m_backOff.mayTry()) {
        co_return tl::unexpected(std::string());
    }
    auto opened = co_await PipeConnection::open(m_executor, m_options.conninfo, BackOff::connectPatience);
    if (opened) {
        m_backOff.succeeded();
    } else {
        m_backOff.failed();
    }
    co_return opened;
}

Awaitable<Result<std::shared_ptr<TenantPool::Lease>>> TenantPool::acquire(std::string *why)
{
    auto permit = co_await m_permits->acquire(m_options.acquireTimeout);
    if (!permit) {
        co_return tl::unexpected(overloaded());
    }
    auto got = co_await connection();
    if (!got) {
        if (why != nullptr) {
            *why = got.error();
        } else if (!got.error().empty()) {
            spdlog::error("database: no connection: {}", got.error());
        }
        co_return tl::unexpected(unavailable());
    }
    auto lease = std::make_shared<Lease>();
    lease->m_pool = shared_from_this();
    lease->m_permit = std::move(permit);
    lease->m_connection = std::move(*got);
    m_lent.insert(lease->m_connection.get());
    co_return lease;
}

void TenantPool::watch()
{
    if (m_watching) {
        return;
    }
    m_watching = true;
    m_watch.expires_after(watchInterval);
    m_watch.async_wait([weak = weak_from_this()](const boost::system::error_code &error) {
        const auto pool = weak.lock();
        if (error || !pool) {
            return;
        }
        pool->m_watching = false;
        const auto now = PipeConnection::Clock::now();
        for (auto *connection : pool->m_lent) {
            connection->expire(now);
        }
        if (!pool->m_lent.empty()) {
            pool->watch();
        }
    });
}

} // namespace objecta::db
