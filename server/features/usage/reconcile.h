// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/jobs/worker.h"

namespace objecta::features {

/// Every night: compares each organization's counters with the rows they count (and what was settled without rows),
/// sets those that differ, and says so in the organization's trail (usage.reconciled) and in the job's result. One job
/// orders one of each organization.
jobs::Kinds reconcileKinds();

} // namespace objecta::features
