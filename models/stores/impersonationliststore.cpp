// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/impersonationliststore.h"

#include "app/core/text.h"

namespace objecta::stores {

namespace {

const QString listSlot = QStringLiteral("list");
const QString moreSlot = QStringLiteral("more");

} // namespace

ImpersonationListStore::ImpersonationListStore(const api::AdminApi &admin, api::MetricsStream &stream, QObject *parent)
    : PageStore(parent)
    , m_admin(admin)
{
    m_eventDelay.setSingleShot(true);
    m_eventDelay.setInterval(150);
    m_clock.setInterval(1000);
    connect(&m_eventDelay, &QTimer::timeout, this, &ImpersonationListStore::reload);
    connect(&m_clock, &QTimer::timeout, this, [this] { m_model.setNow(m_admin.client().serverNow()); });
    connect(&m_model, &tables::PagedTableModel::fetchMoreWanted, this, &ImpersonationListStore::loadMore);
    connect(&stream, &api::MetricsStream::eventReceived, this, [this](const StreamMessage &message) {
        if (message.event.starts_with("impersonation.") && state() != State::Idle && !m_eventDelay.isActive()) {
            m_eventDelay.start();
        }
    });
}

void ImpersonationListStore::setActiveOnly(bool activeOnly)
{
    m_activeOnly = activeOnly;
    reload();
}

void ImpersonationListStore::reset()
{
    m_eventDelay.stop();
    m_clock.stop();
    forget();
    m_activeOnly = true;
    m_nextCursor.clear();
    m_model.setMore(false);
    m_model.clear();
}

void ImpersonationListStore::reload()
{
    m_eventDelay.stop();
    m_scope.abort(moreSlot);
    begin();
    m_scope.run<Page<Impersonation>>(listSlot, m_admin.impersonations(m_activeOnly, std::nullopt),
                                     [this](api::ApiResult<Page<Impersonation>> result) {
                                         if (!result) {
                                             m_model.setMore(!m_nextCursor.isEmpty());
                                             failWith(result.error());
                                             return;
                                         }
                                         const bool empty = result->value.items.empty();
                                         m_nextCursor = result->value.nextCursor ? core::text(*result->value.nextCursor)
                                                                                 : QString();
                                         m_model.setNow(m_admin.client().serverNow());
                                         m_model.setRows(std::move(result->value.items));
                                         m_model.setMore(!m_nextCursor.isEmpty());
                                         // Only rows that can expire need the clock.
                                         empty ? m_clock.stop() : m_clock.start();
                                         succeed(empty);
                                     });
}

void ImpersonationListStore::loadMore()
{
    if (m_nextCursor.isEmpty() || m_scope.isRunning(listSlot) || m_scope.isRunning(moreSlot)) {
        return;
    }
    m_scope.run<Page<Impersonation>>(moreSlot, m_admin.impersonations(m_activeOnly, std::nullopt, m_nextCursor),
                                     [this](api::ApiResult<Page<Impersonation>> result) {
                                         if (!result) {
                                             m_model.setMore(true);
                                             emit moreFailed(result.error());
                                             return;
                                         }
                                         m_nextCursor = result->value.nextCursor ? core::text(*result->value.nextCursor)
                                                                                 : QString();
                                         m_model.append(std::move(result->value.items));
                                         m_model.setMore(!m_nextCursor.isEmpty());
                                     });
}

void ImpersonationListStore::revoke(const ImpersonationId &id)
{
    m_scope.run<api::Nothing>(QStringLiteral("revoke/") + core::text(id.text()), m_admin.stopImpersonation(id),
                              [this, id](api::ApiResult<api::Nothing> result) {
                                  if (!result) {
                                      emit revokeFailed(result.error());
                                      return;
                                  }
                                  emit revoked(id);
                                  reload();
                              });
}

} // namespace objecta::stores
