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
    enum Column { NameColumn, RateColumn, ErrorsColumn, LatencyColumn, ShareColumn, DatabaseColumn, ColumnCount };
    /// What the tenants are ranked by.
    enum By { ByRequests, ByDatabase, ByErrors, ByCount };
    enum Role {
        IdRole = Qt::UserRole + 1,
        NameRole,
        SlugRole,
        RateRole,
        SparklineRole,
        ErrorsRole,
        LatencyRole,
        ShareRole,
        DatabaseRole
    };

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
    void setBy(By by);
    [[nodiscard]] By by() const { return m_by; }
    /// Keeps the rows where they are while figures go on: the mouse is over them.
    void setHeld(bool held);
    /// Whether the order on screen is not the true one any more.
    [[nodiscard]] bool isOrderHeld() const { return m_outdated; }
    /// Takes a frame of the stream; connected by itself.
    void onFrame(const StreamMessage &message);

    void reset();

signals:
    void orderHeldChanged(bool held);

private:
    struct Tenant {
        QString name;
        QString slug;
        tables::Sparkline rates;
        Figures last;
        /// The last minute of each figure to rank by, and its average: the rank.
        std::array<tables::Sparkline, ByCount> figures;
        double average = 0;
        bool asked = false;
    };
    void rank();
    [[nodiscard]] double averageOf(const Tenant &tenant) const;
    void setOutdated(bool outdated);
    void learnName(const OrganizationId &id, Tenant &tenant);

    stores::AppContext &m_context;
    api::RequestScope m_scope;
    std::unordered_map<OrganizationId, Tenant> m_tenants;
    std::vector<OrganizationId> m_order;
    int m_frames = 0;
    std::array<tables::Sparkline, ByCount> m_platform;
    double m_platformAverage = 0;
    By m_by = ByRequests;
    bool m_paused = false;
    bool m_held = false;
    bool m_outdated = false;
    bool m_active = false;
};

} // namespace objecta::ui
