// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/database.h"
#include "server/pipeline/former_slugs.h"

namespace objecta::features {

/// The channel on which servers hear that an organization was renamed or erased.
inline constexpr const char *slugsChannel = "objecta_slugs";

/// Makes the former slugs what the database has. I/O thread; both outlive it.
db::Awaitable<Result<void>> readFormerSlugs(db::Database &database, pipeline::FormerSlugs &slugs);

} // namespace objecta::features
