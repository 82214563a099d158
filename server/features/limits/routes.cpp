// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/limits/routes.h"

#include "server/features/organizations/edits.h"

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
    EditOrganization edit = limiting(*wanted);
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
