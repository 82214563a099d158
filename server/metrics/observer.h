// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/metrics/collector.h"
#include "server/pipeline/pipeline.h"

namespace objecta::metrics {

/// What the pipeline tells of each request goes into the collector, which outlives it.
inline pipeline::Observer observer(Collector &collector)
{
    return [&collector](const pipeline::RequestFacts &facts) {
        collector.record({facts.organization, facts.status, facts.micros, facts.bytes, facts.quotaRefused,
                          facts.rateLimited, facts.message, facts.databaseMicros, facts.storedBytes, facts.continued});
    };
}

} // namespace objecta::metrics
