// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/throttleeffect.h"

#include <algorithm>

namespace objecta::stores {

namespace {

constexpr int againMs = 10'000;

/// The step that begins at `at`.
EffectLatency latencyAt(const MetricSeries &series, qint64 at)
{
    const qint64 index = (at - series.start.seconds()) / std::max<qint64>(series.stepSeconds, 1);
    const auto value = [index](const std::vector<std::optional<double>> &column) -> std::optional<double> {
        if (index < 0 || index >= static_cast<qint64>(column.size())) {
            return std::nullopt;
        }
        const auto &found = column[static_cast<std::size_t>(index)];
        // Without requests there is no latency; the wire says 0.
        return found && *found > 0 ? found : std::nullopt;
    };
    return {value(series.p50Ms), value(series.p99Ms)};
}

} // namespace

EffectWindows EffectWindows::of(qint64 started, qint64 now)
{
    EffectWindows out;
    for (const qint64 step : {10, 60, 300, 600}) {
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
    const qint64 end = m_asked.since > 0 ? m_asked.since + m_asked.step : m_asked.before + m_asked.step;
    const auto points = static_cast<int>((end - m_asked.before) / m_asked.step);
    // Up to a second before the end: the last step is whole with it.
    m_scope.run<MetricSeries>(QStringLiteral("line"),
                              m_admin.metricsBetween(m_read[line].organization, Timestamp::fromSeconds(m_asked.before),
                                                     Timestamp::fromSeconds(end - 1), points),
                              [this, line](api::ApiResult<MetricSeries> result) {
                                  if (!result) {
                                      failWith(result.error());
                                      return;
                                  }
                                  m_read[line].before = latencyAt(result->value, m_asked.before);
                                  m_read[line].since =
                                      m_asked.since > 0 ? latencyAt(result->value, m_asked.since) : EffectLatency{};
                                  read(line + 1);
                              });
}

} // namespace objecta::stores
