// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"
#include "server/db/database.h"
#include "server/jobs/worker.h"
#include "server/pipeline/proofs.h"

#include <boost/json.hpp>

#include <string>
#include <vector>

namespace objecta::features {

/// Who does it and in which request: what every entry of a request has in common.
struct AuditContext {
    std::string actorType;
    std::string actor;
    std::string requestId;
    std::string peer; ///< the client's address
    std::string onBehalfOf; ///< "organization acme-corp" in an impersonation

    static AuditContext of(const pipeline::Authorized &request);
    /// Of the system: the job's kind as actor, its id in the request's place.
    static AuditContext of(const jobs::Running &job);
};

/// What was done. "before" and "after" hold the members that changed; null for none.
struct AuditedAct {
    OrganizationId organization;
    std::string action;
    std::string targetType;
    std::string targetId;
    boost::json::value before;
    boost::json::value after;
};

/// Adds the entry in the transaction of the act itself: both stand or neither.
void writeAudit(db::PlatformTx &tx, const AuditContext &context, const AuditedAct &act);
/// The same for several acts, in one statement.
void writeAudit(db::PlatformTx &tx, const AuditContext &context, const std::vector<AuditedAct> &acts);

} // namespace objecta::features
