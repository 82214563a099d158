// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"

#include <QAbstractListModel>
#include <QList>
#include <QString>

namespace objecta::tables {

/// An organization to choose in the tenant switcher.
struct TenantChoice {
    OrganizationId id;
    QString slug;
    QString name;
    /// Empty where it is not known (a recent one that was not looked up yet).
    QString plan;
    QString status;
    /// Chosen lately, rather than found by the search.
    bool recent = false;

    bool operator==(const TenantChoice &) const = default;
};

/// What the tenant switcher lists.
class TenantChoiceModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        /// QString: the id's canonical form.
        IdRole = Qt::UserRole + 1,
        SlugRole,
        NameRole,
        PlanRole,
        StatusRole,
        /// bool
        RecentRole,
    };
    Q_ENUM(Role)

    using QAbstractListModel::QAbstractListModel;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] const TenantChoice &at(int row) const { return m_rows.at(row); }
    void setRows(const QList<TenantChoice> &rows);

private:
    QList<TenantChoice> m_rows;
};

} // namespace objecta::tables
