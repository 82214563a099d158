// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/api/pendingcall.h"

#include "app/api/apiclient.h"
#include "app/api/backoff.h"
#include "app/core/log.h"
#include "app/core/text.h"

#include <QNetworkReply>
#include <QTimer>

namespace objecta::api {

namespace {

using core::text;

/// Whether the error is about the connection, and not Qt's word for an HTTP status.
bool isTransportError(QNetworkReply::NetworkError error)
{
    return error != QNetworkReply::NoError
        && (error < QNetworkReply::ContentAccessDenied || error == QNetworkReply::ProtocolFailure
            || error == QNetworkReply::ProtocolUnknownError
            || error == QNetworkReply::ContentReSendError); // see OneShotBody
}

ApiError transportError(const QNetworkReply &reply)
{
    switch (reply.error()) {
    case QNetworkReply::OperationCanceledError: // Our own aborts are disconnected before: this is the timeout.
    case QNetworkReply::TimeoutError:
    case QNetworkReply::ProxyTimeoutError:
        return ApiError::timeout();
    default:
        return ApiError::network(reply.errorString());
    }
}

/// The error that an answer with a status of 300 or more means.
ApiError answerError(int status, const QByteArray &type, const QByteArray &body, const QString &requestId,
                     int retryAfter)
{
    if (!type.startsWith("application/problem+json")) {
        if (status >= 502 && status <= 504) {
            ApiError error = ApiError::network(QStringLiteral("A gateway answered with status %1.").arg(status));
            error.status = status;
            error.retryAfter = retryAfter;
            return error;
        }
        return ApiError::protocol(
            QStringLiteral("The server answered with status %1 and no problem document.").arg(status), status,
            requestId);
    }
    const auto document =
        parseJson<ProblemDocument>(std::string_view(body.constData(), static_cast<size_t>(body.size())));
    if (!document) {
        return ApiError::protocol(QStringLiteral("The server's problem document cannot be read."), status, requestId);
    }
    ApiError error;
    error.kind = ApiError::Kind::Problem;
    error.code = text(document->code);
    error.status = status;
    error.requestId = document->requestId.empty() ? requestId : text(document->requestId);
    error.detail = text(document->detail);
    error.retryAfter = retryAfter;
    for (const FieldError &fault : document->errors) {
        error.fields.append({text(fault.field), text(fault.code), text(fault.message)});
    }
    return error;
}

} // namespace

PendingCall::PendingCall(ApiClient &client, ApiRequest request, QObject *receiver, Deliver deliver)
    : QObject(&client)
    , m_client(client)
    , m_request(std::move(request))
    , m_baseUrl(client.baseUrl())
    , m_receiver(receiver)
    , m_deliver(std::move(deliver))
    , m_backoff(std::make_unique<Backoff>(client.m_options.retryMin, client.m_options.retryMax))
{
    connect(receiver, &QObject::destroyed, this, &PendingCall::abort);
}

PendingCall::~PendingCall()
{
    dropReply();
    m_client.m_calls.removeOne(this);
}

void PendingCall::cancel()
{
    if (m_done || m_cancelled) {
        return;
    }
    m_cancelled = true;
    dropReply();
    QMetaObject::invokeMethod(
        this, [this] { deliver(tl::unexpected(ApiError::cancelled())); }, Qt::QueuedConnection);
}

void PendingCall::abort()
{
    if (m_done) {
        return;
    }
    m_done = true;
    m_deliver = nullptr;
    dropReply();
    emit done();
    deleteLater();
}

void PendingCall::dropReply()
{
    if (m_reply) {
        m_reply->disconnect(this);
        // Its destructor ends the request. abort() would race with an error that is on its way from Qt's thread.
        m_reply->deleteLater();
        m_reply = nullptr;
    }
}

void PendingCall::attempt()
{
    if (m_done || m_cancelled) {
        return;
    }
    if (m_request.credentials == Credentials::Staff) {
        if (m_client.isRefreshing()) {
            m_client.park(this);
            return;
        }
        m_token = m_client.accessToken();
        if (m_token.isEmpty()) {
            ApiError error;
            error.kind = ApiError::Kind::Unauthorized;
            error.code = QStringLiteral("unauthenticated");
            deliver(tl::unexpected(error));
            return;
        }
    } else if (m_request.credentials == Credentials::Bearer) {
        m_token = m_request.bearer;
    }
    ++m_attempts;
    m_clock.start();
    m_reply = m_client.dispatch(m_baseUrl, m_request, m_token);
    connect(m_reply, &QNetworkReply::finished, this, &PendingCall::onFinished);
}

void PendingCall::onFinished()
{
    QNetworkReply *reply = m_reply;
    m_reply = nullptr;
    reply->deleteLater();

    const auto took = static_cast<int>(m_clock.elapsed());
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QString requestId = QString::fromLatin1(reply->rawHeader("X-Request-Id"));
    m_client.m_log.debug(QStringLiteral("%1 %2 -> %3 in %4 ms [%5]")
                             .arg(QString::fromLatin1(m_request.method), m_request.path)
                             .arg(status)
                             .arg(took)
                             .arg(requestId));

    if (isTransportError(reply->error())) {
        const ApiError error = transportError(*reply);
        m_client.m_log.info(QStringLiteral("%1 %2 failed: %3 %4")
                                .arg(QString::fromLatin1(m_request.method), m_request.path, error.code, error.detail));
        m_client.noteReachable(false);
        failOrRetry(error);
        return;
    }
    m_client.noteAnswer(took, reply->rawHeader("Date"));
    const QByteArray body = reply->readAll();
    if (status >= 200 && status < 300) {
        deliver(RawAnswer{status, body, reply->rawHeader("ETag"), requestId});
        return;
    }
    const ApiError error =
        answerError(status, reply->rawHeader("Content-Type"), body, requestId, reply->rawHeader("Retry-After").toInt());
    if (status == 401 && m_request.credentials != Credentials::None) {
        onRefused(error);
    } else {
        failOrRetry(error);
    }
}

void PendingCall::onRefused(const ApiError &error)
{
    if (m_request.credentials == Credentials::Staff && !m_replayed) {
        m_replayed = true;
        if (m_client.accessToken() != m_token && !m_client.isRefreshing()) {
            // Refreshed while this request was on its way.
            attempt();
            return;
        }
        m_client.park(this);
        m_client.requestRefresh();
        return;
    }
    ApiError over = error;
    over.kind = ApiError::Kind::Unauthorized;
    deliver(tl::unexpected(std::move(over)));
}

void PendingCall::failOrRetry(const ApiError &error)
{
    // A timeout has taken long enough; the user decides about another.
    const bool worthIt = error.isConnectivity() && error.kind != ApiError::Kind::Timeout;
    if (!worthIt || !m_request.isIdempotent() || m_attempts >= m_client.m_options.attempts) {
        deliver(tl::unexpected(error));
        return;
    }
    auto wait = m_backoff->next();
    if (error.retryAfter > 0) {
        wait = std::clamp<Backoff::Milliseconds>(std::chrono::seconds(error.retryAfter), wait,
                                                 std::max(wait, m_client.m_options.retryMax));
    }
    QTimer::singleShot(wait, this, &PendingCall::attempt);
}

void PendingCall::deliver(RawResult result)
{
    if (m_done) {
        return;
    }
    m_done = true;
    const auto handler = std::exchange(m_deliver, nullptr);
    // The handler may delete the client, and this with it.
    const QPointer<PendingCall> self(this);
    if (m_receiver) {
        handler(std::move(result));
    }
    if (self) {
        emit done();
        deleteLater();
    }
}

} // namespace objecta::api
