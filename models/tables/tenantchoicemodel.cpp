// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/tables/tenantchoicemodel.h"

#include "app/core/text.h"

namespace objecta::tables {

int TenantChoiceModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant TenantChoiceModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const TenantChoice &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return row.name;
    case IdRole:
        return core::text(row.id.text());
    case SlugRole:
        return row.slug;
    case PlanRole:
        return row.plan;
    case StatusRole:
        return row.status;
    case RecentRole:
        return row.recent;
    default:
        return {};
    }
}

void TenantChoiceModel::setRows(const QList<TenantChoice> &rows)
{
    if (rows == m_rows) {
        return;
    }
    // What the list holds changes with every letter: nothing of it is worth keeping.
    beginResetModel();
    m_rows = rows;
    endResetModel();
}

} // namespace objecta::tables
