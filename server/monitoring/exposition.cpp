// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/monitoring/exposition.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace objecta::monitoring {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;
using Families = std::vector<MetricFamily>;

template <class Number>
void add(MetricFamily &family, Number value, Labels labels = {})
{
    auto &metric = family.metric.emplace_back();
    metric.label = std::move(labels);
    (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = static_cast<double>(value);
}

template <class Number>
void counter(Families &out, std::string name, std::string help, Number value)
{
    add(out.emplace_back(MetricFamily{std::move(name), std::move(help), MetricType::Counter, {}}), value);
}

template <class Number>
void gauge(Families &out, std::string name, std::string help, Number value)
{
    add(out.emplace_back(MetricFamily{std::move(name), std::move(help), MetricType::Gauge, {}}), value);
}

double seconds(int64_t micros)
{
    return static_cast<double>(micros) / 1e6;
}

void addHistogram(MetricFamily &family, const RouteCounts &counts, Labels labels)
{
    auto &metric = family.metric.emplace_back();
    metric.label = std::move(labels);
    auto &histogram = metric.histogram;
    histogram.sample_sum = seconds(counts.micros);
    for (size_t i = 0; i < latencyBounds.size(); ++i) {
        histogram.sample_count += counts.byLatency[i];
        histogram.bucket.push_back({histogram.sample_count, seconds(latencyBounds[i])});
    }
    histogram.sample_count += counts.byLatency.back();
}

void addRequests(Families &out, const Snapshot &snapshot)
{
    static constexpr std::array<const char *, 4> statuses{"2xx", "3xx", "4xx", "5xx"};
    MetricFamily requests{"objecta_http_requests_total", "Finished requests.", MetricType::Counter, {}};
    MetricFamily durations{"objecta_http_request_duration_seconds",
                           "Time from a request's last byte to its answer.",
                           MetricType::Histogram,
                           {}};
    MetricFamily database{"objecta_http_database_seconds_total",
                          "Time that requests of organizations waited for PostgreSQL.",
                          MetricType::Counter,
                          {}};
    for (size_t i = 0; i < snapshot.routes->size(); ++i) {
        const RouteName &name = (*snapshot.routes)[i];
        const RouteCounts &counts = snapshot.requests.routes[i];
        const Labels labels{{"method", name.method}, {"route", name.pattern}};
        for (size_t status = 0; status < statuses.size(); ++status) {
            add(requests, counts.byStatus[status],
                {{"method", name.method}, {"route", name.pattern}, {"status", statuses[status]}});
        }
        addHistogram(durations, counts, labels);
        if (name.tenant) {
            add(database, seconds(counts.databaseMicros), labels);
        }
    }
    MetricFamily problems{
        "objecta_http_problems_total", "Requests that were answered with this problem.", MetricType::Counter, {}};
    for (size_t code = 0; code < problemCodes; ++code) {
        add(problems, snapshot.requests.problems[code],
            {{"code", std::string(problemCode(static_cast<ProblemCode>(code)))}});
    }
    for (auto *family : {&requests, &durations, &database, &problems}) {
        out.push_back(std::move(*family));
    }
    counter(out, "objecta_http_transferred_bytes_total", "Bytes of requests and answers, heads included, about.",
            snapshot.requests.bytes);
    gauge(out, "objecta_http_connections", "Open connections of clients.", snapshot.connections);
}

void addDatabase(Families &out, const Snapshot &snapshot)
{
    gauge(out, "objecta_database_up", "Whether PostgreSQL answered when it was asked last.", snapshot.databaseUp);
    MetricFamily size{"objecta_database_pool_size", "Places of a pool of connections.", MetricType::Gauge, {}};
    MetricFamily inUse{"objecta_database_pool_in_use", "Places that are taken.", MetricType::Gauge, {}};
    MetricFamily waiting{"objecta_database_pool_waiting", "Requests that wait for a place.", MetricType::Gauge, {}};
    for (const auto &pool : snapshot.pools) {
        const Labels labels{{"pool", std::string(pool.name)}};
        add(size, pool.size, labels);
        add(inUse, pool.inUse, labels);
        add(waiting, pool.waiting, labels);
    }
    for (auto *family : {&size, &inUse, &waiting}) {
        out.push_back(std::move(*family));
    }
    if (snapshot.jobs) {
        MetricFamily jobs{"objecta_jobs",
                          "Jobs of all servers by kind and state; failed: for good, in the last day.",
                          MetricType::Gauge,
                          {}};
        for (const auto &[kind, counts] : snapshot.jobs->byKind) {
            add(jobs, counts.queued, {{"kind", kind}, {"state", "queued"}});
            add(jobs, counts.running, {{"kind", kind}, {"state", "running"}});
            add(jobs, counts.failed, {{"kind", kind}, {"state", "failed"}});
        }
        out.push_back(std::move(jobs));
        gauge(out, "objecta_jobs_overdue_seconds", "For how long the first job that is due has waited for a worker.",
              snapshot.jobs->overdueSeconds);
    }
}

void addServers(Families &out, const Snapshot &snapshot)
{
    if (snapshot.redis) {
        gauge(out, "objecta_redis_up", "Whether rate limits are shared through Redis now.", snapshot.redis->shared);
        counter(out, "objecta_redis_outages_total", "How often Redis went away or fell behind.",
                snapshot.redis->outages);
        counter(out, "objecta_rate_limit_local_requests_total",
                "Requests that this server limited by itself although Redis is set up.", snapshot.redis->local);
    }
    gauge(out, "objecta_bus_up", "Whether this server hears the others' figures and events.", snapshot.busUp);
    gauge(out, "objecta_bus_untold_messages", "What this server has to tell and could not yet.",
          snapshot.recorder.untold);
    counter(out, "objecta_bus_lost_messages_total", "What it never could.", snapshot.recorder.lost);
    MetricFamily servers{
        "objecta_servers", "Servers that answer requests, as this one hears of them.", MetricType::Gauge, {}};
    add(servers, snapshot.serversHeard, {{"state", "heard"}});
    add(servers, snapshot.serversSilent, {{"state", "silent"}});
    out.push_back(std::move(servers));
    gauge(out, "objecta_server_lag_seconds",
          "Age of the newest figures of the server that lags most, or how far ahead a clock is.", snapshot.serverLag);
    gauge(out, "objecta_streams", "Open live streams.", snapshot.streams);
    gauge(out, "objecta_streams_slow", "Streams whose readers are too slow for every second.", snapshot.slowStreams);
    MetricFamily frames{"objecta_stream_frames_total",
                        "Seconds that were sent to a stream, or held to go with a later one.",
                        MetricType::Counter,
                        {}};
    add(frames, snapshot.frames.sent, {{"outcome", "sent"}});
    add(frames, snapshot.frames.held, {{"outcome", "held"}});
    out.push_back(std::move(frames));
    counter(out, "objecta_history_stored_seconds_total", "Seconds of this server's figures that were stored.",
            snapshot.recorder.stored);
    gauge(out, "objecta_history_pending_seconds", "Seconds that are over and not stored yet; ten at rest.",
          snapshot.recorder.pending);
    counter(out, "objecta_history_failures_total", "Tries to store that failed.", snapshot.recorder.failures);
    counter(out, "objecta_history_inherited_seconds_total",
            "Seconds that this server stored for others, which ended before they did.", snapshot.recorder.inherited);
}

void addProcess(Families &out, const ProcessFigures &process)
{
    counter(out, "process_cpu_seconds_total", "Processor time, user and system.", process.cpuSeconds);
    gauge(out, "process_start_time_seconds", "When the process began, Unix time.", process.startTime);
    gauge(out, "process_resident_memory_bytes", "Memory in use.", process.residentBytes);
    gauge(out, "process_virtual_memory_bytes", "Address space.", process.virtualBytes);
    gauge(out, "process_threads", "Threads.", process.threads);
    gauge(out, "process_open_fds", "Open file descriptors.", process.openFiles);
    gauge(out, "process_max_fds", "How many there may be.", process.maxFiles);
}

} // namespace

std::string exposition(const Snapshot &snapshot, const std::optional<ProcessFigures> &process)
{
    Families out;
    MetricFamily build{"objecta_build_info", "The program's version.", MetricType::Gauge, {}};
    add(build, 1, {{"version", OBJECTA_VERSION}});
    out.push_back(std::move(build));
    MetricFamily roles{"objecta_server_role", "Whether this server has the role.", MetricType::Gauge, {}};
    for (const auto &[role, has] : snapshot.roles) {
        add(roles, has, {{"role", std::string(role)}});
    }
    out.push_back(std::move(roles));
    addRequests(out, snapshot);
    addDatabase(out, snapshot);
    addServers(out, snapshot);
    if (process) {
        addProcess(out, *process);
    }
    return prometheus::TextSerializer().Serialize(out);
}

} // namespace objecta::monitoring
