// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/page.h"

namespace objecta {

/// POST /v1/admin/impersonations.
struct CreateImpersonation {
    OrganizationId organizationId;
    std::string reason;
    /// 30 when missing.
    Patch<int64_t> minutes;
};

template <>
struct Fields<CreateImpersonation> {
    static constexpr auto table = std::tuple{field("organization_id", &CreateImpersonation::organizationId),
                                             field("reason", &CreateImpersonation::reason, lineBetween(3, 500)),
                                             field("minutes", &CreateImpersonation::minutes, numberBetween(1, 60))};
};

/// GET /v1/admin/impersonations: a member of staff looking through an organization's eyes.
struct Impersonation {
    ImpersonationId id;
    OrganizationId organizationId;
    std::string organizationSlug;
    std::string organizationName;
    StaffId staffId;
    std::string staffEmail;
    std::string reason;
    bool readOnly = true;
    Timestamp startedAt;
    Timestamp expiresAt;
    std::optional<Timestamp> endedAt;
};

template <>
struct Fields<Impersonation> {
    static constexpr auto table = std::tuple{field("id", &Impersonation::id),
                                             field("organization_id", &Impersonation::organizationId),
                                             field("organization_slug", &Impersonation::organizationSlug),
                                             field("organization_name", &Impersonation::organizationName),
                                             field("staff_id", &Impersonation::staffId),
                                             field("staff_email", &Impersonation::staffEmail),
                                             field("reason", &Impersonation::reason),
                                             field("read_only", &Impersonation::readOnly),
                                             field("started_at", &Impersonation::startedAt),
                                             field("expires_at", &Impersonation::expiresAt),
                                             field("ended_at", &Impersonation::endedAt)};
};

/// The answer of POST: a token for the tenant API on the organization's host.
struct ImpersonationToken {
    ImpersonationId id;
    OrganizationId organizationId;
    std::string organizationSlug;
    std::string organizationName;
    std::string reason;
    bool readOnly = true;
    std::string accessToken;
    std::string tokenType = "Bearer";
    int64_t expiresIn = 0;
    Timestamp expiresAt;
};

template <>
struct Fields<ImpersonationToken> {
    static constexpr auto table = std::tuple{field("id", &ImpersonationToken::id),
                                             field("organization_id", &ImpersonationToken::organizationId),
                                             field("organization_slug", &ImpersonationToken::organizationSlug),
                                             field("organization_name", &ImpersonationToken::organizationName),
                                             field("reason", &ImpersonationToken::reason),
                                             field("read_only", &ImpersonationToken::readOnly),
                                             field("access_token", &ImpersonationToken::accessToken),
                                             field("token_type", &ImpersonationToken::tokenType),
                                             field("expires_in", &ImpersonationToken::expiresIn),
                                             field("expires_at", &ImpersonationToken::expiresAt)};
};

} // namespace objecta
