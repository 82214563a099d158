// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/staff_watch.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace objecta::auth {

namespace {

/// Ended sessions are forgotten when there are more than this.
constexpr size_t sweepAt = 256;

} // namespace

db::Awaitable<Result<StaffIdentity>> StaffWatch::check(StaffId staff, SessionId session)
{
    const auto now = std::chrono::steady_clock::now();
    if (m_looks.size() > sweepAt) {
        std::erase_if(m_looks, [&](const auto &entry) { return now - entry.second->begun > std::chrono::seconds(10); });
    }
    const auto known = m_looks.find(session);
    if (known != m_looks.end() && now - known->second->begun < fresh) {
        const auto look = known->second;
        while (!look->answer) {
            boost::system::error_code ignored;
            co_await look->done.async_wait(db::asio::redirect_error(db::asio::use_awaitable, ignored));
        }
        co_return *look->answer;
    }
    const auto executor = co_await db::asio::this_coro::executor;
    const auto look = std::make_shared<Look>(executor);
    m_looks[session] = look;
    auto answer = co_await m_sessions.checkStaff(staff, session);
    look->answer = answer;
    look->done.cancel();
    co_return answer;
}

} // namespace objecta::auth
