// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/api/backoff.h"

#include <algorithm>

namespace objecta::api {

Backoff::Backoff(Milliseconds min, Milliseconds max, unsigned seed)
    : m_min(min)
    , m_max(max)
    , m_random(seed)
{
}

Backoff::Milliseconds Backoff::next()
{
    // 2^20 times any sensible minimum lies beyond any sensible maximum.
    const auto ceiling = std::min<Milliseconds::rep>(m_max.count(), m_min.count() << std::min(m_step, 20));
    ++m_step;
    const auto floor = std::max<Milliseconds::rep>(m_min.count(), ceiling / 2);
    std::uniform_int_distribution<Milliseconds::rep> draw(floor, std::max(floor, ceiling));
    return Milliseconds(draw(m_random));
}

} // namespace objecta::api
