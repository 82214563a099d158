// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/limits/redis_link.h"
#include "server/limits/token_buckets.h"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace objecta::limits {

/// Token buckets in Redis, which any number of servers share. Redis' clock counts. The buckets asked for together are
/// charged together or not at all, by one script. I/O thread.
class SharedBuckets {
public:
    struct Bucket {
        std::string name; ///< the key in Redis; those asked for together carry the same {...}
        Rate rate;
    };
    struct Taken {
        int refusedBy = -1; ///< index of the bucket that was empty; -1: granted
        std::array<std::chrono::microseconds, 2> debts{}; ///< time until each is full
    };

    SharedBuckets(asio::any_io_executor executor, RedisAddress address);
    ~SharedBuckets();
    SharedBuckets(const SharedBuckets &) = delete;
    SharedBuckets &operator=(const SharedBuckets &) = delete;

    void start() { m_link->start(); }
    void stop() { m_link->stop(); }
    [[nodiscard]] bool up() const { return m_link->up(); }
    [[nodiscard]] int64_t outages() const { return m_link->outages(); }

    /// At most two buckets. nullopt: Redis did not say, within 20 ms at the latest.
    Awaitable<std::optional<Taken>> take(std::vector<Bucket> buckets);
    void giveBack(const Bucket &bucket);

private:
    std::shared_ptr<RedisLink> m_link;
};

} // namespace objecta::limits
