// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/pagestore.h"

namespace objecta::stores {

PageStore::PageStore(QObject *parent)
    : QObject(parent)
    , m_scope(this)
{
}

void PageStore::cancel()
{
    m_scope.cancelAll();
}

void PageStore::begin()
{
    setBusy(true);
    if (!hasData()) {
        setState(State::Loading);
    }
}

void PageStore::succeed(bool empty)
{
    m_asOf = QDateTime::currentDateTimeUtc();
    m_error = {};
    setBusy(false);
    setState(empty ? State::Empty : State::Ready);
    emit dataChanged();
}

void PageStore::failWith(const api::ApiError &error)
{
    if (hasData() && error.isCancelled()) {
        setBusy(false);
        return;
    }
    // Whoever hears that it is over finds why.
    m_error = error;
    m_state = hasData() ? State::Stale : State::Error;
    setBusy(false);
    // Also where the state is the same as before: the error may be another.
    emit stateChanged(m_state);
}

void PageStore::forget()
{
    m_scope.close();
    m_error = {};
    m_asOf = {};
    setBusy(false);
    setState(State::Idle);
}

void PageStore::setState(State state)
{
    if (m_state != state) {
        m_state = state;
        emit stateChanged(state);
    }
}

void PageStore::setBusy(bool busy)
{
    if (m_busy != busy) {
        m_busy = busy;
        emit busyChanged(busy);
    }
}

} // namespace objecta::stores
