// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/pipeline/trace_context.h"

#include "models/contract/ids.h"

#include <algorithm>

namespace objecta::pipeline {

namespace {

bool isHex(std::string_view text)
{
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool isId(std::string_view text)
{
    return isHex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

/// So many hex digits, not all of them 0; 32 at the most.
std::string randomId(size_t digits)
{
    std::string out = formatUuid(randomUuid());
    std::erase(out, '-');
    // The first 12 digits and the last 16 of a random UUID are random but for six bits.
    return out.substr(32 - digits);
}

} // namespace

TraceContext traceContext(std::string_view traceparent, std::string_view tracestate)
{
    TraceContext out;
    out.spanId = randomId(16);
    // version "-" trace-id "-" parent-id "-" trace-flags; a later version may go on after another '-'.
    const bool whole = traceparent.size() >= 55 && traceparent[2] == '-' && traceparent[35] == '-'
        && traceparent[52] == '-' && (traceparent.size() == 55 || traceparent[55] == '-');
    if (!whole || !isHex(traceparent.substr(0, 2)) || traceparent.starts_with("ff")
        || (traceparent.starts_with("00") && traceparent.size() != 55) || !isId(traceparent.substr(3, 32))
        || !isId(traceparent.substr(36, 16)) || !isHex(traceparent.substr(53, 2))) {
        out.traceId = randomId(32);
        out.flags = "00";
        return out;
    }
    out.traceId = traceparent.substr(3, 32);
    out.parentId = traceparent.substr(36, 16);
    out.flags = traceparent.substr(53, 2);
    const bool sane = std::ranges::all_of(tracestate, [](char c) { return c >= ' ' && c <= '~'; });
    if (sane && tracestate.size() <= 512) {
        out.state = tracestate;
    }
    return out;
}

} // namespace objecta::pipeline
