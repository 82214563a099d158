// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"
#include "models/contract/metrics.h"
#include "server/metrics/histogram.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace objecta::metrics {

/// One finished request.
struct RequestSample {
    /// Of a tenant route, once token and host agreed; others count for the platform alone.
    std::optional<OrganizationId> organization;
    int status = 0;
    /// From the request's last byte in to its answer's being ready.
    int64_t micros = 0;
    /// Both ways, heads included.
    int64_t bytes = 0;
    bool quotaRefused = false;
    bool rateLimited = false;
    /// A message was posted.
    bool message = false;
    /// That it waited for PostgreSQL.
    int64_t databaseMicros = 0;
    /// Of a document that was taken.
    int64_t storedBytes = 0;
    /// No request: bytes of an answer that counted when it began.
    bool continued = false;
};

/// Counts and latencies of some interval. Real numbers, since a step may take a share of a stored interval.
struct Tally {
    double requests = 0;
    double status2xx = 0;
    double status3xx = 0;
    double status4xx = 0;
    double status5xx = 0;
    double bytes = 0;
    double messages = 0;
    double rateLimited = 0;
    double quotaRefused = 0;
    double storedBytes = 0;
    double databaseMicros = 0;
    Histogram latency;

    void add(const RequestSample &sample);
    void merge(const Tally &other, double weight = 1);
    void clear();
    [[nodiscard]] Figures figures() const;
    /// Varints: the counts in the order of `counts`, then the latencies.
    void pack(std::string &out) const;
    /// Adds what pack() wrote; false for other bytes.
    bool mergePacked(std::string_view packed, double weight = 1);

    /// All counts, in the order in which they are packed and stored.
    static const std::array<double Tally::*, 11> counts;
};

inline constexpr std::array<double Tally::*, 11> Tally::counts = {
    &Tally::requests,     &Tally::status2xx,   &Tally::status3xx,     &Tally::status4xx,
    &Tally::status5xx,    &Tally::bytes,       &Tally::messages,      &Tally::rateLimited,
    &Tally::quotaRefused, &Tally::storedBytes, &Tally::databaseMicros};

} // namespace objecta::metrics
