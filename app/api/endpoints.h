// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/apicall.h"
#include "models/contract/alert.h"
#include "models/contract/audit.h"
#include "models/contract/auth.h"
#include "models/contract/impersonation.h"
#include "models/contract/metrics.h"
#include "models/contract/organization.h"
#include "models/contract/rate_limits.h"
#include "models/contract/tenant.h"
#include "models/contract/throttle.h"
#include "models/contract/usage.h"

#include <QString>

#include <optional>

namespace objecta::api {

/// The query of the organization list. Empty members do not filter.
struct OrganizationQuery {
    QString search;
    /// A status of the contract.
    QString status;
    /// A plan's id.
    QString plan;
    /// name, slug, created_at, plan, status, agents, users, messages or storage; '-' in front for descending.
    QString sort = QStringLiteral("name");
    int limit = 100;
    QString cursor;

    bool operator==(const OrganizationQuery &) const = default;
};

/// Signing in and out. These carry no access token and are never retried.
class AuthApi {
public:
    explicit AuthApi(ApiClient &client)
        : m_client(client)
    {
    }

    [[nodiscard]] ApiCall<TokenResponse> signIn(const QString &email, const QString &password) const;
    [[nodiscard]] ApiCall<TokenResponse> refresh(const QByteArray &refreshToken) const;
    [[nodiscard]] ApiCall<Nothing> signOut(const QByteArray &refreshToken) const;

private:
    ApiClient &m_client;
};

/// The staff's routes, /v1/admin. Every function describes a call; RequestScope::run() sends it.
class AdminApi {
public:
    explicit AdminApi(ApiClient &client)
        : m_client(client)
    {
    }

    [[nodiscard]] ApiClient &client() const { return m_client; }

    [[nodiscard]] ApiCall<StaffProfile> me() const;
    [[nodiscard]] ApiCall<Page<Plan>> plans() const;

    [[nodiscard]] ApiCall<Page<Organization>> organizations(const OrganizationQuery &query) const;
    /// The answer's etag is for updateOrganization() and updateLimits().
    [[nodiscard]] ApiCall<Organization> organization(const OrganizationId &id) const;
    [[nodiscard]] ApiCall<ProvisionedOrganization> createOrganization(const CreateOrganization &create) const;
    [[nodiscard]] ApiCall<Organization> updateOrganization(const OrganizationId &id, const UpdateOrganization &update,
                                                           const QByteArray &etag) const;
    [[nodiscard]] ApiCall<Organization> suspend(const OrganizationId &id) const;
    [[nodiscard]] ApiCall<Organization> resume(const OrganizationId &id) const;
    [[nodiscard]] ApiCall<OrganizationLimits> limits(const OrganizationId &id) const;
    [[nodiscard]] ApiCall<OrganizationLimits> updateLimits(const OrganizationId &id, const UpdateLimits &update,
                                                           const QByteArray &etag) const;

    [[nodiscard]] ApiCall<ImpersonationToken> startImpersonation(const CreateImpersonation &create) const;
    [[nodiscard]] ApiCall<Page<Impersonation>> impersonations(bool activeOnly, const std::optional<OrganizationId> &of,
                                                              const QString &cursor = {}, int limit = 50) const;
    [[nodiscard]] ApiCall<Nothing> stopImpersonation(const ImpersonationId &id) const;

    /// Newest first.
    [[nodiscard]] ApiCall<Page<AuditEntry>> audit(const std::optional<OrganizationId> &of, const QString &cursor = {},
                                                  int limit = 50) const;
    /// Without an organization: the platform.
    [[nodiscard]] ApiCall<MetricSeries> metrics(const std::optional<OrganizationId> &of, int seconds = 3600,
                                                int step = 1) const;
    /// [from, to) in about `points` steps; the server picks the step.
    [[nodiscard]] ApiCall<MetricSeries> metricsBetween(const std::optional<OrganizationId> &of, const Timestamp &from,
                                                       const Timestamp &to, int points) const;

    /// What it used of each limit on each of the last thirty days, and when it will reach it.
    [[nodiscard]] ApiCall<DailyUsage> dailyUsage(const OrganizationId &id) const;

    /// What an organization without a throttle is held to.
    [[nodiscard]] ApiCall<RateLimiterState> rateLimits() const;
    /// Those that hold, the newest first.
    [[nodiscard]] ApiCall<Throttles> throttles() const;
    /// Holds an organization to a rate for a while; takes the place of one that is there.
    [[nodiscard]] ApiCall<Throttle> setThrottle(const OrganizationId &id, const SetThrottle &wanted) const;
    [[nodiscard]] ApiCall<Nothing> liftThrottle(const OrganizationId &id) const;

    /// Those that are open, the newest first.
    [[nodiscard]] ApiCall<Page<Alert>> alerts(int limit = 50) const;
    /// The alert as it is then; what is over already is closed with it.
    [[nodiscard]] ApiCall<Alert> acknowledgeAlert(const AlertId &id) const;

private:
    ApiClient &m_client;
};

/// The tenant API on an organization's own host, with an impersonation's token.
class TenantApi {
public:
    TenantApi(ApiClient &client, const QString &slug, QByteArray token);

    [[nodiscard]] ApiCall<Page<Agent>> agents(const QString &cursor = {}, int limit = 100) const;
    [[nodiscard]] ApiCall<Page<User>> users(const QString &cursor = {}, int limit = 100) const;
    [[nodiscard]] ApiCall<Usage> usage() const;

private:
    [[nodiscard]] ApiRequest get(const QString &path) const;

    ApiClient *m_client;
    QString m_host;
    QByteArray m_token;
};

} // namespace objecta::api
