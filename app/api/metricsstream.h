// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/backoff.h"
#include "models/contract/metrics.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>
#include <map>
#include <optional>
#include <vector>

class QWebSocket;

namespace objecta::core {
class Log;
}

namespace objecta::api {

class ApiClient;

/// GET /v1/admin/stream: a frame of figures each second, and events. Reconnects by itself until stop(): at once to the
/// place of a server that said it stops, else with a jittered back-off of 1 to 2 s. It then asks for the seconds that
/// it missed. GUI thread.
class MetricsStream : public QObject {
    Q_OBJECT

public:
    enum class State {
        /// Not wanted: stop() was called, or nobody is signed in.
        Offline,
        Connecting,
        Live,
        /// Connected, but no frame for 3 s.
        Delayed,
        /// The connection is lost; secondsToRetry() says when the next attempt comes.
        Reconnecting,
    };
    Q_ENUM(State)

    MetricsStream(ApiClient &client, core::Log &log, QObject *parent = nullptr);
    ~MetricsStream() override;

    void start();
    void stop();
    /// Tries at once while Reconnecting: after a wake-up or a change of the network.
    void retryNow();

    [[nodiscard]] State state() const { return m_state; }
    /// While Reconnecting, else 0.
    [[nodiscard]] int secondsToRetry() const;

    /// What `owner` wants to see: these organizations and the `top` busiest. The wishes of all owners are joined (the
    /// server takes 500 organizations); an owner's former wish is replaced, its death takes the wish back.
    /// One ranking holds for all: that of the last owner who named one.
    void subscribe(QObject *owner, std::vector<OrganizationId> organizations, int top = 0, const std::string &by = {});
    void unsubscribe(QObject *owner);

signals:
    void stateChanged(objecta::api::MetricsStream::State state);
    /// Each second while Reconnecting.
    void countdown(int seconds);
    void frameReceived(const objecta::StreamMessage &message);
    void eventReceived(const objecta::StreamMessage &message);
    /// Frames were lost, by sequence number or because the connection was and the server could not give them
    /// afterwards: history wants to be read anew.
    void gapFound();
    /// The connection takes less than a frame a second: from now on one tells of so many; 1 again once it keeps up.
    void rateChanged(qint64 secondsAFrame);
    /// Round trip of a ping, in milliseconds; every 5 s while connected.
    void latencyMeasured(int milliseconds);

private:
    struct Wish {
        QObject *owner;
        std::vector<OrganizationId> organizations;
        int top;
        /// What the top is ranked by; empty for no opinion.
        std::string by;
    };

    void open();
    void drop();
    void onText(const QString &text);
    void onFigures(StreamMessage &message);
    void onClosed(bool tokenRefused, const QString &why);
    void onSilence();
    void setRate(qint64 secondsAFrame);
    void scheduleRetry();
    void sendWishes();
    void setState(State state);

    ApiClient &m_client;
    core::Log &m_log;
    std::unique_ptr<QWebSocket> m_socket;
    QTimer m_retry;
    QTimer m_second;
    QTimer m_silence;
    QTimer m_ping;
    QTimer m_handshake;
    Backoff m_backoff;
    std::vector<Wish> m_wishes;
    std::optional<qint64> m_sequence;
    qint64 m_rate = 1;
    int m_silentRounds = 0;
    State m_state = State::Offline;
    bool m_wanted = false;
    bool m_sendQueued = false;
    /// The newest second that was told, whichever connection it came by, and when it came.
    std::optional<Timestamp> m_last;
    QElapsedTimer m_lastCame;
    /// Requests of the platform that were told of the newest seconds.
    std::map<int64_t, int64_t> m_told;
    /// What was missed is not all told yet: a subscription asks for it.
    bool m_resuming = false;
    /// This connection has told its first new second.
    bool m_joined = false;
    /// The server said that it stops.
    bool m_comeBack = false;
    /// The token was refused; wait for another one before trying again.
    bool m_awaitToken = false;
};

} // namespace objecta::api
