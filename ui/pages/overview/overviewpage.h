// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"
#include "models/contract/metrics.h"
#include "models/stores/appcontext.h"
#include "models/stores/metricsstore.h"

#include <QTimer>
#include <QWidget>

class QGridLayout;
class QVBoxLayout;

namespace objecta::ui {

class Badge;
class Card;
class DataTable;
class StatTile;
class Surface;
class Text;
class ThrottleList;
class TopTenantsModel;

/// The platform at a glance, second by second: its figures, who causes them, its servers and how far they lag, who is
/// throttled, and the organizations looked at last.
class OverviewPage final : public QWidget {
    Q_OBJECT
public:
    explicit OverviewPage(stores::AppContext &context, QWidget *parent = nullptr);

    [[nodiscard]] stores::MetricsStore &metrics() { return m_metrics; }
    [[nodiscard]] TopTenantsModel *top() const { return m_top; }
    [[nodiscard]] const QList<StatTile *> &tiles() const { return m_tiles; }

signals:
    void openWanted(const objecta::OrganizationId &id);
    void usageWanted(const objecta::OrganizationId &id, const QString &resource);
    /// The ranking of all.
    void noisyWanted();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeHeader();
    QWidget *makeTiles();
    Card *makeTop();
    Card *makeAlerts();
    Card *makeServers();
    Card *makeThrottles();
    Card *makeRecent();
    void arrange();
    void refreshTiles();
    void refreshConnection();
    void refreshServers();
    void refreshRecent();
    [[nodiscard]] QList<double> line(stores::Metric metric) const;

    stores::AppContext &m_context;
    stores::MetricsStore m_metrics;
    TopTenantsModel *m_top;
    Surface *m_area;
    Badge *m_badge;
    QGridLayout *m_tileGrid;
    QGridLayout *m_cardGrid;
    QList<StatTile *> m_tiles;
    QList<Card *> m_cards;
    DataTable *m_table;
    ThrottleList *m_throttles;
    QVBoxLayout *m_serverRows;
    Text *m_noServers;
    QVBoxLayout *m_recentRows;
    Text *m_noRecent;
    std::vector<ServerState> m_servers;
    QTimer m_second;
    int m_tileColumns = 0;
    int m_cardColumns = 0;
};

} // namespace objecta::ui
