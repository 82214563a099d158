// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/permissions.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace objecta::features {

/// One way from state to state, as POST /v1/admin/organizations/{id}/<act>.
struct Transition {
    std::string_view act;
    auth::Permission permission;
    /// Where it may begin.
    std::span<const std::string_view> from;
    /// Where it leads; empty: where the organization was before it was deleted.
    std::string_view to;
    /// Where there is nothing left to do: the same answer, and no second entry in the trail.
    std::span<const std::string_view> done;
    std::string_view action; ///< in the audit trail
    std::string_view refusal;
};

namespace lifecycle {

inline constexpr std::array<std::string_view, 1> active{"active"};
inline constexpr std::array<std::string_view, 1> suspended{"suspended"};
inline constexpr std::array<std::string_view, 1> archived{"archived"};
inline constexpr std::array<std::string_view, 1> deleting{"deleting"};
inline constexpr std::array<std::string_view, 2> inUse{"active", "suspended"};
inline constexpr std::array<std::string_view, 3> living{"active", "suspended", "archived"};

/// The whole state machine, and all there is of it: provisioning ends in active by itself, and what is not here is
/// refused (409).
inline constexpr std::array transitions{
    Transition{"suspend", auth::Permission::SuspendOrganizations, active, "suspended", suspended,
               "organization.suspended", "Only an active organization can be suspended."},
    Transition{"resume", auth::Permission::SuspendOrganizations, suspended, "active", active, "organization.resumed",
               "Only a suspended organization can be resumed."},
    Transition{"archive", auth::Permission::ArchiveOrganizations, inUse, "archived", archived, "organization.archived",
               "Only an active or suspended organization can be archived."},
    Transition{"unarchive", auth::Permission::ArchiveOrganizations, archived, "active", active,
               "organization.unarchived", "Only an archived organization can be taken out of the archive."},
    Transition{"delete", auth::Permission::ArchiveOrganizations, living, "deleting", deleting, "organization.deleted",
               "Only an active, suspended or archived organization can be deleted."},
    Transition{"restore", auth::Permission::ArchiveOrganizations, deleting, "", living, "organization.restored",
               "Only a deleted organization can be restored."},
};

} // namespace lifecycle

inline bool holds(std::span<const std::string_view> states, std::string_view state)
{
    return std::ranges::find(states, state) != states.end();
}

} // namespace objecta::features
