// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/organization.h"
#include "server/db/database.h"
#include "server/pipeline/proofs.h"

#include <optional>
#include <string>

namespace objecta::features {

/// What GET /v1/admin/organizations asks for, checked.
struct OrganizationQuery {
    std::optional<std::string> search;
    std::optional<OrganizationId> searchedId; ///< when `search` is one
    std::optional<std::string> status;
    std::optional<std::string> plan;
    size_t order = 0; ///< index into the orders that the list has
    int64_t limit = 50;
    /// Where the page before ended: its last row's sort value and id.
    std::optional<std::string> afterKey;
    std::optional<OrganizationId> afterId;
};

/// ValidationFailed for a sort, status, limit or cursor that is none.
Result<OrganizationQuery> readOrganizationQuery(const pipeline::Routed &request);

/// One page and how many organizations match in all, read in one transaction.
db::Awaitable<Result<Page<Organization>>> findOrganizations(db::Database &database, OrganizationQuery query);

} // namespace objecta::features
