// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/tables/impersonationlistmodel.h"

#include "app/core/text.h"

namespace objecta::tables {

using core::dateTime;
using core::text;

int ImpersonationListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ImpersonationListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Impersonation &row = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case OrganizationColumn:
            return text(row.organizationName);
        case StaffColumn:
            return text(row.staffEmail);
        case ReasonColumn:
            return text(row.reason);
        case StartedColumn:
            return dateTime(row.startedAt);
        case EndsColumn:
            return dateTime(row.endedAt.value_or(row.expiresAt));
        case StateColumn:
            return stateOf(row);
        default:
            return {};
        }
    case IdRole:
        return text(row.id.text());
    case OrganizationIdRole:
        return text(row.organizationId.text());
    case SlugRole:
        return text(row.organizationSlug);
    case StartedRole:
        return dateTime(row.startedAt);
    case EndsRole:
        return dateTime(row.endedAt.value_or(row.expiresAt));
    case StateRole:
        return stateOf(row);
    default:
        return {};
    }
}

QVariant ImpersonationListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case OrganizationColumn:
        return tr("Organization");
    case StaffColumn:
        return tr("Staff");
    case ReasonColumn:
        return tr("Reason");
    case StartedColumn:
        return tr("Started");
    case EndsColumn:
        return tr("Ends");
    case StateColumn:
        return tr("State");
    default:
        return {};
    }
}

QString ImpersonationListModel::stateOf(const Impersonation &row) const
{
    if (row.endedAt) {
        return QStringLiteral("ended");
    }
    return dateTime(row.expiresAt) <= m_now ? QStringLiteral("expired") : QStringLiteral("active");
}

void ImpersonationListModel::setNow(const QDateTime &now)
{
    const QDateTime before = std::exchange(m_now, now);
    for (int row = 0; row < rowCount(); ++row) {
        const QDateTime expires = dateTime(at(row).expiresAt);
        if (!at(row).endedAt && (expires <= before) != (expires <= now)) {
            emit dataChanged(index(row, StateColumn), index(row, StateColumn), {Qt::DisplayRole, StateRole});
        }
    }
}

} // namespace objecta::tables
