// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/connectionstore.h"

namespace objecta::stores {

namespace {

/// Failed attempts in a row after which the header says Offline.
constexpr int failuresUntilOffline = 3;

} // namespace

ConnectionStore::ConnectionStore(api::ApiClient &client, api::Session &session, api::MetricsStream &stream,
                                 QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_stream(stream)
{
    connect(&m_session, &api::Session::stateChanged, this, [this](api::Session::State state) {
        if (state == api::Session::State::SignedIn) {
            m_wasLost = false;
            m_failures = 0;
            m_stream.start();
        } else if (state == api::Session::State::SignedOut || state == api::Session::State::Expired) {
            m_stream.stop();
        }
        follow();
    });
    connect(&m_stream, &api::MetricsStream::stateChanged, this, [this](api::MetricsStream::State state) {
        if (state == api::MetricsStream::State::Reconnecting) {
            ++m_failures;
        } else if (state == api::MetricsStream::State::Live) {
            m_failures = 0;
        }
        follow();
    });
    connect(&m_stream, &api::MetricsStream::countdown, this, [this](int seconds) {
        if (m_seconds != seconds) {
            m_seconds = seconds;
            emit detailChanged();
        }
    });
    connect(&m_stream, &api::MetricsStream::latencyMeasured, this, [this](int milliseconds) {
        m_latency = milliseconds;
        emit detailChanged();
    });
    connect(&m_stream, &api::MetricsStream::rateChanged, this, [this](qint64 secondsAFrame) {
        m_secondsAFrame = secondsAFrame;
        emit rateChanged();
    });
    // A request that failed while the stream has not noticed yet, or one that got through while it waits for its turn.
    connect(&client, &api::ApiClient::reachableChanged, this, [this](bool reachable) {
        if (reachable) {
            m_stream.retryNow();
        }
    });
}

void ConnectionStore::retryNow()
{
    m_stream.retryNow();
}

void ConnectionStore::follow()
{
    switch (m_stream.state()) {
    case api::MetricsStream::State::Offline:
        m_seconds = 0;
        setState(State::SignedOut);
        break;
    case api::MetricsStream::State::Connecting:
        // An attempt is not yet news: the header keeps saying that the server is lost.
        if (!m_wasLost) {
            setState(State::Connecting);
        }
        break;
    case api::MetricsStream::State::Live: {
        const bool back = std::exchange(m_wasLost, false);
        m_seconds = 0;
        setState(State::Live);
        if (back) {
            emit restored();
        }
        break;
    }
    case api::MetricsStream::State::Delayed:
        setState(State::Delayed);
        break;
    case api::MetricsStream::State::Reconnecting:
        m_wasLost = true;
        setState(m_failures >= failuresUntilOffline ? State::Offline : State::Reconnecting);
        break;
    }
}

void ConnectionStore::setState(State state)
{
    if (m_state != state) {
        m_state = state;
        emit stateChanged(state);
    }
}

} // namespace objecta::stores
