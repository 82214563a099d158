// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/organization.h"
#include "server/auth/passwords.h"
#include "server/features/organizations/provisioning_steps.h"

namespace objecta::features {

/// A new organization: its row, its first administrator with a random password, the first entry of its audit trail and
/// the job that ends what is begun here, in one transaction; then the other steps, for which it waits a moment: the
/// answer says how far it is. SlugReserved, SlugTaken (the unique index decides), ValidationFailed for an unknown plan.
db::Awaitable<Result<ProvisionedOrganization>> provision(ProvisioningParts parts, auth::Passwords &passwords,
                                                         AuditContext context, CreateOrganization wanted);

} // namespace objecta::features
