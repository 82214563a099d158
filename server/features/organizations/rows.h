// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/organization.h"
#include "server/db/database.h"
#include "server/features/organizations/sql_text.h"

#include <boost/json.hpp>

#include <array>
#include <map>
#include <string_view>
#include <vector>

namespace objecta::features {

/// An organization as staff see it, with its plan's limits.
struct OrganizationRow {
    Organization organization;
    Limits planLimits;
    /// One that is over stays until its end is noted in the trail.
    std::vector<TemporaryLimit> temporary;
    /// The database's now() when it was read: what the limits are those of.
    Timestamp at;
    /// What a deleted one was, and would be again.
    std::string statusBefore;
};

/// One limit, in each of the places where it stands.
struct LimitParts {
    std::string_view name;
    std::optional<int64_t> Limits::*limit;
    Quota Usage::*quota;
    Patch<std::optional<int64_t>> UpdateLimits::*update;
};
inline constexpr std::array<LimitParts, 4> limitParts{{
    {"maxAgents", &Limits::maxAgents, &Usage::agents, &UpdateLimits::maxAgents},
    {"maxMessages", &Limits::maxMessages, &Usage::messages, &UpdateLimits::maxMessages},
    {"maxUsers", &Limits::maxUsers, &Usage::users, &UpdateLimits::maxUsers},
    {"maxStorage", &Limits::maxStorage, &Usage::storage, &UpdateLimits::maxStorage},
}};

/// What readOrganization() takes, from `organizations o` (or a page of it) and organizationSources.
inline constexpr Text organizationColumns(
    "o.id, o.slug, o.name, o.plan, o.status, "
    "o.limits->>'maxAgents', o.limits->>'maxMessages', o.limits->>'maxUsers', o.limits->>'maxStorage', "
    "p.limits->>'maxAgents', p.limits->>'maxMessages', p.limits->>'maxUsers', p.limits->>'maxStorage', "
    "coalesce(u.agents, 0), coalesce(u.messages, 0), coalesce(u.users, 0), coalesce(u.storage, 0), "
    "to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM'), o.version, o.created_at, o.updated_at, "
    "o.timed_limits::text, now(), coalesce(o.status_before, 'active')");
/// How many columns those are.
inline constexpr int organizationColumnCount = 24;

inline constexpr Text
    organizationSources(" JOIN plans p ON p.id = o.plan"
                        " LEFT JOIN LATERAL (SELECT max(c.used) FILTER (WHERE c.resource = 'agents') AS agents,"
                        " max(c.used) FILTER (WHERE c.resource = 'messages') AS messages,"
                        " max(c.used) FILTER (WHERE c.resource = 'users') AS users,"
                        " max(c.used) FILTER (WHERE c.resource = 'storage') AS storage"
                        " FROM usage_counters c WHERE c.organization_id = o.id"
                        " AND (c.period = '' OR c.period = to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM'))) u ON true");

/// The list's filters on `organizations o`: $1 search, $2 the same as an id, $3 status, $4 plan.
inline constexpr Text
    organizationFilter(" WHERE ($1::text IS NULL OR strpos(lower(o.name), lower($1::text COLLATE \"und-x-icu\")) > 0"
                       " OR strpos(o.slug, lower($1::text COLLATE \"C\")) > 0 OR o.id = $2::uuid)"
                       " AND ($3::text IS NULL OR o.status = $3::text) AND ($4::text IS NULL OR o.plan = $4::text)");

OrganizationRow readOrganization(const db::Row &row);

/// NotFound when there is none.
Result<OrganizationRow> findOrganization(db::PlatformTx &tx, const OrganizationId &id);
/// Those of them that there are, by id.
using OrganizationRows = std::map<OrganizationId, OrganizationRow>;
OrganizationRows findOrganizations(db::PlatformTx &tx, const std::vector<OrganizationId> &ids);
/// The same, and nobody else changes them before the transaction ends.
OrganizationRows lockOrganizations(db::PlatformTx &tx, const std::vector<OrganizationId> &ids);

/// maxAgents: "agents".
std::string resourceOf(std::string_view limit);
/// Sets limit, source and end of each quota to what holds at row.at: the temporary override, else the organization's
/// own, else the plan's. It says what the database's effective_limit() and limit_source() say, for a row that is only
/// being thought of as well.
void settleLimits(OrganizationRow &row);
/// The limits that settleLimits() came to.
Limits effectiveLimits(const Usage &usage);
/// Of which limits more is used, those included that begin later.
std::vector<LimitExcess> exceededLimits(const OrganizationRow &row);
/// {"maxAgents": {"value": 5, "from": "...", "until": "..."}}, as the table keeps them.
boost::json::object temporaryJson(const std::vector<TemporaryLimit> &limits);

} // namespace objecta::features
