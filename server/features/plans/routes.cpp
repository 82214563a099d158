// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/plans/routes.h"

#include "models/contract/organization.h"

namespace objecta::features {

namespace {

using db::Awaitable;
using pipeline::Answer;
using pipeline::Authorized;

constexpr db::Sql selectPlans(R"sql(
    SELECT id, name, limits->>'maxAgents', limits->>'maxMessages', limits->>'maxUsers', limits->>'maxStorage'
    FROM plans ORDER BY position, id)sql");

Awaitable<Result<Answer>> listPlans(const Authorized &, db::Database &database)
{
    using Plans = Page<Plan>;
    const std::function<Result<Plans>(db::PlatformTx &)> load = [](db::PlatformTx &tx) -> Result<Plans> {
        Plans page;
        for (const auto row : tx.query(selectPlans)) {
            page.items.push_back(
                {row.string(0),
                 row.string(1),
                 {row.maybeInteger(2), row.maybeInteger(3), row.maybeInteger(4), row.maybeInteger(5)}});
        }
        return page;
    };
    const auto page = co_await database.platform<Plans>(load);
    if (!page) {
        co_return tl::unexpected(page.error());
    }
    co_return Answer::json(*page);
}

} // namespace

std::vector<pipeline::Route> planRoutes()
{
    return {pipeline::staffRoute(boost::beast::http::verb::get, "/v1/admin/plans",
                                 pipeline::Permission::ReadOrganizations, listPlans)};
}

} // namespace objecta::features
