// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/page.h"

namespace objecta {

/// The largest limit: what a JSON number holds exactly everywhere (2^53 - 1).
inline constexpr int64_t maxLimit = 9007199254740991;

/// The four limits. In an override null means the plan's; in a plan or as effective limit null means none.
/// Agents and users are counts, messages a count a calendar month (UTC), storage bytes.
struct Limits {
    std::optional<int64_t> maxAgents;
    std::optional<int64_t> maxMessages;
    std::optional<int64_t> maxUsers;
    std::optional<int64_t> maxStorage;
};

template <>
struct Fields<Limits> {
    static constexpr auto table = std::tuple{field("maxAgents", &Limits::maxAgents, numberBetween(0, maxLimit)),
                                             field("maxMessages", &Limits::maxMessages, numberBetween(0, maxLimit)),
                                             field("maxUsers", &Limits::maxUsers, numberBetween(0, maxLimit)),
                                             field("maxStorage", &Limits::maxStorage, numberBetween(0, maxLimit))};
};

/// What is used of one limit, and where the limit comes from.
struct Quota {
    int64_t used = 0;
    /// null: no limit.
    std::optional<int64_t> limit;
    /// temporary, override or plan.
    std::string source;
    /// When the temporary override ends; null: it has no end, or is none.
    std::optional<Timestamp> until{};
};

template <>
struct Fields<Quota> {
    static constexpr auto table = std::tuple{field("used", &Quota::used), field("limit", &Quota::limit),
                                             field("source", &Quota::source), field("until", &Quota::until)};
};

/// GET /v1/usage and part of an organization.
struct Usage {
    Quota agents;
    Quota messages;
    Quota users;
    Quota storage;
    /// The month that messages are counted for: "2026-11".
    std::string period;
};

template <>
struct Fields<Usage> {
    static constexpr auto table =
        std::tuple{field("agents", &Usage::agents), field("messages", &Usage::messages), field("users", &Usage::users),
                   field("storage", &Usage::storage), field("period", &Usage::period)};
};

/// A tenant as staff see it. The version is also its ETag, in quotes.
struct Organization {
    OrganizationId id;
    std::string slug;
    std::string name;
    /// The plan's id.
    std::string plan;
    /// provisioning, active, suspended, archived, deleting or erased.
    std::string status;
    /// The overrides.
    Limits limits;
    Usage usage;
    int64_t version = 0;
    Timestamp createdAt;
    Timestamp updatedAt;
};

template <>
struct Fields<Organization> {
    static constexpr auto table = std::tuple{field("id", &Organization::id),
                                             field("slug", &Organization::slug),
                                             field("name", &Organization::name),
                                             field("plan", &Organization::plan),
                                             field("status", &Organization::status),
                                             field("limits", &Organization::limits),
                                             field("usage", &Organization::usage),
                                             field("version", &Organization::version),
                                             field("created_at", &Organization::createdAt),
                                             field("updated_at", &Organization::updatedAt)};
};

/// POST /v1/admin/organizations: provisioning. All or nothing.
struct CreateOrganization {
    std::string slug;
    std::string name;
    std::string plan;
    std::string adminEmail;
};

template <>
struct Fields<CreateOrganization> {
    static constexpr auto table = std::tuple{field("slug", &CreateOrganization::slug, slugFormat),
                                             field("name", &CreateOrganization::name, lineBetween(1, 255)),
                                             field("plan", &CreateOrganization::plan, lineBetween(1, 50)),
                                             field("admin_email", &CreateOrganization::adminEmail, emailFormat)};
};

/// The answer to CreateOrganization. The initial password is shown this once.
struct ProvisionedOrganization {
    OrganizationId id;
    std::string slug;
    std::string name;
    std::string plan;
    std::string status;
    Limits limits;
    Usage usage;
    int64_t version = 0;
    Timestamp createdAt;
    Timestamp updatedAt;
    std::string adminEmail;
    /// Random; the first administrator changes it after signing in.
    std::string adminPassword;
};

template <>
struct Fields<ProvisionedOrganization> {
    static constexpr auto table = std::tuple{field("id", &ProvisionedOrganization::id),
                                             field("slug", &ProvisionedOrganization::slug),
                                             field("name", &ProvisionedOrganization::name),
                                             field("plan", &ProvisionedOrganization::plan),
                                             field("status", &ProvisionedOrganization::status),
                                             field("limits", &ProvisionedOrganization::limits),
                                             field("usage", &ProvisionedOrganization::usage),
                                             field("version", &ProvisionedOrganization::version),
                                             field("created_at", &ProvisionedOrganization::createdAt),
                                             field("updated_at", &ProvisionedOrganization::updatedAt),
                                             field("admin_email", &ProvisionedOrganization::adminEmail),
                                             field("admin_password", &ProvisionedOrganization::adminPassword)};
};

/// PATCH /v1/admin/organizations/{id}, with If-Match.
struct UpdateOrganization {
    Patch<std::string> name;
    Patch<std::string> plan;
    /// The old one stays the organization's own and redirects.
    Patch<std::string> slug;
};

template <>
struct Fields<UpdateOrganization> {
    static constexpr auto table = std::tuple{field("name", &UpdateOrganization::name, lineBetween(1, 255)),
                                             field("plan", &UpdateOrganization::plan, lineBetween(1, 50)),
                                             field("slug", &UpdateOrganization::slug, slugFormat)};
};

/// An override for a time. While it holds it goes before the organization's own, and it ends by itself.
struct TemporaryLimit {
    std::string limit; ///< maxAgents, maxMessages, maxUsers or maxStorage
    int64_t value = 0;
    std::optional<Timestamp> from; ///< null: at once
    std::optional<Timestamp> until; ///< null: until it is taken away

    bool operator==(const TemporaryLimit &) const = default;
};

template <>
struct Fields<TemporaryLimit> {
    static constexpr auto table =
        std::tuple{field("limit", &TemporaryLimit::limit), field("value", &TemporaryLimit::value),
                   field("from", &TemporaryLimit::from), field("until", &TemporaryLimit::until)};
};

/// More is used than a limit allows, or will allow once a temporary override has begun: nothing is taken away, and
/// nothing new is let in.
struct LimitExcess {
    std::string limit; ///< as in TemporaryLimit
    int64_t value = 0;
    int64_t used = 0;
    int64_t over = 0; ///< used - value
};

template <>
struct Fields<LimitExcess> {
    static constexpr auto table = std::tuple{field("limit", &LimitExcess::limit), field("value", &LimitExcess::value),
                                             field("used", &LimitExcess::used), field("over", &LimitExcess::over)};
};

/// GET and the answer of PATCH /v1/admin/organizations/{id}/limits. The first four are the overrides.
struct OrganizationLimits {
    std::optional<int64_t> maxAgents;
    std::optional<int64_t> maxMessages;
    std::optional<int64_t> maxUsers;
    std::optional<int64_t> maxStorage;
    std::string plan;
    Limits planLimits;
    Limits effective;
    Usage usage;
    std::vector<TemporaryLimit> temporary;
    std::vector<LimitExcess> exceeded;
    int64_t version = 0;
};

template <>
struct Fields<OrganizationLimits> {
    static constexpr auto table = std::tuple{field("maxAgents", &OrganizationLimits::maxAgents),
                                             field("maxMessages", &OrganizationLimits::maxMessages),
                                             field("maxUsers", &OrganizationLimits::maxUsers),
                                             field("maxStorage", &OrganizationLimits::maxStorage),
                                             field("plan", &OrganizationLimits::plan),
                                             field("plan_limits", &OrganizationLimits::planLimits),
                                             field("effective", &OrganizationLimits::effective),
                                             field("usage", &OrganizationLimits::usage),
                                             field("temporary", &OrganizationLimits::temporary, mayBeMissing()),
                                             field("exceeded", &OrganizationLimits::exceeded, mayBeMissing()),
                                             field("version", &OrganizationLimits::version)};
};

/// PATCH /v1/admin/organizations/{id}/limits, with If-Match. null takes the override away. With `from` or `until` (null
/// counts) it is about the temporary overrides: they begin and end by themselves.
struct UpdateLimits {
    Patch<std::optional<int64_t>> maxAgents;
    Patch<std::optional<int64_t>> maxMessages;
    Patch<std::optional<int64_t>> maxUsers;
    Patch<std::optional<int64_t>> maxStorage;
    Patch<std::optional<Timestamp>> from{};
    Patch<std::optional<Timestamp>> until{};
};

template <>
struct Fields<UpdateLimits> {
    static constexpr auto table =
        std::tuple{field("maxAgents", &UpdateLimits::maxAgents, numberBetween(0, maxLimit)),
                   field("maxMessages", &UpdateLimits::maxMessages, numberBetween(0, maxLimit)),
                   field("maxUsers", &UpdateLimits::maxUsers, numberBetween(0, maxLimit)),
                   field("maxStorage", &UpdateLimits::maxStorage, numberBetween(0, maxLimit)),
                   field("from", &UpdateLimits::from),
                   field("until", &UpdateLimits::until)};
};

/// GET /v1/admin/plans.
struct Plan {
    std::string id;
    std::string name;
    Limits limits;
};

template <>
struct Fields<Plan> {
    static constexpr auto table =
        std::tuple{field("id", &Plan::id), field("name", &Plan::name), field("limits", &Plan::limits)};
};

} // namespace objecta
