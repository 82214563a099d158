// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/orphans.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace objecta::metrics {

Orphans::Orphans()
    : Orphans(Options{})
{
}

void Orphans::add(const std::string &server, const Second &second, Timestamp now)
{
    Server &from = m_servers[server];
    from.heard = now;
    from.deaf = m_deaf;
    from.left = false;
    if (second.at() > now.seconds() + m_options.aheadSeconds || second.at() < from.storedTo
        || !from.seconds.try_emplace(second.at(), second).second) {
        return;
    }
    m_bytes += second.bytes();
    forget(from, from.seconds.lower_bound(from.seconds.rbegin()->first + 1 - m_options.keepSeconds));
    shrink();
}

void Orphans::stored(const std::string &server, int64_t before)
{
    const auto found = m_servers.find(server);
    if (found != m_servers.end()) {
        // A clock that was set back stores some of it anew.
        found->second.storedTo = before;
        forget(found->second, found->second.seconds.lower_bound(before));
    }
}

void Orphans::leave(const std::string &server)
{
    const auto found = m_servers.find(server);
    if (found == m_servers.end()) {
        return;
    }
    if (found->second.seconds.empty()) {
        m_servers.erase(found);
    } else {
        found->second.left = true;
    }
}

void Orphans::deaf(Timestamp now)
{
    constexpr int64_t atOnce = 2'000'000;
    if (now.micros > m_deafTo.micros && now.micros - m_deafTo.micros < atOnce) {
        m_deaf += now.micros - m_deafTo.micros;
    }
    m_deafTo = now;
}

std::optional<Orphans::Estate> Orphans::take(Timestamp now, bool stopping)
{
    const auto silence = stopping ? m_options.silenceAtStop : m_options.silence;
    const auto ended = [&](const auto &entry) {
        const Server &server = entry.second;
        return server.left || now.micros - server.heard.micros - (m_deaf - server.deaf) > silence.count();
    };
    std::erase_if(m_servers, [&](const auto &entry) { return ended(entry) && entry.second.seconds.empty(); });
    const auto found = std::ranges::find_if(m_servers, ended);
    if (found == m_servers.end()) {
        return std::nullopt;
    }
    Estate out{found->first, {}};
    for (auto &[at, second] : found->second.seconds) {
        m_bytes -= second.bytes();
        out.seconds.push_back(std::move(second));
    }
    m_servers.erase(found);
    return out;
}

void Orphans::giveBack(Estate estate)
{
    Server &server = m_servers[estate.server];
    // Heard nothing of since it was taken, it still has ended.
    server.left = server.left || server.seconds.empty();
    for (auto &second : estate.seconds) {
        const size_t bytes = second.bytes();
        const int64_t at = second.at();
        m_bytes += server.seconds.try_emplace(at, std::move(second)).second ? bytes : 0;
    }
    shrink();
}

void Orphans::forget(Server &server, std::map<int64_t, Second>::iterator end)
{
    for (auto it = server.seconds.begin(); it != end; it = server.seconds.erase(it)) {
        m_bytes -= it->second.bytes();
    }
}

void Orphans::shrink()
{
    while (m_bytes > m_options.maxBytes) {
        const auto oldest = std::ranges::min_element(m_servers, {}, [](const auto &entry) {
            return entry.second.seconds.empty() ? std::numeric_limits<int64_t>::max()
                                                : entry.second.seconds.begin()->first;
        });
        forget(oldest->second, std::next(oldest->second.seconds.begin()));
    }
}

} // namespace objecta::metrics
