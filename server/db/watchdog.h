// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/system/filedescriptor.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <list>
#include <memory>
#include <mutex>

namespace objecta::db {

/// Ends blocking waits on a socket that last too long, by shutting the socket down: whoever waits for it is told that
/// the connection is lost. Must outlive its waits.
class Watchdog : public std::enable_shared_from_this<Watchdog> {
public:
    using Clock = std::chrono::steady_clock;

    /// Looks from `executor`; a wait may last `patience`, and half a second more.
    Watchdog(const boost::asio::any_io_executor &executor, std::chrono::milliseconds patience)
        : m_patience(patience)
        , m_timer(executor)
    {
    }

    /// A wait under way, from its construction on. On any thread.
    class Wait {
    public:
        /// `socket` is only looked at; -1 watches nothing.
        Wait(Watchdog &owner, int socket);
        ~Wait();
        Wait(const Wait &) = delete;
        Wait &operator=(const Wait &) = delete;

    private:
        friend class Watchdog;
        Watchdog &m_owner;
        system::FileDescriptor m_socket; ///< its own, so that the number cannot become another's meanwhile
        Clock::time_point m_since;
        std::list<Wait *>::iterator m_place;
    };

    /// There will be waits: looks every half second until done() was called as often. On the executor's thread.
    void begin();
    void done() { --m_expected; }

private:
    void look();

    std::chrono::milliseconds m_patience;
    boost::asio::steady_timer m_timer;
    int m_expected = 0;
    bool m_looking = false;
    std::mutex m_mutex;
    std::list<Wait *> m_waits;
};

} // namespace objecta::db
