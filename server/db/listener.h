// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/database.h"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <string>
#include <string_view>

struct pg_conn;

namespace objecta::db {

/// Hears NOTIFY on one channel (PostgreSQL docs, LISTEN) as objecta_platform, on a connection of its own that is made
/// anew when it is lost. Calls back on each notification, and after each loss, since some may have been missed; or, if
/// asked to, on each with what it says. I/O thread.
class Listener {
public:
    Listener(asio::any_io_executor executor, Database &database, std::string connection, std::string channel,
             std::function<void()> heard);
    /// `said` gets each notification's payload.
    Listener(asio::any_io_executor executor, Database &database, std::string connection, std::string channel,
             std::function<void(std::string_view)> said);
    ~Listener();
    Listener(const Listener &) = delete;
    Listener &operator=(const Listener &) = delete;

    /// Until stop().
    Awaitable<void> run();
    void stop();
    [[nodiscard]] bool connected() const { return m_pg != nullptr && m_socket.is_open(); }

private:
    Awaitable<bool> connect();
    void leave();

    Database &m_database;
    std::string m_conninfo;
    std::string m_channel;
    std::function<void()> m_heard;
    std::function<void(std::string_view)> m_said;
    asio::posix::stream_descriptor m_socket;
    asio::steady_timer m_pause;
    pg_conn *m_pg = nullptr;
    bool m_stopping = false;
};

} // namespace objecta::db
