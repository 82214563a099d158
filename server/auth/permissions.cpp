// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/permissions.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace objecta::auth {

namespace {

using Set = unsigned;

constexpr Set set(std::initializer_list<Permission> permissions)
{
    Set out = 1U << static_cast<unsigned>(Permission::None);
    for (const auto permission : permissions) {
        out |= 1U << static_cast<unsigned>(permission);
    }
    return out;
}

using enum Permission;

constexpr Set staffReads = set({ReadOrganizations, ReadMetrics, ReadAudit});
constexpr Set staffOperates =
    staffReads | set({Impersonate, ProvisionOrganizations, ChangeOrganizations, ChangeLimits, SuspendOrganizations});
constexpr Set tenantWorks = set({ReadTenant, WriteAgents, WriteMessages});
constexpr Set tenantRules = tenantWorks | set({WriteUsers});

struct Row {
    std::string_view role;
    Set allowed;
};

constexpr std::array staffTable = {
    Row{"viewer", staffReads},      Row{"support", staffReads | set({Impersonate})},
    Row{"operator", staffOperates}, Row{"admin", staffOperates},
    Row{"owner", staffOperates},
};

constexpr std::array tenantTable = {
    Row{"member", tenantWorks},
    Row{"admin", tenantRules},
    Row{"owner", tenantRules},
};

bool allows(const auto &table, std::string_view role, Permission permission)
{
    const auto row = std::ranges::find(table, role, &Row::role);
    return row != table.end() && (row->allowed & (1U << static_cast<unsigned>(permission))) != 0;
}

} // namespace

bool staffMay(std::string_view role, Permission permission)
{
    return allows(staffTable, role, permission);
}

bool tenantMay(std::string_view role, Permission permission)
{
    return allows(tenantTable, role, permission);
}

} // namespace objecta::auth
