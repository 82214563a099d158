// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/requestscope.h"
#include "models/contract/metrics.h"
#include "models/stores/appcontext.h"
#include "models/tables/organizationtablemodel.h"

#include <QAbstractTableModel>

#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

namespace objecta::ui {

/// The busiest tenants of the last ten seconds, ranked anew each second; held rows stay where they are, so that names
/// do not jump under the mouse. A row's index follows it.
class TopTenantsModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        NameColumn,
        RateColumn,
        ErrorsColumn,
        LatencyColumn,
        ShareColumn,
        DatabaseColumn,
        HeldColumn,
        ColumnCount
    };
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
        DatabaseRole,
        /// QString: the throttle that holds it, in words; empty where it is free.
        HeldRole,
        /// double: requests a second of the last ten seconds.
        AverageRateRole
    };

    explicit TopTenantsModel(stores::AppContext &context, QObject *parent = nullptr);

    static constexpr int limit = 20;
    /// How many each second tells: enough that who belongs among the rows is in it in most seconds. The rows themselves
    /// are told in every one.
    static constexpr int told = 3 * limit;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] OrganizationId idAt(int row) const { return m_order.at(static_cast<size_t>(row)); }

    /// Subscribes while active.
    void setActive(bool active);
    /// Paused rows stand still while figures are still collected.
    void setPaused(bool paused);
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
        /// Of the newest second, where it is known.
        std::optional<Figures> last;
        /// The last minute of each figure to rank by, and its average: the rank.
        std::array<tables::Sparkline, ByCount> figures;
        double average = 0;
    };
    struct Name {
        QString name;
        QString slug;
    };
    void rank();
    void arrange(std::vector<OrganizationId> order);
    /// What happens now is what a noisy neighbour is known by.
    static constexpr int recentSeconds = 10;
    static constexpr size_t namesAtMost = 5000;
    static double averageOver(const tables::Sparkline &line);
    [[nodiscard]] double averageOf(const Tenant &tenant) const;
    void subscribe();
    void setOutdated(bool outdated);
    /// The name of one that has a row.
    void learnName(const OrganizationId &id, Tenant &tenant);

    stores::AppContext &m_context;
    api::RequestScope m_scope;
    std::unordered_map<OrganizationId, Tenant> m_tenants;
    std::vector<OrganizationId> m_order;
    /// Of rows that were asked for; empty while the answer is on its way. Each is asked for once.
    std::unordered_map<OrganizationId, Name> m_names;
    /// What came while it was paused.
    std::deque<StreamMessage> m_kept;
    std::array<tables::Sparkline, ByCount> m_platform;
    double m_platformAverage = 0;
    By m_by = ByRequests;
    bool m_paused = false;
    bool m_held = false;
    bool m_outdated = false;
    bool m_active = false;
    /// The ranking has changed, and the stream does not follow it yet: not before a snapshot, or so many seconds.
    int m_turning = 0;
};

} // namespace objecta::ui
