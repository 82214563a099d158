// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/tenant.h"
#include "models/tables/keyedtablemodel.h"

namespace objecta::tables {

/// An organization's agents, as its own users see them.
class AgentTableModel : public KeyedTableModel<Agent> {
    Q_OBJECT

public:
    enum Column { NameColumn, ModelColumn, StatusColumn, CreatedColumn, UpdatedColumn, ColumnCount };
    Q_ENUM(Column)
    enum Role {
        IdRole = Qt::UserRole + 1,
        DescriptionRole,
        /// QString: active, paused or archived.
        StatusRole,
        /// QDateTime, UTC.
        CreatedRole,
        UpdatedRole,
    };
    Q_ENUM(Role)

    using KeyedTableModel::KeyedTableModel;

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

} // namespace objecta::tables
