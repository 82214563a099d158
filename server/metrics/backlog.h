// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/metrics/collector.h"

#include <cstdint>
#include <optional>

namespace objecta::metrics {

/// Which of a collector's seconds are not stored yet.
class Backlog {
public:
    /// The seconds [from, to).
    struct Part {
        int64_t from = 0;
        int64_t to = 0;
        /// The clock was set back: of these seconds something may be stored that is not true any more.
        bool again = false;
    };
    explicit Backlog(const Collector &collector)
        : m_collector(collector)
    {
    }

    /// All from now on.
    void begin();
    /// After the collector's seconds were ended: whether the clock was set back.
    void look();
    /// What is to be stored: whole points, or all that is over with the last part; nullopt: nothing.
    std::optional<Part> next(bool last);
    void stored(const Part &part);

    /// Seconds that are over and not stored.
    [[nodiscard]] int64_t pending() const;
    /// Seconds that were stored.
    [[nodiscard]] int64_t stored() const { return m_stored; }
    /// Seconds that memory had no room for any more before they were stored.
    [[nodiscard]] int64_t lost() const { return m_lost; }

private:
    const Collector &m_collector;
    int64_t m_to = 0; ///< unix time: all before it is stored
    int64_t m_againTo = 0; ///< what lies before it was stored once, before the clock was set back
    int64_t m_seen = 0; ///< the running second when it was looked at last
    int64_t m_stored = 0;
    int64_t m_lost = 0;
};

} // namespace objecta::metrics
