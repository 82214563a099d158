// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/passwords.h"
#include "server/features/stream/event_hub.h"
#include "server/objects/objectstore.h"
#include "server/pipeline/route.h"

#include <chrono>
#include <vector>

namespace objecta::features {

/// GET and POST /v1/admin/organizations, GET and PATCH of one, and its transitions. `grace`: how long a deleted one can
/// be restored. The hub and the passwords outlive the routes.
std::vector<pipeline::Route> organizationRoutes(auth::Passwords &passwords, objects::ObjectStore &store, EventHub &hub,
                                                std::chrono::seconds grace);

} // namespace objecta::features
