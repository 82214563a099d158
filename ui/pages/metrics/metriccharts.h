// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/appcontext.h"
#include "models/stores/metricsstore.h"
#include "ui/widgets/livechart.h"

#include <QWidget>

namespace objecta::ui {

/// What holds an organization's requests: the rate of all organizations, and its throttle for as long as that holds.
/// Nothing for the platform.
QList<ChartThreshold> rateThresholds(const stores::AppContext &context,
                                     const std::optional<OrganizationId> &organization);

/// What Prometheus alerts at (models/contract/alert_bounds.h), for charts of latencies and of shares of all requests.
/// Alerts are about the platform: beside an organization's figures that is said, and looks like less.
QList<ChartThreshold> latencyThresholds(const std::optional<OrganizationId> &organization);
/// What the bound beside latencies is of: not of what the lines are of.
QString latencyBoundNote();
QList<ChartThreshold> shareThresholds(const std::optional<OrganizationId> &organization);

/// Requests a second by status class, and latency percentiles: two charts that one store feeds and one crosshair
/// crosses.
class MetricCharts final : public QWidget {
    Q_OBJECT
public:
    MetricCharts(stores::AppContext &context, stores::MetricsStore &store, QWidget *parent = nullptr);

    /// How much of the past is shown, 1 to 3600 s; 0 as much as there is, 5 minutes to an hour.
    void setWindow(int seconds);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void refresh();
    void applyThresholds();
    [[nodiscard]] QList<QPointF> latency(stores::Metric metric, int maxPoints, int seconds) const;

    stores::AppContext &m_context;
    stores::MetricsStore &m_store;
    LiveChart *m_requests;
    LiveChart *m_latency;
    [[nodiscard]] int span() const;

    int m_seconds = 0;
};

} // namespace objecta::ui
