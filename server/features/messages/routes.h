// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// POST /v1/messages, within the month's quota.
std::vector<pipeline::Route> messageRoutes();

} // namespace objecta::features
