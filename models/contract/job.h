// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/page.h"

namespace objecta {

using JobId = Id<struct JobTag>;

/// Work that goes on by itself: of one organization, or of the platform.
struct Job {
    JobId id;
    /// nullopt: the platform's own.
    std::optional<OrganizationId> organizationId;
    /// usage.reconcile, isolation.check, ...
    std::string kind;
    /// queued, running, done, failed (tried for the last time), cancelled.
    std::string status;
    /// Who asked for it: an e-mail address, or the part of the system.
    std::string actor;
    int64_t attempts = 0;
    int64_t maxAttempts = 0;
    /// In the job's own unit.
    int64_t progressDone = 0;
    std::optional<int64_t> progressTotal;
    /// When it is due.
    Timestamp runAt;
    Timestamp createdAt;
    std::optional<Timestamp> finishedAt;
    std::optional<std::string> lastError;
    /// What it came to; its shape is the kind's.
    boost::json::value result;
};

template <>
struct Fields<Job> {
    static constexpr auto table = std::tuple{field("id", &Job::id),
                                             field("organization_id", &Job::organizationId),
                                             field("kind", &Job::kind),
                                             field("status", &Job::status),
                                             field("actor", &Job::actor),
                                             field("attempts", &Job::attempts),
                                             field("max_attempts", &Job::maxAttempts),
                                             field("progress_done", &Job::progressDone),
                                             field("progress_total", &Job::progressTotal),
                                             field("run_at", &Job::runAt),
                                             field("created_at", &Job::createdAt),
                                             field("finished_at", &Job::finishedAt),
                                             field("last_error", &Job::lastError),
                                             field("result", &Job::result, mayBeMissing())};
};

} // namespace objecta
