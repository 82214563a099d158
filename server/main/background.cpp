// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/main/background.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace objecta::app {

Background::Background(boost::asio::io_context &context)
    : m_context(context)
    , m_ended(context, std::chrono::steady_clock::time_point::max())
{
}

void Background::spawn(db::Awaitable<void> work)
{
    ++m_running;
    boost::asio::co_spawn(m_context, std::move(work), [this](std::exception_ptr error) {
        if (--m_running == 0) {
            m_ended.cancel();
        }
        if (error) {
            std::rethrow_exception(error);
        }
    });
}

db::Awaitable<void> Background::ended()
{
    if (m_running > 0) {
        boost::system::error_code ignored;
        co_await m_ended.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    }
}

} // namespace objecta::app
