// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/features/stream/event_hub.h"
#include "server/jobs/worker.h"
#include "server/pipeline/route.h"

namespace objecta::features {

/// One thing done to many organizations: looked at, started, and followed item by item. Its job is cancelled like any.
std::vector<pipeline::Route> bulkRoutes();

/// The job that does it, some at a time: each batch's changes, audit entries and outcomes stand or fall together, so a
/// worker that dies in the middle leaves nothing half done and nothing to be done twice. Ends when whoever started it
/// may no longer. `hub` outlives the worker.
jobs::Kinds bulkKinds(EventHub &hub);

} // namespace objecta::features
