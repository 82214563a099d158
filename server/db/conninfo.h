// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/database.h"

#include <string>
#include <string_view>

namespace objecta::db {

/// The connection string of one role: `base` (keywords or postgresql:// URL) with its user replaced, UTC, ISO dates
/// and, unless zero, the statement timeout. Throws std::runtime_error with a sentence when `base` cannot be read.
std::string connectionFor(const std::string &base, std::string_view role, std::chrono::milliseconds statementTimeout);

/// Whether a server_version_num will do: releases before 15.18 have holes that row-level security does not survive
/// (CVE-2023-2455, CVE-2024-10976, CVE-2025-8713 and later ones). The error is a sentence.
tl::expected<void, std::string> checkVersion(int64_t number);

} // namespace objecta::db
