// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/metricsstore.h"

#include <QWidget>

namespace objecta::ui {

class LiveChart;

/// Requests a second by status class, and latency percentiles: two charts that one store feeds and one crosshair
/// crosses.
class MetricCharts final : public QWidget {
    Q_OBJECT
public:
    explicit MetricCharts(stores::MetricsStore &store, QWidget *parent = nullptr);

    /// How much of the past is shown, 1 to 3600 s; 0 as much as there is, 5 minutes to an hour.
    void setWindow(int seconds);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void refresh();
    [[nodiscard]] QList<QPointF> latency(stores::Metric metric, int maxPoints, int seconds) const;

    stores::MetricsStore &m_store;
    LiveChart *m_requests;
    LiveChart *m_latency;
    [[nodiscard]] int span() const;

    int m_seconds = 0;
};

} // namespace objecta::ui
