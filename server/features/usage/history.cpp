// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/usage/history.h"

#include "server/features/query.h"

#include <algorithm>
#include <chrono>

namespace objecta::features {

namespace {

constexpr int64_t secondsOfDay = 86'400;
constexpr int64_t usualDays = 30;
constexpr std::string_view resources = "agents|users|messages|storage";

std::chrono::year_month_day dateOf(int64_t day)
{
    return std::chrono::sys_days(std::chrono::days(day));
}

Result<std::optional<int64_t>> queryDay(const pipeline::Routed &request, std::string_view name)
{
    const auto text = pipeline::queryParameter(request, name);
    if (!text) {
        return std::optional<int64_t>();
    }
    const auto midnight = Timestamp::parse(*text + "T00:00:00Z");
    if (!midnight) {
        return failFields({{std::string(name), "type", "must be a day (2026-11-29)"}});
    }
    return midnight->seconds() / secondsOfDay;
}

/// Days and today as they were read, oldest first, of one resource.
struct Row {
    int64_t day;
    int64_t used;
    int64_t peak;
    std::optional<int64_t> limit;
};

ResourceUsage resourceOf(std::string resource, const std::vector<Row> &rows, const UsageQuery &query)
{
    ResourceUsage out;
    out.resource = std::move(resource);
    out.used = rows.back().used;
    out.limit = rows.back().limit;
    std::vector<UsedOn> points;
    const Row *before = nullptr;
    for (const auto &row : rows) {
        points.push_back({row.day, row.used});
        if (row.day >= query.from && row.day <= query.to) {
            UsageDay day{dayText(row.day), row.used, row.peak, row.limit, {}};
            if (out.resource == "messages" && dateOf(row.day).day() == std::chrono::day(1)) {
                day.change = row.used;
            } else if (before != nullptr && before->day == row.day - 1) {
                day.change = row.used - before->used;
            }
            out.days.push_back(std::move(day));
        }
        before = &row;
    }
    const Forecast forecast = forecastOf(out.resource, points, out.limit, query.now);
    out.forecast = {std::string(forecast.basis),
                    forecast.reachedOn ? std::optional(dayText(*forecast.reachedOn)) : std::nullopt, forecast.perDay,
                    forecast.days};
    return out;
}

} // namespace

Result<UsageQuery> readUsageQuery(const pipeline::Routed &request, Timestamp now)
{
    const auto from = queryDay(request, "from");
    const auto to = queryDay(request, "to");
    const auto resource = queryWord(request, "resource", resources);
    if (auto problem = firstProblem(from, to, resource)) {
        return tl::unexpected(std::move(*problem));
    }
    UsageQuery out{*resource, 0, 0, now};
    out.to = std::min(to->value_or(out.today()), out.today());
    out.from = std::max(from->value_or(out.to - usualDays + 1), out.today() - usageKeptDays);
    return out;
}

db::Params usageParams(const OrganizationId &organization, const UsageQuery &query)
{
    // The day before tells the first one's change.
    const int64_t first = std::min(query.from - 1, query.today() - trendDays);
    db::Params out(organization, query.resource, first, query.today());
    return out;
}

DailyUsage usageOf(const db::Rows &rows, const UsageQuery &query)
{
    DailyUsage out{dayText(query.from), dayText(query.to), {}};
    std::string resource;
    std::vector<Row> days;
    const auto finish = [&] {
        if (!days.empty()) {
            out.resources.push_back(resourceOf(resource, days, query));
            days.clear();
        }
    };
    for (const auto row : rows) {
        if (row.text(0) != resource) {
            finish();
            resource = row.string(0);
        }
        days.push_back({row.integer(1), row.integer(2), row.integer(3), row.maybeInteger(4)});
    }
    finish();
    return out;
}

Forecast forecastOf(std::string_view resource, const std::vector<UsedOn> &points, std::optional<int64_t> limit,
                    Timestamp now)
{
    if (resource != "messages" || points.empty()) {
        return forecastTrend(points, limit);
    }
    const auto date = dateOf(points.back().day);
    const auto day = static_cast<unsigned>(date.day());
    const auto last = static_cast<unsigned>((date.year() / date.month() / std::chrono::last).day());
    const double elapsed = day - 1 + static_cast<double>(now.seconds() % secondsOfDay) / secondsOfDay;
    return forecastMonth(points.back(), elapsed, last - day, limit);
}

std::string dayText(int64_t day)
{
    return Timestamp::fromSeconds(day * secondsOfDay).text().substr(0, 10);
}

} // namespace objecta::features
