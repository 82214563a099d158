// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/organizations/slug_watch.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

namespace objecta::features {

namespace {

namespace asio = db::asio;

constexpr std::chrono::milliseconds retryPause{500};

// An erased organization answers nowhere.
constexpr db::Sql selectFormer(R"sql(
    SELECT s.slug, o.id, o.slug FROM organization_slugs s JOIN organizations o ON o.id = s.organization_id
    WHERE s.slug <> o.slug AND o.status <> 'erased')sql");

} // namespace

SlugWatch::SlugWatch(asio::any_io_executor executor, db::Database &database, const std::string &connection,
                     pipeline::FormerSlugs &slugs)
    : m_executor(executor)
    , m_database(database)
    , m_slugs(slugs)
    , m_listener(executor, database, connection, "objecta_slugs", [this] { heard(); })
    , m_pause(executor)
    , m_ended(executor, std::chrono::steady_clock::time_point::max())
{
}

void SlugWatch::heard()
{
    m_again = true;
    if (!m_reading && !m_stopping) {
        m_reading = true;
        asio::co_spawn(m_executor, read(), asio::detached);
    }
}

db::Awaitable<void> SlugWatch::read()
{
    using Map = pipeline::FormerSlugs::Map;
    const std::function<Result<Map>(db::PlatformTx &)> work = [](db::PlatformTx &tx) -> Result<Map> {
        Map out;
        const auto rows = tx.query(selectFormer);
        for (const auto row : rows) {
            out.emplace(row.string(0), pipeline::FormerSlugs::Home{row.id<OrganizationId>(1), row.string(2)});
        }
        return out;
    };
    while (m_again && !m_stopping) {
        m_again = false;
        auto map = co_await m_database.platform<Map>(work);
        if (map) {
            m_slugs.replace(std::move(*map));
            continue;
        }
        spdlog::warn("former slugs: {}", problemCode(map.error().code));
        m_again = true;
        m_pause.expires_after(retryPause);
        boost::system::error_code ignored;
        co_await m_pause.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    m_reading = false;
    m_ended.cancel();
}

db::Awaitable<void> SlugWatch::run()
{
    co_await m_listener.run();
    if (m_reading) {
        boost::system::error_code ignored;
        co_await m_ended.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
}

void SlugWatch::stop()
{
    m_stopping = true;
    m_listener.stop();
    m_pause.cancel();
}

} // namespace objecta::features
