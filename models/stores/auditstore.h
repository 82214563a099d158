// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/endpoints.h"
#include "models/stores/pagestore.h"
#include "models/tables/auditlistmodel.h"

namespace objecta::stores {

/// The audit log, of the platform or of one organization; newest first, by pages.
class AuditStore : public PageStore {
    Q_OBJECT

public:
    explicit AuditStore(const api::AdminApi &admin, QObject *parent = nullptr);

    /// nullopt: everything. Loads.
    void setOrganization(const std::optional<OrganizationId> &id);
    [[nodiscard]] const std::optional<OrganizationId> &organization() const { return m_id; }
    [[nodiscard]] tables::AuditListModel *model() { return &m_model; }
    void reset();

public slots:
    void reload() override;
    void loadMore();

signals:
    void moreFailed(const objecta::api::ApiError &error);

private:
    api::AdminApi m_admin;
    tables::AuditListModel m_model;
    std::optional<OrganizationId> m_id;
    QString m_nextCursor;
};

} // namespace objecta::stores
