// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/quotastore_limits.h"

#include <algorithm>

namespace objecta::stores {

using namespace quota_detail;

QString resourceField(Resource resource)
{
    switch (resource) {
    case Resource::Agents:
        return QStringLiteral("maxAgents");
    case Resource::Messages:
        return QStringLiteral("maxMessages");
    case Resource::Users:
        return QStringLiteral("maxUsers");
    case Resource::Storage:
        break;
    }
    return QStringLiteral("maxStorage");
}

QuotaLine::Fault QuotaLine::fault() const
{
    if (!overridden) {
        return Fault::None;
    }
    if (!value) {
        return Fault::Missing;
    }
    return *value < 0 ? Fault::Negative : *value > maxLimit ? Fault::TooLarge : Fault::None;
}

QuotaStore::QuotaStore(const api::AdminApi &admin, QObject *parent)
    : PageStore(parent)
    , m_admin(admin)
{
    for (const Resource resource : allResources) {
        m_lines[static_cast<size_t>(resource)].resource = resource;
    }
}

void QuotaStore::setOrganization(const std::optional<OrganizationId> &id)
{
    forget();
    setSaving(false);
    m_id = id;
    m_serverFaults.clear();
    clearConflict();
    take({}, {});
    if (m_id) {
        reload();
    }
}

void QuotaStore::reload()
{
    if (!m_id) {
        return;
    }
    begin();
    m_scope.run<OrganizationLimits>(loadSlot, m_admin.limits(*m_id), [this](api::ApiResult<OrganizationLimits> result) {
        if (!result) {
            failWith(result.error());
            return;
        }
        // Edits keep the version they began from, so that saving finds out about
        // changes by others instead of writing over them.
        if (isDirty() || m_hasConflict) {
            m_outdated = m_hasConflict || differs(result->value);
            refreshUsage(result->value);
        } else {
            take(result->value, etagOf(*result));
        }
        succeed(false);
    });
}

void QuotaStore::cancel()
{
    m_scope.cancel(loadSlot);
}

void QuotaStore::take(const OrganizationLimits &limits, const QByteArray &etag)
{
    m_saved = limits;
    m_etag = etag;
    m_outdated = false;
    for (QuotaLine &line : m_lines) {
        line.used = quota(limits.usage, line.resource).used;
        line.planLimit = toQt(member(limits.planLimits, line.resource));
        line.savedOverride = toQt(member(limits, line.resource));
        line.overridden = line.savedOverride.has_value();
        line.value = line.savedOverride;
    }
    edited();
}

bool QuotaStore::differs(const OrganizationLimits &limits) const
{
    return limits.plan != m_saved.plan || std::any_of(m_lines.begin(), m_lines.end(), [&limits](const QuotaLine &line) {
               return toQt(member(limits, line.resource)) != line.savedOverride;
           });
}

void QuotaStore::refreshUsage(const OrganizationLimits &limits)
{
    m_saved.usage = limits.usage;
    for (QuotaLine &line : m_lines) {
        line.used = quota(limits.usage, line.resource).used;
    }
    emit linesChanged();
}

void QuotaStore::setOverridden(Resource resource, bool overridden)
{
    QuotaLine &line = m_lines[static_cast<size_t>(resource)];
    if (line.overridden == overridden) {
        return;
    }
    line.overridden = overridden;
    if (overridden) {
        line.value = line.savedOverride ? line.savedOverride : line.planLimit ? line.planLimit : line.used;
    } else {
        line.value.reset();
    }
    m_serverFaults.remove(resourceField(resource));
    edited();
}

void QuotaStore::setValue(Resource resource, std::optional<qint64> value)
{
    QuotaLine &line = m_lines[static_cast<size_t>(resource)];
    if (line.overridden && line.value == value) {
        return;
    }
    line.overridden = true;
    line.value = value;
    m_serverFaults.remove(resourceField(resource));
    edited();
}

void QuotaStore::revert()
{
    clearConflict();
    m_serverFaults.clear();
    for (QuotaLine &line : m_lines) {
        line.overridden = line.savedOverride.has_value();
        line.value = line.savedOverride;
    }
    edited();
}

bool QuotaStore::isDirty() const
{
    return std::any_of(m_lines.begin(), m_lines.end(), [](const QuotaLine &line) { return line.isDirty(); });
}

bool QuotaStore::isValid() const
{
    return std::all_of(m_lines.begin(), m_lines.end(),
                       [](const QuotaLine &line) { return line.fault() == QuotaLine::Fault::None; });
}

QList<Resource> QuotaStore::impacts() const
{
    QList<Resource> out;
    for (const QuotaLine &line : m_lines) {
        if (line.isDirty() && line.exceeds()) {
            out.append(line.resource);
        }
    }
    return out;
}

QString QuotaStore::serverFault(Resource resource) const
{
    return m_serverFaults.value(resourceField(resource));
}

void QuotaStore::edited()
{
    emit linesChanged();
    const bool dirty = isDirty();
    if (m_wasDirty != dirty) {
        m_wasDirty = dirty;
        emit dirtyChanged(dirty);
    }
    if (!dirty && m_outdated) {
        // No edit holds on to what was read before.
        reload();
    }
}

void QuotaStore::setSaving(bool saving)
{
    if (m_saving != saving) {
        m_saving = saving;
        emit savingChanged(saving);
    }
}

} // namespace objecta::stores
