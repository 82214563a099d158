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
constexpr int64_t maxPoints = 10'000;
constexpr int64_t usualPoints = 600;

/// Any range, at a resolution that fits and that its oldest part has. Nothing where it lies before all history or in
/// the future.
metrics::HistoryQuery rangeAsked(const TimeRange &range, int64_t points, const metrics::Recorder &recorder)
{
    const Timestamp now = Timestamp::now();
    const int64_t begin = std::max(range.from->seconds(), now.seconds() - metrics::hours.keep);
    const int64_t end = std::min(range.to.value_or(now), now).seconds() + 1;
    const int64_t fits = metrics::stepFor(std::max<int64_t>(1, end - begin), points);
    return {{}, begin, std::max(begin, end), std::max(fits, recorder.stepAt(begin))};
}

/// ?seconds=&step=: the last of them.
Result<metrics::HistoryQuery> lastAsked(const Authorized &request, int64_t now)
{
    const auto seconds = pipeline::queryNumber(request, "seconds", 10, maxSeconds, maxSeconds);
    if (!seconds) {
        return tl::unexpected(seconds.error());
    }
    const auto step = pipeline::queryNumber(request, "step", 1, maxStep, 1);
    if (!step) {
        return tl::unexpected(step.error());
    }
    const int64_t to = metrics::floorTo(now, *step);
    return metrics::HistoryQuery{{}, to - (*seconds + *step - 1) / *step * *step, to, *step};
}

/// ?from=&to=&points=, or ?seconds=&step=; what is not used has to be right, too.
Result<metrics::HistoryQuery> asked(const Authorized &request, const metrics::Recorder &recorder)
{
    const auto last = lastAsked(request, recorder.runningSecond());
    const auto range = queryRange(request);
    const auto points = pipeline::queryNumber(request, "points", 1, maxPoints, usualPoints);
    if (auto problem = firstProblem(last, range, points)) {
        return tl::unexpected(std::move(*problem));
    }
    return range->from ? rangeAsked(*range, *points, recorder) : *last;
}

Awaitable<Result<Answer>> history(const Authorized &request, metrics::Recorder &recorder)
{
    const auto organization = queryId<OrganizationId>(request, "organization_id");
    if (!organization) {
        co_return tl::unexpected(organization.error());
    }
    auto query = asked(request, recorder);
    if (!query) {
        co_return tl::unexpected(query.error());
    }
    query->organization = *organization;
    const auto series = co_await recorder.history(*query);
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
