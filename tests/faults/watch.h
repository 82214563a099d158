// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/metricsstream.h"

#include <QObject>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <utility>

namespace objecta::test {

/// What the console's stream was told, and when.
class Watch {
public:
    using Clock = std::chrono::steady_clock;
    explicit Watch(api::MetricsStream &stream)
    {
        QObject::connect(&stream, &api::MetricsStream::frameReceived, &m_context, [this](const StreamMessage &frame) {
            if (!frame.again) {
                const auto now = Clock::now();
                m_longest = std::max(m_longest, m_last == Clock::time_point() ? Clock::duration() : now - m_last);
                m_last = now;
                m_servers.clear();
                for (const auto &server : frame.servers) {
                    m_servers.emplace(server.name, server.live);
                }
            }
        });
    }
    /// By name, whether its figures are in the newest second; twice where two have that name.
    [[nodiscard]] const std::multimap<std::string, bool> &servers() const { return m_servers; }
    /// The longest time without a new second since this was last asked, in milliseconds.
    qint64 longestSilence()
    {
        const auto now = Clock::now();
        const auto out = std::max(std::exchange(m_longest, {}), now - m_last);
        return std::chrono::duration_cast<std::chrono::milliseconds>(out).count();
    }

private:
    QObject m_context;
    Clock::time_point m_last;
    Clock::duration m_longest{};
    std::multimap<std::string, bool> m_servers;
};

} // namespace objecta::test
