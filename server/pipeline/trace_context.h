// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace objecta::pipeline {

/// To which trace a request belongs (W3C Trace Context, https://www.w3.org/TR/trace-context/). It stands in the log,
/// and goes with what the server asks of others for the request.
struct TraceContext {
    std::string traceId; ///< 32 hex digits
    std::string spanId; ///< 16: this request's own
    std::string parentId; ///< 16: whose request it is; empty when the trace begins here
    std::string flags; ///< 2: as they came
    std::string state; ///< tracestate, as it came

    /// traceparent for whom this request asks in turn.
    [[nodiscard]] std::string traceparent() const { return "00-" + traceId + '-' + spanId + '-' + flags; }
};

/// The trace that the headers name; a new one when traceparent is missing or malformed (tracestate does not count
/// then). More than 512 characters of tracestate are dropped, as are those that are no header's.
TraceContext traceContext(std::string_view traceparent, std::string_view tracestate);

} // namespace objecta::pipeline
