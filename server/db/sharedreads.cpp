// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/db/sharedreads.h"

#include "server/db/sqlerrors.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace objecta::db {

SharedReads::SharedReads(asio::any_io_executor executor, Options options)
    : m_executor(executor)
    , m_options(std::move(options))
    , m_watch(executor)
    , m_soon(executor)
{
}

PoolState SharedReads::state(std::string_view name) const
{
    PoolState out{name, m_options.connections * static_cast<int64_t>(m_options.depth), 0,
                  static_cast<int64_t>(m_waiting.size())};
    for (const auto &link : m_links) {
        out.inUse += static_cast<int64_t>(link->flying.size());
    }
    return out;
}

Awaitable<Result<PipeConnection::Outcome>> SharedReads::run(std::vector<Statement> statements)
{
    auto batch = std::make_shared<Batch>(m_executor, std::move(statements));
    m_waiting.push_back(batch);
    pump();
    watch();
    lookSoon();
    while (!batch->finished) {
        boost::system::error_code ignored;
        co_await batch->done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    if (batch->refused) {
        co_return tl::unexpected(*batch->refused);
    }
    co_return std::move(batch->outcome);
}

void SharedReads::pump()
{
    while (!m_waiting.empty() || heldUp(nullptr)) {
        const LinkPtr link = roomiest();
        const bool busy = !link || !link->flying.empty();
        if (busy && static_cast<int>(m_links.size()) < m_options.connections) {
            openOne();
        }
        if (!link) {
            return;
        }
        auto batch = next(link);
        if (!batch) {
            return;
        }
        submit(link, std::move(batch));
    }
}

SharedReads::BatchPtr SharedReads::next(const LinkPtr &link)
{
    if (auto batch = heldUp(link)) {
        batch->hedged = true;
        return batch;
    }
    if (m_waiting.empty()) {
        return nullptr;
    }
    auto batch = std::move(m_waiting.front());
    m_waiting.pop_front();
    return batch;
}

/// Of what stands on a silent connection, but for the first: that may be slow itself, and would hold up another one.
SharedReads::BatchPtr SharedReads::heldUp(const LinkPtr &except) const
{
    const auto now = Clock::now();
    for (const auto &link : m_links) {
        if (link == except || link->flying.empty() || now - link->flying.front().since < m_options.patience) {
            continue;
        }
        for (size_t i = 1; i < link->flying.size(); ++i) {
            const auto &batch = link->flying[i].batch;
            if (!batch->hedged && !batch->finished) {
                return batch;
            }
        }
    }
    return nullptr;
}

bool SharedReads::silent(const Link &link, Clock::time_point now) const
{
    return !link.flying.empty() && now - link.flying.front().since >= m_options.detour;
}

/// Of the first connections that answer, as many as are to be used, the one with the least in flight; null when all
/// are full.
SharedReads::LinkPtr SharedReads::roomiest()
{
    const auto now = Clock::now();
    size_t seen = 0;
    LinkPtr best;
    for (size_t i = 0; i < m_links.size();) {
        const LinkPtr link = m_links[i];
        if (link->flying.empty() && link->pipe->stale()) {
            drop(link);
            continue;
        }
        ++i;
        if (silent(*link, now)) {
            continue;
        }
        if (link->flying.size() < m_options.depth && (!best || link->flying.size() < best->flying.size())) {
            best = link;
        }
        if (++seen == m_options.active) {
            break;
        }
    }
    return best;
}

void SharedReads::openOne()
{
    if (m_opening) {
        return;
    }
    if (!m_backOff.mayTry()) {
        if (m_links.empty()) {
            refuseWaiting(unavailable());
        }
        return;
    }
    m_opening = true;
    asio::co_spawn(
        m_executor, [self = shared_from_this()]() -> Awaitable<void> { co_await self->open(); }, asio::detached);
}

Awaitable<void> SharedReads::open()
{
    auto opened = co_await PipeConnection::open(m_executor, m_options.conninfo, BackOff::connectPatience);
    m_opening = false;
    if (opened) {
        m_backOff.succeeded();
        auto link = std::make_shared<Link>();
        link->pipe = std::move(*opened);
        link->pipe->idleSince = Clock::now();
        m_links.push_back(std::move(link));
    } else {
        spdlog::error("database: no connection: {}", opened.error());
        m_backOff.failed();
        if (m_links.empty()) {
            refuseWaiting(unavailable());
        }
    }
    pump();
}

void SharedReads::submit(const LinkPtr &link, BatchPtr batch)
{
    PipeConnection &pipe = *link->pipe;
    pipe.m_steps.clear();
    ++batch->flights;
    link->flying.emplace_back(batch);
    for (const auto &statement : batch->statements) {
        if (!pipe.send({statement.text, &statement.params})) {
            drop(link);
            return;
        }
    }
    link->flying.back().steps = std::move(pipe.m_steps);
    if (PQpipelineSync(pipe.m_pg) != 1) {
        drop(link);
        return;
    }
    flush(link);
    if (!link->dropped) {
        read(link);
    }
}

void SharedReads::flush(const LinkPtr &link)
{
    if (link->writing || link->dropped) {
        return;
    }
    const int left = PQflush(link->pipe->m_pg);
    if (left < 0) {
        drop(link);
    } else if (left > 0) {
        link->writing = true;
        link->pipe->m_socket->async_wait(asio::posix::stream_descriptor::wait_write,
                                         [weak = weak_from_this(), link](const boost::system::error_code &error) {
                                             const auto self = weak.lock();
                                             link->writing = false;
                                             if (self && !link->dropped) {
                                                 if (error) {
                                                     self->drop(link);
                                                 } else {
                                                     self->flush(link);
                                                 }
                                                 self->pump();
                                             }
                                         });
    }
}

void SharedReads::read(const LinkPtr &link)
{
    if (link->reading || link->dropped) {
        return;
    }
    link->reading = true;
    link->pipe->m_socket->async_wait(asio::posix::stream_descriptor::wait_read,
                                     [weak = weak_from_this(), link](const boost::system::error_code &error) {
                                         const auto self = weak.lock();
                                         link->reading = false;
                                         if (!self) {
                                             return;
                                         }
                                         if (link->dropped) {
                                             self->pump();
                                             return;
                                         }
                                         if (error || PQconsumeInput(link->pipe->m_pg) != 1 || !self->drain(*link)) {
                                             self->drop(link);
                                         } else if (!link->flying.empty()) {
                                             self->read(link);
                                         }
                                         self->pump();
                                     });
}

bool SharedReads::drain(Link &link)
{
    PGconn *pg = link.pipe->m_pg;
    while (!link.flying.empty() && PQisBusy(pg) == 0) {
        const std::shared_ptr<PGresult> answer(PQgetResult(pg), [](PGresult *r) { PQclear(r); });
        Flight &flight = link.flying.front();
        if (!answer) {
            // One null ends each step; a second one means that libpq has nothing more to say.
            if (flight.between || PQstatus(pg) != CONNECTION_OK) {
                return false;
            }
            flight.between = true;
            ++flight.step;
            continue;
        }
        flight.between = false;
        if (PQresultStatus(answer.get()) != PGRES_PIPELINE_SYNC) {
            if (flight.step >= flight.steps.size()) {
                return false;
            }
            link.pipe->take(flight.steps[flight.step], answer, flight.outcome);
            continue;
        }
        flight.outcome.broken = false;
        const auto now = Clock::now();
        flight.outcome.took = now - flight.since;
        const bool over = flight.outcome.failure && endsConnection(flight.outcome.failure->sqlState);
        land(flight);
        link.flying.pop_front();
        if (over) {
            return false;
        }
        if (!link.flying.empty()) {
            link.flying.front().since = now;
        }
    }
    if (link.flying.empty()) {
        link.pipe->idleSince = Clock::now();
        // No transaction outlives its batch; were it otherwise, no tenant may meet it.
        return PQtransactionStatus(pg) == PQTRANS_IDLE;
    }
    return true;
}

void SharedReads::land(Flight &flight)
{
    --flight.batch->flights;
    if (!flight.batch->finished) {
        flight.batch->outcome = std::move(flight.outcome);
        finish(*flight.batch);
    }
}

void SharedReads::finish(Batch &batch)
{
    batch.finished = true;
    batch.done.cancel();
}

void SharedReads::drop(const LinkPtr &link)
{
    if (link->dropped) {
        return;
    }
    link->dropped = true;
    std::erase(m_links, link);
    if (!link->flying.empty()) {
        spdlog::error("database: a connection was lost with {} reads in flight", link->flying.size());
    }
    for (const auto &flight : link->flying) {
        Batch &batch = *flight.batch;
        if (--batch.flights == 0 && !batch.finished) {
            batch.refused = unavailable();
            finish(batch);
        }
    }
    link->flying.clear();
    link->pipe->leave(); // not only with the link's last holder
}

void SharedReads::refuseWaiting(const Problem &problem)
{
    for (const auto &batch : std::exchange(m_waiting, {})) {
        batch->refused = problem;
        finish(*batch);
    }
}

void SharedReads::lookSoon()
{
    const auto more = [](const LinkPtr &link) { return link->flying.size() > 1; };
    if (m_looking || (m_waiting.empty() && !std::any_of(m_links.begin(), m_links.end(), more))) {
        return;
    }
    m_looking = true;
    m_soon.expires_after(m_options.detour);
    m_soon.async_wait([weak = weak_from_this()](const boost::system::error_code &error) {
        const auto self = weak.lock();
        if (error || !self) {
            return;
        }
        self->m_looking = false;
        self->pump();
        self->lookSoon();
    });
}

void SharedReads::watch()
{
    if (m_watching) {
        return;
    }
    m_watching = true;
    m_watch.expires_after(watchInterval);
    m_watch.async_wait([weak = weak_from_this()](const boost::system::error_code &error) {
        const auto self = weak.lock();
        if (error || !self) {
            return;
        }
        self->m_watching = false;
        const auto now = Clock::now();
        while (!self->m_waiting.empty() && now - self->m_waiting.front()->since >= self->m_options.acquireTimeout) {
            self->m_waiting.front()->refused = overloaded();
            finish(*self->m_waiting.front());
            self->m_waiting.pop_front();
        }
        bool busy = !self->m_waiting.empty();
        for (const auto &link : std::vector<LinkPtr>(self->m_links)) {
            if (!link->flying.empty() && now - link->flying.front().since >= self->m_options.batchTimeout) {
                self->drop(link);
            }
            busy = busy || !link->flying.empty();
        }
        self->pump(); // what waited behind a connection that was dropped
        if (busy) {
            self->watch();
        }
    });
}

} // namespace objecta::db
