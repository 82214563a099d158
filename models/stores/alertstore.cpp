// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/alertstore.h"

#include "app/core/text.h"

#include <algorithm>

namespace objecta::stores {

namespace {

const QString listSlot = QStringLiteral("list");

QString actSlot(const AlertId &id)
{
    return QStringLiteral("act/") + core::text(id.text());
}

} // namespace

AlertStore::AlertStore(const api::AdminApi &admin, api::MetricsStream &stream, QObject *parent)
    : PageStore(parent)
    , m_admin(admin)
{
    m_eventDelay.setSingleShot(true);
    m_eventDelay.setInterval(150);
    connect(&m_eventDelay, &QTimer::timeout, this, &AlertStore::reload);
    const auto readSoon = [this] {
        if (state() != State::Idle && !m_eventDelay.isActive()) {
            m_eventDelay.start();
        }
    };
    connect(&stream, &api::MetricsStream::eventReceived, this, [readSoon](const StreamMessage &message) {
        if (message.event.starts_with("alert.") || message.event == "quota.threshold") {
            readSoon();
        }
    });
    connect(&stream, &api::MetricsStream::gapFound, this, readSoon);
}

void AlertStore::acknowledge(const AlertId &id)
{
    m_scope.run<Alert>(actSlot(id), m_admin.acknowledgeAlert(id), [this, id](api::ApiResult<Alert> result) {
        if (!result) {
            emit acknowledgeFailed(id, result.error());
            return;
        }
        m_scope.abort(listSlot); // it was asked for before
        const auto known = std::ranges::find(m_items, id, &Alert::id);
        if (known != m_items.end() && result->value.closedAt) {
            m_items.erase(known);
        } else if (known != m_items.end()) {
            *known = result->value;
        }
        succeed(m_items.empty());
        emit acknowledged(id);
    });
}

bool AlertStore::isActing(const AlertId &id) const
{
    return m_scope.isRunning(actSlot(id));
}

void AlertStore::reset()
{
    m_eventDelay.stop();
    forget();
    m_items.clear();
    m_more = false;
    emit dataChanged();
}

void AlertStore::reload()
{
    m_eventDelay.stop();
    begin();
    m_scope.run<Page<Alert>>(listSlot, m_admin.alerts(), [this](api::ApiResult<Page<Alert>> result) {
        if (!result) {
            failWith(result.error());
            return;
        }
        m_items = std::move(result->value.items);
        m_more = result->value.nextCursor.has_value();
        succeed(m_items.empty());
    });
}

} // namespace objecta::stores
