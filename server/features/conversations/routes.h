// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// /v1/conversations. What is said in them: messages/routes.h.
std::vector<pipeline::Route> conversationRoutes();

} // namespace objecta::features
