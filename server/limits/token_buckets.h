// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string_view>
#include <unordered_map>

namespace objecta::limits {

/// How often something may happen: `burst` at once, `perSecond` for good. Both above zero.
struct Rate {
    double perSecond = 1;
    double burst = 10;
};

/// How a bucket stands: what the RateLimit header says of it.
struct Level {
    int64_t remaining = 0; ///< whole tokens
    int64_t reset = 0; ///< seconds until it is full
    int64_t retryAfter = 0; ///< seconds until there is a token again; 0 while there is one
};

/// Whose bucket: an id, or a client's address.
using Key = std::array<uint8_t, 16>;

/// The key of a client's address: an IPv4 address, or the /64 of an IPv6 one, since whoever has one of its addresses
/// has all of them. What is no address shares one key.
Key peerKey(std::string_view address);

/// Token buckets of one rate, in bounded memory: the one that was used least recently goes first, which only ever
/// forgives. Each remembers besides when its holder was
/// last proven to be genuine. Not thread-safe: for the I/O thread.
class TokenBuckets {
public:
    using Clock = std::chrono::steady_clock;
    struct Taken {
        bool granted = false;
        /// When the holder was last proven genuine; the clock's epoch for never.
        Clock::time_point provenAt;
        Level level;
    };

    explicit TokenBuckets(Rate rate, size_t maxNames = 100'000);

    /// Takes one token, if there is one.
    Taken take(const Key &key, Clock::time_point now = Clock::now());
    /// Gives one back.
    void giveBack(const Key &key, Clock::time_point now = Clock::now());
    [[nodiscard]] Level level(const Key &key, Clock::time_point now = Clock::now()) const;
    /// Whether the bucket is empty. Makes none.
    [[nodiscard]] bool spent(const Key &key, Clock::time_point now = Clock::now()) const;
    /// The holder was proven genuine at that time; the clock's epoch when it was proven not to be.
    void setProven(const Key &key, Clock::time_point at);
    [[nodiscard]] Clock::time_point provenAt(const Key &key) const;
    /// Makes the bucket stand as another store says: `debt` is the time until it is full.
    void mirror(const Key &key, std::chrono::microseconds debt, Clock::time_point now = Clock::now());
    /// How a bucket with that debt stands.
    [[nodiscard]] Level levelOf(std::chrono::nanoseconds debt) const;

    [[nodiscard]] const Rate &rate() const { return m_rate; }
    [[nodiscard]] bool empty() const { return m_byKey.empty(); }
    [[nodiscard]] size_t size() const { return m_byKey.size(); }

private:
    /// A bucket is the time at which it is full again: each token taken puts that off by the interval.
    struct Bucket {
        Key key;
        Clock::time_point fullAt;
        Clock::time_point provenAt{};
    };
    /// Seeded, since clients choose their addresses.
    struct Hash {
        uint64_t seed;
        size_t operator()(const Key &key) const;
    };
    using Order = std::list<Bucket>;
    Bucket &bucket(const Key &key, Clock::time_point now);
    [[nodiscard]] std::chrono::nanoseconds debt(const Bucket &bucket, Clock::time_point now) const;

    Rate m_rate;
    size_t m_maxNames;
    std::chrono::nanoseconds m_interval; ///< between two tokens
    std::chrono::nanoseconds m_capacity; ///< the debt of an empty bucket
    Order m_order; ///< most recently used first
    std::unordered_map<Key, Order::iterator, Hash> m_byKey;
};

} // namespace objecta::limits
