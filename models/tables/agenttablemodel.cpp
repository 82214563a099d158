// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/tables/agenttablemodel.h"

#include "app/core/text.h"

namespace objecta::tables {

using core::dateTime;
using core::text;

int AgentTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AgentTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Agent &row = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case NameColumn:
            return text(row.name);
        case ModelColumn:
            return text(row.model);
        case StatusColumn:
            return text(row.status);
        case CreatedColumn:
            return dateTime(row.createdAt);
        case UpdatedColumn:
            return dateTime(row.updatedAt);
        default:
            return {};
        }
    case IdRole:
        return text(row.id.text());
    case DescriptionRole:
        return text(row.description);
    case StatusRole:
        return text(row.status);
    case CreatedRole:
        return dateTime(row.createdAt);
    case UpdatedRole:
        return dateTime(row.updatedAt);
    default:
        return {};
    }
}

QVariant AgentTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return tr("Agent");
    case ModelColumn:
        return tr("Model");
    case StatusColumn:
        return tr("Status");
    case CreatedColumn:
        return tr("Created");
    case UpdatedColumn:
        return tr("Updated");
    default:
        return {};
    }
}

} // namespace objecta::tables
