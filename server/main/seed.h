// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/main/content.h"

#include <functional>

namespace objecta::app {

/// Adds so many sample organizations, after finishing those that an interrupted run left half made. They differ
/// from what there is already, also after many runs. `progress` is told how many stand.
Outcome<int64_t> seed(boost::asio::io_context &context, db::Database &database, int64_t organizations,
                      const std::function<void(int64_t)> &progress = {});

} // namespace objecta::app
