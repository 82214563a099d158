// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/features/stream/frame_texts.h"

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace objecta::features {

/// Seconds that are one frame for readers who are too slow for each of them: all were measured, or none was. All who
/// have been slow since the same second share it, its sum, its ranking and its texts.
class HeldSum {
public:
    explicit HeldSum(const metrics::Moment &moment);
    HeldSum(const HeldSum &) = delete;
    HeldSum &operator=(const HeldSum &) = delete;

    /// Unix time of the last of them.
    [[nodiscard]] int64_t last() const { return m_sum.at(); }
    [[nodiscard]] int64_t seconds() const { return m_seconds; }
    [[nodiscard]] std::string text(const StreamSubscribe &subscription, const std::string &key, int64_t seq);

private:
    friend class HeldSums;
    void add(const metrics::Moment &moment);

    /// Good until the next second comes to it.
    struct Telling {
        explicit Telling(const HeldSum &of)
            : moment{of.m_sum, of.m_measured, false, of.m_servers}
            , texts(moment, ranking, "frame", of.m_seconds)
        {
        }
        metrics::Moment moment;
        metrics::Ranking ranking;
        FrameTexts texts;
    };
    metrics::Second m_sum;
    int64_t m_seconds = 1;
    bool m_measured = true;
    std::vector<ServerState> m_servers; ///< as of the last one
    std::unique_ptr<Telling> m_telling;
};

/// Those that somebody holds: each second is added once to each, however many readers are slow.
class HeldSums {
public:
    /// A second that is told the first time; before anybody holds it.
    void add(const metrics::Moment &moment);
    /// What begins with the second that was added last.
    std::shared_ptr<HeldSum> beginning(const metrics::Moment &moment);

private:
    std::list<std::weak_ptr<HeldSum>> m_sums; ///< that go on
    std::weak_ptr<HeldSum> m_newest;
};

} // namespace objecta::features
