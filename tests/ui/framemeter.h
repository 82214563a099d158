// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractEventDispatcher>
#include <QList>
#include <QObject>

#include <algorithm>
#include <ctime>

namespace objecta::test {

/// How long the GUI thread works at a stretch, while this lives: the processor time of each turn of its event loop, in
/// milliseconds. Processor time, because a busy machine makes any stretch of the clock long.
class FrameMeter : public QObject {
public:
    FrameMeter()
    {
        const auto *dispatcher = QAbstractEventDispatcher::instance();
        connect(dispatcher, &QAbstractEventDispatcher::awake, this, &FrameMeter::turn);
        connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, &FrameMeter::turn);
        m_last = now();
    }

    /// Turns that did something, the shortest first.
    [[nodiscard]] QList<double> turns() const
    {
        QList<double> out = m_turns;
        std::sort(out.begin(), out.end());
        return out;
    }
    [[nodiscard]] double longest() const
    {
        return m_turns.isEmpty() ? 0 : *std::max_element(m_turns.begin(), m_turns.end());
    }

    static double quantile(const QList<double> &sorted, double share)
    {
        return sorted.isEmpty()
            ? 0
            : sorted.at(
                std::min(sorted.size() - 1, static_cast<qsizetype>(share * static_cast<double>(sorted.size()))));
    }

private:
    static double now()
    {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    }
    void turn()
    {
        const double at = now();
        const double took = at - m_last;
        m_last = at;
        if (took > 0.05) {
            m_turns.append(took);
        }
    }

    QList<double> m_turns;
    double m_last = 0;
};

} // namespace objecta::test
