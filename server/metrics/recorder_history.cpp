// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What GET /v1/admin/metrics answers: stored points, memory's seconds, and what servers stored that memory lacks.

#include "server/metrics/recorder.h"

#include <algorithm>

namespace objecta::metrics {

int64_t Recorder::runningSecond() const
{
    return m_timeline.nextSecond() > 0 ? m_timeline.nextSecond() : Timestamp::now().seconds();
}

int64_t Recorder::memoryFrom(int64_t from, int64_t to) const
{
    return m_timeline.seconds().empty() ? to : std::clamp(m_timeline.firstSecond(), from, to);
}

int64_t Recorder::stepAt(int64_t from) const
{
    const int64_t now = runningSecond();
    return from < now ? finestStep(from, memoryFrom(from, now), now) : 1;
}

db::Awaitable<Result<MetricSeries>> Recorder::history(HistoryQuery query)
{
    const int64_t now = runningSecond();
    query = wholeSteps(query, now);
    const int64_t memory = memoryFrom(query.from, query.to);
    SeriesColumns columns(query, memory);
    auto pieces = piecesOf(query.from, memory, query.step, now);
    PointReader read = [&columns](const StoredPoint &point) { columns.add(point); };
    const auto loaded = co_await loadPoints(m_database, query.organization, std::move(pieces), std::move(read));
    if (!loaded) {
        co_return tl::unexpected(loaded.error());
    }
    const auto lacking = [&] { return m_timeline.unheard(memory, query.to, Timestamp::now()); };
    // What was not heard may be stored all the same: while the bus is away, say.
    auto stretches = lacking();
    UnheardPoints unheard;
    for (int attempt = 0; attempt < 3 && !stretches.empty(); ++attempt) {
        auto stored = co_await loadUnheard(m_database, query.organization, stretches);
        if (!stored) {
            co_return tl::unexpected(stored.error());
        }
        auto after = lacking();
        if (after == stretches) {
            unheard = std::move(*stored);
            break;
        }
        stretches = std::move(after); // memory has by now what came after all
    }
    auto series = columns.finish(m_timeline.seconds(), unheard.points);
    for (const auto &stretch : stretches) {
        const auto known = unheard.known.find(stretch.id);
        const int64_t from = std::max(stretch.from, known == unheard.known.end() ? 0 : known->second);
        if (stretch.silent && from < query.to) {
            series.missing.push_back({stretch.id, stretch.name, Timestamp::fromSeconds(from)});
        }
    }
    co_return series;
}

} // namespace objecta::metrics
