// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/pendingcall.h"

#include <QDateTime>
#include <QLocale>
#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <QUrl>

#include <chrono>

namespace objecta::core {
class Log;
}

namespace objecta::api {

struct ApiClientOptions {
    QByteArray userAgent = "Objecta-Console/" OBJECTA_VERSION;
    /// Time without any progress after which an attempt counts as timed out.
    std::chrono::milliseconds timeout{15000};
    /// Attempts of an idempotent request, the first included.
    int attempts = 3;
    std::chrono::milliseconds retryMin{1000};
    std::chrono::milliseconds retryMax{30000};
};

/// A host as a URL needs it, and the Host header where the two differ. Names under .localhost are this machine
/// (RFC 6761) but resolvers rarely say so: they are connected to at 127.0.0.1.
struct HostTarget {
    QString connectTo;
    /// With the port where it is not the scheme's own; empty where the URL's own host is right.
    QByteArray hostHeader;
};
HostTarget hostTarget(const QUrl &baseUrl, const QString &host);

/// The tenant's host on the installation of a staff host: admin.example.com and acme give acme.example.com; the
/// loopback names give acme.localhost.
QString tenantHostOf(const QString &staffHost, const QString &slug);

/// The console's way to one server. Asynchronous, on the GUI thread, no thread of its own. Redirects are not
/// followed, so that a token never reaches another host.
class ApiClient : public QObject {
    Q_OBJECT

public:
    explicit ApiClient(core::Log &log, ApiClientOptions options = {}, QObject *parent = nullptr);
    ~ApiClient() override;

    /// Changes the server: forgets the token and aborts what runs, except requests that need no token (a sign-out on
    /// its way still reaches the former server).
    void setBaseUrl(const QUrl &baseUrl);
    [[nodiscard]] const QUrl &baseUrl() const { return m_baseUrl; }
    /// The host of an organization on this server.
    [[nodiscard]] QString tenantHost(const QString &slug) const;
    /// Sent as Accept-Language.
    void setLanguage(const QString &language) { m_language = language.toLatin1(); }

    /// Sets the staff access token and sends what was parked. Kept in memory only.
    void setAccessToken(const QByteArray &token);
    void clearAccessToken();
    [[nodiscard]] const QByteArray &accessToken() const { return m_token; }

    /// Asks the owner of the refresh token (Session) for a new access token, once at a time; until the answer all
    /// staff requests are parked.
    void requestRefresh();
    [[nodiscard]] bool isRefreshing() const { return m_refreshing; }
    /// The refresh failed: what was parked gets this error.
    void refreshFailed(const ApiError &error);

    /// Sends a request; see PendingCall. With a receiver, its death aborts the call.
    QPointer<PendingCall> send(ApiRequest request, QObject *receiver, PendingCall::Deliver deliver);
    void abortAll();
    /// Requests on their way that change something on the server: the program's end waits for them a moment.
    [[nodiscard]] int writesRunning() const;

    /// The server's clock, from the Date headers and corrected by noteServerTime(); this machine's without an answer.
    [[nodiscard]] QDateTime serverNow() const;
    void noteServerTime(const QDateTime &serverTime);

signals:
    /// A new access token is wanted; answer with setAccessToken() or refreshFailed().
    void refreshWanted();
    void accessTokenChanged();
    /// A request was delivered or given up.
    void callEnded();
    /// Of a finished request that the server answered, in milliseconds.
    void latencyMeasured(int milliseconds);
    /// Whether the last attempt reached the server; on changes only.
    void reachableChanged(bool reachable);

private:
    friend class PendingCall;

    QNetworkReply *dispatch(const QUrl &baseUrl, const ApiRequest &request, const QByteArray &token);
    void park(PendingCall *call) { m_parked.append(call); }
    void noteAnswer(int milliseconds, const QByteArray &date);
    void noteReachable(bool reachable);

    core::Log &m_log;
    ApiClientOptions m_options;
    QNetworkAccessManager m_network;
    QUrl m_baseUrl;
    QByteArray m_language = "en";
    QByteArray m_token;
    QList<QPointer<PendingCall>> m_parked;
    QList<PendingCall *> m_calls;
    qint64 m_offsetMs = 0;
    bool m_offsetExact = false;
    bool m_refreshing = false;
    bool m_reachable = true;
};

} // namespace objecta::api
