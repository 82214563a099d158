// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/metrics/second.h"
#include "server/metrics/secondset.h"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace objecta::metrics {

/// A second as the platform saw it, once it is told.
struct Moment {
    const Second &second;
    /// False: no server was heard of it.
    bool measured = true;
    /// It was told before; now with what came late.
    bool again = false;
    std::vector<ServerState> servers;
};

/// Seconds [from, to) of another server that are not in memory, though it may have measured them.
struct Unheard {
    std::string id;
    std::string name;
    int64_t from = 0;
    int64_t to = 0;
    /// It is not heard to this day.
    bool silent = false;

    friend bool operator==(const Unheard &, const Unheard &) = default;
};

/// Puts together what all servers measured, this one's own included: a second is told when each server that is alive
/// has sent its part, or a second after its end at the latest; a part that comes later is added, and the second told
/// again. A part that comes before its time, of a clock that is ahead, waits for it; one that comes much too early says
/// of its server only how far ahead that is. Keeps the last hour. The times are given, so that a test needs no clock.
/// I/O thread.
class Timeline {
public:
    using Listener = std::function<void(const Moment &)>;
    struct Options {
        int64_t keepSeconds = 3600;
        size_t maxBytes = size_t{256} * 1024 * 1024;
        /// How long a second waits for servers that are late.
        std::chrono::microseconds patience = std::chrono::seconds(1);
        /// A part of a second that is further ahead is not kept.
        int64_t aheadSeconds = 10;
        /// A server that was not heard for so long is not waited for.
        std::chrono::microseconds silence = std::chrono::seconds(5);
        /// And after so long it is forgotten, unless this one was deaf meanwhile or the other is known to live.
        std::chrono::microseconds forget = std::chrono::minutes(10);
    };
    /// `id` is this server's own.
    explicit Timeline(std::string id);
    Timeline(std::string id, Options options);

    /// Called with each second. Before the first.
    void listen(Listener listener) { m_listeners.push_back(std::move(listener)); }

    /// A server's part of a second, this one's own among them. The same once more counts once.
    void add(const std::string &server, const std::string &name, Second part, Timestamp now);
    /// It stops, and said so.
    void leave(const std::string &server, Timestamp now);
    /// Tells what has waited long enough.
    void settle(Timestamp now);
    /// This server cannot hear the others now: their silence says nothing.
    void deaf(Timestamp now);
    /// That one is silent and does its work all the same.
    void lives(const std::string &server, Timestamp now);

    /// The seconds that were told, oldest first; those that nobody measured are missing.
    [[nodiscard]] const std::deque<Second> &seconds() const { return m_kept.all(); }
    /// Unix time of the first second in memory, or of the next when there is none.
    [[nodiscard]] int64_t firstSecond() const;
    /// Unix time of the next second to be told; 0 before the first.
    [[nodiscard]] int64_t nextSecond() const { return m_next; }
    [[nodiscard]] std::vector<ServerState> servers(Timestamp now) const;
    /// What memory lacks of the others' seconds in [from, to): of those that are silent, and what was lost on the way
    /// for good. What is on its way again is not among it.
    [[nodiscard]] std::vector<Unheard> unheard(int64_t from, int64_t to, Timestamp now) const;
    /// Whether nothing came of it for a while, whatever its clock says.
    [[nodiscard]] bool isSilent(const std::string &server, Timestamp now) const;
    [[nodiscard]] const std::string &id() const { return m_id; }

private:
    struct Server {
        std::string name;
        int64_t last = 0; ///< the newest second of it
        bool apart = false; ///< that one was too far ahead
        Timestamp heard{};
        Timestamp known{}; ///< when it was heard, or its silence said nothing
        int64_t since = 0; ///< before that second it did not run
        SecondSet had; ///< the seconds of it that are in, as far as memory reaches
    };
    /// One that is no more.
    struct Former {
        std::string id;
        Server server;
        int64_t to; ///< from that second on it did not run
    };
    struct Open {
        Second sum;
        std::set<std::string> from;
    };
    [[nodiscard]] bool complete(int64_t at, const Open *open, Timestamp now) const;
    void tell(int64_t at, Timestamp now);
    /// Where this server's clock was set back it forgets what is to come again.
    void noticeSetBack(Timestamp now);
    void addLate(Second part, const std::string &server, Timestamp now);
    /// Forgets whoever has the name and was not heard for a while.
    void replace(const std::string &server, const std::string &name, int64_t at, Timestamp now);
    [[nodiscard]] std::vector<ServerState> servers(Timestamp now, const std::set<std::string> *in) const;

    std::string m_id;
    Options m_options;
    std::vector<Listener> m_listeners;
    std::map<std::string, Server> m_servers;
    std::deque<Former> m_former;
    Timestamp m_deafFrom{}; ///< when it began that this one heard nobody, the last time
    Timestamp m_deafTo{};
    std::map<int64_t, Open> m_open; ///< by second, not told yet
    KeptSeconds m_kept;
    int64_t m_next = 0;
};

} // namespace objecta::metrics
