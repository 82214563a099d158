// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/sessions.h"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <unordered_map>

namespace objecta::auth {

/// Whether members of staff are still signed in, for those who ask again and again: open sockets. The database is asked
/// once for all that ask about the same session within a quarter of a second. I/O thread; the sessions outlive it.
class StaffWatch {
public:
    explicit StaffWatch(Sessions &sessions)
        : m_sessions(sessions)
    {
    }
    /// As Sessions::checkStaff(), at most `fresh` old.
    db::Awaitable<Result<StaffIdentity>> check(StaffId staff, SessionId session);

    static constexpr std::chrono::milliseconds fresh{250};

private:
    struct Look {
        explicit Look(const db::asio::any_io_executor &executor)
            : done(executor, std::chrono::steady_clock::time_point::max())
        {
        }
        std::optional<Result<StaffIdentity>> answer;
        std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
        db::asio::steady_timer done; ///< cancelled with the answer
    };
    Sessions &m_sessions;
    std::unordered_map<SessionId, std::shared_ptr<Look>> m_looks;
};

} // namespace objecta::auth
