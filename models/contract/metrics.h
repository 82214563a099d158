// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/json.h"

namespace objecta {

/// What happened in one step. Percentiles come from merged latency histograms; 0 without requests.
struct Figures {
    int64_t requests = 0;
    int64_t status2xx = 0;
    int64_t status3xx = 0;
    int64_t status4xx = 0;
    int64_t status5xx = 0;
    /// Sent and received.
    int64_t bytes = 0;
    int64_t messages = 0;
    int64_t rateLimited = 0;
    int64_t quotaRefused = 0;
    /// Of documents that were taken.
    int64_t storedBytes = 0;
    /// That PostgreSQL worked for requests, all of them together; not what they waited behind others.
    double databaseMs = 0;
    double p50Ms = 0;
    double p95Ms = 0;
    double p99Ms = 0;
};

template <>
struct Fields<Figures> {
    static constexpr auto table = std::tuple{field("requests", &Figures::requests, mayBeMissing()),
                                             field("status2xx", &Figures::status2xx, mayBeMissing()),
                                             field("status3xx", &Figures::status3xx, mayBeMissing()),
                                             field("status4xx", &Figures::status4xx, mayBeMissing()),
                                             field("status5xx", &Figures::status5xx, mayBeMissing()),
                                             field("bytes", &Figures::bytes, mayBeMissing()),
                                             field("messages", &Figures::messages, mayBeMissing()),
                                             field("rate_limited", &Figures::rateLimited, mayBeMissing()),
                                             field("quota_refused", &Figures::quotaRefused, mayBeMissing()),
                                             field("stored_bytes", &Figures::storedBytes, mayBeMissing()),
                                             field("database_ms", &Figures::databaseMs, mayBeMissing()),
                                             field("p50_ms", &Figures::p50Ms, mayBeMissing()),
                                             field("p95_ms", &Figures::p95Ms, mayBeMissing()),
                                             field("p99_ms", &Figures::p99Ms, mayBeMissing())};
};

/// A server that is not heard and said no goodbye: it was killed, or what servers tell each other through is away.
struct MissingServer {
    std::string id;
    /// Host and port.
    std::string name;
    /// The first second whose figures are missing.
    Timestamp from;

    friend bool operator==(const MissingServer &, const MissingServer &) = default;
};

template <>
struct Fields<MissingServer> {
    static constexpr auto table = std::tuple{field("id", &MissingServer::id), field("name", &MissingServer::name),
                                             field("from", &MissingServer::from)};
};

/// GET /v1/admin/metrics: history in columns, oldest first, of all servers together. A null is a step without a
/// measurement (no server ran), 0 is one without requests. Without organization_id: the platform.
struct MetricSeries {
    std::optional<OrganizationId> organizationId;
    /// The beginning of the first step.
    Timestamp start;
    int64_t stepSeconds = 1;
    /// How many seconds of each step were measured. Counts are of these alone: a rate is a count over them.
    std::vector<int64_t> measuredSeconds;
    std::vector<std::optional<double>> requests;
    std::vector<std::optional<double>> status2xx;
    std::vector<std::optional<double>> status3xx;
    std::vector<std::optional<double>> status4xx;
    std::vector<std::optional<double>> status5xx;
    std::vector<std::optional<double>> bytes;
    std::vector<std::optional<double>> messages;
    std::vector<std::optional<double>> rateLimited;
    std::vector<std::optional<double>> quotaRefused;
    std::vector<std::optional<double>> storedBytes;
    std::vector<std::optional<double>> databaseMs;
    std::vector<std::optional<double>> p50Ms;
    std::vector<std::optional<double>> p95Ms;
    std::vector<std::optional<double>> p99Ms;
    /// Servers whose figures the last steps lack; empty as a rule.
    std::vector<MissingServer> missing;
};

template <>
struct Fields<MetricSeries> {
    static constexpr auto table = std::tuple{field("organization_id", &MetricSeries::organizationId),
                                             field("start", &MetricSeries::start),
                                             field("step_seconds", &MetricSeries::stepSeconds),
                                             field("measured_seconds", &MetricSeries::measuredSeconds, mayBeMissing()),
                                             field("requests", &MetricSeries::requests),
                                             field("status2xx", &MetricSeries::status2xx),
                                             field("status3xx", &MetricSeries::status3xx, mayBeMissing()),
                                             field("status4xx", &MetricSeries::status4xx),
                                             field("status5xx", &MetricSeries::status5xx),
                                             field("bytes", &MetricSeries::bytes, mayBeMissing()),
                                             field("messages", &MetricSeries::messages, mayBeMissing()),
                                             field("rate_limited", &MetricSeries::rateLimited, mayBeMissing()),
                                             field("quota_refused", &MetricSeries::quotaRefused, mayBeMissing()),
                                             field("stored_bytes", &MetricSeries::storedBytes, mayBeMissing()),
                                             field("database_ms", &MetricSeries::databaseMs, mayBeMissing()),
                                             field("p50_ms", &MetricSeries::p50Ms),
                                             field("p95_ms", &MetricSeries::p95Ms),
                                             field("p99_ms", &MetricSeries::p99Ms),
                                             field("missing", &MetricSeries::missing, mayBeMissing())};
};

///
struct OrganizationFigures {
    OrganizationId id;
    Figures figures;
};

template <>
struct Fields<OrganizationFigures> {
    static constexpr auto table =
        std::tuple{field("id", &OrganizationFigures::id), field("figures", &OrganizationFigures::figures)};
};

/// Console to server on GET /v1/admin/stream; replaces what was subscribed before.
struct StreamSubscribe {
    std::string type = "subscribe";
    /// At most 500.
    std::vector<OrganizationId> organizations;
    /// The N that come first by `by` in this second, besides; nobody whose figure is 0.
    int64_t top = 0;
    /// A figure; errors are status4xx and status5xx together.
    std::string by = "requests";
    /// Whether the frames carry the platform's figures.
    bool platform = true;
    /// Kinds of events; where it is not given all but job.changed and audit.appended, of which there are many.
    std::optional<std::vector<std::string>> events;
    /// The last second that is known: frames of those after it come first, as far as the server still has them.
    std::optional<Timestamp> since;
};

template <>
struct Fields<StreamSubscribe> {
    static constexpr auto table =
        std::tuple{field("type", &StreamSubscribe::type, oneOf("subscribe")),
                   field("organizations", &StreamSubscribe::organizations, mayBeMissing()),
                   field("top", &StreamSubscribe::top, mayBeMissing(numberBetween(0, 500))),
                   field("by", &StreamSubscribe::by,
                         mayBeMissing(oneOf("requests|errors|status2xx|status3xx|status4xx|status5xx|database_ms|bytes|"
                                            "stored_bytes|messages|rate_limited|quota_refused|p50_ms|p95_ms|p99_ms"))),
                   field("platform", &StreamSubscribe::platform, mayBeMissing()),
                   field("events", &StreamSubscribe::events),
                   field("since", &StreamSubscribe::since)};
};

/// A server of the platform, as the one that is asked sees it.
struct ServerState {
    std::string id;
    /// Host and port.
    std::string name;
    /// How long after its end the newest second of that server came; grows while none comes.
    int64_t lagMs = 0;
    /// Whether its figures are in this frame.
    bool live = true;
};

template <>
struct Fields<ServerState> {
    static constexpr auto table = std::tuple{field("id", &ServerState::id), field("name", &ServerState::name),
                                             field("lag_ms", &ServerState::lagMs), field("live", &ServerState::live)};
};

/// What an event is about besides its organization.
using EventTargetId = Id<struct EventTargetTag>;

/// Server to console. hello: first. snapshot: the newest second, at once after a subscribe. frame: each second that is
/// over. event: something changed; read it anew. rate: from now on a frame for so many `seconds`, since the reader is
/// slow, or no longer. A gap in seq means that messages were lost.
struct StreamMessage {
    /// hello, snapshot, frame, event or rate.
    std::string type;
    int64_t seq = 0;
    /// The last second that the figures are of.
    Timestamp at;
    /// How many seconds the figures are of.
    int64_t seconds = 1;
    /// False: nothing is known of that second, since no server was heard.
    bool measured = true;
    /// A frame of a second that was sent before, with what came late; or of one that was missed (see `since`).
    bool again = false;
    Figures platform;
    std::vector<OrganizationFigures> organizations;
    /// The ids of the top, first one first.
    std::vector<OrganizationId> top;
    std::vector<ServerState> servers;
    /// organization.created, organization.updated, impersonation.started, impersonation.ended, throttle.changed;
    /// alert.raised, alert.acknowledged, alert.closed; quota.threshold: 80 % or 100 % (`version`) of a limit were
    /// reached; and, for those who name them in `events` only: job.changed, when one begins, goes on or ends;
    /// audit.appended, at most one an organization and second, `version` is the newest entry's seq. Of these kinds,
    /// from alert.raised on, no more than 100 a second are told one by one: one more without organization_id, target_id
    /// and version stands for the rest.
    std::string event;
    /// For an event; nullopt: of the platform itself.
    std::optional<OrganizationId> organizationId;
    /// For an event: the alert's id, or the job's.
    std::optional<EventTargetId> targetId;
    /// For an event.
    int64_t version = 0;
};

template <>
struct Fields<StreamMessage> {
    static constexpr auto table = std::tuple{field("type", &StreamMessage::type),
                                             field("seq", &StreamMessage::seq, mayBeMissing()),
                                             field("at", &StreamMessage::at, mayBeMissing()),
                                             field("seconds", &StreamMessage::seconds, mayBeMissing()),
                                             field("measured", &StreamMessage::measured, mayBeMissing()),
                                             field("again", &StreamMessage::again, mayBeMissing()),
                                             field("platform", &StreamMessage::platform, mayBeMissing()),
                                             field("organizations", &StreamMessage::organizations, mayBeMissing()),
                                             field("top", &StreamMessage::top, mayBeMissing()),
                                             field("servers", &StreamMessage::servers, mayBeMissing()),
                                             field("event", &StreamMessage::event, mayBeMissing()),
                                             field("organization_id", &StreamMessage::organizationId),
                                             field("target_id", &StreamMessage::targetId),
                                             field("version", &StreamMessage::version, mayBeMissing())};
};

} // namespace objecta
