// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/database.h"
#include "server/features/stream/event_hub.h"

#include <boost/asio/steady_timer.hpp>

#include <set>

namespace objecta::features {

/// Has the open streams hear of what any process, worker or server, wrote to the database: entries of audit trails,
/// jobs, thresholds, alerts. Looks once a second at what was committed since it last looked, and only for the kinds
/// that somebody subscribed to, so that whoever writes pays nothing for it: no trigger, no NOTIFY. While the database
/// is away nothing is lost; it is told late. I/O thread.
class ChangeWatch {
public:
    /// Database and hub outlive it.
    ChangeWatch(db::asio::any_io_executor executor, db::Database &database, EventHub &hub);

    /// Until stop().
    db::Awaitable<void> run();
    void stop();

    /// Of a kind and second no more are told one by one; then one without organization stands for the rest.
    static constexpr int maxOfAKind = 100;

private:
    struct Change;
    struct Look;
    db::Awaitable<void> look();
    void tell(const Look &look);

    db::Database &m_database;
    EventHub &m_hub;
    db::asio::steady_timer m_timer;
    std::string m_since; ///< the oldest transaction that was under way when it last looked; empty: not looked yet
    std::string m_at; ///< when that was, by the database's clock
    std::set<std::string> m_told; ///< row and transaction, of what it saw then
    bool m_failing = false;
    bool m_stopping = false;
};

} // namespace objecta::features
