// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/bulk.h"
#include "server/features/organizations/edits.h"
#include "server/features/query.h"
#include "server/pipeline/route.h"

namespace objecta::features {

/// The edit that an action makes of each organization. ValidationFailed when the action's own member is missing or
/// another's is given.
Result<EditOrganization> bulkEdit(const CreateBulkOperation &operation);
/// What an action wants besides RunBulk.
auth::Permission bulkPermission(std::string_view action);

/// What `change` of the table bulk_operations holds: as in BulkOperation.
boost::json::object bulkChange(const CreateBulkOperation &operation);
/// The same read back, to be given to bulkEdit().
CreateBulkOperation bulkOperationOf(const std::string &action, std::string_view change);

/// Tries the action on each organization that the request names, without changing one, and keeps what it would come
/// to, with the versions of now. Previews that nobody started are forgotten a day after they expired.
db::Awaitable<Result<BulkOperation>> previewBulk(const pipeline::Authorized &request, db::Database &database,
                                                 CreateBulkOperation wanted);
/// NotFound when there is none.
Result<BulkOperation> findBulk(db::PlatformTx &tx, const BulkId &id);
/// Newest first.
std::vector<BulkOperation> listBulk(db::PlatformTx &tx, const Position<BulkId> &behind, int64_t count);

} // namespace objecta::features
