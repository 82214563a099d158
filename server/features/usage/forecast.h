// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace objecta::features {

/// What was used at the end of a day. Days count from 1970-01-01.
struct UsedOn {
    int64_t day = 0;
    int64_t used = 0;
};

/// When a limit will be reached if it goes on like this.
struct Forecast {
    /// trend, month, reached, short or unlimited (UsageForecast::basis).
    std::string_view basis;
    std::optional<int64_t> reachedOn; ///< a day
    double perDay = 0;
    int64_t days = 0; ///< of how many days
};

/// The last days that a trend is of, and the fewest.
inline constexpr int64_t trendDays = 28;
inline constexpr size_t fewestDays = 7;

/// Of what goes up and down: the trend of the last 28 days by the median of the slopes between any two of them
/// (Theil and Sen), which days that stand out do not move. `points`: oldest first, the last one is now; missing days
/// are missing. Nothing that is farther away than a year.
Forecast forecastTrend(const std::vector<UsedOn> &points, std::optional<int64_t> limit);

/// Of what begins anew each month: the month's rate so far. `elapsed`: days of the month that are over, with the part
/// of today; `left`: days until the month's last one, without today. Today, where its rest is enough; nothing that is
/// in another month.
Forecast forecastMonth(UsedOn now, double elapsed, int64_t left, std::optional<int64_t> limit);

} // namespace objecta::features
