// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/tables/usertablemodel.h"

#include "app/core/text.h"

namespace objecta::tables {

using core::dateTime;
using core::text;

int UserTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant UserTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const User &row = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case NameColumn:
            return text(row.name);
        case EmailColumn:
            return text(row.email);
        case RoleColumn:
            return text(row.role);
        case StatusColumn:
            return text(row.status);
        case CreatedColumn:
            return dateTime(row.createdAt);
        default:
            return {};
        }
    case IdRole:
        return text(row.id.text());
    case RoleRole:
        return text(row.role);
    case StatusRole:
        return text(row.status);
    case CreatedRole:
        return dateTime(row.createdAt);
    default:
        return {};
    }
}

QVariant UserTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return tr("Name");
    case EmailColumn:
        return tr("E-mail");
    case RoleColumn:
        return tr("Role");
    case StatusColumn:
        return tr("Status");
    case CreatedColumn:
        return tr("Created");
    default:
        return {};
    }
}

} // namespace objecta::tables
