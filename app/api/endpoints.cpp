// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/api/endpoints.h"

#include "app/core/text.h"

namespace objecta::api {

namespace {

using core::text;
using core::utf8;

ApiRequest get(const QString &path)
{
    return {.method = "GET", .path = path};
}

template <class T>
ApiRequest withBody(const QByteArray &method, const QString &path, const T &dto)
{
    return {.method = method, .path = path, .body = QByteArray::fromStdString(writeJson(dto))};
}

template <class T>
ApiRequest open(const QString &path, const T &dto)
{
    ApiRequest request = withBody("POST", path, dto);
    request.credentials = Credentials::None;
    return request;
}

QString organizationPath(const OrganizationId &id, const char *rest = "")
{
    return QStringLiteral("/v1/admin/organizations/") + text(id.text()) + QString::fromLatin1(rest);
}

/// Adds an item whose value may be anything; QUrlQuery alone would leave '+' as it is.
void add(QUrlQuery &query, const QString &key, const QString &value)
{
    if (!value.isEmpty()) {
        query.addQueryItem(key, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    }
}

void addPage(QUrlQuery &query, const QString &cursor, int limit)
{
    add(query, QStringLiteral("limit"), QString::number(limit));
    add(query, QStringLiteral("cursor"), cursor);
}

} // namespace

ApiCall<TokenResponse> AuthApi::signIn(const QString &email, const QString &password) const
{
    return {m_client, open(QStringLiteral("/v1/auth/sign-in"), SignInRequest{utf8(email), utf8(password)})};
}

ApiCall<TokenResponse> AuthApi::refresh(const QByteArray &refreshToken) const
{
    return {m_client, open(QStringLiteral("/v1/auth/refresh"), RefreshRequest{refreshToken.toStdString()})};
}

ApiCall<Nothing> AuthApi::signOut(const QByteArray &refreshToken) const
{
    return {m_client, open(QStringLiteral("/v1/auth/sign-out"), RefreshRequest{refreshToken.toStdString()})};
}

ApiCall<StaffProfile> AdminApi::me() const
{
    return {m_client, get(QStringLiteral("/v1/admin/me"))};
}

ApiCall<Page<Plan>> AdminApi::plans() const
{
    return {m_client, get(QStringLiteral("/v1/admin/plans"))};
}

ApiCall<Page<Organization>> AdminApi::organizations(const OrganizationQuery &query) const
{
    ApiRequest request = get(QStringLiteral("/v1/admin/organizations"));
    add(request.query, QStringLiteral("search"), query.search);
    add(request.query, QStringLiteral("status"), query.status);
    add(request.query, QStringLiteral("plan"), query.plan);
    add(request.query, QStringLiteral("sort"), query.sort);
    addPage(request.query, query.cursor, query.limit);
    return {m_client, request};
}

ApiCall<Organization> AdminApi::organization(const OrganizationId &id) const
{
    return {m_client, get(organizationPath(id))};
}

ApiCall<ProvisionedOrganization> AdminApi::createOrganization(const CreateOrganization &create) const
{
    return {m_client, withBody("POST", QStringLiteral("/v1/admin/organizations"), create)};
}

ApiCall<Organization> AdminApi::updateOrganization(const OrganizationId &id, const UpdateOrganization &update,
                                                   const QByteArray &etag) const
{
    ApiRequest request = withBody("PATCH", organizationPath(id), update);
    request.ifMatch = etag;
    return {m_client, request};
}

ApiCall<Organization> AdminApi::suspend(const OrganizationId &id) const
{
    return {m_client, ApiRequest{.method = "POST", .path = organizationPath(id, "/suspend")}};
}

ApiCall<Organization> AdminApi::resume(const OrganizationId &id) const
{
    return {m_client, ApiRequest{.method = "POST", .path = organizationPath(id, "/resume")}};
}

ApiCall<OrganizationLimits> AdminApi::limits(const OrganizationId &id) const
{
    return {m_client, get(organizationPath(id, "/limits"))};
}

ApiCall<OrganizationLimits> AdminApi::updateLimits(const OrganizationId &id, const UpdateLimits &update,
                                                   const QByteArray &etag) const
{
    ApiRequest request = withBody("PATCH", organizationPath(id, "/limits"), update);
    request.ifMatch = etag;
    return {m_client, request};
}

ApiCall<ImpersonationToken> AdminApi::startImpersonation(const CreateImpersonation &create) const
{
    return {m_client, withBody("POST", QStringLiteral("/v1/admin/impersonations"), create)};
}

ApiCall<Page<Impersonation>> AdminApi::impersonations(bool activeOnly, const std::optional<OrganizationId> &of,
                                                      const QString &cursor, int limit) const
{
    ApiRequest request = get(QStringLiteral("/v1/admin/impersonations"));
    if (activeOnly) {
        add(request.query, QStringLiteral("active"), QStringLiteral("true"));
    }
    if (of) {
        add(request.query, QStringLiteral("organization_id"), text(of->text()));
    }
    addPage(request.query, cursor, limit);
    return {m_client, request};
}

ApiCall<Nothing> AdminApi::stopImpersonation(const ImpersonationId &id) const
{
    return {m_client,
            ApiRequest{.method = "DELETE", .path = QStringLiteral("/v1/admin/impersonations/") + text(id.text())}};
}

ApiCall<Page<AuditEntry>> AdminApi::audit(const std::optional<OrganizationId> &of, const QString &cursor,
                                          int limit) const
{
    ApiRequest request = get(QStringLiteral("/v1/admin/audit"));
    if (of) {
        add(request.query, QStringLiteral("organization_id"), text(of->text()));
    }
    addPage(request.query, cursor, limit);
    return {m_client, request};
}

ApiCall<MetricSeries> AdminApi::metrics(const std::optional<OrganizationId> &of, int seconds, int step) const
{
    ApiRequest request = get(QStringLiteral("/v1/admin/metrics"));
    if (of) {
        add(request.query, QStringLiteral("organization_id"), text(of->text()));
    }
    add(request.query, QStringLiteral("seconds"), QString::number(seconds));
    add(request.query, QStringLiteral("step"), QString::number(step));
    return {m_client, request};
}

ApiCall<MetricSeries> AdminApi::metricsBetween(const std::optional<OrganizationId> &of, const Timestamp &from,
                                               const Timestamp &to, int points) const
{
    ApiRequest request = get(QStringLiteral("/v1/admin/metrics"));
    if (of) {
        add(request.query, QStringLiteral("organization_id"), text(of->text()));
    }
    add(request.query, QStringLiteral("from"), text(from.text()));
    add(request.query, QStringLiteral("to"), text(to.text()));
    add(request.query, QStringLiteral("points"), QString::number(points));
    return {m_client, request};
}

ApiCall<DailyUsage> AdminApi::dailyUsage(const OrganizationId &id) const
{
    return {m_client, get(organizationPath(id, "/usage/daily"))};
}

ApiCall<RateLimiterState> AdminApi::rateLimits() const
{
    return {m_client, get(QStringLiteral("/v1/admin/rate-limits"))};
}

ApiCall<Throttles> AdminApi::throttles() const
{
    return {m_client, get(QStringLiteral("/v1/admin/throttles"))};
}

ApiCall<Throttle> AdminApi::setThrottle(const OrganizationId &id, const SetThrottle &wanted) const
{
    return {m_client, withBody("PUT", organizationPath(id, "/throttle"), wanted)};
}

ApiCall<Nothing> AdminApi::liftThrottle(const OrganizationId &id) const
{
    return {m_client, ApiRequest{.method = "DELETE", .path = organizationPath(id, "/throttle")}};
}

ApiCall<Page<Alert>> AdminApi::alerts(int limit) const
{
    ApiRequest request = get(QStringLiteral("/v1/admin/alerts"));
    addPage(request.query, {}, limit);
    return {m_client, request};
}

ApiCall<Alert> AdminApi::acknowledgeAlert(const AlertId &id) const
{
    return {
        m_client,
        ApiRequest{.method = "POST", .path = QStringLiteral("/v1/admin/alerts/%1/acknowledge").arg(text(id.text()))}};
}

TenantApi::TenantApi(ApiClient &client, const QString &slug, QByteArray token)
    : m_client(&client)
    , m_host(client.tenantHost(slug))
    , m_token(std::move(token))
{
}

ApiRequest TenantApi::get(const QString &path) const
{
    return {.method = "GET", .path = path, .host = m_host, .credentials = Credentials::Bearer, .bearer = m_token};
}

ApiCall<Page<Agent>> TenantApi::agents(const QString &cursor, int limit) const
{
    ApiRequest request = get(QStringLiteral("/v1/agents"));
    addPage(request.query, cursor, limit);
    return {*m_client, request};
}

ApiCall<Page<User>> TenantApi::users(const QString &cursor, int limit) const
{
    ApiRequest request = get(QStringLiteral("/v1/users"));
    addPage(request.query, cursor, limit);
    return {*m_client, request};
}

ApiCall<Usage> TenantApi::usage() const
{
    return {*m_client, get(QStringLiteral("/v1/usage"))};
}

} // namespace objecta::api
