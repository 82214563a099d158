// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/organization.h"
#include "server/auth/passwords.h"
#include "server/features/audit/trail.h"
#include "server/features/stream/event_hub.h"

namespace objecta::features {

/// A new organization: its row, its first administrator with a random password, its counters and the first entry of
/// its audit trail, in one transaction. SlugReserved, SlugTaken (the unique index decides), ValidationFailed for an
/// unknown plan.
db::Awaitable<Result<ProvisionedOrganization>> provision(db::Database &database, auth::Passwords &passwords,
                                                         EventHub &hub, AuditContext context,
                                                         CreateOrganization wanted);

} // namespace objecta::features
