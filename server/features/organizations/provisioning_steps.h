// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/provisioning.h"
#include "server/features/audit/trail.h"
#include "server/features/stream/event_hub.h"
#include "server/jobs/worker.h"
#include "server/objects/objectstore.h"

namespace objecta::features {

/// The job that ends what a request began: whatever step is left of an organization in "provisioning".
inline constexpr const char *provisionKind = "organizations.provision";

/// What the steps work with. All of it outlives them.
struct ProvisioningParts {
    db::Database &database;
    objects::ObjectStore &store;
    EventHub &hub;
};

/// Has the job go on with it in some seconds, should nobody have ended it by then.
void orderProvisioning(db::PlatformTx &tx, const OrganizationId &id, const std::string &actor);
/// The same where there is anything left to do and no job at it: the last one has given up. How far it is. NotFound.
Result<Provisioning> orderWhatIsLeft(db::PlatformTx &tx, const OrganizationId &id, const std::string &actor);

/// Does the steps that are left, each in transactions of its own and noted with what it came to: the quota counters, a
/// first object written below the organization's prefix and removed again, the activation, which is in the trail. Ends
/// with the first one that fails. It can end at any point and goes on from there; twice at once does no harm.
db::Awaitable<Result<void>> carryOn(ProvisioningParts parts, AuditContext context, OrganizationId id);

/// The same beside the caller, a request, which waits for it a moment and not longer.
db::Awaitable<void> carryOnBeside(ProvisioningParts parts, AuditContext context, OrganizationId id);

/// How far it is. NotFound.
Result<Provisioning> readProvisioning(db::PlatformTx &tx, const OrganizationId &id);

jobs::Kinds provisioningKinds(objects::ObjectStore &store, EventHub &hub);

} // namespace objecta::features
