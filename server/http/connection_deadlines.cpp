// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How long a connection may take for each of its phases.

#include "server/http/connection.h"

#include "server/http/stream_socket.h"

namespace objecta::http {

namespace {

namespace beast = boost::beast;

constexpr std::chrono::seconds lingerTime{2};
/// For a request that was sent before its client could know that the server stops.
constexpr std::chrono::milliseconds lastChance{1000};

} // namespace

void Connection::enter(Phase phase)
{
    m_phase = phase;
    m_timedOut = false;
    const auto &options = m_state->options;
    switch (phase) {
    case Phase::Handshake:
        m_deadline = Clock::now() + (m_state->draining ? lastChance : options.handshakeTimeout);
        break;
    case Phase::Idle:
        m_deadline = Clock::now() + (m_state->draining ? lastChance : options.idleTimeout);
        break;
    case Phase::Reading:
        m_deadline = Clock::now() + options.requestTimeout;
        break;
    case Phase::Writing:
        m_deadline = Clock::now() + options.writeTimeout;
        break;
    case Phase::Lingering:
        m_deadline = Clock::now() + lingerTime;
        break;
    case Phase::Handling: // the database's own limits end it
    case Phase::Stream: // pings and pongs do
        m_deadline = Clock::time_point::max();
        break;
    }
}

void Connection::holdToRate(Clock::duration waited, uint64_t received)
{
    const auto earned =
        std::chrono::milliseconds(received * 1000 / std::max<uint64_t>(m_state->options.minBodyRate, 1));
    m_deadline = std::min(m_deadline, Clock::now() + m_state->options.requestTimeout + earned - waited);
}

void Connection::checkDeadline(Clock::time_point now)
{
    if (now < m_deadline) {
        return;
    }
    if (m_phase == Phase::Reading) {
        // With each sweep anew: what was read just before cannot be cancelled any more, and the next read begins.
        m_timedOut = true;
        beast::error_code ignored;
        m_wire.socket().cancel(ignored);
    } else {
        m_deadline = Clock::time_point::max();
        abort();
    }
}

} // namespace objecta::http
