// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/pipeline/route.h"

namespace objecta::features {

/// The kind of job that tries whether tenants are kept apart.
inline constexpr const char *isolationCheckKind = "isolation.check";

/// /v1/admin/jobs: what goes on by itself, for staff to see, cancel and try again; /v1/admin/isolation-checks.
std::vector<pipeline::Route> jobRoutes();

} // namespace objecta::features
