// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/page.h"

namespace objecta {

/// GET /v1/admin/audit: who did what. "before" and "after" hold the members that changed.
struct AuditEntry {
    AuditEntryId id;
    std::optional<OrganizationId> organizationId;
    Timestamp at;
    /// staff, user, key or system.
    std::string actorType;
    /// An e-mail address, or the part of the system.
    std::string actor;
    /// organization.suspended, limits.changed, ...
    std::string action;
    std::string targetType;
    std::string targetId;
    boost::json::value before;
    boost::json::value after;
    std::string requestId;
    /// The client's address.
    std::string peer;
    /// For whom the actor acted: "organization acme-corp" in an impersonation.
    std::string onBehalfOf;
    /// The entry's number in its organization's chain.
    int64_t seq = 0;
};

template <>
struct Fields<AuditEntry> {
    static constexpr auto table = std::tuple{field("id", &AuditEntry::id),
                                             field("organization_id", &AuditEntry::organizationId),
                                             field("at", &AuditEntry::at),
                                             field("actor_type", &AuditEntry::actorType),
                                             field("actor", &AuditEntry::actor),
                                             field("action", &AuditEntry::action),
                                             field("target_type", &AuditEntry::targetType),
                                             field("target_id", &AuditEntry::targetId),
                                             field("before", &AuditEntry::before, mayBeMissing()),
                                             field("after", &AuditEntry::after, mayBeMissing()),
                                             field("request_id", &AuditEntry::requestId),
                                             field("peer", &AuditEntry::peer, mayBeMissing()),
                                             field("on_behalf_of", &AuditEntry::onBehalfOf, mayBeMissing()),
                                             field("seq", &AuditEntry::seq, mayBeMissing())};
};

} // namespace objecta
