// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/features/audit/trail.h"
#include "server/features/organizations/rows.h"
#include "server/features/stream/event_hub.h"
#include "server/pipeline/input.h"

#include <boost/json.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace objecta::features {

/// How long a deleted organization can be restored, unless an operator says otherwise.
inline constexpr std::chrono::hours defaultDeletionGrace{24 * 30};

/// What an edit did, for the audit trail.
struct OrganizationEdit {
    std::string action;
    boost::json::object before;
    boost::json::object after;
    /// Back to the status from before it was deleted.
    bool restores = false;
    /// For a deletion: until it may be erased.
    std::chrono::seconds grace = defaultDeletionGrace;
    /// Temporary overrides whose beginning and end are to be noted.
    std::vector<TemporaryLimit> begun{};
};

/// Changes slug, name, plan, status, limits or temporary limits of the organization in place; nullopt when there is
/// nothing to change.
using EditOrganization = std::function<Result<std::optional<OrganizationEdit>>(OrganizationRow &)>;

struct OrganizationToChange {
    OrganizationId id;
    pipeline::IfMatch match;
};

/// What became of one of them.
struct ChangedOrganization {
    /// As it is now; nothing when there is none.
    OrganizationRow row;
    bool edited = false;
    /// NotFound, PreconditionFailed or what the edit itself says: it was left alone.
    std::optional<Problem> refusal;
};

/// The one way to change organizations, a handful of statements however many they are: locks them, compares the
/// versions, edits, counts the version up and writes the audit entries, all in the caller's transaction. In the order
/// of `which`, which names none twice. Fails altogether with SlugTaken, or ValidationFailed for an unknown
/// plan.
Result<std::vector<ChangedOrganization>> changeOrganizations(db::PlatformTx &tx, const AuditContext &context,
                                                             const std::vector<OrganizationToChange> &which,
                                                             const EditOrganization &edit);

/// The same for one, in a transaction of its own; then tells the streams. An edit that changes nothing leaves no trace.
/// NotFound, PreconditionFailed, SlugTaken, ValidationFailed (an unknown plan) or what the edit itself says.
db::Awaitable<Result<OrganizationRow>> changeOrganization(const pipeline::Authorized &request, db::Database &database,
                                                          EventHub &hub, OrganizationId id, pipeline::IfMatch match,
                                                          EditOrganization edit);

/// {"maxAgents": 12}: the overrides that are set.
boost::json::object limitsJson(const Limits &limits);

} // namespace objecta::features
