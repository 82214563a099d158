// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/objects/objectstore.h"
#include "server/pipeline/idempotency.h"
#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// /v1/documents: upload, list, get, change, delete, and the content itself. Store and database outlive the
/// routes; `idempotency` is the pipeline's, or one of its key.
std::vector<pipeline::Route> documentRoutes(objects::ObjectStore &objects, db::Database &database,
                                            pipeline::Idempotency idempotency);

} // namespace objecta::features
