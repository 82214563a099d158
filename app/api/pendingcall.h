// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/request.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QUrl>

#include <functional>
#include <memory>

class QNetworkReply;

namespace objecta::api {

class ApiClient;
class Backoff;

/// A request on its way, retries and the wait for a refresh included. Owned by the ApiClient, deletes itself after
/// the delivery. Lives on the GUI thread. Exactly one delivery happens, always from the event loop and only while
/// the receiver lives; abort() prevents it.
class PendingCall : public QObject {
    Q_OBJECT

public:
    using Deliver = std::function<void(RawResult)>;

    ~PendingCall() override;

    /// Gives up and delivers ApiError::Cancelled.
    void cancel();
    /// Gives up and delivers nothing.
    void abort();
    [[nodiscard]] bool isDone() const { return m_done; }
    [[nodiscard]] const ApiRequest &request() const { return m_request; }

signals:
    /// After the delivery, or after abort().
    void done();

private:
    friend class ApiClient;

    PendingCall(ApiClient &client, ApiRequest request, QObject *receiver, Deliver deliver);
    void attempt();
    void onFinished();
    void onRefused(const ApiError &error);
    void failOrRetry(const ApiError &error);
    void deliver(RawResult result);
    void dropReply();

    ApiClient &m_client;
    ApiRequest m_request;
    /// The server at the time of the call: a later change of the client's must not send it elsewhere.
    QUrl m_baseUrl;
    QPointer<QObject> m_receiver;
    Deliver m_deliver;
    QPointer<QNetworkReply> m_reply;
    std::unique_ptr<Backoff> m_backoff;
    QElapsedTimer m_clock;
    /// The token that the running attempt carries.
    QByteArray m_token;
    int m_attempts = 0;
    bool m_replayed = false;
    bool m_cancelled = false;
    bool m_done = false;
};

} // namespace objecta::api
