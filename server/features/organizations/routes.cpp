// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/organizations/routes.h"

#include "server/features/organizations/edits.h"
#include "server/features/organizations/list.h"
#include "server/features/organizations/provisioning.h"
#include "server/features/platform_resource.h"

namespace objecta::features {

namespace {

using boost::beast::http::status;
using boost::beast::http::verb;
using db::Awaitable;
using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Permission;

constexpr auto collection = "/v1/admin/organizations";
constexpr auto one = "/v1/admin/organizations/{id}";
constexpr auto provisioning = "/v1/admin/organizations/{id}/provisioning";

Answer answerOf(const Organization &organization)
{
    return Answer::json(organization).with("ETag", pipeline::etag(organization.version));
}

Answer createdAnswer(const ProvisionedOrganization &made)
{
    return Answer::json(made, status::created)
        .with("Location", std::string(collection) + '/' + made.id.text())
        .with("ETag", pipeline::etag(made.version));
}

Awaitable<Result<Answer>> list(const Authorized &request, db::Database &database)
{
    auto query = readOrganizationQuery(request);
    if (!query) {
        co_return tl::unexpected(query.error());
    }
    const auto page = co_await findOrganizations(database, std::move(*query));
    if (!page) {
        co_return tl::unexpected(page.error());
    }
    co_return Answer::json(*page);
}

Awaitable<Result<Answer>> create(const Authorized &request, ProvisioningParts parts, auth::Passwords &passwords)
{
    auto wanted = pipeline::readBody<CreateOrganization>(request);
    if (!wanted) {
        co_return tl::unexpected(wanted.error());
    }
    auto context = AuditContext::of(request);
    const auto made = co_await provision(parts, passwords, std::move(context), std::move(*wanted));
    if (!made) {
        co_return tl::unexpected(made.error());
    }
    co_return createdAnswer(*made);
}

Awaitable<Result<Answer>> get(const Authorized &request, db::Database &database)
{
    return getForStaff(request, database, findOrganization,
                       [](const OrganizationRow &row) { return answerOf(row.organization); });
}

Awaitable<Result<Answer>> steps(const Authorized &request, db::Database &database)
{
    return getForStaff(request, database, readProvisioning,
                       [](const Provisioning &found) { return Answer::json(found); });
}

/// Goes on at once instead of when the job is due, or where the job has given up.
Awaitable<Result<Answer>> resumeSteps(const Authorized &request, ProvisioningParts parts)
{
    const auto id = pipeline::pathId<OrganizationId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    auto context = AuditContext::of(request);
    const std::function<Result<Provisioning>(db::PlatformTx &)> order = [&](db::PlatformTx &tx) {
        return orderWhatIsLeft(tx, *id, context.actor);
    };
    const auto found = co_await parts.database.platform<Provisioning>(order);
    if (!found) {
        co_return tl::unexpected(found.error());
    }
    co_await carryOnBeside(parts, std::move(context), *id);
    co_return co_await steps(request, parts.database);
}

Awaitable<Result<Answer>> change(const Authorized &request, db::Database &database, EventHub &hub,
                                 Result<pipeline::IfMatch> match, EditOrganization edit)
{
    const auto id = pipeline::pathId<OrganizationId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    if (!match) {
        co_return tl::unexpected(match.error());
    }
    const auto row = co_await changeOrganization(request, database, hub, *id, *match, std::move(edit));
    if (!row) {
        co_return tl::unexpected(row.error());
    }
    co_return answerOf(row->organization);
}

Awaitable<Result<Answer>> update(const Authorized &request, db::Database &database, EventHub &hub)
{
    auto wanted = pipeline::readBody<UpdateOrganization>(request);
    if (!wanted) {
        co_return tl::unexpected(wanted.error());
    }
    EditOrganization edit = updating(std::move(*wanted));
    co_return co_await change(request, database, hub, pipeline::requiredIfMatch(request), std::move(edit));
}

Awaitable<Result<Answer>> move(const Authorized &request, db::Database &database, EventHub &hub, const Transition &way,
                               std::chrono::seconds grace)
{
    EditOrganization edit = moving(way, grace);
    co_return co_await change(request, database, hub, pipeline::ifMatch(request), std::move(edit));
}

} // namespace

std::vector<pipeline::Route> organizationRoutes(auth::Passwords &passwords, objects::ObjectStore &store, EventHub &hub,
                                                std::chrono::seconds grace)
{
    using pipeline::staffRoute;
    std::vector<pipeline::Route> out{
        staffRoute(verb::get, collection, Permission::ReadOrganizations, list),
        staffRoute(verb::post, collection, Permission::ProvisionOrganizations,
                   [&passwords, &store, &hub](const Authorized &request, db::Database &database) {
                       return create(request, {database, store, hub}, passwords);
                   }),
        staffRoute(verb::get, provisioning, Permission::ReadOrganizations, steps),
        staffRoute(verb::post, std::string(provisioning) + "/resume", Permission::ProvisionOrganizations,
                   [&store, &hub](const Authorized &request, db::Database &database) {
                       return resumeSteps(request, {database, store, hub});
                   }),
        staffRoute(verb::get, one, Permission::ReadOrganizations, get),
        staffRoute(
            verb::patch, one, Permission::ChangeOrganizations,
            [&hub](const Authorized &request, db::Database &database) { return update(request, database, hub); }),
    };
    for (const auto &way : lifecycle::transitions) {
        out.push_back(staffRoute(verb::post, std::string(one) + '/' + std::string(way.act), way.permission,
                                 [&hub, &way, grace](const Authorized &request, db::Database &database) {
                                     return move(request, database, hub, way, grace);
                                 }));
    }
    return out;
}

} // namespace objecta::features
