// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/organizations/edits.h"

namespace objecta::features {

EditOrganization updating(UpdateOrganization update)
{
    return [update = std::move(update)](Organization &organization) -> Result<std::optional<OrganizationEdit>> {
        OrganizationEdit edit{"organization.updated", {}, {}, false};
        const auto set = [&edit](const char *name, std::string &value, const Patch<std::string> &wanted) {
            if (wanted && wanted.value != value) {
                edit.before[name] = value;
                edit.after[name] = wanted.value;
                value = wanted.value;
            }
        };
        set("name", organization.name, update.name);
        set("plan", organization.plan, update.plan);
        set("slug", organization.slug, update.slug);
        if (edit.after.contains("slug")) {
            if (isReservedSlug(organization.slug)) {
                return fail(ProblemCode::SlugReserved);
            }
            edit.action = "organization.renamed";
        }
        if (edit.after.empty()) {
            return std::optional<OrganizationEdit>();
        }
        if (!holds(lifecycle::inUse, organization.status)) {
            return fail(ProblemCode::Conflict, "Only an active or suspended organization can be changed.");
        }
        return edit;
    };
}

EditOrganization moving(const Transition &way, std::chrono::seconds grace)
{
    return [&way, grace](Organization &organization) -> Result<std::optional<OrganizationEdit>> {
        if (holds(way.done, organization.status)) {
            return std::optional<OrganizationEdit>();
        }
        if (!holds(way.from, organization.status)) {
            return fail(ProblemCode::Conflict, std::string(way.refusal));
        }
        OrganizationEdit out{std::string(way.action), {{"status", organization.status}}, {}, way.to.empty(), grace};
        if (!way.to.empty()) {
            out.after["status"] = std::string(way.to);
            organization.status = way.to;
        }
        return out;
    };
}

EditOrganization limiting(UpdateLimits wanted)
{
    return [wanted](Organization &organization) -> Result<std::optional<OrganizationEdit>> {
        OrganizationEdit edit{"limits.changed", {}, {}, false};
        const auto set = [&edit](const char *name, std::optional<int64_t> &value,
                                 const Patch<std::optional<int64_t>> &next) {
            if (next && next.value != value) {
                edit.before[name] = value ? boost::json::value(*value) : boost::json::value(nullptr);
                edit.after[name] = next.value ? boost::json::value(*next.value) : boost::json::value(nullptr);
                value = next.value;
            }
        };
        auto &limits = organization.limits;
        set("maxAgents", limits.maxAgents, wanted.maxAgents);
        set("maxMessages", limits.maxMessages, wanted.maxMessages);
        set("maxUsers", limits.maxUsers, wanted.maxUsers);
        set("maxStorage", limits.maxStorage, wanted.maxStorage);
        return edit.after.empty() ? std::nullopt : std::optional(std::move(edit));
    };
}

} // namespace objecta::features
