// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/apiclient.h"
#include "app/api/metricsstream.h"
#include "app/api/session.h"

#include <QObject>

namespace objecta::stores {

/// The connection as the header shows it: "Live · 24 ms". Starts and stops the stream with the session.
class ConnectionStore : public QObject {
    Q_OBJECT

public:
    enum class State {
        SignedOut,
        Connecting,
        Live,
        /// Connected, but nothing came for 3 s.
        Delayed,
        /// secondsToRetry() says when.
        Reconnecting,
        /// Several attempts failed in a row; still trying, secondsToRetry() says when.
        Offline,
    };
    Q_ENUM(State)

    ConnectionStore(api::ApiClient &client, api::Session &session, api::MetricsStream &stream,
                    QObject *parent = nullptr);

    [[nodiscard]] State state() const { return m_state; }
    /// Milliseconds of the last round trip; -1 before the first.
    [[nodiscard]] int latency() const { return m_latency; }
    [[nodiscard]] int secondsToRetry() const { return m_seconds; }
    /// How many seconds a frame of the stream tells of; more than 1 where the connection takes no more.
    [[nodiscard]] qint64 secondsAFrame() const { return m_secondsAFrame; }
    /// Whether changing acts can reach the server now.
    [[nodiscard]] bool isOnline() const { return m_state == State::Live || m_state == State::Delayed; }

public slots:
    void retryNow();

signals:
    void stateChanged(objecta::stores::ConnectionStore::State state);
    /// latency() or secondsToRetry() changed.
    void detailChanged();
    /// secondsAFrame() changed.
    void rateChanged();
    /// The server is back after Reconnecting or Offline: pages reload what is stale.
    void restored();

private:
    void follow();
    void setState(State state);

    api::Session &m_session;
    api::MetricsStream &m_stream;
    State m_state = State::SignedOut;
    int m_latency = -1;
    int m_seconds = 0;
    int m_failures = 0;
    qint64 m_secondsAFrame = 1;
    bool m_wasLost = false;
};

} // namespace objecta::stores
