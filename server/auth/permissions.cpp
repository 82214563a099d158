// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/permissions.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace objecta::auth {

namespace {

using Set = uint64_t;
static_assert(static_cast<unsigned>(Permission::Count) <= 64, "a set has one bit a permission");

constexpr Set bit(Permission permission)
{
    return Set(1) << static_cast<unsigned>(permission);
}

constexpr Set set(std::initializer_list<Permission> permissions)
{
    Set out = bit(Permission::None);
    for (const auto permission : permissions) {
        out |= bit(permission);
    }
    return out;
}

using enum Permission;

constexpr Set staffReads = set({ReadOrganizations, ReadMetrics, ReadAudit, ReadJobs});
constexpr Set staffSupports = staffReads | set({Impersonate});
constexpr Set staffOperates = staffSupports
    | set({ProvisionOrganizations, ChangeOrganizations, ChangeLimits, SuspendOrganizations, RunBulk, ManageJobs,
           CheckIsolation, ExportAudit, ReadStaff});
constexpr Set staffAdministers = staffOperates | set({ArchiveOrganizations, ManageStaff});

constexpr Set tenantReads = set({ReadAgents, ReadConversations, ReadDocuments, ReadUsers, ReadUsage});
constexpr Set tenantWorks = tenantReads | set({WriteAgents, WriteMessages, WriteDocuments});
constexpr Set tenantRules = tenantWorks | set({WriteUsers, ReadTrail, ManageKeys});
constexpr Set impersonationReads = tenantReads | set({ReadTrail});

struct Row {
    std::string_view role;
    Set allowed;
};

constexpr std::array staffTable = {
    Row{"viewer", staffReads},      Row{"support", staffSupports},  Row{"operator", staffOperates},
    Row{"admin", staffAdministers}, Row{"owner", staffAdministers},
};

constexpr std::array tenantTable = {
    Row{"member", tenantWorks},
    Row{"admin", tenantRules},
    Row{"owner", tenantRules},
};

Set permissionsOf(const auto &table, std::string_view role)
{
    const auto row = std::ranges::find(table, role, &Row::role);
    return row != table.end() ? row->allowed : 0;
}

/// A key's scopes. The place in the list is the bit in the key's text: add at the end only.
struct Scope {
    std::string_view word;
    Permission permission;
};
constexpr std::array scopes = {
    Scope{"agents:read", ReadAgents},
    Scope{"agents:write", WriteAgents},
    Scope{"conversations:read", ReadConversations},
    Scope{"conversations:write", WriteMessages},
    Scope{"documents:read", ReadDocuments},
    Scope{"documents:write", WriteDocuments},
    Scope{"users:read", ReadUsers},
    Scope{"users:write", WriteUsers},
    Scope{"usage:read", ReadUsage},
    Scope{"audit:read", ReadTrail},
};

constexpr std::array<std::string_view, static_cast<size_t>(Count)> words = {
    "none",
    "read-agents",
    "write-agents",
    "read-conversations",
    "write-messages",
    "read-documents",
    "write-documents",
    "read-users",
    "write-users",
    "read-usage",
    "read-trail",
    "manage-keys",
    "read-organizations",
    "provision-organizations",
    "change-organizations",
    "change-limits",
    "suspend-organizations",
    "archive-organizations",
    "impersonate",
    "read-metrics",
    "read-audit",
    "export-audit",
    "run-bulk",
    "read-jobs",
    "manage-jobs",
    "check-isolation",
    "read-staff",
    "manage-staff",
};
static_assert(!words.back().empty(), "every permission has its word");

} // namespace

bool staffMay(std::string_view role, Permission permission)
{
    return (permissionsOf(staffTable, role) & bit(permission)) != 0;
}

bool tenantMay(std::string_view role, Permission permission)
{
    return (permissionsOf(tenantTable, role) & bit(permission)) != 0;
}

bool impersonationMay(Permission permission)
{
    return (impersonationReads & bit(permission)) != 0;
}

KeyScopes KeyScopes::of(std::string_view tenantRole)
{
    KeyScopes out;
    for (size_t i = 0; i < scopes.size(); ++i) {
        if (tenantMay(tenantRole, scopes[i].permission)) {
            out.m_bits |= 1U << i;
        }
    }
    return out;
}

std::string_view KeyScopes::word(Permission permission)
{
    const auto scope = std::ranges::find(scopes, permission, &Scope::permission);
    return scope != scopes.end() ? scope->word : std::string_view();
}

std::optional<KeyScopes> KeyScopes::parse(const std::vector<std::string> &given)
{
    KeyScopes out;
    for (const auto &word : given) {
        const auto scope = std::ranges::find(scopes, std::string_view(word), &Scope::word);
        if (scope == scopes.end()) {
            return std::nullopt;
        }
        out.m_bits |= 1U << static_cast<unsigned>(scope - scopes.begin());
    }
    return out;
}

std::vector<std::string> KeyScopes::words() const
{
    std::vector<std::string> out;
    for (size_t i = 0; i < scopes.size(); ++i) {
        if ((m_bits >> i & 1U) != 0) {
            out.emplace_back(scopes[i].word);
        }
    }
    return out;
}

bool KeyScopes::allows(Permission permission) const
{
    for (size_t i = 0; i < scopes.size(); ++i) {
        if (scopes[i].permission == permission) {
            return (m_bits >> i & 1U) != 0;
        }
    }
    return false;
}

bool KeyScopes::within(std::string_view tenantRole) const
{
    for (size_t i = 0; i < scopes.size(); ++i) {
        if ((m_bits >> i & 1U) != 0 && !tenantMay(tenantRole, scopes[i].permission)) {
            return false;
        }
    }
    return true;
}

std::string_view permissionWord(Permission permission)
{
    return words[static_cast<size_t>(permission)];
}

} // namespace objecta::auth
