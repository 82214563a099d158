// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/metrics/retention.h"

#include "server/metrics/rollup.h"

#include <algorithm>

namespace objecta::features {

namespace {

using db::Awaitable;
using jobs::Outcome;
using Pages = std::vector<metrics::Page>;

constexpr std::chrono::seconds eachMinute{60};
constexpr std::chrono::hours hourly{1};
/// Servers write a point within seconds, unless the database was away: then up to an hour later, for which the hourly
/// job makes the minutes of the last two hours once more.
constexpr int64_t settled = 30;
constexpr int64_t again = 3 * 60;
constexpr int64_t late = 2 * 3600;
/// A transaction's part.
constexpr int64_t minutesAtOnce = 600;
constexpr int64_t hoursAtOnce = 3600;

/// Every page of every part in a transaction of its own; how many points that made.
Awaitable<Result<int64_t>> rollUpAll(jobs::Running &job, db::Database &database, metrics::Ring from, metrics::Ring into,
                                     int64_t begin, int64_t end, int64_t atOnce)
{
    int64_t made = 0;
    for (int64_t at = begin; at < end; at += atOnce) {
        const int64_t to = std::min(end, at + atOnce);
        const std::function<Result<Pages>(db::PlatformTx &)> list = [&](db::PlatformTx &tx) -> Result<Pages> {
            return metrics::pagesOf(tx, from, at, to);
        };
        const auto pages = co_await database.platform<Pages>(list);
        if (!pages) {
            co_return tl::unexpected(pages.error());
        }
        for (const auto &page : *pages) {
            const std::function<Result<int64_t>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) -> Result<int64_t> {
                return metrics::rollUp(tx, from, into, at, to, page);
            };
            const auto part = co_await database.platform<int64_t>(work);
            if (!part) {
                co_return tl::unexpected(part.error());
            }
            made += *part;
            const bool goesOn = co_await job.progress(made);
            if (!goesOn) {
                co_return made;
            }
        }
    }
    co_return made;
}

Awaitable<Result<int64_t>> lastMade(db::Database &database, metrics::Ring from, metrics::Ring to, int64_t now)
{
    const std::function<Result<int64_t>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) -> Result<int64_t> {
        return metrics::rolledUpTo(tx, from, to, now);
    };
    co_return co_await database.platform<int64_t>(work);
}

Awaitable<Outcome> rollUpMinutes(jobs::Running &job, db::Database &database)
{
    const int64_t now = Timestamp::now().seconds();
    const int64_t end = metrics::floorTo(now - settled, metrics::minutes.step);
    const auto last = co_await lastMade(database, metrics::tens, metrics::minutes, now);
    if (!last) {
        co_return tl::unexpected(last.error());
    }
    const int64_t begin =
        metrics::floorTo(std::max(std::min(*last, end - again), now - metrics::tens.keep), metrics::minutes.step);
    const auto made = co_await rollUpAll(job, database, metrics::tens, metrics::minutes, begin, end, minutesAtOnce);
    if (!made) {
        co_return tl::unexpected(made.error());
    }
    co_return boost::json::value(boost::json::object{{"minutes", *made}});
}

Awaitable<Outcome> rollUpHours(jobs::Running &job, db::Database &database)
{
    const int64_t now = Timestamp::now().seconds();
    const int64_t end = metrics::floorTo(now - settled, metrics::hours.step);
    const auto last = co_await lastMade(database, metrics::minutes, metrics::hours, now);
    if (!last) {
        co_return tl::unexpected(last.error());
    }
    const int64_t begin =
        metrics::floorTo(std::max(std::min(*last, end - late), now - metrics::minutes.keep), metrics::hours.step);
    // Minutes first, from where they are missing: after a time without workers both jobs begin at once, in either
    // order.
    const auto lastMinute = co_await lastMade(database, metrics::tens, metrics::minutes, now);
    if (!lastMinute) {
        co_return tl::unexpected(lastMinute.error());
    }
    const int64_t minutesFrom =
        metrics::floorTo(std::max(std::min(*lastMinute, end - late), now - metrics::tens.keep), metrics::minutes.step);
    const auto minutes =
        co_await rollUpAll(job, database, metrics::tens, metrics::minutes, minutesFrom, end, minutesAtOnce);
    if (!minutes) {
        co_return tl::unexpected(minutes.error());
    }
    const auto made = co_await rollUpAll(job, database, metrics::minutes, metrics::hours, begin, end, hoursAtOnce);
    if (!made) {
        co_return tl::unexpected(made.error());
    }
    int64_t removed = 0;
    for (const auto &ring : {metrics::tens, metrics::minutes, metrics::hours}) {
        // Each in a transaction of its own: emptying locks the partition.
        for (bool more = true; more;) {
            const std::function<Result<bool>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) -> Result<bool> {
                return metrics::forget(tx, ring, now);
            };
            const auto gone = co_await database.platform<bool>(work);
            if (!gone) {
                co_return tl::unexpected(gone.error());
            }
            more = *gone;
            removed += more ? 1 : 0;
        }
    }
    co_return boost::json::value(boost::json::object{{"hours", *made}, {"emptied_partitions", removed}});
}

} // namespace

jobs::Kinds metricKinds()
{
    jobs::Kinds out;
    out["metrics.minutes"] = {jobs::PlatformJob(rollUpMinutes), eachMinute};
    out["metrics.hours"] = {jobs::PlatformJob(rollUpHours), hourly, std::chrono::minutes(1)};
    return out;
}

} // namespace objecta::features
