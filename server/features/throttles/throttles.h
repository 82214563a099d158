// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/database.h"
#include "server/jobs/worker.h"
#include "server/pipeline/rate_limiter.h"

namespace objecta::features {

/// The channel on which servers hear that a throttle was set or taken away.
inline constexpr const char *throttlesChannel = "objecta_throttles";

/// Has the limiter hold the organizations that the database names. I/O thread; both outlive it.
db::Awaitable<Result<void>> readThrottles(db::Database &database, pipeline::RateLimiter &limiter);

/// The job that takes a throttle away when its time has come, and notes it in the trail (throttle.ended). The limit
/// itself ended by then. Run twice it notes once; one that was set anew meanwhile it leaves alone.
jobs::Kinds throttleKinds();
/// That job, to be ordered in the transaction that sets the throttle.
jobs::Order throttleEnd(const OrganizationId &organization, std::chrono::seconds delay);

} // namespace objecta::features
