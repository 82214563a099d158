// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/database.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace objecta::monitoring {

/// The queue of jobs, all servers' together.
struct JobFigures {
    struct Counts {
        int64_t queued = 0; ///< those that wait for their time among them
        int64_t running = 0;
        int64_t failed = 0; ///< dead since a day at the most
    };
    std::map<std::string, Counts> byKind;
    int64_t overdueSeconds = 0; ///< for how long the first that is due has waited
};

/// Each of the kinds has an entry; those that this program does not know are "other".
db::Awaitable<Result<JobFigures>> countJobs(db::Database &database, const std::vector<std::string> &kinds);

} // namespace objecta::monitoring
