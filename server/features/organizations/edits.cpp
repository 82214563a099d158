// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/organizations/edits.h"

#include <algorithm>

namespace objecta::features {

EditOrganization updating(UpdateOrganization update)
{
    return [update = std::move(update)](OrganizationRow &row) -> Result<std::optional<OrganizationEdit>> {
        Organization &organization = row.organization;
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
    return [&way, grace](OrganizationRow &row) -> Result<std::optional<OrganizationEdit>> {
        Organization &organization = row.organization;
        if (holds(way.done, organization.status)) {
            return std::optional<OrganizationEdit>();
        }
        if (!holds(way.from, organization.status)) {
            return fail(ProblemCode::Conflict, std::string(way.refusal));
        }
        OrganizationEdit out{std::string(way.action), {{"status", organization.status}}, {}, way.to.empty(), grace, {}};
        out.after["status"] = way.to.empty() ? row.statusBefore : std::string(way.to);
        if (!way.to.empty()) {
            organization.status = way.to;
        }
        return out;
    };
}

namespace {

boost::json::value text(const std::optional<int64_t> &limit)
{
    return limit ? boost::json::value(*limit) : boost::json::value(nullptr);
}

boost::json::value text(const std::optional<TemporaryLimit> &limit)
{
    if (!limit) {
        return nullptr;
    }
    return temporaryJson({*limit}).begin()->value();
}

void setOwn(OrganizationRow &row, const UpdateLimits &wanted, OrganizationEdit &edit)
{
    for (const auto &part : limitParts) {
        auto &value = row.organization.limits.*part.limit;
        const auto &next = wanted.*part.update;
        if (next && next.value != value) {
            edit.before[std::string(part.name)] = text(value);
            edit.after[std::string(part.name)] = text(next.value);
            value = next.value;
        }
    }
}

void setTemporary(OrganizationRow &row, const UpdateLimits &wanted, OrganizationEdit &edit)
{
    for (const auto &part : limitParts) {
        const auto &next = wanted.*part.update;
        if (!next) {
            continue;
        }
        const auto place = std::ranges::find(row.temporary, part.name, &TemporaryLimit::limit);
        std::optional<TemporaryLimit> before;
        std::optional<TemporaryLimit> after;
        if (place != row.temporary.end()) {
            before = *place;
        }
        if (next.value) {
            after = TemporaryLimit{std::string(part.name), *next.value, wanted.from.value, wanted.until.value};
        }
        if (before == after) {
            continue;
        }
        edit.before[std::string(part.name)] = text(before);
        edit.after[std::string(part.name)] = text(after);
        if (before) {
            row.temporary.erase(place);
        }
        if (after) {
            row.temporary.push_back(*after);
            edit.begun.push_back(*after);
        }
    }
}

} // namespace

EditOrganization limiting(UpdateLimits wanted)
{
    return [wanted](OrganizationRow &row) -> Result<std::optional<OrganizationEdit>> {
        OrganizationEdit edit{"limits.changed", {}, {}, false};
        if (!wanted.from && !wanted.until) {
            setOwn(row, wanted, edit);
        } else {
            const auto &from = wanted.from.value;
            const auto &until = wanted.until.value;
            if (until && *until <= row.at) {
                return failFields({{"until", "too_small", "is over already"}});
            }
            if (from && until && *from >= *until) {
                return failFields({{"until", "too_small", "is not after from"}});
            }
            setTemporary(row, wanted, edit);
        }
        settleLimits(row);
        if (edit.after.empty()) {
            return std::optional<OrganizationEdit>();
        }
        // What is deleted has no use for it; what is erased, no trail any more that an entry could stand in.
        if (!holds(lifecycle::living, row.organization.status) && row.organization.status != "provisioning") {
            return fail(ProblemCode::Conflict, "The limits of a deleted organization cannot be changed.");
        }
        return std::optional(std::move(edit));
    };
}

} // namespace objecta::features
