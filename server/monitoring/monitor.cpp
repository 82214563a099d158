// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/monitoring/monitor.h"

#include "server/db/platformpool.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cmath>

namespace objecta::monitoring {

namespace {

constexpr auto tuple = boost::asio::as_tuple(boost::asio::use_awaitable);
constexpr std::chrono::seconds askedEvery{5};
constexpr std::chrono::milliseconds patience{250};
/// A question without an answer for so long is answer enough.
constexpr std::chrono::seconds tooLong{2};

} // namespace

Monitor::Monitor(db::asio::any_io_executor executor, Sources sources)
    : m_sources(std::move(sources))
    , m_requests(m_sources.pipeline.router().routes())
    , m_wake(executor, Clock::time_point::max())
    , m_patience(executor)
{
}

Monitor::~Monitor()
{
    m_writer.join();
}

std::vector<pipeline::Route> Monitor::routes()
{
    return {pipeline::publicRoute(boost::beast::http::verb::get, "/metrics",
                                  [this](const pipeline::Authorized &, db::Database &) { return scrape(); })};
}

db::Awaitable<Result<pipeline::Answer>> Monitor::scrape()
{
    co_await asked();
    const Snapshot snapshot = look();
    pipeline::Answer answer;
    const std::function<void()> write = [&] { answer.body = exposition(snapshot, readProcess()); };
    co_await db::runOn(m_writer, write);
    answer.contentType = expositionType;
    co_return answer;
}

db::Awaitable<void> Monitor::asked()
{
    if (!m_asking && Clock::now() - m_askedAt >= askedEvery) {
        m_asking = true;
        m_askedAt = Clock::now();
        m_patience.expires_after(patience);
        m_wake.cancel();
    }
    if (m_asking) {
        co_await m_patience.async_wait(tuple);
    }
}

db::Awaitable<void> Monitor::run()
{
    while (!m_stopping) {
        if (!m_asking) {
            co_await m_wake.async_wait(tuple);
            continue;
        }
        auto jobs = co_await countJobs(m_sources.database, m_kinds);
        m_databaseUp = jobs.has_value();
        m_jobs = jobs ? std::optional(std::move(*jobs)) : std::nullopt;
        m_asking = false;
        m_patience.cancel();
    }
}

void Monitor::stop()
{
    m_stopping = true;
    m_wake.cancel();
}

Snapshot Monitor::look() const
{
    Snapshot out;
    out.roles = m_sources.roles;
    out.routes = m_requests.names();
    out.requests = m_requests.totals();
    out.connections = m_sources.connections();
    const bool silent = m_asking && Clock::now() - m_askedAt >= tooLong;
    out.jobs = silent ? std::nullopt : m_jobs;
    out.databaseUp = m_databaseUp && !silent;
    out.pools = m_sources.database.pools();
    if (m_sources.redis) {
        out.redis = m_sources.pipeline.limiter().counts();
    }
    out.busUp = m_sources.bus.up();
    out.recorder = m_sources.recorder.state();
    const Timestamp now = Timestamp::now();
    for (const auto &server : m_sources.timeline.servers(now)) {
        // One whose clock is too far ahead is not in the figures, but it is heard.
        const bool heard = !m_sources.timeline.isSilent(server.id, now);
        ++(heard ? out.serversHeard : out.serversSilent);
        if (heard) {
            out.serverLag = std::max(out.serverLag, std::abs(static_cast<double>(server.lagMs)) / 1000);
        }
    }
    out.streams = m_sources.hub.streams();
    out.slowStreams = m_sources.hub.slowStreams();
    out.frames = m_sources.hub.frames();
    return out;
}

} // namespace objecta::monitoring
