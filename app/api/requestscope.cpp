// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/api/requestscope.h"

namespace objecta::api {

bool RequestScope::isBusy() const
{
    for (const auto &call : m_calls) {
        if (call && !call->isDone()) {
            return true;
        }
    }
    return false;
}

void RequestScope::cancel(const QString &slot)
{
    if (const auto call = m_calls.value(slot)) {
        call->cancel();
    }
}

void RequestScope::cancelAll()
{
    const auto calls = m_calls;
    for (const auto &call : calls) {
        if (call) {
            call->cancel();
        }
    }
}

void RequestScope::abort(const QString &slot)
{
    if (const auto call = m_calls.take(slot)) {
        call->abort();
    }
}

void RequestScope::close()
{
    const auto calls = std::exchange(m_calls, {});
    for (const auto &call : calls) {
        if (call) {
            call->abort();
        }
    }
}

} // namespace objecta::api
