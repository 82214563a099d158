// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/backlog.h"

#include "server/metrics/history.h"

#include <algorithm>

namespace objecta::metrics {

void Backlog::begin()
{
    m_to = m_collector.firstSecond();
    m_seen = m_collector.runningSecond();
}

void Backlog::look()
{
    const int64_t running = m_collector.runningSecond();
    if (running < m_to) {
        // From the beginning of its point, of which memory still has the seconds before.
        m_againTo = std::max(m_againTo, m_to);
        m_to = std::max(floorTo(running, tens.step), std::min(m_collector.firstSecond(), running));
    }
}

std::optional<Backlog::Part> Backlog::next(bool last)
{
    const int64_t running = m_collector.runningSecond();
    const int64_t first = m_collector.firstSecond();
    if (first > m_to) {
        // Where the clock was put forward there is a gap: only what was there can be lost.
        m_lost += std::max<int64_t>(0, std::min(first, m_seen) - m_to);
        m_to = first;
    }
    m_seen = running;
    const int64_t to = last ? running : floorTo(running, tens.step);
    return to > m_to ? std::optional(Part{m_to, to, m_to < m_againTo}) : std::nullopt;
}

void Backlog::stored(const Part &part)
{
    m_stored += part.to - part.from;
    if (m_to >= part.from) {
        m_to = part.to;
        look();
    } else {
        m_againTo = std::max(m_againTo, part.to); // set back while that was stored
    }
}

int64_t Backlog::pending() const
{
    return std::max<int64_t>(0, m_collector.runningSecond() - m_to);
}

} // namespace objecta::metrics
