// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/quotastore_limits.h"

#include "app/core/text.h"

namespace objecta::stores {

using namespace quota_detail;

namespace {

const QString saveSlot = QStringLiteral("save");
const QString theirsSlot = QStringLiteral("theirs");
const QString auditSlot = QStringLiteral("audit");
constexpr int rebasesAtMost = 3;

} // namespace

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
    const bool theyChanged = differs(m_theirs);
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
    }
    if (!theyChanged && ++m_rebased <= rebasesAtMost) {
        // The version moved on for another reason (a new name): nothing here is in dispute.
        rebase();
        return;
    }
    setSaving(false);
    m_hasConflict = true;
    m_outdated = true;
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
