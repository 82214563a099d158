// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/features/organizations/rows.h"
#include "server/jobs/worker.h"

namespace objecta::features {

/// The jobs that note the beginning (limits.began) and the end (limits.reverted) of temporary overrides, to be ordered
/// in the transaction that sets them. `now`: the database's.
std::vector<jobs::Order> temporaryOrders(const OrganizationId &organization, const std::vector<TemporaryLimit> &limits,
                                         Timestamp now);

/// Those jobs. The limits themselves need none: every statement asks for the limit of now. Run twice they note once;
/// an override that was changed meanwhile they leave alone.
jobs::Kinds temporaryLimitKinds();

} // namespace objecta::features
