// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/jobs/worker.h"

namespace objecta::features {

/// usage.daily, on each hour: what every organization uses goes into the day's row; days that no worker saw are filled
/// in as far as they can be known; and what is older than 400 days goes. usage.forecast, each night: raises the alert
/// of a limit that will be reached within a week, and closes it where it will not. A statement is of thousands of
/// organizations, and twice is once.
jobs::Kinds usageKinds();

} // namespace objecta::features
