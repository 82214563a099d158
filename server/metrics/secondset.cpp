// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/secondset.h"

#include <algorithm>
#include <iterator>

namespace objecta::metrics {

bool SecondSet::add(int64_t at)
{
    const auto next = m_runs.upper_bound(at);
    const auto before = next == m_runs.begin() ? m_runs.end() : std::prev(next);
    if (before != m_runs.end() && at < before->second) {
        return false;
    }
    const bool joinsNext = next != m_runs.end() && next->first == at + 1;
    const int64_t end = joinsNext ? next->second : at + 1;
    if (joinsNext) {
        m_runs.erase(next);
    }
    if (before != m_runs.end() && before->second == at) {
        before->second = end;
    } else {
        m_runs[at] = end;
    }
    return true;
}

void SecondSet::eraseBefore(int64_t at)
{
    while (!m_runs.empty() && m_runs.begin()->first < at) {
        const int64_t end = m_runs.begin()->second;
        m_runs.erase(m_runs.begin());
        if (end > at) {
            m_runs[at] = end;
        }
    }
}

void SecondSet::eraseFrom(int64_t at)
{
    m_runs.erase(m_runs.lower_bound(at), m_runs.end());
    if (!m_runs.empty()) {
        m_runs.rbegin()->second = std::min(m_runs.rbegin()->second, at);
    }
}

std::vector<std::pair<int64_t, int64_t>> SecondSet::gaps(int64_t from, int64_t to) const
{
    std::vector<std::pair<int64_t, int64_t>> out;
    auto run = m_runs.upper_bound(from);
    if (run != m_runs.begin() && std::prev(run)->second > from) {
        from = std::prev(run)->second;
    }
    for (; from < to; ++run) {
        const int64_t end = run == m_runs.end() ? to : std::min(to, run->first);
        if (from < end) {
            out.emplace_back(from, end);
        }
        if (run == m_runs.end()) {
            break;
        }
        from = run->second;
    }
    return out;
}

} // namespace objecta::metrics
