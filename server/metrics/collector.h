// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/metrics/second.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace objecta::metrics {

/// Counts this server's finished requests and keeps the last hour's seconds in memory, so that they can be stored and
/// told to others once whatever was away is back. One thread (the I/O thread) does all of it, so record() takes no
/// lock: a hash look-up and a few additions. Idle organizations cost nothing; when the hour takes more than `maxBytes`,
/// its oldest seconds go early.
class Collector {
public:
    struct Options {
        int64_t keepSeconds = 3600;
        size_t maxBytes = size_t{256} * 1024 * 1024;
    };
    Collector();
    explicit Collector(Options options);
    ~Collector();
    Collector(const Collector &) = delete;
    Collector &operator=(const Collector &) = delete;

    void record(const RequestSample &sample);

    /// Ends all seconds before `now` (Unix time) that are not over yet; the first of them gets what was recorded
    /// since. Calls `closed` for each, oldest first. A jump of the clock leaves a gap (not measured) rather than
    /// made-up zeros; one backwards forgets the seconds that are to come again.
    void closeBefore(int64_t now, const std::function<void(const Second &)> &closed = {});

    /// The seconds in memory, oldest first.
    [[nodiscard]] const std::deque<Second> &seconds() const { return m_kept.all(); }
    /// Unix time of the first second in memory, or the one that is running when there is none.
    [[nodiscard]] int64_t firstSecond() const;
    /// Unix time of the second that is running.
    [[nodiscard]] int64_t runningSecond() const { return m_running; }
    [[nodiscard]] size_t bytes() const { return m_kept.bytes(); }

private:
    Second take(int64_t at);

    Tally m_platform;
    std::unordered_map<OrganizationId, std::unique_ptr<Tally>> m_open;
    std::vector<std::unique_ptr<Tally>> m_spare; ///< cleared, to be used again
    KeptSeconds m_kept;
    int64_t m_running = 0; ///< 0 before the first closeBefore()
};

} // namespace objecta::metrics
