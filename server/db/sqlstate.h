// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace objecta::db {

// SQLSTATEs that the schema's own functions raise (class OB is free for applications).
inline constexpr std::string_view stateSuspended = "OB001"; ///< gate: the organization is not active
inline constexpr std::string_view stateSessionEnded = "OB002"; ///< gate: signed out, deactivated or unknown
inline constexpr std::string_view stateImpersonationEnded = "OB003"; ///< gate: stopped, expired, or its right was lost
inline constexpr std::string_view stateNoOrganization = "OB004"; ///< gate: deleted or never there

} // namespace objecta::db
