// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/metrics.h"
#include "models/contract/organization.h"
#include "models/tables/keyedtablemodel.h"

#include <array>

namespace objecta::tables {

/// The last 60 seconds of a figure, oldest first in values(). A second that was not measured, or not looked at, is NaN.
class Sparkline {
public:
    static constexpr int capacity = 60;

    /// A value a second for `seconds` of them, the last of which is `second` (unix time). What lies between the newest
    /// one and them was missed; a second that is there already is passed over.
    void push(qint64 second, double value, qint64 seconds = 1);
    [[nodiscard]] int size() const { return m_size; }
    [[nodiscard]] double last() const;
    [[nodiscard]] QList<double> values() const;

private:
    void put(double value);

    std::array<double, capacity> m_values{};
    qint64 m_second = 0;
    int m_next = 0;
    int m_size = 0;
};

/// Organizations as staff see them, with live requests per second.
///
/// DisplayRole carries typed values (QString; qint64 for counts; double for req/s), so views format them by locale.
class OrganizationTableModel : public KeyedTableModel<Organization> {
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        PlanColumn,
        StatusColumn,
        AgentsColumn,
        UsersColumn,
        MessagesColumn,
        StorageColumn,
        RequestsColumn,
        ColumnCount
    };
    Q_ENUM(Column)

    enum Role {
        /// QString: the id's canonical form.
        IdRole = Qt::UserRole + 1,
        SlugRole,
        NameRole,
        /// QString: the plan's id.
        PlanRole,
        /// QString: the contract's word.
        StatusRole,
        /// qint64, in quota columns: what is used (bytes for storage).
        UsedRole,
        /// qint64, in quota columns; an invalid QVariant where there is no limit.
        LimitRole,
        /// double, in quota columns: used / limit, may pass 1; -1 where there is no limit.
        ShareRole,
        /// QString, in quota columns: override or plan.
        SourceRole,
        /// double: requests in the last second; an invalid QVariant before the first frame.
        RateRole,
        /// QList<double>: up to 60 values, oldest first.
        SparklineRole,
        /// QDateTime, UTC.
        CreatedRole,
        UpdatedRole,
    };
    Q_ENUM(Role)

    explicit OrganizationTableModel(QObject *parent = nullptr);

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    /// The sort key of the API for a column ("agents"), in SortKeyHeaderRole; empty where it cannot be sorted by.
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
    static constexpr int SortKeyHeaderRole = Qt::UserRole + 100;

    /// The API's sort key of a column; empty for RequestsColumn.
    static QString sortKey(int column);
    /// The plan's name for accessible texts and DisplayRole; ids are shown until this was called.
    void setPlanNames(const QHash<QString, QString> &names);

    /// Takes one second's figures. Only touched cells are announced.
    void applyFrame(const StreamMessage &frame);
    /// After a break in the stream: sparklines begin anew.
    void clearRates();

private:
    [[nodiscard]] const Quota *quotaOf(const Organization &row, int column) const;
    [[nodiscard]] QString accessibleText(const Organization &row, int column) const;

    std::unordered_map<OrganizationId, Sparkline> m_rates;
    QHash<QString, QString> m_planNames;
};

/// used / limit of a quota; -1 where there is no limit. A limit of 0 counts as full (1).
double quotaShare(const Quota &quota);

} // namespace objecta::tables
