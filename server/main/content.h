// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/timestamp.h"
#include "server/auth/sessions.h"
#include "server/db/database.h"
#include "server/main/outcome.h"

#include <string>
#include <vector>

namespace objecta::app {

/// Sample rows of one organization. Nothing here has a password unless it is given one.
struct SamplePerson {
    UserId id = UserId::random();
    std::string email;
    std::string name;
    std::string role = "member";
    std::string status = "active";
    /// Empty: cannot sign in.
    std::string passwordHash;
    Timestamp createdAt;
};

struct SampleAgent {
    UserId maker;
    std::string name;
    std::string description;
    std::string model;
    std::string status = "active";
    Timestamp createdAt;
};

struct SampleOrganization {
    OrganizationId id = OrganizationId::random();
    std::string slug;
    std::string name;
    std::string plan;
    /// The overrides, as JSON.
    std::string limits = "{}";
    /// What it becomes once its content stands.
    std::string status = "active";
    Timestamp createdAt;
    std::vector<SamplePerson> people; ///< the first is the owner
    std::vector<SampleAgent> agents;
    int64_t storageBytes = 0;
    /// This month's.
    int64_t messages = 0;
};

/// Makes the rows of the organizations in state "provisioning", with an audit entry by `actor`; leaves out those
/// whose slug is taken. Returns the ids made. As staff, one transaction.
db::Awaitable<Result<std::vector<OrganizationId>>> introduce(db::Database &database, std::string actor,
                                                             std::vector<SampleOrganization> organizations);

/// People, agents, storage and counters of one organization: one transaction as that organization, nobody signed in.
db::Awaitable<Result<void>> furnish(db::Database &database, SampleOrganization organization);

/// Takes organizations out of "provisioning" into their status. As staff, one transaction.
db::Awaitable<Result<void>> open(db::Database &database, std::vector<OrganizationId> ids,
                                 std::vector<std::string> statuses);

/// An organization that an interrupted run by `actor` left in "provisioning".
struct Leftover {
    OrganizationId id;
    std::string slug;
    std::string name;
    std::string plan;
    Timestamp createdAt;
    bool furnished = false;
};
db::Awaitable<Result<std::vector<Leftover>>> leftovers(db::Database &database, std::string actor);

} // namespace objecta::app
