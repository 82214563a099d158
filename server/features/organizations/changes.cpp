// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/organizations/changes.h"

#include "server/features/audit/trail.h"

namespace objecta::features {

namespace {

constexpr db::Sql updateOne(R"sql(
    UPDATE organizations
    SET name = $2, plan = $3, status = CASE WHEN $6::boolean THEN coalesce(status_before, 'active') ELSE $4 END,
        limits = $5::jsonb, slug = $8,
        status_before = CASE WHEN $4 = 'deleting' AND NOT $6::boolean THEN coalesce(status_before, status) END,
        delete_after = CASE WHEN $4 = 'deleting' AND NOT $6::boolean
                            THEN coalesce(delete_after, now() + make_interval(days => $7::integer)) END,
        version = version + 1, updated_at = now()
    WHERE id = $1::uuid)sql");

struct Changed {
    OrganizationRow row;
    bool edited = false;
};

Result<void> update(db::PlatformTx &tx, const Organization &organization, bool restores)
{
    try {
        tx.query(updateOne,
                 db::Params(organization.id, organization.name, organization.plan, organization.status,
                            boost::json::serialize(limitsJson(organization.limits)), restores, graceDays,
                            organization.slug));
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

Result<Changed> change(db::PlatformTx &tx, const AuditContext &context, const OrganizationId &id,
                       const pipeline::IfMatch &match, const EditOrganization &edit)
{
    auto found = lockOrganization(tx, id);
    if (!found) {
        return tl::unexpected(found.error());
    }
    if (!match.accepts(found->organization.version)) {
        return fail(ProblemCode::PreconditionFailed);
    }
    auto edited = edit(found->organization);
    if (!edited) {
        return tl::unexpected(edited.error());
    }
    if (!*edited) {
        return Changed{std::move(*found), false};
    }
    auto updated = update(tx, found->organization, (*edited)->restores);
    if (!updated) {
        return tl::unexpected(updated.error());
    }
    writeAudit(tx, context, {id, (*edited)->action, "organization", id.text(), (*edited)->before, (*edited)->after});
    auto now = findOrganization(tx, id);
    if (!now) {
        return tl::unexpected(now.error());
    }
    return Changed{std::move(*now), true};
}

} // namespace

db::Awaitable<Result<OrganizationRow>> changeOrganization(const pipeline::Authorized &request, db::Database &database,
                                                          EventHub &hub, OrganizationId id, pipeline::IfMatch match,
                                                          EditOrganization edit)
{
    const auto context = AuditContext::of(request);
    const std::function<Result<Changed>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) {
        return change(tx, context, id, match, edit);
    };
    auto changed = co_await database.platform<Changed>(work);
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
