// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/database.h"
#include "server/jobs/worker.h"

namespace objecta::features {

// Who raises what: a threshold and a counter's difference stand in the organization's trail, whose entry raises the
// alert (0033_alerts.sql); a dead job's worker does when it ends it; the rest is here.

/// What a check of the platform found.
struct CheckFound {
    std::string kind; ///< isolation.finding, documents.missing
    int64_t count = 0;
    boost::json::object detail;
};

/// Raises the check's alert, brings it up to date, or closes it where it found nothing. What stays as it was is not
/// written again.
void noteCheck(db::PlatformTx &tx, const CheckFound &found);

/// The job that closes, each minute, the alerts whose cause is gone, and opens one of a threshold again where it is
/// reached again in the same month; and removes what has been closed for 400 days.
jobs::Kinds alertJobs();

} // namespace objecta::features
