// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/organizations/rows.h"

namespace objecta::features {

namespace {

constexpr auto selectAll = Text("SELECT ") + organizationColumns + " FROM organizations o" + organizationSources;
// By id, so that two who lock several do it in the same order. NO KEY: a tenant's statement that has its place in the
// audit chain already still has its foreign key checked.
constexpr auto selectSeveral = selectAll + " WHERE o.id = ANY ($1::uuid[]) ORDER BY o.id";

Limits readLimits(const db::Row &row, int column)
{
    return {row.maybeInteger(column), row.maybeInteger(column + 1), row.maybeInteger(column + 2),
            row.maybeInteger(column + 3)};
}

Quota quota(int64_t used, const std::optional<int64_t> &limit, const std::optional<int64_t> &plan)
{
    return {used, limit ? limit : plan, limit ? "override" : "plan"};
}

OrganizationRows byId(const db::Rows &rows)
{
    OrganizationRows out;
    for (const auto row : rows) {
        auto one = readOrganization(row);
        const auto id = one.organization.id;
        out.emplace(id, std::move(one));
    }
    return out;
}

} // namespace

OrganizationRow readOrganization(const db::Row &row)
{
    OrganizationRow out;
    auto &organization = out.organization;
    organization.id = row.id<OrganizationId>(0);
    organization.slug = row.string(1);
    organization.name = row.string(2);
    organization.plan = row.string(3);
    organization.status = row.string(4);
    organization.limits = readLimits(row, 5);
    out.planLimits = readLimits(row, 9);
    const auto &limits = organization.limits;
    organization.usage = {quota(row.integer(13), limits.maxAgents, out.planLimits.maxAgents),
                          quota(row.integer(14), limits.maxMessages, out.planLimits.maxMessages),
                          quota(row.integer(15), limits.maxUsers, out.planLimits.maxUsers),
                          quota(row.integer(16), limits.maxStorage, out.planLimits.maxStorage), row.string(17)};
    organization.version = row.integer(18);
    organization.createdAt = row.timestamp(19);
    organization.updatedAt = row.timestamp(20);
    return out;
}

Result<OrganizationRow> findOrganization(db::PlatformTx &tx, const OrganizationId &id)
{
    const auto rows = tx.query(statement<selectAll + " WHERE o.id = $1::uuid">, db::Params(id));
    if (rows.empty()) {
        return fail(ProblemCode::NotFound);
    }
    return readOrganization(rows[0]);
}

OrganizationRows findOrganizations(db::PlatformTx &tx, const std::vector<OrganizationId> &ids)
{
    return byId(tx.query(statement<selectSeveral>, db::Params(ids)));
}

OrganizationRows lockOrganizations(db::PlatformTx &tx, const std::vector<OrganizationId> &ids)
{
    return byId(tx.query(statement<selectSeveral + " FOR NO KEY UPDATE OF o">, db::Params(ids)));
}

Limits effectiveLimits(const Limits &overrides, const Limits &plan)
{
    const auto either = [](const std::optional<int64_t> &a, const std::optional<int64_t> &b) { return a ? a : b; };
    return {either(overrides.maxAgents, plan.maxAgents), either(overrides.maxMessages, plan.maxMessages),
            either(overrides.maxUsers, plan.maxUsers), either(overrides.maxStorage, plan.maxStorage)};
}

} // namespace objecta::features
