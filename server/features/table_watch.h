// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/listener.h"

#include <functional>
#include <string>

namespace objecta::features {

/// Keeps what a server remembers of a table as the database has it: reads it anew when any server changed it (NOTIFY),
/// and when notifications may have been missed; again after half a second where that failed. I/O thread; the rest
/// outlives it.
class TableWatch {
public:
    using Read = std::function<db::Awaitable<Result<void>>()>;

    /// `connection`: the database, without user. `what`: for the log.
    TableWatch(db::asio::any_io_executor executor, db::Database &database, const std::string &connection,
               const std::string &channel, std::string what, Read read);

    /// Until stop().
    db::Awaitable<void> run();
    void stop();

private:
    void heard();
    db::Awaitable<void> read();

    db::asio::any_io_executor m_executor;
    std::string m_what;
    Read m_read;
    db::Listener m_listener;
    db::asio::steady_timer m_pause;
    db::asio::steady_timer m_ended; ///< cancelled when nothing is being read any more
    bool m_reading = false;
    bool m_again = false; ///< something happened while it was being read
    bool m_stopping = false;
};

} // namespace objecta::features
