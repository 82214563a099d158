// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/table_watch.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

namespace objecta::features {

namespace {

namespace asio = db::asio;

constexpr std::chrono::milliseconds retryPause{500};

} // namespace

TableWatch::TableWatch(asio::any_io_executor executor, db::Database &database, const std::string &connection,
                       const std::string &channel, std::string what, Read read)
    : m_executor(executor)
    , m_what(std::move(what))
    , m_read(std::move(read))
    , m_listener(executor, database, connection, channel, [this] { heard(); })
    , m_pause(executor)
    , m_ended(executor, std::chrono::steady_clock::time_point::max())
{
}

void TableWatch::heard()
{
    m_again = true;
    if (!m_reading && !m_stopping) {
        m_reading = true;
        asio::co_spawn(m_executor, read(), asio::detached);
    }
}

db::Awaitable<void> TableWatch::read()
{
    while (m_again && !m_stopping) {
        m_again = false;
        const auto done = co_await m_read();
        if (done) {
            continue;
        }
        spdlog::warn("{}: {}", m_what, problemCode(done.error().code));
        m_again = true;
        m_pause.expires_after(retryPause);
        boost::system::error_code ignored;
        co_await m_pause.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    m_reading = false;
    m_ended.cancel();
}

db::Awaitable<void> TableWatch::run()
{
    co_await m_listener.run();
    if (m_reading) {
        boost::system::error_code ignored;
        co_await m_ended.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
}

void TableWatch::stop()
{
    m_stopping = true;
    m_listener.stop();
    m_pause.cancel();
}

} // namespace objecta::features
