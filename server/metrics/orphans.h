// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/metrics/second.h"

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace objecta::metrics {

/// What other servers told and have not said to be stored: usually the seconds of their running points. Of a server
/// that was killed a worker writes them. The times are given, so that a test needs no clock. I/O thread.
class Orphans {
public:
    struct Options {
        /// A server that was not heard for so long has ended. One that lives after all writes its own points over it
        /// (see storeOrphans()).
        std::chrono::microseconds silence = std::chrono::seconds(15);
        std::chrono::microseconds silenceAtStop = std::chrono::seconds(3);
        /// What is further ahead is of a clock that is wrong, and not kept.
        int64_t aheadSeconds = 10;
        /// Of one server: what the others tell again after an outage of the bus.
        int64_t keepSeconds = 600;
        /// Of all together; the oldest go first.
        size_t maxBytes = size_t{64} * 1024 * 1024;
    };
    /// Of one server that ended, oldest first, at least one.
    struct Estate {
        std::string server;
        std::deque<Second> seconds;
    };
    Orphans();
    explicit Orphans(Options options)
        : m_options(options)
    {
    }

    /// A second that a server told.
    void add(const std::string &server, const Second &second, Timestamp now);
    /// It has stored all of its seconds before `before` (Unix time).
    void stored(const std::string &server, int64_t before);
    /// It said goodbye: what it did not store by then it never will.
    void leave(const std::string &server);
    /// This one cannot hear the others now: that is no silence. Again and again while it lasts.
    void deaf(Timestamp now);

    /// What a server left that ended; the caller's from now on. `stopping`: nobody will take anything later, so a
    /// shorter silence is enough.
    std::optional<Estate> take(Timestamp now, bool stopping = false);
    /// It could not be stored: may be taken again.
    void giveBack(Estate estate);

    [[nodiscard]] size_t bytes() const { return m_bytes; }

private:
    struct Server {
        std::map<int64_t, Second> seconds; ///< by their time
        int64_t storedTo = 0;
        Timestamp heard{};
        int64_t deaf = 0; ///< m_deaf when it was heard
        bool left = false;
    };
    void forget(Server &server, std::map<int64_t, Second>::iterator end);
    void shrink();

    Options m_options;
    std::map<std::string, Server> m_servers;
    int64_t m_deaf = 0; ///< microseconds that this one was deaf, all together
    Timestamp m_deafTo{};
    size_t m_bytes = 0;
};

} // namespace objecta::metrics
