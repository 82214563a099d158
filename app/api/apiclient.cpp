// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/api/apiclient.h"

#include "app/api/oneshotbody.h"
#include "app/core/log.h"
#include "app/core/profile.h"

#include <QNetworkProxy>
#include <QNetworkReply>

#include <algorithm>

namespace objecta::api {

HostTarget hostTarget(const QUrl &baseUrl, const QString &host)
{
    const QString name = host.isEmpty() ? baseUrl.host() : host;
    if (!name.endsWith(QStringLiteral(".localhost"))) {
        return {name, {}};
    }
    QByteArray header = name.toLatin1();
    if (baseUrl.port() != -1) {
        header += ':' + QByteArray::number(baseUrl.port());
    }
    return {QStringLiteral("127.0.0.1"), header};
}

QString tenantHostOf(const QString &staffHost, const QString &slug)
{
    const QString prefix = QStringLiteral("admin.");
    const QString domain = core::isLoopbackHost(staffHost) ? QStringLiteral("localhost")
        : staffHost.startsWith(prefix)                     ? staffHost.mid(prefix.size())
                                                           : staffHost;
    return slug + u'.' + domain;
}

ApiClient::ApiClient(core::Log &log, ApiClientOptions options, QObject *parent)
    : QObject(parent)
    , m_log(log)
    , m_options(std::move(options))
{
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_network.setAutoDeleteReplies(false);
}

ApiClient::~ApiClient()
{
    // Their destructors reach for this object's list.
    const auto calls = m_calls;
    qDeleteAll(calls);
}

void ApiClient::setBaseUrl(const QUrl &baseUrl)
{
    const auto calls = m_calls;
    for (PendingCall *call : calls) {
        if (call->request().credentials != Credentials::None) {
            call->abort();
        }
    }
    m_parked.clear();
    m_refreshing = false;
    m_offsetMs = 0;
    m_offsetExact = false;
    m_reachable = true;
    m_baseUrl = baseUrl;
    // A system proxy neither knows this machine's own services nor should see them.
    m_network.setProxy(core::isLoopbackHost(baseUrl.host()) ? QNetworkProxy(QNetworkProxy::NoProxy)
                                                            : QNetworkProxy(QNetworkProxy::DefaultProxy));
    clearAccessToken();
}

QString ApiClient::tenantHost(const QString &slug) const
{
    return tenantHostOf(m_baseUrl.host(), slug);
}

void ApiClient::setAccessToken(const QByteArray &token)
{
    m_token = token;
    m_refreshing = false;
    emit accessTokenChanged();
    const auto parked = std::exchange(m_parked, {});
    for (const auto &call : parked) {
        if (call) {
            call->attempt();
        }
    }
}

void ApiClient::clearAccessToken()
{
    if (!m_token.isEmpty()) {
        m_token.clear();
        emit accessTokenChanged();
    }
}

void ApiClient::requestRefresh()
{
    if (!m_refreshing) {
        m_refreshing = true;
        emit refreshWanted();
    }
}

void ApiClient::refreshFailed(const ApiError &error)
{
    m_refreshing = false;
    const auto parked = std::exchange(m_parked, {});
    for (const auto &call : parked) {
        if (call) {
            call->deliver(tl::unexpected(error));
        }
    }
}

QPointer<PendingCall> ApiClient::send(ApiRequest request, QObject *receiver, PendingCall::Deliver deliver)
{
    auto *call = new PendingCall(*this, std::move(request), receiver, std::move(deliver));
    m_calls.append(call);
    connect(call, &PendingCall::done, this, &ApiClient::callEnded);
    QMetaObject::invokeMethod(
        call, [call] { call->attempt(); }, Qt::QueuedConnection);
    return call;
}

void ApiClient::abortAll()
{
    const auto calls = m_calls;
    for (PendingCall *call : calls) {
        call->abort();
    }
}

int ApiClient::writesRunning() const
{
    return static_cast<int>(std::count_if(m_calls.begin(), m_calls.end(), [](const PendingCall *call) {
        return !call->isDone() && !call->request().isIdempotent();
    }));
}

QDateTime ApiClient::serverNow() const
{
    return QDateTime::currentDateTimeUtc().addMSecs(m_offsetMs);
}

void ApiClient::noteServerTime(const QDateTime &serverTime)
{
    m_offsetMs = QDateTime::currentDateTimeUtc().msecsTo(serverTime);
    m_offsetExact = true;
}

QNetworkReply *ApiClient::dispatch(const QUrl &baseUrl, const ApiRequest &request, const QByteArray &token)
{
    const HostTarget target = hostTarget(baseUrl, request.host);
    QUrl url = baseUrl;
    url.setHost(target.connectTo);
    url.setPath(request.path);
    url.setQuery(request.query);

    QNetworkRequest out(url);
    if (!target.hostHeader.isEmpty()) {
        out.setRawHeader("Host", target.hostHeader);
        out.setPeerVerifyName(request.host.isEmpty() ? baseUrl.host() : request.host);
    }
    out.setRawHeader("User-Agent", m_options.userAgent);
    out.setRawHeader("Accept", "application/json");
    out.setRawHeader("Accept-Language", m_language);
    if (request.credentials != Credentials::None) {
        out.setRawHeader("Authorization", "Bearer " + token);
    }
    if (!request.ifMatch.isEmpty()) {
        out.setRawHeader("If-Match", request.ifMatch);
    }
    if (request.method == "POST" || !request.body.isEmpty()) {
        // Without one Qt calls even an empty POST a form.
        out.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
    }
    out.setTransferTimeout(static_cast<int>(m_options.timeout.count()));
    out.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    out.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    if (request.method == "GET") {
        return m_network.get(out);
    }
    auto *body = new OneShotBody(request.body);
    QNetworkReply *reply = m_network.sendCustomRequest(out, request.method, body);
    body->setParent(reply);
    return reply;
}

void ApiClient::noteAnswer(int milliseconds, const QByteArray &date)
{
    noteReachable(true);
    emit latencyMeasured(milliseconds);
    QDateTime sent =
        QLocale::c().toDateTime(QString::fromLatin1(date), QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    if (!sent.isValid()) {
        return;
    }
    sent.setTimeSpec(Qt::UTC);
    // Date has whole seconds: right to half a second in the mean. An exact offset yields only to a clock that was set.
    const qint64 offset = QDateTime::currentDateTimeUtc().msecsTo(sent) + 500 + milliseconds / 2;
    if (!m_offsetExact || std::abs(offset - m_offsetMs) > 3000) {
        m_offsetMs = offset;
        m_offsetExact = false;
    }
}

void ApiClient::noteReachable(bool reachable)
{
    if (m_reachable != reachable) {
        m_reachable = reachable;
        emit reachableChanged(reachable);
    }
}

} // namespace objecta::api
