// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/monitoring/exposition.h"

#include <boost/asio/thread_pool.hpp>

#include <functional>

namespace objecta::monitoring {

/// What is looked at. All of it outlives the monitor.
struct Sources {
    db::Database &database;
    const pipeline::Pipeline &pipeline;
    const metrics::Timeline &timeline;
    const metrics::Recorder &recorder;
    const metrics::Bus &bus;
    const features::EventHub &hub;
    std::function<size_t()> connections;
    bool redis = false; ///< it is set up
    std::vector<std::pair<std::string_view, bool>> roles;
};

/// Answers Prometheus. A scrape costs the I/O thread a copy of the counts; a thread of its own writes them down. What
/// only the database knows is asked of it when somebody scrapes, every five seconds at the most, and a scrape waits a
/// quarter of a second for the answer: where there is none it goes without. I/O thread.
class Monitor {
public:
    Monitor(db::asio::any_io_executor executor, Sources sources);
    ~Monitor();
    Monitor(const Monitor &) = delete;
    Monitor &operator=(const Monitor &) = delete;

    void note(const pipeline::RequestFacts &facts) { m_requests.note(facts); }
    /// Jobs are told apart by these; until then all are "other".
    void setJobKinds(std::vector<std::string> kinds) { m_kinds = std::move(kinds); }

    /// GET /metrics, for a listener of its own: it says what no tenant may know.
    std::vector<pipeline::Route> routes();

    /// Asks the database when that is wanted, until stop().
    db::Awaitable<void> run();
    void stop();

private:
    db::Awaitable<Result<pipeline::Answer>> scrape();
    db::Awaitable<void> asked();
    [[nodiscard]] Snapshot look() const;

    using Clock = std::chrono::steady_clock;
    Sources m_sources;
    RequestCounts m_requests;
    std::vector<std::string> m_kinds;
    std::optional<JobFigures> m_jobs; ///< as the database last answered; nullopt if it did not
    bool m_databaseUp = true; ///< it answered when it was asked last; the server did not start without
    Clock::time_point m_askedAt{};
    bool m_asking = false;
    bool m_stopping = false;
    db::asio::steady_timer m_wake; ///< never expires: a condition
    db::asio::steady_timer m_patience; ///< of scrapes that wait; cancelled when the database has answered
    db::asio::thread_pool m_writer{1};
};

} // namespace objecta::monitoring
