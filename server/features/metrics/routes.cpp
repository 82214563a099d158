// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/metrics/routes.h"

#include "server/features/query.h"

namespace objecta::features {

namespace {

using db::Awaitable;
using pipeline::Answer;
using pipeline::Authorized;

constexpr int64_t maxSeconds = 3600;
constexpr int64_t maxStep = 60;

Awaitable<Result<Answer>> history(const Authorized &request, metrics::Recorder &recorder)
{
    const auto organization = queryId<OrganizationId>(request, "organization_id");
    if (!organization) {
        co_return tl::unexpected(organization.error());
    }
    const auto seconds = pipeline::queryNumber(request, "seconds", 10, maxSeconds, maxSeconds);
    if (!seconds) {
        co_return tl::unexpected(seconds.error());
    }
    const auto step = pipeline::queryNumber(request, "step", 1, maxStep, 1);
    if (!step) {
        co_return tl::unexpected(step.error());
    }
    const metrics::HistoryQuery query{*organization, *seconds, *step};
    const auto series = co_await recorder.history(query);
    if (!series) {
        co_return tl::unexpected(series.error());
    }
    co_return Answer::json(*series);
}

} // namespace

std::vector<pipeline::Route> metricRoutes(metrics::Recorder &recorder)
{
    return {pipeline::staffRoute(
        boost::beast::http::verb::get, "/v1/admin/metrics", pipeline::Permission::ReadMetrics,
        [&recorder](const Authorized &request, db::Database &) { return history(request, recorder); })};
}

} // namespace objecta::features
