// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/json.h"

namespace objecta {

/// What was used of one limit on one day (UTC).
struct UsageDay {
    /// 2026-11-29.
    std::string day;
    /// The last that was seen of the day; of messages those of the month so far. Today: now.
    int64_t used = 0;
    /// The most that was seen, once an hour.
    int64_t peak = 0;
    /// As it was then; nullopt: none.
    std::optional<int64_t> limit;
    /// Against the day before; of messages those of the day. nullopt: nothing is known of the day before.
    std::optional<int64_t> change;
};

template <>
struct Fields<UsageDay> {
    static constexpr auto table =
        std::tuple{field("day", &UsageDay::day), field("used", &UsageDay::used), field("peak", &UsageDay::peak),
                   field("limit", &UsageDay::limit), field("change", &UsageDay::change)};
};

/// On which day a limit will be reached, if it goes on like this.
struct UsageForecast {
    /// trend: of the last 28 days. month: of this month so far. reached: it is reached already. short: too little is
    /// known yet, seven days or a day of the month. unlimited: there is no limit.
    std::string basis;
    /// 2026-12-05; nullopt: not within a year, of messages not within the month.
    std::optional<std::string> reachedOn;
    /// How much more each day; less than 0: less.
    double perDay = 0;
    /// Of how many days.
    int64_t days = 0;
};

template <>
struct Fields<UsageForecast> {
    static constexpr auto table =
        std::tuple{field("basis", &UsageForecast::basis), field("reached_on", &UsageForecast::reachedOn),
                   field("per_day", &UsageForecast::perDay), field("days", &UsageForecast::days)};
};

struct ResourceUsage {
    /// agents, users, messages or storage (bytes).
    std::string resource;
    /// Now.
    int64_t used = 0;
    /// Now; nullopt: none.
    std::optional<int64_t> limit;
    /// Oldest first. A day that nothing is known of is not among them.
    std::vector<UsageDay> days;
    UsageForecast forecast;
};

template <>
struct Fields<ResourceUsage> {
    static constexpr auto table =
        std::tuple{field("resource", &ResourceUsage::resource), field("used", &ResourceUsage::used),
                   field("limit", &ResourceUsage::limit), field("days", &ResourceUsage::days),
                   field("forecast", &ResourceUsage::forecast)};
};

/// GET /v1/usage/daily and /v1/admin/organizations/{id}/usage/daily.
struct DailyUsage {
    /// The first and the last day that was asked for, as far as something can be known of them.
    std::string from;
    std::string to;
    std::vector<ResourceUsage> resources;
};

template <>
struct Fields<DailyUsage> {
    static constexpr auto table = std::tuple{field("from", &DailyUsage::from), field("to", &DailyUsage::to),
                                             field("resources", &DailyUsage::resources)};
};

} // namespace objecta
