// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/metrics/recorder.h"
#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// GET /v1/admin/metrics. The recorder outlives the routes.
std::vector<pipeline::Route> metricRoutes(metrics::Recorder &recorder);

} // namespace objecta::features
