// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/tenant.h"
#include "models/tables/keyedtablemodel.h"

namespace objecta::tables {

/// An organization's people.
class UserTableModel : public KeyedTableModel<User> {
    Q_OBJECT

public:
    enum Column { NameColumn, EmailColumn, RoleColumn, StatusColumn, CreatedColumn, ColumnCount };
    Q_ENUM(Column)
    enum Role {
        IdRole = Qt::UserRole + 1,
        /// QString: owner, admin or member.
        RoleRole,
        /// QString: active, invited or deactivated.
        StatusRole,
        /// QDateTime, UTC.
        CreatedRole,
    };
    Q_ENUM(Role)

    using KeyedTableModel::KeyedTableModel;

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

} // namespace objecta::tables
