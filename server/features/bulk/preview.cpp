// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/audit/platform_trail.h"
#include "server/features/bulk/bulk.h"

#include <algorithm>

namespace objecta::features {

namespace {

using boost::json::object;

constexpr auto matching =
    Text("SELECT o.id FROM organizations o") + organizationFilter + " ORDER BY o.id LIMIT $5::bigint";

constexpr db::Sql planLimits("SELECT id, limits->>'maxAgents', limits->>'maxMessages', limits->>'maxUsers', "
                             "limits->>'maxStorage' FROM plans");

constexpr db::Sql insertOperation(R"sql(
    INSERT INTO bulk_operations (action, change, actor, total, expires_at)
    VALUES ($1, $2::jsonb, $3, $4::bigint, now() + interval '1 hour') RETURNING id)sql");

constexpr db::Sql insertItems(R"sql(
    INSERT INTO bulk_items (bulk_id, position, target_id, version, effect, exceeded, detail)
    SELECT $1::uuid, n.position, n.id, n.version, n.effect, string_to_array(n.exceeded, ','), n.detail
    FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[])
        WITH ORDINALITY n (id, version, effect, exceeded, detail, position))sql");

constexpr db::Sql forget(R"sql(
    DELETE FROM bulk_operations WHERE job_id IS NULL AND expires_at < now() - interval '1 day')sql");

using Plans = std::map<std::string, Limits, std::less<>>;

Plans readPlans(db::PlatformTx &tx)
{
    Plans out;
    const auto rows = tx.query(planLimits);
    for (const auto row : rows) {
        out.emplace(row.string(0),
                    Limits{row.maybeInteger(1), row.maybeInteger(2), row.maybeInteger(3), row.maybeInteger(4)});
    }
    return out;
}

/// "agents,storage": of which more is used than the limits allow, or will allow.
std::string exceeded(const OrganizationRow &row)
{
    std::string out;
    for (const auto &one : exceededLimits(row)) {
        out += (out.empty() ? "" : ",") + resourceOf(one.limit);
    }
    return out;
}

/// The items as columns.
struct Items {
    std::vector<OrganizationId> ids;
    std::vector<int64_t> versions;
    std::vector<std::string> effects;
    std::vector<std::string> exceeded;
    std::vector<std::optional<std::string>> details;

    void add(const OrganizationRow &row, const EditOrganization &edit, const Plans &plans)
    {
        auto changed = row;
        const Organization &organization = changed.organization;
        ids.push_back(organization.id);
        versions.push_back(organization.version);
        const auto made = edit(changed);
        const bool changes = made && *made;
        effects.emplace_back(!made ? "refused" : changes ? "change" : "none");
        details.push_back(made ? std::nullopt : std::optional(made.error().detail));
        const bool limits =
            changes && (organization.plan != row.organization.plan || (*made)->action == "limits.changed");
        if (limits) {
            changed.planLimits = plans.at(organization.plan);
            settleLimits(changed);
        }
        exceeded.push_back(limits ? features::exceeded(changed) : std::string());
    }
};

Result<std::vector<OrganizationId>> wantedIds(db::PlatformTx &tx, const CreateBulkOperation &wanted)
{
    std::vector<OrganizationId> out;
    if (wanted.ids) {
        out = *wanted.ids;
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
    } else {
        const auto &filter = *wanted.filter;
        const auto searched = filter.search ? OrganizationId::parse(*filter.search) : std::nullopt;
        const auto rows =
            tx.query(statement<matching>, db::Params(filter.search, searched, filter.status, filter.plan, maxBulk + 1));
        for (const auto row : rows) {
            out.push_back(row.id<OrganizationId>(0));
        }
    }
    const char *field = wanted.ids ? "ids" : "filter";
    if (out.empty()) {
        return failFields({{field, "required", "names no organization"}});
    }
    if (static_cast<int64_t>(out.size()) > maxBulk) {
        return failFields({{field, "too_long", "names more than " + std::to_string(maxBulk) + " organizations"}});
    }
    return out;
}

Result<BulkOperation> preview(db::PlatformTx &tx, const AuditContext &context, const CreateBulkOperation &wanted,
                              const EditOrganization &edit)
{
    const auto plans = readPlans(tx);
    if (wanted.plan && !plans.contains(*wanted.plan)) {
        return failFields({{"plan", "unknown", "is no plan"}});
    }
    const auto ids = wantedIds(tx, wanted);
    if (!ids) {
        return tl::unexpected(ids.error());
    }
    const auto rows = findOrganizations(tx, *ids);
    if (rows.size() != ids->size()) {
        const auto missing = std::ranges::find_if(*ids, [&rows](const auto &id) { return !rows.contains(id); });
        return failFields({{"ids", "unknown", "names no organization: " + missing->text()}});
    }
    Items items;
    for (const auto &[id, row] : rows) {
        items.add(row, edit, plans);
    }
    tx.query(forget);
    const auto made = tx.query(insertOperation,
                               db::Params(wanted.action, boost::json::serialize(bulkChange(wanted)), context.actor,
                                          static_cast<int64_t>(items.ids.size())));
    const auto id = made[0].id<BulkId>(0);
    tx.query(insertItems, db::Params(id, items.ids, items.versions, items.effects, items.exceeded, items.details));
    writePlatformAudit(tx, context,
                       {"bulk.previewed", "bulk_operation", id.text(), nullptr,
                        object{{"action", wanted.action},
                               {"change", bulkChange(wanted)},
                               {"organizations", static_cast<int64_t>(items.ids.size())}}});
    return findBulk(tx, id);
}

} // namespace

Result<EditOrganization> bulkEdit(const CreateBulkOperation &operation)
{
    const bool plan = operation.action == "change_plan";
    const bool limits = operation.action == "change_limits";
    std::vector<FieldError> errors;
    const auto look = [&errors](const char *name, bool given, bool wanted) {
        if (given != wanted) {
            errors.push_back(
                {name, wanted ? "required" : "unknown", wanted ? "is required" : "is not for this action"});
        }
    };
    look("plan", operation.plan.has_value(), plan);
    look("limits", operation.limits.has_value(), limits);
    if (!errors.empty()) {
        return failFields(std::move(errors));
    }
    if (plan) {
        UpdateOrganization update;
        update.plan = *operation.plan;
        return updating(std::move(update));
    }
    if (limits) {
        return limiting(*operation.limits);
    }
    return moving(*std::ranges::find(lifecycle::transitions, std::string_view(operation.action), &Transition::act));
}

auth::Permission bulkPermission(std::string_view action)
{
    using auth::Permission;
    return action == "change_plan"  ? Permission::ChangeOrganizations
        : action == "change_limits" ? Permission::ChangeLimits
                                    : Permission::SuspendOrganizations;
}

object bulkChange(const CreateBulkOperation &operation)
{
    object out;
    if (operation.plan) {
        out["plan"] = *operation.plan;
    }
    if (operation.limits) {
        out["limits"] = boost::json::parse(writeJson(*operation.limits));
    }
    return out;
}

CreateBulkOperation bulkOperationOf(const std::string &action, std::string_view change)
{
    auto value = boost::json::parse(boost::json::string_view(change.data(), change.size()));
    value.as_object()["action"] = action;
    return readJson<CreateBulkOperation>(value).value();
}

db::Awaitable<Result<BulkOperation>> previewBulk(const pipeline::Authorized &request, db::Database &database,
                                                 CreateBulkOperation wanted)
{
    if (wanted.ids.has_value() == wanted.filter.has_value()) {
        co_return failFields({{"ids", "required", "or else a filter is required, and not both"}});
    }
    const auto edit = bulkEdit(wanted);
    if (!edit) {
        co_return tl::unexpected(edit.error());
    }
    if (!auth::staffMay(request.staff().role, bulkPermission(wanted.action))) {
        co_return fail(ProblemCode::Forbidden);
    }
    const auto context = AuditContext::of(request);
    const std::function<Result<BulkOperation>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) {
        return preview(tx, context, wanted, *edit);
    };
    co_return co_await database.platform<BulkOperation>(work);
}

} // namespace objecta::features
