// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/usage/forecast.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace objecta::features {

namespace {

constexpr int64_t farthest = 365;

/// The whole days until so much more is used; at least tomorrow.
std::optional<int64_t> daysUntil(int64_t more, double perDay)
{
    if (perDay <= 0 || static_cast<double>(more) > perDay * static_cast<double>(farthest)) {
        return std::nullopt;
    }
    return std::clamp<int64_t>(std::llround(std::ceil(static_cast<double>(more) / perDay)), 1, farthest);
}

/// What needs no rate; nullopt: the rate decides.
std::optional<Forecast> known(const UsedOn &now, std::optional<int64_t> limit)
{
    if (!limit) {
        return Forecast{"unlimited", {}, 0, 0};
    }
    if (now.used >= *limit) {
        return Forecast{"reached", now.day, 0, 0};
    }
    return std::nullopt;
}

double median(std::vector<double> &values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    if (values.size() % 2 == 1) {
        return *middle;
    }
    return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

} // namespace

Forecast forecastTrend(const std::vector<UsedOn> &points, std::optional<int64_t> limit)
{
    if (points.empty()) {
        return {limit ? "short" : "unlimited", {}, 0, 0};
    }
    const UsedOn &now = points.back();
    const auto first =
        std::ranges::find_if(points, [&now](const UsedOn &point) { return point.day > now.day - trendDays; });
    const auto size = static_cast<size_t>(points.end() - first);
    std::vector<double> slopes;
    slopes.reserve(size * size / 2);
    for (auto a = first; a != points.end(); ++a) {
        for (auto b = a + 1; b != points.end(); ++b) {
            slopes.push_back(static_cast<double>(b->used - a->used) / static_cast<double>(b->day - a->day));
        }
    }
    const double perDay = slopes.empty() ? 0 : median(slopes);
    const auto days = static_cast<int64_t>(size);
    if (auto out = known(now, limit)) {
        out->perDay = perDay;
        out->days = days;
        return *out;
    }
    if (size < fewestDays) {
        return {"short", {}, perDay, days};
    }
    const auto until = daysUntil(*limit - now.used, perDay);
    return {"trend", until ? std::optional(now.day + *until) : std::nullopt, perDay, days};
}

Forecast forecastMonth(UsedOn now, double elapsed, int64_t left, std::optional<int64_t> limit)
{
    const double perDay = elapsed >= 1 ? static_cast<double>(now.used) / elapsed : 0;
    const auto days = static_cast<int64_t>(std::ceil(elapsed));
    if (auto out = known(now, limit)) {
        out->perDay = perDay;
        out->days = days;
        return *out;
    }
    if (elapsed < 1) {
        return {"short", {}, perDay, days};
    }
    // From the beginning of today: whatever is reached before its end is reached today.
    const double until = perDay > 0 ? elapsed - std::floor(elapsed) + static_cast<double>(*limit - now.used) / perDay
                                    : std::numeric_limits<double>::infinity();
    if (until > static_cast<double>(left + 1)) {
        return {"month", {}, perDay, days};
    }
    return {"month", now.day + std::max<int64_t>(std::llround(std::ceil(until)) - 1, 0), perDay, days};
}

} // namespace objecta::features
