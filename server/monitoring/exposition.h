// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/features/stream/event_hub.h"
#include "server/metrics/recorder.h"
#include "server/monitoring/job_figures.h"
#include "server/monitoring/process.h"
#include "server/monitoring/request_counts.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace objecta::monitoring {

/// The platform as one server sees it, at one moment. Whole by itself, so that another thread can write it down.
struct Snapshot {
    std::vector<std::pair<std::string_view, bool>> roles; ///< what there is, and whether this server does it
    std::shared_ptr<const std::vector<RouteName>> routes;
    RequestCounts::Totals requests;
    size_t connections = 0;
    bool databaseUp = false; ///< it answered when it was asked last
    std::vector<db::PoolState> pools;
    std::optional<JobFigures> jobs; ///< nullopt while it does not answer
    std::optional<pipeline::RateLimiter::Counts> redis; ///< nullopt without Redis
    bool busUp = false;
    metrics::Recorder::State recorder;
    int64_t serversHeard = 0; ///< that answer requests, this one included
    int64_t serversSilent = 0; ///< that went away without a word
    double serverLag = 0; ///< in seconds, of the last of those that are heard, or how far one is ahead
    size_t streams = 0;
    size_t slowStreams = 0;
    features::Outbox::Frames frames;
};

/// In Prometheus' text format. No label holds anything but words of this program: routes, methods, codes, pools, kinds
/// of jobs and the like, so the number of series is the program's, whatever is asked of it and by however many
/// organizations. Takes milliseconds; on any thread.
std::string exposition(const Snapshot &snapshot, const std::optional<ProcessFigures> &process);
inline constexpr std::string_view expositionType = "text/plain; version=0.0.4; charset=utf-8";

} // namespace objecta::monitoring
