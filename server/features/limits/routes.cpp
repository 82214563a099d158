// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/limits/routes.h"

#include "server/features/organizations/edits.h"
#include "server/features/platform_resource.h"
#include "server/features/query.h"

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
    auto temporary = row.temporary;
    std::erase_if(temporary, [&row](const TemporaryLimit &one) { return one.until && *one.until <= row.at; });
    return Answer::json(OrganizationLimits{limits.maxAgents, limits.maxMessages, limits.maxUsers, limits.maxStorage,
                                           organization.plan, row.planLimits, effectiveLimits(organization.usage),
                                           organization.usage, std::move(temporary), exceededLimits(row),
                                           organization.version})
        .with("ETag", pipeline::etag(organization.version));
}

/// What the edit would come to; nothing is locked, changed or noted.
Awaitable<Result<Answer>> tryOut(db::Database &database, OrganizationId id, pipeline::IfMatch match,
                                 EditOrganization edit)
{
    const std::function<Result<OrganizationRow>(db::PlatformTx &)> work =
        [&](db::PlatformTx &tx) -> Result<OrganizationRow> {
        auto row = findOrganization(tx, id);
        if (!row) {
            return row;
        }
        if (!match.accepts(row->organization.version)) {
            return fail(ProblemCode::PreconditionFailed);
        }
        const auto made = edit(*row);
        if (!made) {
            return tl::unexpected(made.error());
        }
        return row;
    };
    const auto row = co_await database.platform<OrganizationRow>(work);
    if (!row) {
        co_return tl::unexpected(row.error());
    }
    co_return answerOf(*row);
}

Awaitable<Result<Answer>> get(const Authorized &request, db::Database &database)
{
    return getForStaff(request, database, findOrganization, answerOf);
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
    const auto dryRun = queryWord(request, "dry_run", "true|false");
    if (!dryRun) {
        co_return tl::unexpected(dryRun.error());
    }
    EditOrganization edit = limiting(*wanted);
    if (*dryRun == "true") {
        co_return co_await tryOut(database, *id, *match, std::move(edit));
    }
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
