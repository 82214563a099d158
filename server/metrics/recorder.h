// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/database.h"
#include "server/metrics/collector.h"
#include "server/metrics/history.h"

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <vector>

namespace objecta::metrics {

/// Ends the collector's seconds on time, shows each to its listeners and writes the history: a point of ten seconds
/// at a time, kept for two hours, so that an hour of it outlives a restart. While the database is away the seconds
/// stay in memory and are written when it is back. I/O thread.
class Recorder {
public:
    Recorder(db::asio::any_io_executor executor, Collector &collector, db::Database &database);

    /// Called with each second that is over. Before run().
    void listen(std::function<void(const Second &)> listener) { m_listeners.push_back(std::move(listener)); }

    /// Runs until stop(), then writes what is left. The collector, the database and the listeners outlive it.
    db::Awaitable<void> run();
    void stop();

    /// NotFound for an unknown organization.
    db::Awaitable<Result<MetricSeries>> history(HistoryQuery query);

private:
    db::Awaitable<void> tick();
    db::Awaitable<void> store();
    void close();

    Collector &m_collector;
    db::Database &m_database;
    db::asio::steady_timer m_tick;
    db::asio::steady_timer m_store;
    std::vector<std::function<void(const Second &)>> m_listeners;
    int64_t m_storedTo = 0; ///< unix time: all seconds before it are stored
    bool m_stopping = false;
};

} // namespace objecta::metrics
