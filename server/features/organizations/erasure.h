// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/features/stream/event_hub.h"
#include "server/jobs/worker.h"
#include "server/objects/objectstore.h"

namespace objecta::features {

/// The job that erases organizations whose grace period is over: ordered for the end of each, and once an hour.
inline constexpr const char *eraseKind = "organizations.erase";

/// Rows of one transaction.
inline constexpr int64_t eraseBatch = 1000;

/// Erases, organization after organization, what is due or was begun: the content of documents, then rows in batches
/// of a transaction each, then what is known of it by name. It can end at any point, and goes on from there when it is
/// run again; twice at once does no harm. Tells the streams. The store and the hub outlive the worker.
jobs::Kinds erasureKinds(objects::ObjectStore &store, EventHub &hub);

} // namespace objecta::features
