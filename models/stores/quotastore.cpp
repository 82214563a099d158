// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/quotastore.h"

#include "app/core/text.h"

#include <algorithm>

namespace objecta::stores {

namespace {

const QString loadSlot = QStringLiteral("load");
const QString saveSlot = QStringLiteral("save");
const QString theirsSlot = QStringLiteral("theirs");
const QString auditSlot = QStringLiteral("audit");
constexpr int rebasesAtMost = 3;

using Limit = std::optional<int64_t>;

/// The member of any of the contract's limit structs.
template <class Struct>
auto &member(Struct &limits, Resource resource)
{
    switch (resource) {
    case Resource::Agents:
        return limits.maxAgents;
    case Resource::Messages:
        return limits.maxMessages;
    case Resource::Users:
        return limits.maxUsers;
    case Resource::Storage:
        break;
    }
    return limits.maxStorage;
}

const Quota &quota(const Usage &usage, Resource resource)
{
    switch (resource) {
    case Resource::Agents:
        return usage.agents;
    case Resource::Messages:
        return usage.messages;
    case Resource::Users:
        return usage.users;
    case Resource::Storage:
        break;
    }
    return usage.storage;
}

std::optional<qint64> toQt(const Limit &value)
{
    return value ? std::optional<qint64>(*value) : std::nullopt;
}

QByteArray etagOf(const api::Answer<OrganizationLimits> &answer)
{
    // The version is the ETag, in quotes.
    return answer.etag.isEmpty() ? '"' + QByteArray::number(static_cast<qint64>(answer.value.version)) + '"'
                                 : answer.etag;
}

} // namespace

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
            m_outdated = result->value.version != m_saved.version;
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
    const bool outdated = m_outdated;
    for (QuotaLine &line : m_lines) {
        line.overridden = line.savedOverride.has_value();
        line.value = line.savedOverride;
    }
    edited();
    if (outdated) {
        reload();
    }
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
}

void QuotaStore::setSaving(bool saving)
{
    if (m_saving != saving) {
        m_saving = saving;
        emit savingChanged(saving);
    }
}

void QuotaStore::save()
{
    if (m_id && !m_saving && !m_hasConflict && isDirty() && isValid()) {
        m_rebased = 0;
        send();
    }
}

void QuotaStore::send()
{
    UpdateLimits update;
    for (const QuotaLine &line : m_lines) {
        if (line.isDirty()) {
            const auto edit = line.editedOverride();
            member(update, line.resource) = edit ? Limit(*edit) : Limit();
        }
    }
    m_serverFaults.clear();
    setSaving(true);
    m_scope.run<OrganizationLimits>(saveSlot, m_admin.updateLimits(*m_id, update, m_etag),
                                    [this](api::ApiResult<OrganizationLimits> result) {
                                        if (result) {
                                            m_scope.abort(loadSlot);
                                            clearConflict();
                                            take(result->value, etagOf(*result));
                                            setSaving(false);
                                            succeed(false);
                                            emit saveDone(m_saved);
                                            return;
                                        }
                                        if (result.error().is(ProblemCode::PreconditionFailed)) {
                                            readTheirs();
                                            return;
                                        }
                                        for (const api::FieldFault &fault : result.error().fields) {
                                            m_serverFaults.insert(fault.field, fault.code);
                                        }
                                        setSaving(false);
                                        emit linesChanged();
                                        emit saveFailed(result.error());
                                    });
}

void QuotaStore::cancelSave()
{
    m_scope.cancel(saveSlot);
    m_scope.cancel(theirsSlot);
}

void QuotaStore::readTheirs()
{
    m_scope.run<OrganizationLimits>(theirsSlot, m_admin.limits(*m_id),
                                    [this](api::ApiResult<OrganizationLimits> result) {
                                        if (!result) {
                                            setSaving(false);
                                            emit saveFailed(result.error());
                                            return;
                                        }
                                        m_theirs = result->value;
                                        m_theirEtag = etagOf(*result);
                                        compareWithTheirs();
                                    });
}

void QuotaStore::compareWithTheirs()
{
    m_conflicts.clear();
    bool theyChanged = m_theirs.plan != m_saved.plan;
    for (const QuotaLine &line : m_lines) {
        QuotaConflict conflict;
        conflict.resource = line.resource;
        conflict.base = line.savedOverride;
        conflict.theirs = toQt(member(m_theirs, line.resource));
        conflict.mine = line.editedOverride();
        const bool theirChange = conflict.theirs != conflict.base;
        const bool myChange = conflict.mine != conflict.base;
        if (theirChange || myChange) {
            conflict.overlaps = theirChange && myChange && conflict.theirs != conflict.mine;
            conflict.useMine = myChange && !theirChange;
            m_conflicts.append(conflict);
        }
        theyChanged = theyChanged || theirChange;
    }
    if (!theyChanged && ++m_rebased <= rebasesAtMost) {
        // The version moved on for another reason (a new name): nothing here is in dispute.
        rebase();
        return;
    }
    setSaving(false);
    m_hasConflict = true;
    m_scope.run<Page<AuditEntry>>(auditSlot, m_admin.audit(m_id, {}, 10),
                                  [this](api::ApiResult<Page<AuditEntry>> result) {
                                      if (!result || !m_hasConflict) {
                                          return;
                                      }
                                      for (const AuditEntry &entry : result->value.items) {
                                          if (entry.action.starts_with("limits.")) {
                                              m_conflictActor = core::text(entry.actor);
                                              m_conflictAt = core::dateTime(entry.at);
                                              emit conflictChanged();
                                              return;
                                          }
                                      }
                                  });
    emit conflictChanged();
}

void QuotaStore::choose(Resource resource, bool mine)
{
    for (QuotaConflict &conflict : m_conflicts) {
        if (conflict.resource == resource && conflict.useMine != mine) {
            conflict.useMine = mine;
            emit conflictChanged();
        }
    }
}

void QuotaStore::rebase()
{
    // Their state becomes the base; what was chosen of mine is laid over it as an edit.
    const auto conflicts = m_conflicts;
    clearConflict();
    take(m_theirs, m_theirEtag);
    for (const QuotaConflict &conflict : conflicts) {
        if (conflict.useMine) {
            QuotaLine &line = m_lines[static_cast<size_t>(conflict.resource)];
            line.overridden = conflict.mine.has_value();
            line.value = conflict.mine;
        }
    }
    edited();
    if (isDirty()) {
        send();
    } else {
        setSaving(false);
        emit saveDone(m_saved);
    }
}

void QuotaStore::saveMerged()
{
    if (m_hasConflict && !m_saving) {
        m_rebased = 0;
        rebase();
    }
}

void QuotaStore::takeTheirs()
{
    if (m_hasConflict) {
        clearConflict();
        take(m_theirs, m_theirEtag);
    }
}

void QuotaStore::clearConflict()
{
    m_scope.abort(auditSlot);
    m_conflictActor.clear();
    m_conflictAt = {};
    m_conflicts.clear();
    if (m_hasConflict) {
        m_hasConflict = false;
        emit conflictChanged();
    }
}

} // namespace objecta::stores
