// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/features/stream/event_hub.h"
#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// GET, PUT and DELETE /v1/admin/organizations/{id}/throttle, and GET /v1/admin/throttles. The hub outlives the routes.
std::vector<pipeline::Route> throttleRoutes(EventHub &hub);

} // namespace objecta::features
