// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/features/organizations/changes.h"
#include "server/features/organizations/lifecycle.h"

namespace objecta::features {

/// The edits that there are, for one organization or for many at once. Each says itself in which states it may be made.

/// Takes over what is given and differs.
EditOrganization updating(UpdateOrganization update);
/// Along one way of the lifecycle; `way` stands in its table. `grace`: how long a deletion can be undone.
EditOrganization moving(const Transition &way, std::chrono::seconds grace = defaultDeletionGrace);
/// A limit below what is used is taken: it refuses what is new and takes nothing away. With `from` or `until` it is
/// about the temporary overrides, one for each limit.
EditOrganization limiting(UpdateLimits limits);

} // namespace objecta::features
