// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/api_keys/uses.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

namespace objecta::features {

namespace {

constexpr auto tuple = boost::asio::as_tuple(boost::asio::use_awaitable);
constexpr std::chrono::seconds interval{2};

constexpr db::Sql writeUses = R"(
    UPDATE api_keys k SET last_used_at = u.at
    FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS u (organization_id, id, at)
    WHERE k.organization_id = u.organization_id AND k.id = u.id AND (k.last_used_at IS NULL OR k.last_used_at < u.at))";

} // namespace

KeyUses::KeyUses(db::asio::any_io_executor executor, db::Database &database)
    : m_database(database)
    , m_timer(std::move(executor))
{
}

void KeyUses::note(const pipeline::RequestFacts &facts)
{
    // 401 is a key that ended, and one of another host.
    if (facts.key && facts.organization && facts.status != 401) {
        m_uses.insert_or_assign({*facts.organization, *facts.key}, Timestamp::now());
    }
}

db::Awaitable<void> KeyUses::run()
{
    while (!m_stopping) {
        m_timer.expires_after(interval);
        co_await m_timer.async_wait(tuple);
        co_await write();
    }
    co_await write();
}

void KeyUses::stop()
{
    m_stopping = true;
    m_timer.cancel();
}

db::Awaitable<void> KeyUses::write()
{
    if (m_uses.empty()) {
        co_return;
    }
    const auto uses = std::exchange(m_uses, {});
    std::vector<OrganizationId> organizations;
    std::vector<ApiKeyId> keys;
    std::vector<Timestamp> times;
    for (const auto &[key, at] : uses) {
        organizations.push_back(key.first);
        keys.push_back(key.second);
        times.push_back(at);
    }
    const db::Params params(organizations, keys, times);
    const std::function<Result<bool>(db::PlatformTx &)> work = [&params](db::PlatformTx &tx) -> Result<bool> {
        tx.query(writeUses, params);
        return true;
    };
    const auto written = co_await m_database.platform<bool>(work);
    if (!written) {
        spdlog::warn("api keys: last uses could not be written ({}), kept in memory",
                     problemCode(written.error().code));
        // What was noted meanwhile is newer.
        m_uses.insert(uses.begin(), uses.end());
    }
}

} // namespace objecta::features
