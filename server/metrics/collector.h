// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/metrics/tally.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace objecta::metrics {

/// One second that is over: the platform's tally and those of the organizations that had requests in it. An idle
/// organization is not there. Costs 24 bytes an entry plus its packed tally (about 25 bytes for one request,
/// 100 to 300 for hundreds of them).
class Second {
public:
    [[nodiscard]] int64_t at() const { return m_at; }
    [[nodiscard]] Figures platform() const;
    /// Zeros for an organization without requests.
    [[nodiscard]] Figures figures(const OrganizationId &organization) const;
    /// The organizations with the most requests, busiest first.
    [[nodiscard]] std::vector<OrganizationId> busiest(size_t count) const;
    /// Adds the organization's tally (nullopt: the platform's). False when it had no requests.
    bool mergeInto(Tally &tally, const std::optional<OrganizationId> &organization, double weight = 1) const;
    void forEach(const std::function<void(const OrganizationId &, std::string_view packed)> &visit) const;
    [[nodiscard]] size_t bytes() const;

private:
    friend class Collector;
    struct Entry {
        OrganizationId organization;
        uint32_t offset;
        uint32_t requests;
    };
    [[nodiscard]] std::string_view packedOf(size_t entry) const;
    [[nodiscard]] const Entry *find(const OrganizationId &organization) const;

    int64_t m_at = 0;
    uint32_t m_platformEnd = 0; ///< the platform's tally comes first in m_packed
    std::vector<Entry> m_entries; ///< by id
    std::string m_packed;
};

/// Counts finished requests and keeps the last hour's seconds in memory. One thread (the I/O thread) does all of it,
/// so record() takes no lock: a hash look-up and a few additions. Idle organizations cost nothing; when the hour
/// takes more than `maxBytes`, its oldest seconds go early, and history takes the stored points for them.
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
    [[nodiscard]] const std::deque<Second> &seconds() const { return m_seconds; }
    /// Unix time of the first second in memory, or the one that is running when there is none.
    [[nodiscard]] int64_t firstSecond() const;
    /// Unix time of the second that is running.
    [[nodiscard]] int64_t runningSecond() const { return m_running; }
    [[nodiscard]] size_t bytes() const { return m_bytes; }

private:
    Second take(int64_t at);
    void keep(Second second);

    Options m_options;
    Tally m_platform;
    std::unordered_map<OrganizationId, std::unique_ptr<Tally>> m_open;
    std::vector<std::unique_ptr<Tally>> m_spare; ///< cleared, to be used again
    std::deque<Second> m_seconds;
    int64_t m_running = 0; ///< 0 before the first closeBefore()
    size_t m_bytes = 0;
};

} // namespace objecta::metrics
