// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/limits/routes.h"

#include "server/features/organizations/changes.h"

namespace objecta::features {

namespace {

using db::Awaitable;
using pipeline::Answer;
using pipeline::Authorized;

constexpr auto path = "/v1/admin/organizations/{id}/limits";

Answer answerOf(const OrganizationRow &row)
{
    const auto &organization = row.organization;
    const auto &limits = organization.limits;
    return Answer::json(OrganizationLimits{limits.maxAgents, limits.maxMessages, limits.maxUsers, limits.maxStorage,
                                           organization.plan, row.planLimits, effectiveLimits(limits, row.planLimits),
                                           organization.usage, organization.version})
        .with("ETag", pipeline::etag(organization.version));
}

Awaitable<Result<Answer>> get(const Authorized &request, db::Database &database)
{
    const auto id = pipeline::pathId<OrganizationId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const std::function<Result<OrganizationRow>(db::PlatformTx &)> load = [&id](db::PlatformTx &tx) {
        return findOrganization(tx, *id);
    };
    const auto row = co_await database.platform<OrganizationRow>(load);
    if (!row) {
        co_return tl::unexpected(row.error());
    }
    co_return answerOf(*row);
}

/// A limit below what is used is taken: it refuses what is new and takes nothing away.
std::optional<OrganizationEdit> applyLimits(Organization &organization, const UpdateLimits &wanted)
{
    OrganizationEdit edit{"limits.changed", {}, {}};
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
}

Awaitable<Result<Answer>> update(const Authorized &request, db::Database &database, EventHub &hub)
{
    const auto id = pipeline::pathId<OrganizationId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const auto wanted = pipeline::readBody<UpdateLimits>(request);
    if (!wanted) {
        co_return tl::unexpected(wanted.error());
    }
    const auto match = pipeline::ifMatch(request);
    if (!match) {
        co_return tl::unexpected(match.error());
    }
    EditOrganization edit = [&wanted](Organization &organization) -> Result<std::optional<OrganizationEdit>> {
        return applyLimits(organization, *wanted);
    };
    const auto row = co_await changeOrganization(request, database, hub, *id, *match, std::move(edit));
    if (!row) {
        co_return tl::unexpected(row.error());
    }
    co_return answerOf(*row);
}

} // namespace

std::vector<pipeline::Route> limitRoutes(EventHub &hub)
{
    using pipeline::Permission;
    return {pipeline::staffRoute(boost::beast::http::verb::get, path, Permission::ReadOrganizations, get),
            pipeline::staffRoute(
                boost::beast::http::verb::patch, path, Permission::ChangeLimits,
                [&hub](const Authorized &request, db::Database &database) { return update(request, database, hub); })};
}

} // namespace objecta::features
