// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/apicall.h"

#include <QHash>

namespace objecta::api {

/// The calls of one page or store. A call started in a slot replaces the one that runs in it (whose answer then
/// never lands); closing or destroying the scope aborts all. Handlers run on the receiver, never after its death.
class RequestScope {
public:
    /// The scope is usually a member of `receiver`.
    explicit RequestScope(QObject *receiver)
        : m_receiver(receiver)
    {
    }
    ~RequestScope() { close(); }
    RequestScope(const RequestScope &) = delete;
    RequestScope &operator=(const RequestScope &) = delete;

    template <class T>
    void run(const QString &slot, const ApiCall<T> &call, typename ApiCall<T>::Handler handler)
    {
        abort(slot);
        m_calls.insert(slot, call.start(m_receiver, std::move(handler)));
    }

    [[nodiscard]] bool isRunning(const QString &slot) const
    {
        const auto call = m_calls.value(slot);
        return call && !call->isDone();
    }
    [[nodiscard]] bool isBusy() const;
    /// The user's Cancel: the handler gets ApiError::Cancelled.
    void cancel(const QString &slot);
    void cancelAll();
    /// Silently.
    void abort(const QString &slot);
    void close();

private:
    QObject *m_receiver;
    QHash<QString, QPointer<PendingCall>> m_calls;
};

} // namespace objecta::api
