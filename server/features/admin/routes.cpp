// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/admin/routes.h"

#include "models/contract/auth.h"
#include "server/features/alerts/routes.h"
#include "server/features/audit/routes.h"
#include "server/features/bulk/routes.h"
#include "server/features/impersonations/routes.h"
#include "server/features/jobs/routes.h"
#include "server/features/limits/routes.h"
#include "server/features/metrics/routes.h"
#include "server/features/organizations/routes.h"
#include "server/features/plans/routes.h"
#include "server/features/staff/routes.h"
#include "server/features/stream/routes.h"
#include "server/features/throttles/routes.h"
#include "server/features/usage/routes.h"

#include <iterator>

namespace objecta::features {

namespace {

using db::Awaitable;
using pipeline::Answer;
using pipeline::Authorized;

constexpr db::Sql selectStaff("SELECT id, email, name, role FROM staff WHERE id = $1::uuid");

Awaitable<Result<Answer>> me(const Authorized &request, db::Database &database)
{
    const StaffId id = request.staff().id;
    const std::function<Result<StaffProfile>(db::PlatformTx &)> load =
        [id](db::PlatformTx &tx) -> Result<StaffProfile> {
        const auto rows = tx.query(selectStaff, db::Params(id));
        if (rows.empty()) {
            return fail(ProblemCode::Unauthenticated);
        }
        const auto row = rows[0];
        return StaffProfile{row.id<StaffId>(0), row.string(1), row.string(2), row.string(3)};
    };
    const auto profile = co_await database.platform<StaffProfile>(load);
    if (!profile) {
        co_return tl::unexpected(profile.error());
    }
    co_return Answer::json(*profile);
}

} // namespace

std::vector<pipeline::Route> adminRoutes(const AdminParts &parts)
{
    std::vector<pipeline::Route> all;
    all.push_back(pipeline::staffRoute(boost::beast::http::verb::get, "/v1/admin/me", pipeline::Permission::None, me));
    const auto add = [&all](std::vector<pipeline::Route> routes) {
        std::move(routes.begin(), routes.end(), std::back_inserter(all));
    };
    add(planRoutes());
    add(organizationRoutes(parts.passwords, parts.store, parts.hub, parts.deletionGrace));
    add(limitRoutes(parts.hub));
    add(impersonationRoutes(parts.tokens, parts.hub));
    add(auditRoutes());
    add(staffRoutes(parts.passwords));
    add(staffSessionRoutes());
    add(jobRoutes());
    add(bulkRoutes());
    add(metricRoutes(parts.recorder));
    add(throttleRoutes(parts.hub));
    add(alertRoutes());
    add(staffUsageRoutes());
    add(streamRoutes(parts.hub));
    return all;
}

} // namespace objecta::features
