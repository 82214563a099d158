// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/impersonation.h"
#include "models/tables/keyedtablemodel.h"

#include <QDateTime>

namespace objecta::tables {

/// Who looks, or looked, through which organization's eyes.
class ImpersonationListModel : public KeyedTableModel<Impersonation> {
    Q_OBJECT

public:
    enum Column { OrganizationColumn, StaffColumn, ReasonColumn, StartedColumn, EndsColumn, StateColumn, ColumnCount };
    Q_ENUM(Column)
    enum Role {
        IdRole = Qt::UserRole + 1,
        OrganizationIdRole,
        SlugRole,
        /// QDateTime, UTC.
        StartedRole,
        /// QDateTime, UTC: when it ended, or expires.
        EndsRole,
        /// QString: active, expired or ended.
        StateRole,
    };
    Q_ENUM(Role)

    using KeyedTableModel::KeyedTableModel;

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Decides between active and expired; the server's clock. Announces rows whose state changed.
    void setNow(const QDateTime &now);

private:
    [[nodiscard]] QString stateOf(const Impersonation &row) const;

    QDateTime m_now = QDateTime::currentDateTimeUtc();
};

} // namespace objecta::tables
