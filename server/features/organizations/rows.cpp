// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/organizations/rows.h"

namespace objecta::features {

namespace {

constexpr auto selectOne =
    Text("SELECT ") + organizationColumns + " FROM organizations o" + organizationSources + " WHERE o.id = $1::uuid";

Limits readLimits(const db::Row &row, int column)
{
    return {row.maybeInteger(column), row.maybeInteger(column + 1), row.maybeInteger(column + 2),
            row.maybeInteger(column + 3)};
}

Quota quota(int64_t used, const std::optional<int64_t> &limit, const std::optional<int64_t> &plan)
{
    return {used, limit ? limit : plan, limit ? "override" : "plan"};
}

Result<OrganizationRow> first(const db::Rows &rows)
{
    if (rows.empty()) {
        return fail(ProblemCode::NotFound);
    }
    return readOrganization(rows[0]);
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
    return first(tx.query(statement<selectOne>, db::Params(id)));
}

Result<OrganizationRow> lockOrganization(db::PlatformTx &tx, const OrganizationId &id)
{
    // NO KEY: a tenant's statement that has its place in the audit chain already still has its foreign key checked.
    return first(tx.query(statement<selectOne + " FOR NO KEY UPDATE OF o">, db::Params(id)));
}

Limits effectiveLimits(const Limits &overrides, const Limits &plan)
{
    const auto either = [](const std::optional<int64_t> &a, const std::optional<int64_t> &b) { return a ? a : b; };
    return {either(overrides.maxAgents, plan.maxAgents), either(overrides.maxMessages, plan.maxMessages),
            either(overrides.maxUsers, plan.maxUsers), either(overrides.maxStorage, plan.maxStorage)};
}

} // namespace objecta::features
