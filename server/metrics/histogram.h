// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace objecta::metrics {

/// Latencies in microseconds, counted in log-linear buckets: 16 equal ones in each power of two, from 1 us to
/// 134 s (longer ones count in the last), so that a percentile is within 1/32 of the exact value. Two histograms
/// merge without loss, which percentiles themselves do not. 3 KiB; thread-compatible.
class Histogram {
public:
    static constexpr size_t bucketCount = 384;

    void add(int64_t micros, double count = 1);
    /// The same for a latency of which only the bucket is known.
    void addToBucket(size_t bucket, double count);
    /// Adds the other's counts, each times `weight` (the share of a longer interval that falls into this one).
    void merge(const Histogram &other, double weight = 1);
    void clear();

    [[nodiscard]] double count() const { return m_count; }
    /// The value below which `share` (0 to 1) of the latencies lie, in milliseconds; 0 without any.
    [[nodiscard]] double percentileMs(double share) const;

    /// Calls visit(size_t bucket, double count) for the filled buckets, lowest first.
    template <class Visit>
    void forEach(Visit visit) const
    {
        for (size_t i = 0; i < bucketCount; ++i) {
            if (m_buckets[i] > 0) {
                visit(i, m_buckets[i]);
            }
        }
    }

    /// The filled buckets as varints (gap, count): about 3 bytes each. Counts are whole in what is packed.
    void pack(std::string &out) const;
    /// Adds what pack() wrote. False (and possibly a part added) for other bytes.
    bool mergePacked(std::string_view packed, double weight = 1);

    static size_t bucketOf(int64_t micros);
    /// The bucket's lower bound in microseconds; bucketCount gives the end of the last.
    static int64_t lowerBound(size_t bucket);

private:
    std::array<double, bucketCount> m_buckets{};
    double m_count = 0;
};

/// Base-128 numbers, least significant group first.
void putVarint(std::string &out, uint64_t value);
/// Takes one from the front; nullopt when there is no whole one.
std::optional<uint64_t> takeVarint(std::string_view &in);

} // namespace objecta::metrics
