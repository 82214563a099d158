// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/tokens.h"
#include "server/features/stream/event_hub.h"
#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// GET and POST /v1/admin/impersonations, DELETE of one. The tokens and the hub outlive the routes.
std::vector<pipeline::Route> impersonationRoutes(const auth::Tokens &tokens, EventHub &hub);

} // namespace objecta::features
