// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/requestscope.h"
#include "models/contract/metrics.h"
#include "models/stores/appcontext.h"
#include "models/tables/organizationtablemodel.h"

#include <QAbstractTableModel>

#include <unordered_map>
#include <vector>

namespace objecta::ui {

/// The busiest tenants of the last minute, ranked anew each second. Rows keep their place in the model; the rank is
/// only a sort of the view's rows every few seconds, so that names do not jump under the mouse.
class TopTenantsModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, RateColumn, ErrorsColumn, LatencyColumn, ColumnCount };
    enum Role { IdRole = Qt::UserRole + 1, NameRole, SlugRole, RateRole, SparklineRole, ErrorsRole, LatencyRole };

    explicit TopTenantsModel(stores::AppContext &context, QObject *parent = nullptr);

    static constexpr int limit = 20;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] OrganizationId idAt(int row) const { return m_order.at(static_cast<size_t>(row)); }

    /// Subscribes while active.
    void setActive(bool active);
    void setPaused(bool paused) { m_paused = paused; }
    void reset();

private:
    struct Tenant {
        QString name;
        QString slug;
        tables::Sparkline rates;
        Figures last;
        /// Average a second over the last minute: the rank.
        double average = 0;
        bool asked = false;
    };
    void onFrame(const StreamMessage &message);
    void rank();
    void learnName(const OrganizationId &id, Tenant &tenant);

    stores::AppContext &m_context;
    api::RequestScope m_scope;
    std::unordered_map<OrganizationId, Tenant> m_tenants;
    std::vector<OrganizationId> m_order;
    int m_frames = 0;
    bool m_paused = false;
};

} // namespace objecta::ui
