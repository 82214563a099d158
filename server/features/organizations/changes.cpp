// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/organizations/changes.h"

#include "server/features/limits/temporary.h"
#include "server/features/organizations/erasure.h"
#include "server/features/usage/thresholds.h"

#include <algorithm>
#include <iterator>

namespace objecta::features {

namespace {

constexpr db::Sql updateThem(R"sql(
    UPDATE organizations o
    SET name = n.name, plan = n.plan,
        status = CASE WHEN n.restores THEN coalesce(o.status_before, 'active') ELSE n.status END,
        limits = n.limits, slug = n.slug, timed_limits = n.timed,
        status_before = CASE WHEN n.status = 'deleting' AND NOT n.restores THEN coalesce(o.status_before, o.status) END,
        delete_after = CASE WHEN n.status = 'deleting' AND NOT n.restores
                            THEN coalesce(o.delete_after, now() + make_interval(secs => n.grace)) END,
        version = o.version + 1, updated_at = now()
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::boolean[],
                $7::double precision[], $8::text[], $9::jsonb[])
        n (id, name, plan, status, limits, restores, grace, slug, timed)
    WHERE o.id = n.id AND NOT (n.restores AND o.erasing_since IS NOT NULL))sql");

struct Edited {
    OrganizationRow row;
    OrganizationEdit edit;
};

Result<void> update(db::PlatformTx &tx, const std::vector<Edited> &all)
{
    std::vector<OrganizationId> ids;
    std::vector<std::string> names;
    std::vector<std::string> plans;
    std::vector<std::string> states;
    std::vector<std::string> limits;
    std::vector<bool> restores;
    std::vector<int64_t> graces; // seconds
    std::vector<std::string> slugs;
    std::vector<std::string> timed;
    for (const auto &[row, edit] : all) {
        const Organization &organization = row.organization;
        timed.push_back(boost::json::serialize(temporaryJson(row.temporary)));
        ids.push_back(organization.id);
        names.push_back(organization.name);
        plans.push_back(organization.plan);
        states.push_back(organization.status);
        limits.push_back(boost::json::serialize(limitsJson(organization.limits)));
        restores.push_back(edit.restores);
        graces.push_back(edit.grace.count());
        slugs.push_back(organization.slug);
    }
    try {
        const auto updated =
            tx.query(updateThem, db::Params(ids, names, plans, states, limits, restores, graces, slugs, timed));
        if (updated.affected() < static_cast<int64_t>(all.size())) {
            return fail(ProblemCode::Conflict, "Its erasure has begun.");
        }
    } catch (const db::SqlError &error) {
        if (error.failure().constraint == "organizations_slug_key") {
            return fail(ProblemCode::SlugTaken);
        }
        if (error.failure().constraint != "organizations_plan_fkey") {
            throw;
        }
        return failFields({{"plan", "unknown", "is no plan"}});
    }
    return {};
}

/// What is to be done when a time has come.
void orderJobs(db::PlatformTx &tx, const std::vector<Edited> &all)
{
    std::vector<jobs::Order> orders;
    for (const auto &[row, edit] : all) {
        auto temporary = temporaryOrders(row.organization.id, edit.begun, row.at);
        std::ranges::move(temporary, std::back_inserter(orders));
        if (row.organization.status == "deleting" && !edit.restores) {
            orders.push_back({jobs::platform, eraseKind, {}, "organizations", edit.grace, {}});
        }
    }
    jobs::enqueue(tx, orders);
}

void writeAudit(db::PlatformTx &tx, const AuditContext &context, const std::vector<Edited> &all)
{
    std::vector<AuditedAct> acts;
    for (const auto &[row, edit] : all) {
        const Organization &organization = row.organization;
        acts.push_back({organization.id, edit.action, "organization", organization.id.text(), edit.before, edit.after});
    }
    features::writeAudit(tx, context, acts);
}

} // namespace

Result<std::vector<ChangedOrganization>> changeOrganizations(db::PlatformTx &tx, const AuditContext &context,
                                                             const std::vector<OrganizationToChange> &which,
                                                             const EditOrganization &edit)
{
    std::vector<OrganizationId> ids;
    for (const auto &one : which) {
        ids.push_back(one.id);
    }
    auto rows = lockOrganizations(tx, ids);
    std::vector<ChangedOrganization> out;
    std::vector<Edited> all;
    ids.clear();
    for (const auto &one : which) {
        auto &result = out.emplace_back();
        const auto found = rows.find(one.id);
        if (found == rows.end()) {
            result.refusal = fail(ProblemCode::NotFound).value();
            continue;
        }
        result.row = found->second;
        if (!one.match.accepts(result.row.organization.version)) {
            result.refusal = fail(ProblemCode::PreconditionFailed).value();
            continue;
        }
        Edited edited{result.row, {}};
        auto made = edit(edited.row);
        if (!made) {
            result.refusal = made.error();
        } else if (*made) {
            edited.edit = std::move(**made);
            result.edited = true;
            ids.push_back(one.id);
            all.push_back(std::move(edited));
        }
    }
    if (all.empty()) {
        return out;
    }
    if (auto updated = update(tx, all); !updated) {
        return tl::unexpected(updated.error());
    }
    orderJobs(tx, all);
    writeAudit(tx, context, all);
    auto now = findOrganizations(tx, ids);
    std::vector<ChangedLimits> limits;
    for (const auto &id : ids) {
        limits.push_back({&rows.at(id), &now.at(id)});
    }
    raiseThresholds(tx, limits);
    for (auto &one : out) {
        if (one.edited) {
            one.row = std::move(now.at(one.row.organization.id));
        }
    }
    return out;
}

db::Awaitable<Result<OrganizationRow>> changeOrganization(const pipeline::Authorized &request, db::Database &database,
                                                          EventHub &hub, OrganizationId id, pipeline::IfMatch match,
                                                          EditOrganization edit)
{
    const auto context = AuditContext::of(request);
    const std::vector<OrganizationToChange> which{{id, match}};
    const std::function<Result<ChangedOrganization>(db::PlatformTx &)> work =
        [&](db::PlatformTx &tx) -> Result<ChangedOrganization> {
        auto changed = changeOrganizations(tx, context, which, edit);
        if (!changed) {
            return tl::unexpected(changed.error());
        }
        auto &one = changed->front();
        if (one.refusal) {
            return tl::unexpected(std::move(*one.refusal));
        }
        return std::move(one);
    };
    auto changed = co_await database.platform<ChangedOrganization>(work);
    if (!changed) {
        co_return tl::unexpected(changed.error());
    }
    if (changed->edited) {
        hub.publish(organizationUpdated, id, changed->row.organization.version);
    }
    co_return std::move(changed->row);
}

boost::json::object limitsJson(const Limits &limits)
{
    boost::json::object out;
    const auto set = [&out](const auto &field, const auto &value) {
        if (value) {
            out[boost::json::string_view(field.name.data(), field.name.size())] = *value;
        }
    };
    std::apply([&](const auto &...field) { (set(field, limits.*(field.member)), ...); }, Fields<Limits>::table);
    return out;
}

} // namespace objecta::features
