// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace objecta::auth {

/// What a route wants its actor to be allowed. One table (permissions.cpp) says which role has which.
enum class Permission {
    None, ///< Public routes, and whoever is signed in
    // An organization's own users and keys
    ReadAgents,
    WriteAgents,
    ReadConversations,
    WriteMessages, ///< conversations and messages
    ReadDocuments,
    WriteDocuments,
    ReadUsers,
    WriteUsers,
    ReadUsage,
    ReadTrail, ///< the organization's own audit trail and the impersonations of it
    ManageKeys,
    // Staff
    ReadOrganizations,
    ProvisionOrganizations,
    ChangeOrganizations,
    ChangeLimits,
    SuspendOrganizations,
    ArchiveOrganizations, ///< archive, delete with a grace period, restore
    Impersonate,
    ReadMetrics,
    ReadAudit,
    ExportAudit,
    RunBulk,
    ReadJobs,
    ManageJobs,
    CheckIsolation,
    ReadStaff,
    ManageStaff, ///< accounts, roles and others' sessions
    Count,
};

/// Whether a role of staff (viewer, support, operator, admin, owner) allows it.
bool staffMay(std::string_view role, Permission permission);
/// The same for an organization's user (owner, admin, member).
bool tenantMay(std::string_view role, Permission permission);
/// Whether a read-only impersonation may: what a user could look at, and nothing that changes anything.
bool impersonationMay(Permission permission);

/// The scopes of an API key as a set, and their words on the wire ("agents:read"). A scope is one permission.
class KeyScopes {
public:
    KeyScopes() = default;
    explicit KeyScopes(uint32_t bits)
        : m_bits(bits)
    {
    }
    /// All that the role allows.
    static KeyScopes of(std::string_view tenantRole);
    /// The word of the scope that is this permission; empty when no key may have it.
    static std::string_view word(Permission permission);
    /// nullopt when one of the words is no scope.
    static std::optional<KeyScopes> parse(const std::vector<std::string> &words);
    [[nodiscard]] std::vector<std::string> words() const;
    [[nodiscard]] bool allows(Permission permission) const;
    /// Whether the role has every permission of the set: a key never may more than who makes it.
    [[nodiscard]] bool within(std::string_view tenantRole) const;
    [[nodiscard]] uint32_t bits() const { return m_bits; }

private:
    uint32_t m_bits = 0;
};

/// The permission's word, for `objecta-server routes` ("read-agents").
std::string_view permissionWord(Permission permission);

} // namespace objecta::auth
