// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/tally.h"

#include <cmath>

namespace objecta::metrics {

void Tally::add(const RequestSample &sample)
{
    bytes += static_cast<double>(sample.bytes);
    if (sample.continued) {
        return;
    }
    requests += 1;
    if (sample.status >= 500) {
        status5xx += 1;
    } else if (sample.status >= 400) {
        status4xx += 1;
    } else if (sample.status >= 300) {
        status3xx += 1;
    } else if (sample.status >= 200) {
        status2xx += 1;
    }
    messages += sample.message ? 1 : 0;
    rateLimited += sample.rateLimited ? 1 : 0;
    quotaRefused += sample.quotaRefused ? 1 : 0;
    storedBytes += static_cast<double>(sample.storedBytes);
    databaseMicros += static_cast<double>(sample.databaseMicros);
    latency.add(sample.micros);
}

void Tally::merge(const Tally &other, double weight)
{
    for (const auto count : counts) {
        this->*count += other.*count * weight;
    }
    latency.merge(other.latency, weight);
}

void Tally::clear()
{
    for (const auto count : counts) {
        this->*count = 0;
    }
    latency.clear();
}

Figures Tally::figures() const
{
    Figures out;
    out.requests = std::llround(requests);
    out.status2xx = std::llround(status2xx);
    out.status3xx = std::llround(status3xx);
    out.status4xx = std::llround(status4xx);
    out.status5xx = std::llround(status5xx);
    out.bytes = std::llround(bytes);
    out.messages = std::llround(messages);
    out.rateLimited = std::llround(rateLimited);
    out.quotaRefused = std::llround(quotaRefused);
    out.storedBytes = std::llround(storedBytes);
    out.databaseMs = databaseMicros / 1000;
    out.p50Ms = latency.percentileMs(0.50);
    out.p95Ms = latency.percentileMs(0.95);
    out.p99Ms = latency.percentileMs(0.99);
    return out;
}

void Tally::pack(std::string &out) const
{
    for (const auto count : counts) {
        putVarint(out, static_cast<uint64_t>(std::llround(this->*count)));
    }
    latency.pack(out);
}

bool Tally::mergePacked(std::string_view packed, double weight)
{
    for (const auto count : counts) {
        const auto value = takeVarint(packed);
        if (!value) {
            return false;
        }
        this->*count += static_cast<double>(*value) * weight;
    }
    return latency.mergePacked(packed, weight);
}

} // namespace objecta::metrics
