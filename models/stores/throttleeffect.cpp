// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/throttleeffect.h"

#include <algorithm>

namespace objecta::stores {

namespace {

constexpr int againMs = 10'000;

/// Of a series of one step, if that is the one that begins at `at`: one that is not over at the server is not there.
EffectLatency latencyOf(const MetricSeries &series, qint64 at)
{
    const auto value = [&](const std::vector<std::optional<double>> &column) -> std::optional<double> {
        // Without requests there is no latency; the wire says 0.
        return series.start.seconds() == at && !column.empty() && column.front() && *column.front() > 0 ? column.front()
                                                                                                        : std::nullopt;
    };
    return {value(series.p50Ms), value(series.p99Ms)};
}

} // namespace

EffectWindows EffectWindows::of(qint64 started, qint64 now)
{
    EffectWindows out;
    for (const qint64 step : {10, 60}) {
        const qint64 firstSince = (started + step - 1) / step * step;
        const bool over = firstSince + step <= now;
        if (!over && step != 10) {
            break;
        }
        out = {step, started / step * step - step, over ? now / step * step - step : 0};
    }
    return out;
}

ThrottleEffectStore::ThrottleEffectStore(const api::AdminApi &admin, QObject *parent)
    : PageStore(parent)
    , m_admin(admin)
{
    m_again.setInterval(againMs);
    connect(&m_again, &QTimer::timeout, this, &ThrottleEffectStore::reload);
}

void ThrottleEffectStore::show(const Throttle &throttle, const std::vector<OrganizationId> &others)
{
    const qint64 started = throttle.startedAt.seconds();
    const bool same = m_held == throttle.organizationId && m_started == started;
    std::vector<Line> lines;
    const auto add = [&](const std::optional<OrganizationId> &of) {
        const auto known = std::ranges::find(m_lines, of, &Line::organization);
        lines.push_back(same && known != m_lines.end() ? *known : Line{of, {}, {}});
    };
    add(std::nullopt);
    for (const OrganizationId &id : others) {
        add(id);
    }
    if (same && std::ranges::equal(m_lines, lines, {}, &Line::organization, &Line::organization)) {
        return;
    }
    if (!same) {
        forget();
    }
    m_held = throttle.organizationId;
    m_started = started;
    m_lines = std::move(lines);
    if (m_active) {
        reload();
    }
}

void ThrottleEffectStore::setActive(bool active)
{
    if (m_active == active) {
        return;
    }
    m_active = active;
    if (active) {
        m_again.start();
        reload();
    } else {
        m_again.stop();
        if (isBusy()) {
            cancel();
        }
    }
}

void ThrottleEffectStore::reset()
{
    forget();
    m_started = 0;
    m_lines.clear();
}

void ThrottleEffectStore::reload()
{
    if (m_lines.empty()) {
        return;
    }
    begin();
    m_read = m_lines;
    m_asked = EffectWindows::of(m_started, m_admin.client().serverNow().toSecsSinceEpoch());
    for (Line &line : m_read) {
        line.knowsBefore = line.knowsBefore && m_asked.before == m_windows.before && m_asked.step == m_windows.step;
    }
    read(0);
}

void ThrottleEffectStore::read(std::size_t line)
{
    if (line == m_read.size()) {
        m_lines = std::move(m_read);
        m_windows = m_asked;
        succeed(false);
        return;
    }
    if (!m_read[line].knowsBefore) {
        readStep(line, m_asked.before, [this, line](const EffectLatency &latency) {
            m_read[line].before = latency;
            m_read[line].knowsBefore = true;
            read(line);
        });
    } else if (m_asked.since > 0) {
        readStep(line, m_asked.since, [this, line](const EffectLatency &latency) {
            m_read[line].since = latency;
            read(line + 1);
        });
    } else {
        m_read[line].since = {};
        read(line + 1);
    }
}

void ThrottleEffectStore::readStep(std::size_t line, qint64 at, std::function<void(const EffectLatency &)> done)
{
    // Up to a second before the end: the step is whole with it.
    m_scope.run<MetricSeries>(QStringLiteral("line"),
                              m_admin.metricsBetween(m_read[line].organization, Timestamp::fromSeconds(at),
                                                     Timestamp::fromSeconds(at + m_asked.step - 1), 1),
                              [this, at, done = std::move(done)](const api::ApiResult<MetricSeries> &result) {
                                  if (result) {
                                      done(latencyOf(result->value, at));
                                  } else {
                                      failWith(result.error());
                                  }
                              });
}

} // namespace objecta::stores
