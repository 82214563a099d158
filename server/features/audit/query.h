// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/audit.h"
#include "server/features/query.h"

namespace objecta::features {

/// Which entries staff ask for; what is not given does not narrow.
struct AuditFilter {
    std::optional<OrganizationId> organization;
    std::optional<std::string> actor;
    std::optional<std::string> action;
    std::optional<std::string> target; ///< its type or its id
    std::optional<Timestamp> from;
    std::optional<Timestamp> to; ///< entries before it
    std::optional<std::string> onBehalfOf; ///< for whom: "organization acme-corp"
    std::optional<std::string> q; ///< a part of actor, action or target
    bool platform = false; ///< only what was done to the platform itself
};

/// From the query string; ValidationFailed for what is no id or no time, and for the platform's entries of an
/// organization.
Result<AuditFilter> readAuditFilter(const pipeline::Routed &request);

/// A row of the columns id, organization_id, at, actor_type, actor, action, target_type, target_id, before, after,
/// request_id, peer, on_behalf_of, seq.
AuditEntry readAuditEntry(const db::Row &row);

/// The entries after the position, newest first, at most `limit`.
std::vector<AuditEntry> findAudit(db::PlatformTx &tx, const AuditFilter &filter, const Position<AuditEntryId> &position,
                                  int64_t limit);

/// The header of the table, and an entry as one line of it (RFC 4180). Safe to open in a spreadsheet: what would be
/// taken for a formula is text.
std::string auditCsvHead();
std::string auditCsvLine(const AuditEntry &entry);
/// One cell: quoted, and with an apostrophe before it where a spreadsheet would compute.
std::string csvCell(std::string_view text);

} // namespace objecta::features
