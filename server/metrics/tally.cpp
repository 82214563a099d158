// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/tally.h"

#include <array>
#include <cmath>

namespace objecta::metrics {

namespace {

constexpr std::array counts = {&Tally::requests, &Tally::status2xx, &Tally::status4xx,   &Tally::status5xx,
                               &Tally::bytes,    &Tally::messages,  &Tally::rateLimited, &Tally::quotaRefused};

} // namespace

void Tally::add(const RequestSample &sample)
{
    requests += 1;
    if (sample.status >= 500) {
        status5xx += 1;
    } else if (sample.status >= 400) {
        status4xx += 1;
    } else if (sample.status >= 200 && sample.status < 300) {
        status2xx += 1;
    }
    bytes += static_cast<double>(sample.bytes);
    messages += sample.message ? 1 : 0;
    rateLimited += sample.rateLimited ? 1 : 0;
    quotaRefused += sample.quotaRefused ? 1 : 0;
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
    return {std::llround(requests),     std::llround(status2xx),    std::llround(status4xx),
            std::llround(status5xx),    std::llround(bytes),        std::llround(messages),
            std::llround(rateLimited),  std::llround(quotaRefused), latency.percentileMs(0.50),
            latency.percentileMs(0.95), latency.percentileMs(0.99)};
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
