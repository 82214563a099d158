// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/sealer.h"
#include "server/db/database.h"
#include "server/metrics/backlog.h"
#include "server/metrics/bus.h"
#include "server/metrics/collector.h"
#include "server/metrics/history.h"
#include "server/metrics/orphans.h"
#include "server/metrics/timeline.h"

#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace objecta::metrics {

/// Ends the collector's seconds on time, puts them on the timeline and tells them to the other servers, whose seconds
/// and events it hears; writes the history, a point of ten seconds at a time, and as a worker that of servers which
/// ended without doing so. While the database or the bus is away the seconds stay in memory, and are written and told
/// when it is back; what another server missed, it asks for. I/O thread.
class Recorder {
public:
    struct Options {
        /// Whether this server answers requests: one that does not has no figures.
        bool counts = true;
        /// Whether it is a worker.
        bool inherits = false;
    };
    /// All outlive it. Texts on the bus are sealed: only servers with the same key are heard.
    Recorder(db::asio::any_io_executor executor, Collector &collector, Timeline &timeline, db::Database &database,
             Bus &bus, auth::Sealer sealer, Options options);

    /// Gets the events that other servers tell. Before run().
    void onEvent(std::function<void(std::string_view text)> listener) { m_onEvent = std::move(listener); }
    /// Has the other servers hear an event.
    void tellEvent(std::string_view text);
    /// As the other servers and the console show this one. Before run().
    void setName(std::string name) { m_name = std::move(name); }

    /// Runs until stop(), then writes and tells what is left.
    db::Awaitable<void> run();
    void stop();
    /// Until run() came back; the bus is needed for as long.
    db::Awaitable<void> ended();

    /// How far it is, for monitoring.
    struct State {
        int64_t stored = 0; ///< seconds that were written since it began
        int64_t failures = 0; ///< tries to write that failed
        int64_t pending = 0; ///< seconds that are over and not written yet
        size_t untold = 0; ///< texts that wait for the bus
        int64_t lost = 0; ///< texts that waited too long
        int64_t inherited = 0; ///< seconds that were written for servers which ended
    };
    [[nodiscard]] State state() const;

    /// Unix time of the first second that is not told yet.
    [[nodiscard]] int64_t runningSecond() const;
    /// The finest step, 1 s to 1 h, at which anything is known of that time.
    [[nodiscard]] int64_t stepAt(int64_t from) const;
    /// NotFound for an unknown organization.
    db::Awaitable<Result<MetricSeries>> history(HistoryQuery query);

private:
    db::Awaitable<void> tick();
    db::Awaitable<void> store();
    /// Writes what servers left that ended.
    db::Awaitable<void> inherit();
    /// Whether those that are not heard store their points: then they live.
    db::Awaitable<void> lookForTheSilent();
    /// Where stored history ends and memory's seconds begin.
    [[nodiscard]] int64_t memoryFrom(int64_t from, int64_t to) const;
    db::Awaitable<void> tell();
    /// Ends the seconds before `end` (Unix time).
    void close(int64_t end);
    void add(char kind, std::string_view body);
    /// Another server's second came: asks for those before it that did not.
    void noteSecond(const std::string &server, int64_t at);
    /// Another server asks somebody for seconds that it missed.
    void noteWanted(std::string_view text);
    /// Tells this server's again that others asked for.
    void tellWanted();
    /// Another server's history is complete up to then.
    void noteStored(const std::string &server, std::string_view text);
    void hear(std::string_view text);

    Collector &m_collector;
    Timeline &m_timeline;
    db::Database &m_database;
    Bus &m_bus;
    auth::Sealer m_sealer;
    Options m_options;
    db::asio::steady_timer m_tick;
    db::asio::steady_timer m_store;
    db::asio::steady_timer m_tell;
    db::asio::steady_timer m_inherit;
    db::asio::steady_timer m_look;
    db::asio::steady_timer m_ended; ///< cancelled when run() comes back
    bool m_running = false;
    std::function<void(std::string_view)> m_onEvent;
    std::string m_name = "server";
    std::deque<std::string> m_untold;
    std::map<std::string, int64_t> m_newest; ///< by server: the newest second that was heard
    /// Unix times of the seconds that others asked for.
    struct Wanted {
        int64_t first;
        int64_t last;
    };
    std::optional<Wanted> m_wanted;
    Backlog m_backlog;
    Orphans m_orphans; ///< of a worker
    int64_t m_inherited = 0;
    int64_t m_lostSeconds = 0; ///< those of m_backlog.lost() that the log tells of
    int64_t m_failures = 0;
    int64_t m_lost = 0;
    bool m_stopping = false;
};

} // namespace objecta::metrics
