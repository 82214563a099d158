// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/limits/shared_buckets.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

namespace objecta::limits {

namespace {

/// A bucket is one number: when it is full again, in microseconds of Redis' clock. It expires then by itself.
/// KEYS: buckets. ARGV: for each its interval and its capacity in microseconds; then how many tokens, negative to give
/// back. Answers the index (from 1) of the bucket that has too few, or 0, and the time until each is full.
constexpr const char *script = R"(
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local count = tonumber(ARGV[#ARGV])
local out = {0}
local full = {}
for i, key in ipairs(KEYS) do
    full[i] = math.max(tonumber(redis.call('GET', key) or now), now)
    local after = full[i] + ARGV[2 * i - 1] * count
    if out[1] == 0 and count > 0 and after > now + ARGV[2 * i] + 1 then
        out[1] = i
    end
end
for i, key in ipairs(KEYS) do
    if out[1] == 0 then
        full[i] = math.max(full[i] + ARGV[2 * i - 1] * count, now)
        redis.call('SET', key, string.format('%.0f', full[i]), 'PX', math.ceil((full[i] - now) / 1000) + 1)
    end
    out[i + 1] = math.ceil(full[i] - now)
end
return out
)";

void addRate(const Rate &rate, std::vector<std::string> &arguments)
{
    const double interval = 1e6 / rate.perSecond;
    arguments.push_back(fmt::format("{:.6f}", interval));
    arguments.push_back(fmt::format("{:.3f}", interval * std::max(1.0, rate.burst)));
}

} // namespace

SharedBuckets::SharedBuckets(asio::any_io_executor executor, RedisAddress address)
    : m_link(std::make_shared<RedisLink>(std::move(executor), RedisLink::Options{std::move(address), script}))
{
}

SharedBuckets::~SharedBuckets()
{
    m_link->stop();
}

Awaitable<std::optional<SharedBuckets::Taken>> SharedBuckets::take(std::vector<Bucket> buckets)
{
    std::vector<std::string> keys;
    std::vector<std::string> arguments;
    for (auto &bucket : buckets) {
        keys.push_back(std::move(bucket.name));
        addRate(bucket.rate, arguments);
    }
    arguments.emplace_back("1");
    const size_t count = keys.size();
    const auto reply = co_await m_link->run(std::move(keys), std::move(arguments));
    if (!reply || reply->integers.size() != count + 1) {
        co_return std::nullopt;
    }
    Taken out;
    out.refusedBy = static_cast<int>(reply->integers[0]) - 1;
    for (size_t i = 0; i < count && i < out.debts.size(); ++i) {
        out.debts[i] = std::chrono::microseconds(reply->integers[i + 1]);
    }
    co_return out;
}

void SharedBuckets::giveBack(const Bucket &bucket)
{
    std::vector<std::string> arguments;
    addRate(bucket.rate, arguments);
    arguments.emplace_back("-1");
    m_link->post({bucket.name}, arguments);
}

} // namespace objecta::limits
