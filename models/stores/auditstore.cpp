// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/auditstore.h"

#include "app/core/text.h"

namespace objecta::stores {

namespace {

const QString listSlot = QStringLiteral("list");
const QString moreSlot = QStringLiteral("more");

} // namespace

AuditStore::AuditStore(const api::AdminApi &admin, QObject *parent)
    : PageStore(parent)
    , m_admin(admin)
{
    connect(&m_model, &tables::PagedTableModel::fetchMoreWanted, this, &AuditStore::loadMore);
}

void AuditStore::setOrganization(const std::optional<OrganizationId> &id)
{
    if (id != m_id || state() == State::Idle) {
        forget();
        m_id = id;
        m_model.setMore(false);
        m_model.clear();
    }
    reload();
}

void AuditStore::reset()
{
    forget();
    m_id.reset();
    m_nextCursor.clear();
    m_model.setMore(false);
    m_model.clear();
}

void AuditStore::reload()
{
    m_scope.abort(moreSlot);
    begin();
    m_scope.run<Page<AuditEntry>>(listSlot, m_admin.audit(m_id), [this](api::ApiResult<Page<AuditEntry>> result) {
        if (!result) {
            m_model.setMore(!m_nextCursor.isEmpty());
            failWith(result.error());
            return;
        }
        const bool empty = result->value.items.empty();
        m_nextCursor = result->value.nextCursor ? core::text(*result->value.nextCursor) : QString();
        m_model.setRows(std::move(result->value.items));
        m_model.setMore(!m_nextCursor.isEmpty());
        succeed(empty);
    });
}

void AuditStore::loadMore()
{
    if (m_nextCursor.isEmpty() || m_scope.isRunning(listSlot) || m_scope.isRunning(moreSlot)) {
        return;
    }
    m_scope.run<Page<AuditEntry>>(
        moreSlot, m_admin.audit(m_id, m_nextCursor), [this](api::ApiResult<Page<AuditEntry>> result) {
            if (!result) {
                m_model.setMore(true);
                emit moreFailed(result.error());
                return;
            }
            m_nextCursor = result->value.nextCursor ? core::text(*result->value.nextCursor) : QString();
            m_model.append(std::move(result->value.items));
            m_model.setMore(!m_nextCursor.isEmpty());
        });
}

} // namespace objecta::stores
