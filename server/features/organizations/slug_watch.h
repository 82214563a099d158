// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/listener.h"
#include "server/pipeline/former_slugs.h"

#include <functional>
#include <string>

namespace objecta::features {

/// Keeps the former slugs of this server as the database has them: read anew when any server renames an organization
/// (NOTIFY), and when notifications may have been missed. I/O thread; the rest outlives it.
class SlugWatch {
public:
    /// `connection`: the database, without user.
    SlugWatch(db::asio::any_io_executor executor, db::Database &database, const std::string &connection,
              pipeline::FormerSlugs &slugs);

    /// Until stop().
    db::Awaitable<void> run();
    void stop();

private:
    void heard();
    db::Awaitable<void> read();

    db::asio::any_io_executor m_executor;
    db::Database &m_database;
    pipeline::FormerSlugs &m_slugs;
    db::Listener m_listener;
    db::asio::steady_timer m_pause;
    db::asio::steady_timer m_ended; ///< cancelled when nothing is being read any more
    bool m_reading = false;
    bool m_again = false; ///< something happened while it was being read
    bool m_stopping = false;
};

} // namespace objecta::features
