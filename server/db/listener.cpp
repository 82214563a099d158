// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/db/listener.h"

#include "server/db/conninfo.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <libpq-fe.h>

namespace objecta::db {

namespace {

constexpr std::chrono::seconds pause{1};

/// Blocks. Null when it cannot be had.
PGconn *listening(const std::string &conninfo, const std::string &channel)
{
    PGconn *pg = PQconnectdb((conninfo + " connect_timeout=5").c_str());
    PGresult *result = PQstatus(pg) == CONNECTION_OK ? PQexec(pg, ("LISTEN " + channel).c_str()) : nullptr;
    const bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    if (!good) {
        PQfinish(pg);
        return nullptr;
    }
    return pg;
}

} // namespace

Listener::Listener(asio::any_io_executor executor, Database &database, std::string connection, std::string channel,
                   std::function<void()> heard)
    : m_database(database)
    , m_conninfo(connectionFor(connection, "objecta_platform", std::chrono::milliseconds(0)))
    , m_channel(std::move(channel))
    , m_heard(std::move(heard))
    , m_socket(executor)
    , m_pause(executor)
{
}

Listener::Listener(asio::any_io_executor executor, Database &database, std::string connection, std::string channel,
                   std::function<void(std::string_view)> said)
    : Listener(std::move(executor), database, std::move(connection), std::move(channel), [] {})
{
    m_said = std::move(said);
}

Listener::~Listener()
{
    leave();
}

void Listener::leave()
{
    if (m_socket.is_open()) {
        m_socket.release(); // the descriptor is libpq's
    }
    if (m_pg != nullptr) {
        PQfinish(m_pg);
        m_pg = nullptr;
    }
}

void Listener::stop()
{
    m_stopping = true;
    m_pause.cancel();
    boost::system::error_code ignored;
    if (m_socket.is_open()) {
        m_socket.cancel(ignored);
    }
}

Awaitable<bool> Listener::connect()
{
    // By value: at the end the thread may be at it for longer than this is there.
    const std::function<PGconn *()> blocking = [conninfo = m_conninfo, channel = m_channel] {
        return listening(conninfo, channel);
    };
    m_pg = co_await m_database.offload<PGconn *>(blocking);
    if (m_pg == nullptr) {
        co_return false;
    }
    m_socket.assign(PQsocket(m_pg));
    co_return true;
}

Awaitable<void> Listener::run()
{
    while (!m_stopping) {
        const bool connected = co_await connect();
        if (connected) {
            m_heard();
        }
        boost::system::error_code error;
        bool good = connected;
        while (good && !m_stopping) {
            co_await m_socket.async_wait(asio::posix::stream_descriptor::wait_read,
                                         asio::redirect_error(asio::use_awaitable, error));
            good = !error && PQconsumeInput(m_pg) == 1 && PQstatus(m_pg) == CONNECTION_OK;
            bool heard = false;
            while (PGnotify *notification = PQnotifies(m_pg)) {
                if (m_said) {
                    m_said(notification->extra);
                }
                PQfreemem(notification);
                heard = true;
            }
            if (heard) {
                m_heard();
            }
        }
        leave();
        if (!m_stopping) {
            spdlog::warn("database: no notifications for the moment");
            m_pause.expires_after(pause);
            co_await m_pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
        }
    }
}

} // namespace objecta::db
