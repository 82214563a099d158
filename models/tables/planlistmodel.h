// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/organization.h"
#include "models/tables/keyedtablemodel.h"

namespace objecta::tables {

/// The plans and their limits. DisplayRole of a limit is a qint64, or invalid where there is none.
class PlanListModel : public KeyedTableModel<Plan> {
    Q_OBJECT

public:
    enum Column { NameColumn, AgentsColumn, UsersColumn, MessagesColumn, StorageColumn, ColumnCount };
    Q_ENUM(Column)
    enum Role {
        /// QString: the plan's id.
        IdRole = Qt::UserRole + 1,
    };
    Q_ENUM(Role)

    using KeyedTableModel::KeyedTableModel;

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

} // namespace objecta::tables
