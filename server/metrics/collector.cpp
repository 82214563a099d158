// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/collector.h"

#include <algorithm>

namespace objecta::metrics {

namespace {

/// A tick that comes later than this did not run slow: the clock or the machine jumped.
constexpr int64_t longestStall = 60;
/// Tallies kept for use again; more than are ever busy in one second only after a flood.
constexpr size_t maxSpare = 1024;

} // namespace

Collector::Collector()
    : Collector(Options{})
{
}

Collector::Collector(Options options)
    : m_kept({options.keepSeconds, options.maxBytes})
{
}

Collector::~Collector() = default;

void Collector::record(const RequestSample &sample)
{
    m_platform.add(sample);
    if (!sample.organization) {
        return;
    }
    auto &tally = m_open[*sample.organization];
    if (!tally) {
        if (m_spare.empty()) {
            tally = std::make_unique<Tally>();
        } else {
            tally = std::move(m_spare.back());
            m_spare.pop_back();
        }
    }
    tally->add(sample);
}

void Collector::closeBefore(int64_t now, const std::function<void(const Second &)> &closed)
{
    if (m_running == 0) {
        m_running = now;
        return;
    }
    if (now < m_running) {
        // The clock was set back: what it will measure again must not stand there twice.
        m_kept.forgetFrom(now);
        m_running = now;
        return;
    }
    if (now - m_running > longestStall) {
        m_running = now - 1;
    }
    while (m_running < now) {
        m_kept.push(take(m_running));
        ++m_running;
        if (closed) {
            closed(seconds().back());
        }
    }
}

int64_t Collector::firstSecond() const
{
    return seconds().empty() ? m_running : seconds().front().at();
}

Second Collector::take(int64_t at)
{
    Second::Entries open;
    open.reserve(m_open.size());
    for (auto &[id, tally] : m_open) {
        open.emplace_back(id, std::move(tally));
    }
    m_open.clear();
    std::sort(open.begin(), open.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    Second second(at, m_platform, open);
    m_platform.clear();
    for (auto &[id, tally] : open) {
        if (m_spare.size() < maxSpare) {
            tally->clear();
            m_spare.push_back(std::move(tally));
        }
    }
    return second;
}

} // namespace objecta::metrics
