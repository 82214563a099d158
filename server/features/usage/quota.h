// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/problem.h"
#include "server/db/tenant_door.h"

#include <string>

namespace objecta::features {

/// What is limited.
enum class Limited { Agents, Users, Messages, Storage };

/// The refusal of `requested` more: "Agent limit reached. Please upgrade your plan." and the figures, as they are once
/// the refusing statement is done, in the sentence and in Problem::quota. After queryAndCommit(); one statement more,
/// that only a refusal costs. Another problem when the database is gone meanwhile.
db::Awaitable<Problem> quotaExceeded(db::TenantTx &tx, Limited what, int64_t requested = 1);
/// The same for who has no transaction open.
db::Awaitable<Problem> quotaExceeded(db::TenantDoor &door, Limited what, int64_t requested);

} // namespace objecta::features
