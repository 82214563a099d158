// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/endpoints.h"
#include "models/stores/pagestore.h"

#include <array>

namespace objecta::stores {

enum class Resource { Agents, Messages, Users, Storage };
inline constexpr std::array allResources{Resource::Agents, Resource::Messages, Resource::Users, Resource::Storage};

/// The member of the contract: maxAgents, maxMessages, maxUsers, maxStorage.
QString resourceField(Resource resource);

/// One line of the quota editor. Agents and users are counts, messages a count a month, storage bytes.
struct QuotaLine {
    enum class Fault { None, Missing, Negative, TooLarge };

    Resource resource = Resource::Agents;
    qint64 used = 0;
    /// What the plan gives; nullopt: no limit.
    std::optional<qint64> planLimit;
    /// The override as it is saved; nullopt: the plan's limit holds.
    std::optional<qint64> savedOverride;
    /// Edited: whether an override is wanted, and its value (nullopt while the field is empty).
    bool overridden = false;
    std::optional<qint64> value;

    [[nodiscard]] Fault fault() const;
    /// The override that saving would set.
    [[nodiscard]] std::optional<qint64> editedOverride() const { return overridden ? value : std::nullopt; }
    /// The limit that would hold after saving; nullopt: none.
    [[nodiscard]] std::optional<qint64> effective() const { return overridden ? value : planLimit; }
    [[nodiscard]] bool isDirty() const { return editedOverride() != savedOverride || (overridden && !value); }
    /// More is used than the new limit allows: nothing is deleted, but nothing new can be made.
    [[nodiscard]] bool exceeds() const { return effective() && used > *effective(); }
};

/// One limit that somebody else changed since it was read.
struct QuotaConflict {
    Resource resource = Resource::Agents;
    /// Overrides; nullopt: the plan's.
    std::optional<qint64> base;
    std::optional<qint64> theirs;
    std::optional<qint64> mine;
    /// Both changed it, to different values: a person has to choose.
    bool overlaps = false;
    /// The choice; theirs unless only I changed it.
    bool useMine = false;
};

/// The quota editor of one organization: an edit buffer over its limits, saved with If-Match. The buffer survives
/// errors, a lost server and an expired session.
class QuotaStore : public PageStore {
    Q_OBJECT

public:
    explicit QuotaStore(const api::AdminApi &admin, QObject *parent = nullptr);

    /// Loads another organization's limits; unsaved edits are dropped.
    void setOrganization(const std::optional<OrganizationId> &id);
    [[nodiscard]] const std::optional<OrganizationId> &id() const { return m_id; }

    /// Somebody changed the limits while there are unsaved edits: saving will ask how to merge. Without edits they are
    /// read anew instead.
    [[nodiscard]] bool isOutdated() const { return m_outdated; }
    /// As read from the server.
    [[nodiscard]] const OrganizationLimits &saved() const { return m_saved; }
    [[nodiscard]] const QuotaLine &line(Resource resource) const { return m_lines[static_cast<size_t>(resource)]; }

    /// Chooses between the plan's limit and an override (which starts at the limit that holds).
    void setOverridden(Resource resource, bool overridden);
    /// The override's value; nullopt while the field is empty. Makes the line overridden.
    void setValue(Resource resource, std::optional<qint64> value);
    void revert();

    [[nodiscard]] bool isDirty() const;
    [[nodiscard]] bool isValid() const;
    /// Lines whose new limit lies below what is used.
    [[nodiscard]] QList<Resource> impacts() const;

    /// Sends the dirty lines. Ends in saved(), saveFailed() or conflictChanged().
    void save();
    [[nodiscard]] bool isSaving() const { return m_saving; }
    void cancelSave();
    /// The server's word for a line of the last failed save ("too_large"); empty for none.
    [[nodiscard]] QString serverFault(Resource resource) const;

    /// After a 412: what both sides changed. Empty: no conflict.
    [[nodiscard]] const QList<QuotaConflict> &conflicts() const { return m_conflicts; }
    [[nodiscard]] bool hasConflict() const { return m_hasConflict; }
    /// Who changed it last and when, from the audit log; empty and invalid where that is not known (yet).
    [[nodiscard]] QString conflictActor() const { return m_conflictActor; }
    [[nodiscard]] QDateTime conflictAt() const { return m_conflictAt; }
    void choose(Resource resource, bool mine);
    /// Saves the merged values over theirs.
    void saveMerged();
    /// Takes the server's state, dropping my edits.
    void takeTheirs();

    void reset() { setOrganization(std::nullopt); }

public slots:
    /// Reads the limits anew. With unsaved edits only the usage is taken over (see isOutdated()).
    void reload() override;
    void cancel() override;

signals:
    /// A line's edit, value or fault changed.
    void linesChanged();
    void dirtyChanged(bool dirty);
    void savingChanged(bool saving);
    void saveDone(const objecta::OrganizationLimits &limits);
    void saveFailed(const objecta::api::ApiError &error);
    void conflictChanged();

private:
    void take(const OrganizationLimits &limits, const QByteArray &etag);
    /// Whether somebody else changed limits (and not, say, the name) since they were read.
    [[nodiscard]] bool differs(const OrganizationLimits &limits) const;
    void refreshUsage(const OrganizationLimits &limits);
    void send();
    void readTheirs();
    void compareWithTheirs();
    void rebase();
    void clearConflict();
    void setSaving(bool saving);
    void edited();

    api::AdminApi m_admin;
    std::optional<OrganizationId> m_id;
    OrganizationLimits m_saved;
    OrganizationLimits m_theirs;
    QByteArray m_etag;
    QByteArray m_theirEtag;
    std::array<QuotaLine, 4> m_lines;
    QList<QuotaConflict> m_conflicts;
    QHash<QString, QString> m_serverFaults;
    QString m_conflictActor;
    QDateTime m_conflictAt;
    /// Saves repeated because only the version had moved on; bounded.
    int m_rebased = 0;
    bool m_outdated = false;
    bool m_hasConflict = false;
    bool m_saving = false;
    bool m_wasDirty = false;
};

} // namespace objecta::stores
