// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>

namespace objecta::auth {

/// Token buckets by name, in bounded memory: the bucket that was used least recently goes first, which only ever
/// forgives. Not thread-safe: for the I/O thread. Times come from the caller's steady clock.
class Buckets {
public:
    using Clock = std::chrono::steady_clock;
    struct Options {
        double perSecond = 1;
        double burst = 10;
        size_t maxNames = 100'000;
    };
    explicit Buckets(Options options)
        : m_options(options)
    {
    }

    /// Takes one; false when the bucket is empty.
    bool take(const std::string &name, Clock::time_point now = Clock::now());
    /// Gives one back.
    void giveBack(const std::string &name);
    /// Whole seconds (at least 1) until the bucket has one again.
    [[nodiscard]] int retryAfter(const std::string &name, Clock::time_point now = Clock::now()) const;

private:
    struct Bucket {
        std::string name;
        double level;
        Clock::time_point at;
    };
    using Order = std::list<Bucket>;
    Options m_options;
    Order m_order; ///< most recently used first
    std::unordered_map<std::string, Order::iterator> m_byName;
};

} // namespace objecta::auth
