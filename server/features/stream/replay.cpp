// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/stream/replay.h"

#include <algorithm>

namespace objecta::features {

namespace {

/// More than so many seconds are history's to tell.
constexpr int64_t maxMissed = 900;

} // namespace

Replay::Replay(const metrics::Timeline &timeline, metrics::Rankings &rankings, const std::optional<Timestamp> &since)
    : m_timeline(timeline)
    , m_rankings(rankings)
    , m_newestOnly(!since)
    , m_until(timeline.seconds().back().at())
{
    m_after = since ? std::max(since->seconds(), m_until - maxMissed) : m_until - 1;
}

std::optional<std::string> Replay::next(const StreamSubscribe &subscription, const std::string &key, int64_t seq)
{
    const auto &seconds = m_timeline.seconds();
    const auto it = std::upper_bound(seconds.begin(), seconds.end(), m_after,
                                     [](int64_t at, const metrics::Second &second) { return at < second.at(); });
    if (it == seconds.end() || it->at() > m_until) {
        m_after = m_until;
        return std::nullopt;
    }
    m_after = it->at();
    // Who is heard now says nothing of whose figures are in the past.
    const metrics::Moment moment{*it, true, !m_newestOnly,
                                 m_newestOnly ? m_timeline.servers(Timestamp::now()) : std::vector<ServerState>()};
    return FrameTexts(moment, m_rankings.of(m_after), m_newestOnly ? "snapshot" : "frame").text(subscription, key, seq);
}

} // namespace objecta::features
