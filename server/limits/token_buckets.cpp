// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/limits/token_buckets.h"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <cstring>
#include <random>

namespace objecta::limits {

namespace {

using std::chrono::nanoseconds;

uint64_t randomSeed()
{
    std::random_device device;
    return (static_cast<uint64_t>(device()) << 32) | device();
}

int64_t secondsUp(nanoseconds span)
{
    return std::chrono::ceil<std::chrono::seconds>(span).count();
}

} // namespace

Key peerKey(std::string_view address)
{
    namespace ip = boost::asio::ip;
    Key out{};
    boost::system::error_code error;
    const auto parsed = ip::make_address(std::string(address), error);
    if (error) {
        return out;
    }
    if (parsed.is_v4() || parsed.to_v6().is_v4_mapped()) {
        const auto bytes =
            (parsed.is_v4() ? parsed.to_v4() : ip::make_address_v4(ip::v4_mapped, parsed.to_v6())).to_bytes();
        out[10] = out[11] = 0xff;
        std::ranges::copy(bytes, out.begin() + 12);
    } else {
        const auto bytes = parsed.to_v6().to_bytes();
        std::copy_n(bytes.begin(), 8, out.begin());
    }
    return out;
}

size_t TokenBuckets::Hash::operator()(const Key &key) const
{
    uint64_t high = 0;
    uint64_t low = 0;
    std::memcpy(&high, key.data(), 8);
    std::memcpy(&low, key.data() + 8, 8);
    // Two rounds of a multiplicative mix (murmur's finalizer).
    uint64_t h = high ^ seed;
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdULL;
    h ^= low;
    h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    return static_cast<size_t>(h ^ (h >> 33));
}

TokenBuckets::TokenBuckets(Rate rate, size_t maxNames)
    : m_rate(rate)
    , m_maxNames(std::max<size_t>(maxNames, 1))
    , m_interval(std::max<int64_t>(1, static_cast<int64_t>(1e9 / rate.perSecond)))
    , m_capacity(static_cast<int64_t>(static_cast<double>(m_interval.count()) * std::max(1.0, rate.burst)))
    , m_byKey(16, Hash{randomSeed()})
{
}

TokenBuckets::Bucket &TokenBuckets::bucket(const Key &key, Clock::time_point now)
{
    const auto found = m_byKey.find(key);
    if (found != m_byKey.end()) {
        m_order.splice(m_order.begin(), m_order, found->second);
        return *found->second;
    }
    if (m_byKey.size() >= m_maxNames) {
        m_byKey.erase(m_order.back().key);
        m_order.pop_back();
    }
    m_order.push_front({key, now});
    m_byKey.emplace(key, m_order.begin());
    return m_order.front();
}

nanoseconds TokenBuckets::debt(const Bucket &bucket, Clock::time_point now) const
{
    return std::max(nanoseconds(0), std::chrono::duration_cast<nanoseconds>(bucket.fullAt - now));
}

Level TokenBuckets::levelOf(nanoseconds debt) const
{
    const auto left = m_capacity - debt;
    Level out;
    out.remaining = std::max<int64_t>(0, left / m_interval);
    out.reset = secondsUp(debt);
    if (left < m_interval) {
        out.retryAfter = std::max<int64_t>(1, secondsUp(m_interval - left));
    }
    return out;
}

TokenBuckets::Taken TokenBuckets::take(const Key &key, Clock::time_point now)
{
    Bucket &one = bucket(key, now);
    auto owed = debt(one, now);
    const bool granted = owed + m_interval <= m_capacity;
    if (granted) {
        owed += m_interval;
        one.fullAt = now + owed;
    }
    Level level = levelOf(owed);
    if (granted) {
        level.retryAfter = 0;
    }
    return {granted, one.provenAt, level};
}

void TokenBuckets::giveBack(const Key &key, Clock::time_point now)
{
    if (const auto found = m_byKey.find(key); found != m_byKey.end()) {
        Bucket &one = *found->second;
        one.fullAt = now + std::max(nanoseconds(0), debt(one, now) - m_interval);
    }
}

Level TokenBuckets::level(const Key &key, Clock::time_point now) const
{
    const auto found = m_byKey.find(key);
    return levelOf(found == m_byKey.end() ? nanoseconds(0) : debt(*found->second, now));
}

bool TokenBuckets::spent(const Key &key, Clock::time_point now) const
{
    const auto found = m_byKey.find(key);
    return found != m_byKey.end() && debt(*found->second, now) + m_interval > m_capacity;
}

void TokenBuckets::setProven(const Key &key, Clock::time_point at)
{
    if (const auto found = m_byKey.find(key); found != m_byKey.end()) {
        found->second->provenAt = at;
    }
}

TokenBuckets::Clock::time_point TokenBuckets::provenAt(const Key &key) const
{
    const auto found = m_byKey.find(key);
    return found == m_byKey.end() ? Clock::time_point() : found->second->provenAt;
}

void TokenBuckets::mirror(const Key &key, std::chrono::microseconds debt, Clock::time_point now)
{
    bucket(key, now).fullAt = now + std::max(std::chrono::microseconds(0), debt);
}

} // namespace objecta::limits
