// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace objecta::db {

// SQLSTATEs that the schema's own functions raise (class OB is free for applications).
inline constexpr std::string_view stateSuspended = "OB001"; ///< gate: the organization is suspended
inline constexpr std::string_view stateSessionEnded =
    "OB002"; ///< gate: signed out, deactivated, another role, key revoked
inline constexpr std::string_view stateImpersonationEnded = "OB003"; ///< gate: stopped, expired, or its right was lost
inline constexpr std::string_view stateNoOrganization = "OB004"; ///< gate: there never was one
inline constexpr std::string_view stateArchived = "OB005"; ///< gate: a write to an archived organization
inline constexpr std::string_view stateMoved = "OB006"; ///< gate: another slug; the message is the slug of now
inline constexpr std::string_view stateDeleted = "OB007"; ///< gate: deleted, or in the grace period before
inline constexpr std::string_view stateProvisioning = "OB008"; ///< gate: still being made
inline constexpr std::string_view stateScopeMissing = "OB009"; ///< gate: the key has not the route's scope

} // namespace objecta::db
