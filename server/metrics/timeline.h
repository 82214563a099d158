// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/metrics/second.h"

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
        /// And after so long it is forgotten.
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

    /// The seconds that were told, oldest first; those that nobody measured are missing.
    [[nodiscard]] const std::deque<Second> &seconds() const { return m_kept.all(); }
    /// Unix time of the first second in memory, or of the next when there is none.
    [[nodiscard]] int64_t firstSecond() const;
    /// Unix time of the next second to be told; 0 before the first.
    [[nodiscard]] int64_t nextSecond() const { return m_next; }
    [[nodiscard]] std::vector<ServerState> servers(Timestamp now) const;
    /// The others that are silent, but said no goodbye: what memory has from `from` on lacks their figures.
    [[nodiscard]] std::vector<MissingServer> missing(Timestamp now) const;
    /// Whether nothing came of it for a while, whatever its clock says.
    [[nodiscard]] bool isSilent(const std::string &server, Timestamp now) const;
    [[nodiscard]] const std::string &id() const { return m_id; }

private:
    struct Server {
        std::string name;
        int64_t last = 0; ///< the newest second of it
        bool apart = false; ///< that one was too far ahead
        Timestamp heard{};
        std::set<int64_t> had; ///< the seconds of it that are in, of the last ten minutes
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
    [[nodiscard]] std::vector<ServerState> servers(Timestamp now, const std::set<std::string> *in) const;

    std::string m_id;
    Options m_options;
    std::vector<Listener> m_listeners;
    std::map<std::string, Server> m_servers;
    std::map<int64_t, Open> m_open; ///< by second, not told yet
    KeptSeconds m_kept;
    int64_t m_next = 0;
};

} // namespace objecta::metrics
