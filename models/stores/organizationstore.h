// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/endpoints.h"
#include "app/api/metricsstream.h"
#include "models/stores/pagestore.h"
#include "models/tables/auditlistmodel.h"

namespace objecta::stores {

/// One organization: its row, limits and recent audit; the acts on it.
class OrganizationStore : public PageStore {
    Q_OBJECT

public:
    enum class Act { Suspend, Resume, Update };
    Q_ENUM(Act)

    OrganizationStore(const api::AdminApi &admin, api::MetricsStream &stream, QObject *parent = nullptr);

    /// Shows another organization and loads it; nullopt for none. `known` is shown at once (a row of the list).
    void setOrganization(const std::optional<OrganizationId> &id, const Organization *known = nullptr);
    [[nodiscard]] const std::optional<OrganizationId> &id() const { return m_id; }

    /// Meaningful with hasData(), or when a known row was given.
    [[nodiscard]] const Organization &organization() const { return m_organization; }
    /// Limits with their sources; meaningful with hasData().
    [[nodiscard]] const OrganizationLimits &limits() const { return m_limits; }
    /// The newest changes.
    [[nodiscard]] tables::AuditListModel *audit() { return &m_audit; }

    /// The acts. One runs at a time; a second call while one runs is passed over. Each ends in actDone() or
    /// actFailed().
    void suspend();
    void resume();
    /// Sent with the version shown; PreconditionFailed means somebody changed it meanwhile, the store then reloads.
    void update(const UpdateOrganization &update);
    [[nodiscard]] bool isActing() const { return m_acting; }
    void cancelAct();

    /// Another store changed it.
    void noteChanged(const Organization &organization);
    void reset() { setOrganization(std::nullopt); }

public slots:
    void reload() override;
    void cancel() override;

signals:
    void organizationChanged();
    void actingChanged(bool acting);
    void actDone(objecta::stores::OrganizationStore::Act act, const objecta::Organization &organization);
    void actFailed(objecta::stores::OrganizationStore::Act act, const objecta::api::ApiError &error);

private:
    void act(Act act, const api::ApiCall<Organization> &call);
    void setActing(bool acting);
    void loadAudit();
    void takeOrganization(const api::Answer<Organization> &answer);
    void arrived();

    api::AdminApi m_admin;
    tables::AuditListModel m_audit;
    QTimer m_eventDelay;
    std::optional<OrganizationId> m_id;
    Organization m_organization;
    OrganizationLimits m_limits;
    QByteArray m_etag;
    bool m_haveOrganization = false;
    bool m_haveLimits = false;
    bool m_acting = false;
};

} // namespace objecta::stores
