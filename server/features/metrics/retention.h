// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/jobs/worker.h"

namespace objecta::features {

/// What workers do with the history: minutes and hours of what servers stored, and an end to what is too old.
jobs::Kinds metricKinds();

} // namespace objecta::features
