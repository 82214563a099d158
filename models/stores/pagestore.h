// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/requestscope.h"

#include <QDateTime>
#include <QObject>

#include <optional>

namespace objecta::stores {

/// What every page's state has in common. GUI thread. A store starts Idle and asks for nothing before reload() (or
/// the setter that names what to show).
class PageStore : public QObject {
    Q_OBJECT

public:
    enum class State {
        /// Nothing was asked for yet.
        Idle,
        /// Waiting for the first answer: skeleton.
        Loading,
        /// The answer holds nothing.
        Empty,
        /// Data, up to date as of asOf(). A refresh in the background keeps this state (see isBusy()).
        Ready,
        /// The first load failed: error(), Retry is reload().
        Error,
        /// Data as of asOf(), but the last refresh failed with error().
        Stale,
    };
    Q_ENUM(State)

    explicit PageStore(QObject *parent = nullptr);

    [[nodiscard]] State state() const { return m_state; }
    /// Meaningful in Error and Stale.
    [[nodiscard]] const api::ApiError &error() const { return m_error; }
    /// When the shown data was read (this machine's clock); invalid before.
    [[nodiscard]] QDateTime asOf() const { return m_asOf; }
    /// Whether a load runs, also one in the background.
    [[nodiscard]] bool isBusy() const { return m_busy; }
    /// Whether there is data to show: Ready, Stale or Empty.
    [[nodiscard]] bool hasData() const
    {
        return m_state == State::Ready || m_state == State::Stale || m_state == State::Empty;
    }

public slots:
    /// Loads anew; what runs is replaced. Retry.
    virtual void reload() = 0;
    /// The user's Cancel: ends in Error or Stale with ApiError::Cancelled, or as it was.
    virtual void cancel();

signals:
    void stateChanged(objecta::stores::PageStore::State state);
    void busyChanged(bool busy);
    /// New data, in whichever state.
    void dataChanged();

protected:
    /// A load begins: Loading without data, otherwise only busy.
    void begin();
    /// It ended well.
    void succeed(bool empty);
    void failWith(const api::ApiError &error);
    /// Back to Idle: another thing is going to be shown, or nobody is signed in.
    void forget();

    api::RequestScope m_scope;

private:
    void setState(State state);
    void setBusy(bool busy);

    api::ApiError m_error;
    QDateTime m_asOf;
    State m_state = State::Idle;
    bool m_busy = false;
};

} // namespace objecta::stores
