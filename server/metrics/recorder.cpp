// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/recorder.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace objecta::metrics {

namespace {

constexpr auto tuple = boost::asio::as_tuple(boost::asio::use_awaitable);
constexpr int64_t keepStoredSeconds = 2 * 3600;
constexpr int64_t forgetEvery = 60;

} // namespace

Recorder::Recorder(db::asio::any_io_executor executor, Collector &collector, db::Database &database)
    : m_collector(collector)
    , m_database(database)
    , m_tick(executor)
    , m_store(executor)
{
}

db::Awaitable<void> Recorder::run()
{
    using namespace boost::asio::experimental::awaitable_operators;
    m_collector.closeBefore(Timestamp::now().seconds());
    m_storedTo = m_collector.firstSecond();
    co_await (tick() && store());
}

void Recorder::stop()
{
    m_stopping = true;
    m_tick.cancel();
    m_store.cancel();
}

db::Awaitable<void> Recorder::tick()
{
    while (!m_stopping) {
        // A second ends with the wall clock's, not some time after it.
        const int64_t left = 1'000'000 - Timestamp::now().micros % 1'000'000;
        m_tick.expires_after(std::chrono::microseconds(left));
        co_await m_tick.async_wait(tuple);
        close();
    }
}

void Recorder::close()
{
    m_collector.closeBefore(Timestamp::now().seconds(), [this](const Second &second) {
        for (const auto &listener : m_listeners) {
            listener(second);
        }
    });
}

db::Awaitable<void> Recorder::store()
{
    int64_t forgottenAt = 0;
    for (bool last = false; !last;) {
        last = m_stopping;
        if (last) {
            close();
        }
        const int64_t running = m_collector.runningSecond();
        const int64_t to = last ? running : running - running % pointSeconds;
        m_storedTo = std::min(m_storedTo, running);
        if (to > m_storedTo) {
            const auto stored = co_await storePoints(m_database, m_collector, m_storedTo, to);
            if (stored) {
                m_storedTo = to;
            } else {
                spdlog::warn("metrics: history could not be written ({}), kept in memory",
                             problemCode(stored.error().code));
            }
        }
        if (!last && running >= forgottenAt + forgetEvery) {
            forgottenAt = running;
            const auto forgotten = co_await forgetPoints(m_database, running - keepStoredSeconds);
            if (!forgotten) {
                spdlog::warn("metrics: old history could not be deleted ({})", problemCode(forgotten.error().code));
            }
        }
        if (!last && !m_stopping) {
            m_store.expires_after(std::chrono::seconds(1));
            co_await m_store.async_wait(tuple);
        }
    }
}

db::Awaitable<Result<MetricSeries>> Recorder::history(HistoryQuery query)
{
    const auto range = rangeOf(query, m_collector.runningSecond());
    const auto memoryFrom = std::clamp(m_collector.firstSecond(), range.from, range.to);
    auto stored = co_await loadPoints(m_database, query.organization, range.from, memoryFrom);
    if (!stored) {
        co_return tl::unexpected(stored.error());
    }
    co_return makeSeries(query, range, m_collector, *stored);
}

} // namespace objecta::metrics
