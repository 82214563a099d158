// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/organization.h"
#include "models/stores/appcontext.h"

#include <QWidget>

class QVBoxLayout;

namespace objecta::ui {

class GaugeCard;
class MetricCharts;
class Text;

/// The four gauges of a tenant, for staff and for the tenant's own view.
class UsageGauges final : public QWidget {
    Q_OBJECT
public:
    explicit UsageGauges(QWidget *parent = nullptr);
    void set(const Usage &usage);
    void clear();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();

    QList<GaugeCard *> m_cards;
    int m_perRow = 0;
};

/// Gauges, charts and the newest changes of the organization in the inspector.
class OverviewTab final : public QWidget {
    Q_OBJECT
public:
    explicit OverviewTab(stores::AppContext &context, QWidget *parent = nullptr);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void refresh();
    void refreshChanges();

    stores::AppContext &m_context;
    UsageGauges *m_gauges;
    MetricCharts *m_charts;
    QVBoxLayout *m_changes;
    Text *m_noChanges;
};

} // namespace objecta::ui
