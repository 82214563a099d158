// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/features/stream/event_hub.h"
#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// GET /v1/admin/stream. The hub outlives the routes.
std::vector<pipeline::Route> streamRoutes(EventHub &hub);

} // namespace objecta::features
