// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/tables/auditlistmodel.h"

#include "app/core/text.h"

#include <QStringList>

#include <map>

namespace objecta::tables {

using core::dateTime;
using core::text;

namespace {

QString valueText(const boost::json::value &value)
{
    if (value.is_null()) {
        return {};
    }
    if (value.is_string()) {
        return QString::fromUtf8(value.get_string().data(), static_cast<qsizetype>(value.get_string().size()));
    }
    return text(boost::json::serialize(value));
}

QString summary(const AuditEntry &entry)
{
    QStringList parts;
    for (const AuditChange &change : auditChanges(entry)) {
        // An empty side reads as a dash. The arrow is part of no language; the first strong letter decides direction.
        const QString dash = QStringLiteral("\u2013");
        parts.append(QStringLiteral("%1 %2 \u2192 %3")
                         .arg(change.field, change.before.isNull() ? dash : change.before,
                              change.after.isNull() ? dash : change.after));
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace

QList<AuditChange> auditChanges(const AuditEntry &entry)
{
    std::map<QString, AuditChange> changes;
    const auto collect = [&changes](const boost::json::value &side, QString AuditChange::*member) {
        if (!side.is_object()) {
            return;
        }
        for (const auto &item : side.get_object()) {
            const QString name = QString::fromUtf8(item.key().data(), static_cast<qsizetype>(item.key().size()));
            AuditChange &change = changes[name];
            change.field = name;
            change.*member = valueText(item.value());
        }
    };
    collect(entry.before, &AuditChange::before);
    collect(entry.after, &AuditChange::after);
    QList<AuditChange> out;
    for (const auto &[name, change] : changes) {
        if (change.before != change.after || change.before.isNull() != change.after.isNull()) {
            out.append(change);
        }
    }
    return out;
}

int AuditListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AuditListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const AuditEntry &row = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case AtColumn:
            return dateTime(row.at);
        case ActorColumn:
            return text(row.actor);
        case ActionColumn:
            return text(row.action);
        case TargetColumn:
            return text(row.targetId);
        default:
            return {};
        }
    case IdRole:
        return text(row.id.text());
    case AtRole:
        return dateTime(row.at);
    case ActorRole:
        return text(row.actor);
    case ActorTypeRole:
        return text(row.actorType);
    case ActionRole:
        return text(row.action);
    case TargetTypeRole:
        return text(row.targetType);
    case TargetIdRole:
        return text(row.targetId);
    case OrganizationIdRole:
        return row.organizationId ? QVariant(text(row.organizationId->text())) : QVariant();
    case RequestIdRole:
        return text(row.requestId);
    case SummaryRole:
        return summary(row);
    default:
        return {};
    }
}

QVariant AuditListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case AtColumn:
        return tr("Time");
    case ActorColumn:
        return tr("Who");
    case ActionColumn:
        return tr("Action");
    case TargetColumn:
        return tr("Target");
    default:
        return {};
    }
}

} // namespace objecta::tables
