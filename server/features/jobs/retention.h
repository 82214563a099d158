// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/jobs/worker.h"

namespace objecta::features {

/// Every night: removes the jobs that ended more than 30 days ago, in batches, and says in the platform's trail how
/// many they were. The job of a bulk operation stays as long as that.
jobs::Kinds retentionKinds();

} // namespace objecta::features
