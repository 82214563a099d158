// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/audit.h"
#include "models/tables/keyedtablemodel.h"

namespace objecta::tables {

/// One member that an act changed, as texts ("-" is left to the UI: a missing side is a null QString).
struct AuditChange {
    QString field;
    QString before;
    QString after;
};

/// Compares an entry's before and after, members in alphabetical order.
QList<AuditChange> auditChanges(const AuditEntry &entry);

/// Who did what, newest first.
class AuditListModel : public KeyedTableModel<AuditEntry> {
    Q_OBJECT

public:
    enum Column { AtColumn, ActorColumn, ActionColumn, TargetColumn, ColumnCount };
    Q_ENUM(Column)
    enum Role {
        IdRole = Qt::UserRole + 1,
        /// QDateTime, UTC.
        AtRole,
        ActorRole,
        /// staff, user or system.
        ActorTypeRole,
        /// The contract's word: limits.changed, organization.suspended, ...; the UI translates it.
        ActionRole,
        TargetTypeRole,
        TargetIdRole,
        OrganizationIdRole,
        RequestIdRole,
        /// QString: "maxAgents 10 → 20, ..."; empty where nothing is compared.
        SummaryRole,
    };
    Q_ENUM(Role)

    using KeyedTableModel::KeyedTableModel;

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

} // namespace objecta::tables
