// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace objecta::auth {

/// What a role must allow. One table maps roles to these.
enum class Permission {
    None, ///< Public routes, and whoever is signed in
    ReadTenant,
    WriteAgents,
    WriteUsers,
    WriteMessages,
    ReadOrganizations,
    ProvisionOrganizations,
    ChangeOrganizations,
    ChangeLimits,
    SuspendOrganizations,
    Impersonate,
    ReadMetrics,
    ReadAudit,
};

/// Staff roles: viewer, support, operator, admin, owner. An unknown role allows nothing.
bool staffMay(std::string_view role, Permission permission);
/// Roles of an organization's users: owner, admin, member.
bool tenantMay(std::string_view role, Permission permission);

} // namespace objecta::auth
