// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/organizationstore.h"

namespace objecta::stores {

namespace {

const QString organizationSlot = QStringLiteral("organization");
const QString limitsSlot = QStringLiteral("limits");
const QString auditSlot = QStringLiteral("audit");
const QString actSlot = QStringLiteral("act");
constexpr int auditRows = 10;

} // namespace

OrganizationStore::OrganizationStore(const api::AdminApi &admin, api::MetricsStream &stream, QObject *parent)
    : PageStore(parent)
    , m_admin(admin)
{
    m_eventDelay.setSingleShot(true);
    m_eventDelay.setInterval(150);
    connect(&m_eventDelay, &QTimer::timeout, this, &OrganizationStore::reload);
    connect(&stream, &api::MetricsStream::eventReceived, this, [this](const StreamMessage &message) {
        if (m_id && message.organizationId == m_id
            && (message.event != "organization.updated" || message.version > m_organization.version)) {
            m_eventDelay.start();
        }
    });
}

void OrganizationStore::setOrganization(const std::optional<OrganizationId> &id, const Organization *known)
{
    if (id == m_id && id) {
        reload();
        return;
    }
    m_eventDelay.stop();
    forget();
    setActing(false);
    m_id = id;
    m_haveOrganization = false;
    m_haveLimits = false;
    m_organization = known != nullptr ? *known : Organization{};
    m_limits = {};
    m_etag.clear();
    m_audit.clear();
    emit organizationChanged();
    if (m_id) {
        reload();
    }
}

void OrganizationStore::reload()
{
    if (!m_id) {
        return;
    }
    m_eventDelay.stop();
    begin();
    m_scope.run<Organization>(organizationSlot, m_admin.organization(*m_id),
                              [this](api::ApiResult<Organization> result) {
                                  if (!result) {
                                      m_scope.abort(limitsSlot);
                                      failWith(result.error());
                                      return;
                                  }
                                  takeOrganization(*result);
                                  arrived();
                              });
    m_scope.run<OrganizationLimits>(limitsSlot, m_admin.limits(*m_id),
                                    [this](api::ApiResult<OrganizationLimits> result) {
                                        if (!result) {
                                            m_scope.abort(organizationSlot);
                                            failWith(result.error());
                                            return;
                                        }
                                        m_limits = result->value;
                                        m_haveLimits = true;
                                        arrived();
                                    });
    loadAudit();
}

void OrganizationStore::cancel()
{
    m_scope.cancel(organizationSlot);
    m_scope.cancel(limitsSlot);
}

void OrganizationStore::arrived()
{
    if (m_haveOrganization && m_haveLimits && !m_scope.isRunning(organizationSlot) && !m_scope.isRunning(limitsSlot)) {
        succeed(false);
    }
}

void OrganizationStore::loadAudit()
{
    // The newest changes are an extra: without them the page still stands.
    m_scope.run<Page<AuditEntry>>(auditSlot, m_admin.audit(m_id, {}, auditRows),
                                  [this](api::ApiResult<Page<AuditEntry>> result) {
                                      if (result) {
                                          m_audit.setRows(std::move(result->value.items));
                                      }
                                  });
}

void OrganizationStore::takeOrganization(const api::Answer<Organization> &answer)
{
    m_organization = answer.value;
    m_etag = answer.etag;
    m_haveOrganization = true;
    emit organizationChanged();
}

void OrganizationStore::suspend()
{
    if (m_id) {
        act(Act::Suspend, m_admin.suspend(*m_id));
    }
}

void OrganizationStore::resume()
{
    if (m_id) {
        act(Act::Resume, m_admin.resume(*m_id));
    }
}

void OrganizationStore::update(const UpdateOrganization &update)
{
    if (m_id) {
        act(Act::Update, m_admin.updateOrganization(*m_id, update, m_etag));
    }
}

void OrganizationStore::act(Act which, const api::ApiCall<Organization> &call)
{
    if (m_acting) {
        return;
    }
    setActing(true);
    m_scope.run<Organization>(actSlot, call, [this, which](api::ApiResult<Organization> result) {
        setActing(false);
        if (!result) {
            if (result.error().is(ProblemCode::PreconditionFailed)) {
                reload();
            }
            emit actFailed(which, result.error());
            return;
        }
        // The act's answer is newer than that of a load on its way; the load is begun anew for the limits' sake.
        takeOrganization(*result);
        reload();
        emit actDone(which, m_organization);
    });
}

void OrganizationStore::cancelAct()
{
    m_scope.cancel(actSlot);
}

void OrganizationStore::setActing(bool acting)
{
    if (m_acting != acting) {
        m_acting = acting;
        emit actingChanged(acting);
    }
}

void OrganizationStore::noteChanged(const Organization &organization)
{
    if (m_id == organization.id && organization.version > m_organization.version) {
        reload();
    }
}

} // namespace objecta::stores
