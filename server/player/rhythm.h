// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <random>

namespace objecta::player {

/// How lively an organization is from moment to moment, around 1: two slow waves, a random walk that comes back, and
/// now and then a short burst. Between `lowest` and `highest`.
class Rhythm {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr double lowest = 0.3;
    static constexpr double highest = 2.1;

    Rhythm(unsigned seed, Clock::time_point now);
    double at(Clock::time_point now);

private:
    void step(double seconds);
    double burst(double time);

    std::mt19937 m_random;
    Clock::time_point m_begun;
    double m_time = 0; ///< seconds since it began, as far as the walk went
    double m_walk = 0;
    double m_slowPhase;
    double m_quickPhase;
    double m_slowPeriod;
    double m_quickPeriod;
    double m_burstAt;
    double m_burstLength = 4;
    double m_burstHeight = 0.6;
};

} // namespace objecta::player
