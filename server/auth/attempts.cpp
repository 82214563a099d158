// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/attempts.h"

#include <algorithm>
#include <cmath>

namespace objecta::auth {

bool Buckets::take(const std::string &name, Clock::time_point now)
{
    const auto found = m_byName.find(name);
    if (found == m_byName.end()) {
        if (m_byName.size() >= m_options.maxNames) {
            m_byName.erase(m_order.back().name);
            m_order.pop_back();
        }
        m_order.push_front({name, m_options.burst - 1, now});
        m_byName.emplace(name, m_order.begin());
        return true;
    }
    Bucket &bucket = *found->second;
    const double seconds = std::max(0.0, std::chrono::duration<double>(now - bucket.at).count());
    bucket.level = std::min(m_options.burst, bucket.level + seconds * m_options.perSecond);
    bucket.at = now;
    m_order.splice(m_order.begin(), m_order, found->second);
    if (bucket.level < 1) {
        return false;
    }
    bucket.level -= 1;
    return true;
}

void Buckets::giveBack(const std::string &name)
{
    if (const auto found = m_byName.find(name); found != m_byName.end()) {
        found->second->level = std::min(m_options.burst, found->second->level + 1);
    }
}

int Buckets::retryAfter(const std::string &name, Clock::time_point now) const
{
    const auto found = m_byName.find(name);
    if (found == m_byName.end()) {
        return 1;
    }
    const Bucket &bucket = *found->second;
    const double seconds = std::max(0.0, std::chrono::duration<double>(now - bucket.at).count());
    const double missing = 1 - (bucket.level + seconds * m_options.perSecond);
    return std::max(1, static_cast<int>(std::ceil(missing / m_options.perSecond)));
}

} // namespace objecta::auth
