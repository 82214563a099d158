// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/organization.h"
#include "server/db/database.h"
#include "server/features/organizations/sql_text.h"

#include <map>
#include <vector>

namespace objecta::features {

/// An organization as staff see it, with its plan's limits.
struct OrganizationRow {
    Organization organization;
    Limits planLimits;
};

/// What readOrganization() takes, from `organizations o` (or a page of it) and organizationSources.
inline constexpr Text organizationColumns(
    "o.id, o.slug, o.name, o.plan, o.status, "
    "o.limits->>'maxAgents', o.limits->>'maxMessages', o.limits->>'maxUsers', o.limits->>'maxStorage', "
    "p.limits->>'maxAgents', p.limits->>'maxMessages', p.limits->>'maxUsers', p.limits->>'maxStorage', "
    "coalesce(u.agents, 0), coalesce(u.messages, 0), coalesce(u.users, 0), coalesce(u.storage, 0), "
    "to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM'), o.version, o.created_at, o.updated_at");
/// How many columns those are.
inline constexpr int organizationColumnCount = 21;

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

/// The limit that holds: the override, else the plan's.
Limits effectiveLimits(const Limits &overrides, const Limits &plan);

} // namespace objecta::features
