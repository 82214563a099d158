// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/tables/planlistmodel.h"

#include "app/core/text.h"

namespace objecta::tables {

using core::text;

namespace {

QVariant limit(const std::optional<int64_t> &value)
{
    return value ? QVariant(static_cast<qint64>(*value)) : QVariant();
}

} // namespace

int PlanListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PlanListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Plan &row = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case NameColumn:
            return text(row.name);
        case AgentsColumn:
            return limit(row.limits.maxAgents);
        case UsersColumn:
            return limit(row.limits.maxUsers);
        case MessagesColumn:
            return limit(row.limits.maxMessages);
        case StorageColumn:
            return limit(row.limits.maxStorage);
        default:
            return {};
        }
    case IdRole:
        return text(row.id);
    default:
        return {};
    }
}

QVariant PlanListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return tr("Plan");
    case AgentsColumn:
        return tr("Agents");
    case UsersColumn:
        return tr("Users");
    case MessagesColumn:
        return tr("Messages a month");
    case StorageColumn:
        return tr("Storage");
    default:
        return {};
    }
}

} // namespace objecta::tables
