// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/metricsstore.h"

#include "app/core/text.h"

#include <algorithm>
#include <cmath>

namespace objecta::stores {

namespace {

const QString historySlot = QStringLiteral("history");
/// As long as the ring.
constexpr qint64 rememberedSeconds = 3600;

} // namespace

MetricsStore::MetricsStore(const api::AdminApi &admin, api::MetricsStream &stream, QObject *parent)
    : PageStore(parent)
    , m_admin(admin)
    , m_stream(stream)
{
    connect(&m_stream, &api::MetricsStream::frameReceived, this, &MetricsStore::onFrame);
    connect(&m_stream, &api::MetricsStream::gapFound, this, [this] {
        m_toldFrom = std::numeric_limits<qint64>::max(); // of what lies before history says it
        if (m_active) {
            reload();
        }
    });
}

void MetricsStore::setOrganization(const std::optional<OrganizationId> &id)
{
    if (id == m_id && state() != State::Idle) {
        return;
    }
    // Whoever hears of it finds nothing of the one before.
    m_id = id;
    m_ring.clear();
    m_early.clear();
    forget();
    subscribe();
    emit updated();
    if (m_active) {
        reload();
    }
}

void MetricsStore::setActive(bool active)
{
    if (m_active == active) {
        return;
    }
    m_active = active;
    subscribe();
    if (active) {
        reload();
    } else if (isBusy()) {
        cancel();
    }
}

void MetricsStore::setPaused(bool paused)
{
    if (m_paused != paused) {
        m_paused = paused;
        emit pausedChanged();
        if (!paused) {
            emit updated();
        }
    }
}

void MetricsStore::reset()
{
    m_active = false;
    m_paused = false;
    setOrganization(std::nullopt);
    forget();
    m_missing.clear();
    m_toldFrom = std::numeric_limits<qint64>::max();
    m_toldTo = 0;
    m_stream.unsubscribe(this);
}

void MetricsStore::subscribe()
{
    if (m_active && m_id) {
        m_stream.subscribe(this, {*m_id});
    } else {
        m_stream.unsubscribe(this);
    }
}

void MetricsStore::reload()
{
    begin();
    m_early.clear();
    m_scope.run<MetricSeries>(historySlot, m_admin.metrics(m_id), [this](api::ApiResult<MetricSeries> result) {
        if (!result) {
            failWith(result.error());
            return;
        }
        m_ring.load(result->value);
        noteMissing(result->value);
        for (const Early &early : std::exchange(m_early, {})) {
            m_ring.append(early.at, early.figures, early.seconds, early.measured);
        }
        succeed(false);
        emit updated();
    });
}

void MetricsStore::noteMissing(const MetricSeries &series)
{
    // Of what the stream told it said so itself, and also what came late.
    const qint64 end = std::min(m_toldFrom, m_ring.lastSecond() + 1);
    for (const MissingServer &server : series.missing) {
        for (qint64 second = std::max<qint64>(server.from.seconds(), end - rememberedSeconds); second < end; ++second) {
            m_missing[second].emplace(server.id, server.name);
        }
    }
}

void MetricsStore::noteServers(const StreamMessage &message)
{
    if (message.type == "snapshot" || message.servers.empty()) {
        return; // tells who is heard now, not whose figures are in it; or of before, nothing
    }
    const qint64 last = message.at.seconds();
    m_missing.erase(m_missing.begin(), m_missing.lower_bound(last - rememberedSeconds));
    if (message.again) {
        // What came late: of the live ones.
        if (const auto found = m_missing.find(last); found != m_missing.end()) {
            for (const ServerState &server : message.servers) {
                if (server.live) {
                    found->second.erase(server.id);
                }
            }
            if (found->second.empty()) {
                m_missing.erase(found);
            }
        }
        return;
    }
    std::map<std::string, std::string> missing;
    for (const ServerState &server : message.servers) {
        if (!server.live) {
            missing.emplace(server.id, server.name);
        }
    }
    const qint64 first = last + 1 - std::clamp<qint64>(message.seconds, 1, rememberedSeconds);
    m_toldFrom = std::min(m_toldFrom, first);
    // While the connection was away, too, whoever was missing before it and is after it.
    if (const auto before = m_missing.find(m_toldTo); before != m_missing.end()) {
        std::map<std::string, std::string> both = before->second;
        std::erase_if(both, [&](const auto &server) { return !missing.contains(server.first); });
        for (qint64 second = std::max(m_toldTo + 1, first - rememberedSeconds); second < first && !both.empty();
             ++second) {
            m_missing[second] = both;
        }
    }
    m_toldTo = last;
    for (qint64 second = first; second <= last; ++second) {
        // Without any figures it is a gap.
        if (missing.empty() || !message.measured) {
            m_missing.erase(second);
        } else {
            m_missing[second] = missing;
        }
    }
}

void MetricsStore::onFrame(const StreamMessage &message)
{
    noteServers(message);
    if (!m_active) {
        return;
    }
    const Figures *figures = &message.platform;
    if (m_id) {
        const auto found = std::find_if(message.organizations.begin(), message.organizations.end(),
                                        [this](const OrganizationFigures &row) { return row.id == *m_id; });
        // A frame from before the subscription took effect says nothing about it.
        if (found == message.organizations.end()) {
            return;
        }
        figures = &found->figures;
    }
    if (m_scope.isRunning(historySlot)) {
        // The history may end before this second.
        m_early.push_back({message.at, *figures, message.seconds, message.measured});
        if (!hasData()) {
            return;
        }
    }
    if (!hasData()) {
        return;
    }
    m_ring.append(message.at, *figures, message.seconds, message.measured);
    if (!m_paused) {
        emit updated();
    }
}

QList<QPointF> MetricsStore::points(Metric metric, int maxPoints, int seconds) const
{
    const auto all = m_ring.values(metric);
    const auto count = std::min(all.size(), static_cast<std::size_t>(std::max(seconds, 0)));
    const auto window = all.last(count);
    const double start = static_cast<double>(m_ring.lastSecond() + 1 - static_cast<qint64>(count)) * 1000;
    QList<QPointF> out;
    const auto reduced = decimate(window, static_cast<std::size_t>(std::max(maxPoints, 2)));
    out.reserve(reduced.size());
    for (const SeriesPoint &point : reduced) {
        out.append({start + static_cast<double>(point.index) * 1000, point.value});
    }
    return out;
}

QList<std::pair<qint64, qint64>> MetricsStore::partial() const
{
    QList<std::pair<qint64, qint64>> out;
    for (const auto &[second, servers] : m_missing) {
        if (m_ring.isEmpty() || second < m_ring.firstSecond() || second > m_ring.lastSecond()) {
            continue;
        }
        if (!out.isEmpty() && out.last().second == second) {
            ++out.last().second;
        } else {
            out.append({second, second + 1});
        }
    }
    return out;
}

QStringList MetricsStore::missingServers() const
{
    QStringList out;
    if (const auto found = m_missing.find(m_ring.isEmpty() ? 0 : m_ring.lastSecond()); found != m_missing.end()) {
        for (const auto &[id, name] : found->second) {
            out.append(core::text(name));
        }
    }
    return out;
}

double MetricsStore::peak(Metric metric, int seconds) const
{
    const auto all = m_ring.values(metric);
    double highest = 0;
    for (const double value : all.last(std::min(all.size(), static_cast<std::size_t>(std::max(seconds, 0))))) {
        highest = std::isnan(value) ? highest : std::max(highest, value);
    }
    return highest;
}

} // namespace objecta::stores
