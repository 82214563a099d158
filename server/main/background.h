// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/database.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace objecta::app {

/// What runs beside the requests, until each is told to stop. I/O thread; the context outlives it, and it outlives what
/// it runs.
class Background {
public:
    explicit Background(boost::asio::io_context &context);
    Background(const Background &) = delete;
    Background &operator=(const Background &) = delete;

    /// What it throws comes out of the context's run().
    void spawn(db::Awaitable<void> work);
    /// Until nothing of it runs any more.
    db::Awaitable<void> ended();

private:
    boost::asio::io_context &m_context;
    boost::asio::steady_timer m_ended; ///< cancelled when nothing runs any more
    int m_running = 0;
};

} // namespace objecta::app
