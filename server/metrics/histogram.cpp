// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace objecta::metrics {

namespace {

constexpr int subBits = 4;
constexpr int64_t subCount = int64_t{1} << subBits;

} // namespace

void putVarint(std::string &out, uint64_t value)
{
    while (value >= 0x80) {
        out += static_cast<char>((value & 0x7FU) | 0x80U);
        value >>= 7U;
    }
    out += static_cast<char>(value);
}

std::optional<uint64_t> takeVarint(std::string_view &in)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !in.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(in.front());
        in.remove_prefix(1);
        value |= static_cast<uint64_t>(byte & 0x7FU) << shift;
        if (byte < 0x80) {
            return value;
        }
    }
    return std::nullopt;
}

size_t Histogram::bucketOf(int64_t micros)
{
    if (micros < subCount) {
        return static_cast<size_t>(std::max<int64_t>(micros, 0));
    }
    const auto value = static_cast<uint64_t>(micros);
    const int octave = std::bit_width(value) - 1 - subBits;
    // The leading one and the four bits behind it: 16 to 31.
    const auto top = static_cast<size_t>(value >> static_cast<unsigned>(octave));
    return std::min(bucketCount - 1, static_cast<size_t>(octave) * static_cast<size_t>(subCount) + top);
}

int64_t Histogram::lowerBound(size_t bucket)
{
    if (bucket < 2 * static_cast<size_t>(subCount)) {
        return static_cast<int64_t>(bucket);
    }
    const auto octave = bucket / static_cast<size_t>(subCount) - 1;
    const auto sub = static_cast<int64_t>(bucket % static_cast<size_t>(subCount));
    return (subCount + sub) << octave;
}

void Histogram::add(int64_t micros, double count)
{
    m_buckets[bucketOf(micros)] += count;
    m_count += count;
}

void Histogram::addToBucket(size_t bucket, double count)
{
    m_buckets[std::min(bucket, bucketCount - 1)] += count;
    m_count += count;
}

void Histogram::merge(const Histogram &other, double weight)
{
    for (size_t i = 0; i < bucketCount; ++i) {
        m_buckets[i] += other.m_buckets[i] * weight;
    }
    m_count += other.m_count * weight;
}

void Histogram::clear()
{
    if (m_count != 0) {
        m_buckets.fill(0);
        m_count = 0;
    }
}

double Histogram::percentileMs(double share) const
{
    if (m_count <= 0) {
        return 0;
    }
    const double wanted = std::clamp(share, 0.0, 1.0) * m_count;
    double below = 0;
    size_t last = 0;
    for (size_t i = 0; i < bucketCount; ++i) {
        const double here = m_buckets[i];
        if (here <= 0) {
            continue;
        }
        last = i;
        if (below + here >= wanted) {
            // Latencies lie evenly in a bucket, as far as anyone knows.
            const auto low = static_cast<double>(lowerBound(i));
            const auto high = static_cast<double>(lowerBound(i + 1));
            return (low + (high - low) * (wanted - below) / here) / 1000.0;
        }
        below += here;
    }
    // Sums of shares can fall short of the count by a rounding error.
    return static_cast<double>(lowerBound(last + 1)) / 1000.0;
}

void Histogram::pack(std::string &out) const
{
    size_t previous = 0;
    forEach([&](size_t bucket, double count) {
        putVarint(out, bucket - previous);
        putVarint(out, static_cast<uint64_t>(std::llround(count)));
        previous = bucket;
    });
}

bool Histogram::mergePacked(std::string_view packed, double weight)
{
    size_t bucket = 0;
    while (!packed.empty()) {
        const auto gap = takeVarint(packed);
        const auto count = takeVarint(packed);
        if (!gap || !count || *gap >= bucketCount || bucket + *gap >= bucketCount) {
            return false;
        }
        bucket += static_cast<size_t>(*gap);
        addToBucket(bucket, static_cast<double>(*count) * weight);
    }
    return true;
}

} // namespace objecta::metrics
