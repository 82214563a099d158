// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/db/watchdog.h"

#include <spdlog/spdlog.h>

#include <fcntl.h>
#include <sys/socket.h>

namespace objecta::db {

Watchdog::Wait::Wait(Watchdog &owner, int socket)
    : m_owner(owner)
    , m_socket(socket < 0 ? -1 : ::fcntl(socket, F_DUPFD_CLOEXEC, 0))
    , m_since(Clock::now())
{
    const std::lock_guard lock(m_owner.m_mutex);
    m_place = m_owner.m_waits.insert(m_owner.m_waits.end(), this);
}

Watchdog::Wait::~Wait()
{
    const std::lock_guard lock(m_owner.m_mutex);
    m_owner.m_waits.erase(m_place);
}

void Watchdog::begin()
{
    ++m_expected;
    if (!m_looking) {
        look();
    }
}

void Watchdog::look()
{
    m_looking = true;
    m_timer.expires_after(std::chrono::milliseconds(500));
    m_timer.async_wait([weak = weak_from_this()](const boost::system::error_code &error) {
        const auto self = weak.lock();
        if (error || !self) {
            return;
        }
        self->m_looking = false;
        {
            const std::lock_guard lock(self->m_mutex);
            const auto latest = Clock::now() - self->m_patience;
            for (const Wait *wait : self->m_waits) {
                if (wait->m_since < latest && wait->m_socket) {
                    spdlog::error("database: no answer for too long; the connection is given up");
                    ::shutdown(wait->m_socket.get(), SHUT_RDWR);
                }
            }
        }
        if (self->m_expected > 0) {
            self->look();
        }
    });
}

} // namespace objecta::db
