// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>

namespace objecta::db {

/// How long a pool connects at most, and how long it leaves the database alone after an attempt that failed.
class BackOff {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds connectPatience{5000};

    [[nodiscard]] bool mayTry() const { return Clock::now() >= m_nextAttempt; }
    void succeeded() { *this = {}; }
    void failed()
    {
        m_pause = std::clamp(m_pause * 2, first, longest);
        m_nextAttempt = Clock::now() + m_pause;
    }

private:
    static constexpr std::chrono::milliseconds first{50};
    static constexpr std::chrono::milliseconds longest{1000};
    std::chrono::milliseconds m_pause{0};
    Clock::time_point m_nextAttempt{};
};

/// How often a pool looks for batches that take too long.
inline constexpr std::chrono::milliseconds watchInterval{250};

} // namespace objecta::db
