// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/database.h"
#include "server/objects/objectstore.h"

#include <chrono>

namespace objecta::features {

/// What a sweep found and did.
struct SweepReport {
    int64_t organizations = 0; ///< looked at
    int64_t expiredUploads = 0; ///< rows of uploads that ended without a word; removed
    int64_t bytesGivenBack = 0; ///< to the quotas, by those
    int64_t orphanObjects = 0; ///< objects without row; removed
    int64_t brokenUploads = 0; ///< parts of objects that were never finished; removed
    int64_t missingObjects = 0; ///< rows whose object is not there or has another size: reported, each in the log
    int64_t unknownOrganizations = 0; ///< objects of organizations that the database does not know: only reported
};

/// Makes rows, quotas and objects of documents agree again. Only what is older than `grace` counts as left over, so
/// that uploads under way are left alone; a row of an upload besides when its lease is over. May run beside a server,
/// and twice at once. I/O thread; stops at the first error, and takes up from there when it is run again.
db::Awaitable<Result<SweepReport>> sweepDocuments(db::Database &database, objects::ObjectStore &objects,
                                                  std::chrono::seconds grace = std::chrono::hours(1));

} // namespace objecta::features
