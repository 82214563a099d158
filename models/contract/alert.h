// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/page.h"

namespace objecta {

using AlertId = Id<struct AlertTag>;

/// The kinds of alerts, and what closes each.
inline constexpr std::string_view alertKinds =
    "quota.threshold|" // 80 % (warning) or 100 % (critical) of a limit were reached; until less than 80 % are used
    "usage.forecast|" // a limit will be reached within a week; until it will not
    "usage.difference|" // a counter differed from its rows and was set; until somebody has acknowledged it
    "job.dead|" // a job failed for the last time; until it is tried again, or acknowledged
    "isolation.finding|" // the isolation check found something; until it finds nothing
    "documents.missing"; // documents whose content is gone; until there are none
inline constexpr std::string_view alertSeverities = "info|warning|critical";

/// GET /v1/admin/alerts: something that staff should look at.
struct Alert {
    AlertId id;
    /// One of alertKinds.
    std::string kind;
    /// info, warning or critical.
    std::string severity;
    /// nullopt: the platform's own.
    std::optional<OrganizationId> organizationId;
    std::optional<std::string> organizationName;
    std::optional<std::string> organizationSlug;
    /// agents, users, messages or storage, where it is about one.
    std::optional<std::string> resource;
    /// quota.threshold and usage.forecast: used. usage.difference: what the rows came to. job.dead: how often such a
    /// job died. isolation.finding, documents.missing: how many.
    std::optional<int64_t> value;
    /// The limit, where the kind has one; usage.difference: what the counter said.
    std::optional<int64_t> limit;
    /// Members of the kind's own: threshold and period; reached_on; job_kind and job_id; rule.
    boost::json::value detail;
    /// Since when.
    Timestamp at;
    std::optional<Timestamp> acknowledgedAt;
    /// An e-mail address.
    std::optional<std::string> acknowledgedBy;
    std::optional<Timestamp> closedAt;
};

template <>
struct Fields<Alert> {
    static constexpr auto table = std::tuple{field("id", &Alert::id),
                                             field("kind", &Alert::kind),
                                             field("severity", &Alert::severity),
                                             field("organization_id", &Alert::organizationId),
                                             field("organization_name", &Alert::organizationName),
                                             field("organization_slug", &Alert::organizationSlug),
                                             field("resource", &Alert::resource),
                                             field("value", &Alert::value),
                                             field("limit", &Alert::limit),
                                             field("detail", &Alert::detail),
                                             field("at", &Alert::at),
                                             field("acknowledged_at", &Alert::acknowledgedAt),
                                             field("acknowledged_by", &Alert::acknowledgedBy),
                                             field("closed_at", &Alert::closedAt)};
};

} // namespace objecta
