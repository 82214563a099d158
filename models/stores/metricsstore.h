// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/endpoints.h"
#include "app/api/metricsstream.h"
#include "models/stores/decimate.h"
#include "models/stores/metricring.h"
#include "models/stores/pagestore.h"

#include <QList>
#include <QPointF>
#include <QStringList>

#include <limits>
#include <map>

namespace objecta::stores {

/// An hour of figures of the platform or of one organization, then one more second each second. After a gap in the
/// stream the history is read anew.
class MetricsStore : public PageStore {
    Q_OBJECT

public:
    MetricsStore(const api::AdminApi &admin, api::MetricsStream &stream, QObject *parent = nullptr);

    /// nullopt: the platform. Loads the history while active.
    void setOrganization(const std::optional<OrganizationId> &id);
    [[nodiscard]] const std::optional<OrganizationId> &organization() const { return m_id; }
    /// A hidden page neither subscribes nor updates; on becoming active the history is read anew.
    void setActive(bool active);
    [[nodiscard]] bool isActive() const { return m_active; }
    /// Paused charts stand still while data is still collected.
    void setPaused(bool paused);
    [[nodiscard]] bool isPaused() const { return m_paused; }

    [[nodiscard]] const MetricRing &ring() const { return m_ring; }
    /// The last `seconds` of a metric, reduced to about maxPoints: x is milliseconds since 1970 (UTC), y the value; a
    /// NaN y is a break in the line.
    [[nodiscard]] QList<QPointF> points(Metric metric, int maxPoints, int seconds = 3600) const;
    /// The newest value; NaN where there is none.
    [[nodiscard]] double last(Metric metric) const { return m_ring.last(metric); }
    /// Stretches in which the figures of a server are missing, as unix times [first, second): what is drawn there is
    /// less than there was.
    [[nodiscard]] QList<std::pair<qint64, qint64>> partial() const;
    /// The names of the servers whose figures the newest second lacks.
    [[nodiscard]] QStringList missingServers() const;
    /// The largest value of a metric in the last `seconds`; 0 without any.
    [[nodiscard]] double peak(Metric metric, int seconds = 3600) const;

    void reset();

public slots:
    void reload() override;

signals:
    void pausedChanged();
    /// Once a second while active and not paused, and after a load: redraw.
    void updated();

private:
    void onFrame(const StreamMessage &message);
    void noteServers(const StreamMessage &message);
    /// What history lacks that the stream did not tell of.
    void noteMissing(const MetricSeries &series);
    void subscribe();

    api::AdminApi m_admin;
    api::MetricsStream &m_stream;
    std::optional<OrganizationId> m_id;
    MetricRing m_ring;
    /// Frames that came while the history was on its way.
    struct Early {
        Timestamp at;
        Figures figures;
        int64_t seconds;
        bool measured;
    };
    std::vector<Early> m_early;
    /// The servers, names by id, that a second's figures lack; most seconds lack none. Known of all seconds that the
    /// stream told, shown or not; history says it of those who are missing when it is read.
    std::map<qint64, std::map<std::string, std::string>> m_missing;
    qint64 m_toldFrom = std::numeric_limits<qint64>::max(); ///< the first second that the stream told without a gap
    qint64 m_toldTo = 0; ///< and the last one
    bool m_active = false;
    bool m_paused = false;
};

} // namespace objecta::stores
