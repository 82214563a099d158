// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/player/rhythm.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace objecta::player {

namespace {

constexpr double circle = 2 * std::numbers::pi;
// The walk (Ornstein-Uhlenbeck): half of a deviation is gone after about six seconds.
constexpr double pullPerSecond = 0.12;
constexpr double walkDeviation = 0.16;
constexpr double stepSeconds = 0.25;
constexpr double meanBetweenBursts = 35;

double between(std::mt19937 &random, double low, double high)
{
    return std::uniform_real_distribution<double>(low, high)(random);
}

} // namespace

Rhythm::Rhythm(unsigned seed, Clock::time_point now)
    : m_random(seed)
    , m_begun(now)
    , m_slowPhase(between(m_random, 0, circle))
    , m_quickPhase(between(m_random, 0, circle))
    , m_slowPeriod(between(m_random, 120, 200))
    , m_quickPeriod(between(m_random, 25, 45))
    , m_burstAt(between(m_random, 5, meanBetweenBursts))
{
}

double Rhythm::at(Clock::time_point now)
{
    const double time = std::chrono::duration<double>(now - m_begun).count();
    // After a long sleep the walk need not catch up with every step.
    m_time = std::max(m_time, time - 60);
    while (m_time + stepSeconds <= time) {
        step(stepSeconds);
    }
    const double waves = 0.38 * std::sin(circle * time / m_slowPeriod + m_slowPhase)
        + 0.22 * std::sin(circle * time / m_quickPeriod + m_quickPhase);
    return std::clamp(std::exp(waves + m_walk) * 0.92 + burst(time), lowest, highest);
}

void Rhythm::step(double seconds)
{
    std::normal_distribution<double> noise(0, walkDeviation * std::sqrt(2 * pullPerSecond * seconds));
    m_walk += -pullPerSecond * seconds * m_walk + noise(m_random);
    m_time += seconds;
    if (m_time > m_burstAt + m_burstLength) {
        m_burstAt = m_time + std::exponential_distribution<double>(1 / meanBetweenBursts)(m_random) + 3;
        m_burstLength = between(m_random, 2.5, 7);
        m_burstHeight = between(m_random, 0.3, 1.0);
    }
}

double Rhythm::burst(double time)
{
    const double share = (time - m_burstAt) / m_burstLength;
    return share > 0 && share < 1 ? m_burstHeight * std::pow(std::sin(std::numbers::pi * share), 2) : 0;
}

} // namespace objecta::player
