// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/features/organizations/rows.h"

namespace objecta::features {

/// An organization before and after its limits changed.
struct ChangedLimits {
    const OrganizationRow *before;
    const OrganizationRow *after;
};

/// Raises the events of thresholds (80 %, 100 %) that a change of limits crossed, in the transaction of the change.
/// What is counted up raises its own, by the trigger of usage_counters (0016_thresholds.sql).
void raiseThresholds(db::PlatformTx &tx, const std::vector<ChangedLimits> &changes);

} // namespace objecta::features
