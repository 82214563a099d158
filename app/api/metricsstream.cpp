// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/api/metricsstream.h"

#include "app/api/apiclient.h"
#include "app/core/log.h"
#include "app/core/profile.h"
#include "app/core/text.h"

#include <QNetworkProxy>
#include <QRandomGenerator>
#include <QWebSocket>

#include <algorithm>
#include <unordered_set>

namespace objecta::api {

namespace {

constexpr std::chrono::milliseconds handshakeTime{10000};
constexpr std::chrono::milliseconds silenceTime{3000};
constexpr int silentRoundsAtMost = 5;
constexpr std::chrono::milliseconds pingTime{5000};
constexpr size_t organizationsAtMost = 500;
constexpr quint64 messageSizeAtMost = 4 * 1024 * 1024;
/// What a server added to a second that it had told already may have come while there was no connection: so many
/// seconds are asked for again.
constexpr int64_t lateSeconds = 5;
/// For so long it is known how much of a second was told.
constexpr int64_t toldSeconds = 60;
/// The server's close codes for a token that expired or a session that ended.
constexpr int closeUnauthenticated = 4401;
/// It stops; another one, or itself begun anew, is there already or soon. The time is drawn, so that not all of its
/// consoles come at once.
constexpr int closeGoingAway = 1001;
constexpr int closeRestart = 1012;
constexpr int comeBackAtMost = 500;
/// Operators are few, and wait: after an outage of any length they see their servers within five seconds.
constexpr std::chrono::milliseconds retryMin{1000};
constexpr std::chrono::milliseconds retryMax{2000};
/// What a longer absence missed is history's to tell.
constexpr qint64 resumeWithin = 60'000;

} // namespace

MetricsStream::MetricsStream(ApiClient &client, core::Log &log, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_log(log)
    , m_backoff(retryMin, retryMax)
{
    m_retry.setSingleShot(true);
    m_handshake.setSingleShot(true);
    m_silence.setSingleShot(true);
    m_second.setInterval(1000);
    m_ping.setInterval(pingTime);
    connect(&m_retry, &QTimer::timeout, this, &MetricsStream::open);
    connect(&m_handshake, &QTimer::timeout, this, [this] { onClosed(false, QStringLiteral("no answer in time")); });
    connect(&m_silence, &QTimer::timeout, this, &MetricsStream::onSilence);
    connect(&m_second, &QTimer::timeout, this, [this] { emit countdown(secondsToRetry()); });
    connect(&m_ping, &QTimer::timeout, this, [this] {
        if (m_socket) {
            m_socket->ping();
        }
    });
    connect(&m_client, &ApiClient::accessTokenChanged, this, [this] {
        if (m_wanted && m_awaitToken && !m_client.accessToken().isEmpty()) {
            m_awaitToken = false;
            open();
        }
    });
}

MetricsStream::~MetricsStream()
{
    drop();
}

void MetricsStream::start()
{
    if (!m_wanted) {
        m_wanted = true;
        m_last.reset();
        m_backoff.reset();
        setState(State::Connecting);
        open();
    }
}

void MetricsStream::stop()
{
    m_wanted = false;
    m_awaitToken = false;
    m_retry.stop();
    m_second.stop();
    drop();
    setState(State::Offline);
}

void MetricsStream::retryNow()
{
    if (m_state == State::Reconnecting) {
        open();
    }
}

int MetricsStream::secondsToRetry() const
{
    return m_retry.isActive() ? (m_retry.remainingTime() + 999) / 1000 : 0;
}

void MetricsStream::subscribe(QObject *owner, std::vector<OrganizationId> organizations, int top, const std::string &by)
{
    const auto found =
        std::find_if(m_wishes.begin(), m_wishes.end(), [owner](const Wish &wish) { return wish.owner == owner; });
    if (found == m_wishes.end()) {
        m_wishes.push_back({owner, std::move(organizations), top, by});
        connect(owner, &QObject::destroyed, this, [this, owner] { unsubscribe(owner); });
    } else if (found->organizations == organizations && found->top == top && found->by == by) {
        return;
    } else {
        found->organizations = std::move(organizations);
        found->top = top;
        found->by = by;
    }
    sendWishes();
}

void MetricsStream::unsubscribe(QObject *owner)
{
    const auto removed = std::erase_if(m_wishes, [owner](const Wish &wish) { return wish.owner == owner; });
    if (removed > 0) {
        owner->disconnect(this);
        sendWishes();
    }
}

void MetricsStream::sendWishes()
{
    // Several stores change their wishes in one turn of the event loop: one message is enough.
    if (m_sendQueued) {
        return;
    }
    m_sendQueued = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_sendQueued = false;
            if (!m_socket || !m_socket->isValid()) {
                return;
            }
            StreamSubscribe message;
            // A subscription takes back what one before it is still being told of: until all is told, each asks for it.
            if (m_resuming && m_last && m_lastCame.elapsed() < resumeWithin) {
                message.since = Timestamp::fromSeconds(m_last->seconds() - lateSeconds);
            }
            std::unordered_set<OrganizationId> seen;
            for (const Wish &wish : m_wishes) {
                message.top = std::max<int64_t>(message.top, wish.top);
                if (!wish.by.empty()) {
                    message.by = wish.by;
                }
                for (const OrganizationId &id : wish.organizations) {
                    if (message.organizations.size() < organizationsAtMost && seen.insert(id).second) {
                        message.organizations.push_back(id);
                    }
                }
            }
            m_socket->sendTextMessage(QString::fromStdString(writeJson(message)));
        },
        Qt::QueuedConnection);
}

void MetricsStream::open()
{
    drop();
    m_retry.stop();
    m_second.stop();
    if (!m_wanted) {
        return;
    }
    m_awaitToken = m_client.accessToken().isEmpty() || m_client.isRefreshing();
    if (m_awaitToken) {
        // The token's arrival comes first, or the refresh fails without a word and this tries again.
        scheduleRetry();
        return;
    }
    if (m_state != State::Live) {
        setState(State::Connecting);
    }

    QUrl url = m_client.baseUrl();
    // A WebSocket's Host header cannot be chosen; the loopback names are aliases of the staff host.
    url.setHost(hostTarget(url, {}).connectTo);
    url.setScheme(url.scheme() == QStringLiteral("https") ? QStringLiteral("wss") : QStringLiteral("ws"));
    url.setPath(QStringLiteral("/v1/admin/stream"));
    QNetworkRequest request(url);
    request.setRawHeader("Authorization", "Bearer " + m_client.accessToken());

    m_socket = std::make_unique<QWebSocket>();
    if (core::isLoopbackHost(url.host())) {
        m_socket->setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
    }
    m_socket->setMaxAllowedIncomingMessageSize(messageSizeAtMost);
    connect(m_socket.get(), &QWebSocket::connected, this, [this] {
        m_handshake.stop();
        m_silentRounds = 0;
        m_silence.start(silenceTime);
        m_ping.start();
        m_socket->ping();
        m_resuming = true;
        m_joined = false;
        sendWishes();
    });
    connect(m_socket.get(), &QWebSocket::textMessageReceived, this, &MetricsStream::onText);
    connect(m_socket.get(), &QWebSocket::pong, this,
            [this](quint64 elapsed) { emit latencyMeasured(static_cast<int>(std::min<quint64>(elapsed, 1000000))); });
    connect(m_socket.get(), &QWebSocket::disconnected, this, [this] {
        const int code = m_socket->closeCode();
        m_comeBack = code == closeGoingAway || code == closeRestart;
        onClosed(code == closeUnauthenticated,
                 QStringLiteral("closed with %1 %2").arg(code).arg(m_socket->closeReason()));
    });
    connect(m_socket.get(), QOverload<QAbstractSocket::SocketError>::of(&QWebSocket::error), this,
            [this](QAbstractSocket::SocketError error) {
                // The end of a connection comes with disconnected(), which knows the close code.
                if (error == QAbstractSocket::RemoteHostClosedError) {
                    return;
                }
                const QString why = m_socket->errorString();
                // Qt tells a refused handshake only in words.
                onClosed(why.contains(QStringLiteral("401")), why);
            });
    m_sequence.reset();
    m_handshake.start(handshakeTime);
    m_socket->open(request);
}

void MetricsStream::drop()
{
    m_handshake.stop();
    m_silence.stop();
    m_ping.stop();
    setRate(1); // another connection may be quicker
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
        // This may run inside one of its signals.
        m_socket.release()->deleteLater();
    }
}

void MetricsStream::onText(const QString &received)
{
    auto message = parseJson<StreamMessage>(received.toStdString());
    if (!message) {
        m_log.warning(QStringLiteral("A message of the stream cannot be read: %1 %2")
                          .arg(core::text(message.error().front().field), core::text(message.error().front().message)));
        return;
    }
    m_silentRounds = 0;
    m_silence.start(silenceTime);
    if (m_state != State::Live) {
        m_backoff.reset();
        setState(State::Live);
    }
    // Numbered across all kinds of messages, anew with each connection.
    const bool skipped = m_sequence && message->seq != *m_sequence + 1;
    m_sequence = message->seq;
    if (skipped) {
        emit gapFound();
    }
    if (message->type == "frame" || message->type == "snapshot") {
        onFigures(*message);
    } else if (message->type == "event") {
        emit eventReceived(*message);
    } else if (message->type == "rate") {
        setRate(message->seconds);
    }
}

void MetricsStream::setRate(qint64 secondsAFrame)
{
    if (std::exchange(m_rate, secondsAFrame) != secondsAFrame) {
        emit rateChanged(secondsAFrame);
    }
}

void MetricsStream::onFigures(StreamMessage &message)
{
    const int64_t at = message.at.seconds();
    const int64_t first = at - message.seconds + 1;
    const bool isNew = !m_last || at > m_last->seconds();
    if (isNew && !std::exchange(m_joined, true) && m_last && first > m_last->seconds() + 1) {
        // The seconds since the connection before are not all there: nobody measured them, or this server does not
        // have them.
        emit gapFound();
    }
    // A second only grows: a server that has less of it than was told before has begun since.
    int64_t &told = m_told[at];
    if (message.platform.requests < told) {
        return;
    }
    told = message.platform.requests;
    m_told.erase(m_told.begin(), m_told.lower_bound(std::max(at, m_last ? m_last->seconds() : at) - toldSeconds));
    m_resuming = m_resuming && (message.again || message.type == "snapshot");
    if (isNew) {
        m_last = message.at;
        m_lastCame.start();
        message.again = false; // to those who listen here
    }
    emit frameReceived(message);
}

void MetricsStream::onSilence()
{
    if (++m_silentRounds >= silentRoundsAtMost) {
        onClosed(false, QStringLiteral("nothing came for too long"));
        return;
    }
    if (m_state == State::Live) {
        setState(State::Delayed);
    }
    m_silence.start(silenceTime);
}

void MetricsStream::onClosed(bool tokenRefused, const QString &why)
{
    drop();
    if (!m_wanted) {
        return;
    }
    m_log.info(QStringLiteral("The live stream ended: %1").arg(why));
    if (tokenRefused && !m_awaitToken) {
        // A fresh token mends it, usually within milliseconds: no reason to show a lost connection. If it is not there
        // by the time the retry comes, that one waits for it.
        m_awaitToken = true;
        m_client.requestRefresh();
    }
    scheduleRetry();
}

void MetricsStream::scheduleRetry()
{
    m_retry.start(std::exchange(m_comeBack, false)
                      ? std::chrono::milliseconds(QRandomGenerator::global()->bounded(comeBackAtMost))
                      : m_backoff.next());
    if (m_awaitToken && m_state == State::Live) {
        return;
    }
    m_second.start();
    setState(State::Reconnecting);
    emit countdown(secondsToRetry());
}

void MetricsStream::setState(State state)
{
    if (m_state != state) {
        m_state = state;
        emit stateChanged(state);
    }
}

} // namespace objecta::api
