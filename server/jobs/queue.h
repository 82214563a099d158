// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/job.h"
#include "server/db/database.h"

#include <boost/json.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace objecta::jobs {

/// In place of an organization: a job of the platform's own.
inline const OrganizationId platform{};

/// How often a job is tried before it is dead, and once more that often when staff have it tried again.
inline constexpr int attemptsAtOnce = 8;

/// A job as it is ordered. It runs at least once after the transaction that orders it has committed, and not at all
/// when that rolls back; what it does has to come to the same when it is done twice.
struct Order {
    /// The tenant in whose name it runs; `platform` for none. The payload has no say in it.
    OrganizationId organization;
    std::string kind;
    boost::json::object payload;
    /// An e-mail address, or the part of the system.
    std::string actor = "system";
    std::chrono::seconds delay{0};
    /// Of a kind and organization only one is made with the same text, ever; empty: any number.
    std::string dedupeKey{};
};

/// Orders it in the caller's transaction and wakes the workers when that commits. Nothing when its dedupeKey has had
/// its job already.
std::optional<JobId> enqueue(db::PlatformTx &tx, const Order &order);

/// The same for several, in one statement.
void enqueue(db::PlatformTx &tx, const std::vector<Order> &orders);

/// One of `kind` for every organization that is not erased, with the same dedupeKey each. How many are new.
int64_t enqueueForAll(db::PlatformTx &tx, const std::string &kind, const std::string &dedupeKey);

/// Has the workers look as soon as the transaction commits.
void wakeWorkers(db::PlatformTx &tx);

/// The channel on which workers hear that there is something to do.
inline constexpr const char *wakeChannel = "objecta_jobs";

} // namespace objecta::jobs
