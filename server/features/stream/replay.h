// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/features/stream/frame_texts.h"

#include <cstdint>
#include <optional>
#include <string>

namespace objecta::features {

/// What a subscription wants to hear of before the next second: the newest one, or those since one that it knows. Made
/// one by one, as the reader takes them, since there may be hundreds.
class Replay {
public:
    /// The timeline and the rankings outlive it; the timeline has a second.
    Replay(const metrics::Timeline &timeline, metrics::Rankings &rankings, const std::optional<Timestamp> &since);

    /// The next one's text; nullopt when there is none.
    std::optional<std::string> next(const StreamSubscribe &subscription, const std::string &key, int64_t seq);
    [[nodiscard]] bool done() const { return m_after >= m_until; }
    /// Whether that second is still to be told.
    [[nodiscard]] bool tells(int64_t at) const { return m_after < at && at <= m_until; }

private:
    const metrics::Timeline &m_timeline;
    metrics::Rankings &m_rankings;
    bool m_newestOnly;
    int64_t m_after = 0;
    int64_t m_until; ///< the newest second when it was asked for: those that come later are told as they come
};

} // namespace objecta::features
