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
#include <utility>
#include <vector>

namespace objecta::metrics {

/// What organizations are ranked by.
enum class Figure {
    Requests,
    Errors, ///< 4xx and 5xx
    Status2xx,
    Status3xx,
    Status4xx,
    Status5xx,
    DatabaseMs,
    Bytes,
    StoredBytes,
    Messages,
    RateLimited,
    QuotaRefused,
    P50Ms,
    P95Ms,
    P99Ms
};
/// By the name that a subscription has for it.
std::optional<Figure> figureNamed(std::string_view name);

/// One second that is over, of one server or of several together: the platform's tally and those of the organizations
/// that had requests in it. An idle organization is not there. Costs 24 bytes an entry plus its packed tally (about 30
/// bytes for one request, 100 to 300 for hundreds of them). Changed by add() and moveTo() alone.
class Second {
public:
    using Entries = std::vector<std::pair<OrganizationId, std::unique_ptr<Tally>>>;
    Second() = default;
    /// `entries` by id.
    Second(int64_t at, const Tally &platform, const Entries &entries);

    /// Unix time of its beginning.
    [[nodiscard]] int64_t at() const { return m_at; }
    [[nodiscard]] Figures platform() const;
    /// Zeros for an organization without requests.
    [[nodiscard]] Figures figures(const OrganizationId &organization) const;
    /// The organizations that come first by the figure, the first one first; none whose figure is 0.
    [[nodiscard]] std::vector<OrganizationId> top(size_t count, Figure by = Figure::Requests) const;
    /// Adds the organization's tally (nullopt: the platform's). False when it had no requests.
    bool mergeInto(Tally &tally, const std::optional<OrganizationId> &organization, double weight = 1) const;
    void forEach(const std::function<void(const OrganizationId &, std::string_view packed)> &visit) const;
    [[nodiscard]] size_t bytes() const;

    /// This one and what another server measured in it, or what another second came to; stays at at().
    void add(const Second &other);
    /// A sum of several gets the last one's time.
    void moveTo(int64_t at) { m_at = at; }

    /// For the way to other servers.
    [[nodiscard]] std::string frame() const;
    /// nullopt for bytes that frame() did not write.
    static std::optional<Second> fromFrame(std::string_view bytes);

private:
    struct Entry {
        OrganizationId organization;
        uint32_t offset;
        uint32_t requests;
    };
    void append(const OrganizationId &organization, const Tally &tally);
    [[nodiscard]] std::string_view packedOf(size_t entry) const;
    [[nodiscard]] const Entry *find(const OrganizationId &organization) const;

    int64_t m_at = 0;
    uint32_t m_platformEnd = 0; ///< the platform's tally comes first in m_packed
    std::vector<Entry> m_entries; ///< by id
    std::string m_packed;
};

/// The newest seconds, by their time; those that are too old or too much for memory go first.
class KeptSeconds {
public:
    struct Bounds {
        int64_t seconds = 3600;
        size_t bytes = size_t{256} * 1024 * 1024;
    };
    explicit KeptSeconds(Bounds bounds)
        : m_bounds(bounds)
    {
    }
    [[nodiscard]] const std::deque<Second> &all() const { return m_seconds; }
    [[nodiscard]] size_t bytes() const { return m_bytes; }

    /// Later than all others.
    void push(Second second);
    /// Forgets those from `at` on, which are to come again.
    void forgetFrom(int64_t at);
    /// Adds to the second of that time, or puts it in its place; null when it is from before all that is kept.
    const Second *addLate(Second part);

private:
    Bounds m_bounds;
    std::deque<Second> m_seconds;
    size_t m_bytes = 0;
};

} // namespace objecta::metrics
