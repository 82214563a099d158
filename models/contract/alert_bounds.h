// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// What Prometheus alerts at (server/deploy/monitoring/rules.yml), for charts that draw it beside the figures.
/// tests/api/test_alert_rules fails where the two differ.
namespace objecta::alert_bounds {

/// How much of the past each of these is taken of.
inline constexpr int seconds = 300;
/// ObjectaSlow: milliseconds of the 99th percentile of all routes but those that take files or hash passwords.
inline constexpr double slowP99Ms = 500;
/// ObjectaErrors (a warning) and ObjectaManyErrors (critical): percent of all requests that are answered 5xx.
inline constexpr double errorPercent = 1;
inline constexpr double manyErrorsPercent = 10;
/// ObjectaRefusesMany: percent of all requests that are over a rate limit.
inline constexpr double refusedPercent = 30;

} // namespace objecta::alert_bounds
