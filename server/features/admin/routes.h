// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/passwords.h"
#include "server/auth/tokens.h"
#include "server/features/stream/event_hub.h"
#include "server/objects/objectstore.h"
#include "server/metrics/recorder.h"
#include "server/pipeline/route.h"

#include <vector>

namespace objecta::features {

/// What staff's routes work with. All of it outlives them.
struct AdminParts {
    auth::Passwords &passwords;
    const auth::Tokens &tokens;
    metrics::Recorder &recorder;
    EventHub &hub;
    objects::ObjectStore &store;
    std::chrono::seconds deletionGrace; ///< until a deleted organization may be erased
};

/// Everything under /v1/admin.
std::vector<pipeline::Route> adminRoutes(const AdminParts &parts);

} // namespace objecta::features
