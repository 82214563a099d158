// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/job.h"
#include "models/contract/organization.h"

namespace objecta {

using BulkId = Id<struct BulkTag>;

/// The most organizations of one bulk operation.
inline constexpr int64_t maxBulk = 10'000;

/// Which organizations: as the list's filters of the same names.
struct OrganizationFilter {
    std::optional<std::string> search;
    std::optional<std::string> status;
    std::optional<std::string> plan;
};

template <>
struct Fields<OrganizationFilter> {
    static constexpr auto table = std::tuple{
        field("search", &OrganizationFilter::search, textBetween(0, 200)),
        field("status", &OrganizationFilter::status, oneOf("provisioning|active|suspended|archived|deleting|erased")),
        field("plan", &OrganizationFilter::plan, lineBetween(1, 50))};
};

/// POST /v1/admin/bulk-operations: looks at what it would do, and freezes the set of ids and versions. Exactly one of
/// ids and filter.
struct CreateBulkOperation {
    std::string action;
    /// With change_plan.
    std::optional<std::string> plan;
    /// With change_limits; null takes an override away, a member that is missing stays.
    std::optional<UpdateLimits> limits;
    std::optional<std::vector<OrganizationId>> ids;
    std::optional<OrganizationFilter> filter;
};

template <>
struct Fields<CreateBulkOperation> {
    static constexpr auto table = std::tuple{
        field("action", &CreateBulkOperation::action, oneOf("suspend|resume|change_plan|change_limits")),
        field("plan", &CreateBulkOperation::plan, lineBetween(1, 50)), field("limits", &CreateBulkOperation::limits),
        field("ids", &CreateBulkOperation::ids), field("filter", &CreateBulkOperation::filter)};
};

/// One thing done to many organizations.
struct BulkOperation {
    BulkId id;
    /// suspend, resume, change_plan or change_limits.
    std::string action;
    /// {"plan": ...} or {"limits": ...}.
    boost::json::value change;
    /// Who looked at it first.
    std::string actor;
    /// previewed, expired (too old to be started), or the job's: queued, running, done, failed, cancelled.
    std::string status;
    std::optional<JobId> jobId;
    int64_t total = 0;
    /// What was to be expected: so many change, so many are that way already, so many cannot.
    int64_t changing = 0;
    int64_t unchanging = 0;
    int64_t refused = 0;
    /// So many would use more than they may.
    int64_t exceeding = 0;
    /// What became of them.
    int64_t pending = 0;
    int64_t done = 0;
    int64_t unchanged = 0;
    int64_t skipped = 0;
    int64_t failed = 0;
    Timestamp createdAt;
    /// Until when it can be started.
    Timestamp expiresAt;
};

template <>
struct Fields<BulkOperation> {
    static constexpr auto table = std::tuple{field("id", &BulkOperation::id),
                                             field("action", &BulkOperation::action),
                                             field("change", &BulkOperation::change),
                                             field("actor", &BulkOperation::actor),
                                             field("status", &BulkOperation::status),
                                             field("job_id", &BulkOperation::jobId),
                                             field("total", &BulkOperation::total),
                                             field("changing", &BulkOperation::changing),
                                             field("unchanging", &BulkOperation::unchanging),
                                             field("refused", &BulkOperation::refused),
                                             field("exceeding", &BulkOperation::exceeding),
                                             field("pending", &BulkOperation::pending),
                                             field("done", &BulkOperation::done),
                                             field("unchanged", &BulkOperation::unchanged),
                                             field("skipped", &BulkOperation::skipped),
                                             field("failed", &BulkOperation::failed),
                                             field("created_at", &BulkOperation::createdAt),
                                             field("expires_at", &BulkOperation::expiresAt)};
};

/// One organization of a bulk operation.
struct BulkItem {
    OrganizationId organizationId;
    std::string slug;
    std::string name;
    /// When it was looked at; another one since then, and it is skipped.
    int64_t version = 0;
    /// What was to be expected: change, none or refused.
    std::string effect;
    /// agents, messages, users, storage: of which more is used than would be allowed.
    std::vector<std::string> exceeded;
    /// pending, done, unchanged, skipped (changed since) or failed.
    std::string outcome;
    /// Why it would be refused, was skipped or failed.
    std::optional<std::string> detail;
    std::optional<Timestamp> finishedAt;
};

template <>
struct Fields<BulkItem> {
    static constexpr auto table = std::tuple{field("organization_id", &BulkItem::organizationId),
                                             field("slug", &BulkItem::slug),
                                             field("name", &BulkItem::name),
                                             field("version", &BulkItem::version),
                                             field("effect", &BulkItem::effect),
                                             field("exceeded", &BulkItem::exceeded),
                                             field("outcome", &BulkItem::outcome),
                                             field("detail", &BulkItem::detail),
                                             field("finished_at", &BulkItem::finishedAt)};
};

} // namespace objecta
