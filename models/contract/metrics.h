// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/json.h"

namespace objecta {

/// What happened in one step. Percentiles come from merged latency histograms; 0 without requests.
struct Figures {
    int64_t requests = 0;
    int64_t status2xx = 0;
    int64_t status4xx = 0;
    int64_t status5xx = 0;
    /// Sent and received.
    int64_t bytes = 0;
    int64_t messages = 0;
    int64_t rateLimited = 0;
    int64_t quotaRefused = 0;
    double p50Ms = 0;
    double p95Ms = 0;
    double p99Ms = 0;
};

template <>
struct Fields<Figures> {
    static constexpr auto table = std::tuple{field("requests", &Figures::requests, mayBeMissing()),
                                             field("status2xx", &Figures::status2xx, mayBeMissing()),
                                             field("status4xx", &Figures::status4xx, mayBeMissing()),
                                             field("status5xx", &Figures::status5xx, mayBeMissing()),
                                             field("bytes", &Figures::bytes, mayBeMissing()),
                                             field("messages", &Figures::messages, mayBeMissing()),
                                             field("rate_limited", &Figures::rateLimited, mayBeMissing()),
                                             field("quota_refused", &Figures::quotaRefused, mayBeMissing()),
                                             field("p50_ms", &Figures::p50Ms, mayBeMissing()),
                                             field("p95_ms", &Figures::p95Ms, mayBeMissing()),
                                             field("p99_ms", &Figures::p99Ms, mayBeMissing())};
};

/// GET /v1/admin/metrics?organization_id=&seconds=&step=: history in columns, oldest first. A null is a step
/// without a measurement (the server did not run), 0 is one without requests. Without organization_id: the platform.
struct MetricSeries {
    std::optional<OrganizationId> organizationId;
    /// The beginning of the first step.
    Timestamp start;
    int64_t stepSeconds = 1;
    std::vector<std::optional<double>> requests;
    std::vector<std::optional<double>> status2xx;
    std::vector<std::optional<double>> status4xx;
    std::vector<std::optional<double>> status5xx;
    std::vector<std::optional<double>> p50Ms;
    std::vector<std::optional<double>> p95Ms;
    std::vector<std::optional<double>> p99Ms;
};

template <>
struct Fields<MetricSeries> {
    static constexpr auto table = std::tuple{field("organization_id", &MetricSeries::organizationId),
                                             field("start", &MetricSeries::start),
                                             field("step_seconds", &MetricSeries::stepSeconds),
                                             field("requests", &MetricSeries::requests),
                                             field("status2xx", &MetricSeries::status2xx),
                                             field("status4xx", &MetricSeries::status4xx),
                                             field("status5xx", &MetricSeries::status5xx),
                                             field("p50_ms", &MetricSeries::p50Ms),
                                             field("p95_ms", &MetricSeries::p95Ms),
                                             field("p99_ms", &MetricSeries::p99Ms)};
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
    /// The N with the most requests in this second, besides.
    int64_t top = 0;
};

template <>
struct Fields<StreamSubscribe> {
    static constexpr auto table = std::tuple{field("type", &StreamSubscribe::type, oneOf("subscribe")),
                                             field("organizations", &StreamSubscribe::organizations, mayBeMissing()),
                                             field("top", &StreamSubscribe::top, mayBeMissing(numberBetween(0, 500)))};
};

/// Server to console. type frame: once a second. type event: something changed; read it anew. type hello: first.
/// A gap in seq means that frames were lost.
struct StreamMessage {
    /// hello, frame or event.
    std::string type;
    int64_t seq = 0;
    /// The second that the figures are of.
    Timestamp at;
    Figures platform;
    std::vector<OrganizationFigures> organizations;
    /// organization.created, organization.updated, impersonation.started, impersonation.ended.
    std::string event;
    /// For an event.
    std::optional<OrganizationId> organizationId;
    /// For an event.
    int64_t version = 0;
};

template <>
struct Fields<StreamMessage> {
    static constexpr auto table = std::tuple{field("type", &StreamMessage::type),
                                             field("seq", &StreamMessage::seq, mayBeMissing()),
                                             field("at", &StreamMessage::at, mayBeMissing()),
                                             field("platform", &StreamMessage::platform, mayBeMissing()),
                                             field("organizations", &StreamMessage::organizations, mayBeMissing()),
                                             field("event", &StreamMessage::event, mayBeMissing()),
                                             field("organization_id", &StreamMessage::organizationId),
                                             field("version", &StreamMessage::version, mayBeMissing())};
};

} // namespace objecta
