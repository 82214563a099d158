// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/metrics.h"
#include "server/metrics/ranking.h"
#include "server/metrics/timeline.h"

#include <map>
#include <string>

namespace objecta::features {

/// A message's text but for its seq, made once for all streams.
class SeqText {
public:
    explicit SeqText(const StreamMessage &message);
    [[nodiscard]] std::string with(int64_t seq) const { return m_before + std::to_string(seq) + m_after; }

private:
    std::string m_before;
    std::string m_after;
};

/// The texts of one moment: made once for all streams that subscribed to the same.
class FrameTexts {
public:
    /// `type` is "frame" or "snapshot"; the figures are of `seconds` seconds, the last of which is the moment's.
    FrameTexts(const metrics::Moment &moment, metrics::Ranking &ranking, std::string type, int64_t seconds = 1);
    /// With that seq.
    std::string text(const StreamSubscribe &subscription, const std::string &key, int64_t seq);

private:
    [[nodiscard]] StreamMessage message(const StreamSubscribe &subscription);
    const metrics::Moment &m_moment;
    metrics::Ranking &m_ranking;
    std::string m_type;
    int64_t m_seconds;
    std::map<std::string, SeqText> m_texts;
};

} // namespace objecta::features
