// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/migrations.h"

#include <tl/expected.hpp>

#include <string>
#include <vector>

namespace objecta::db {

struct MigrationReport {
    int before = 0;
    int after = 0;
    std::vector<std::string> applied;
};

/// Brings the database to `wanted`, each migration in a transaction of its own, as objecta_owner. One run at a time:
/// others wait for its advisory lock. Nothing is applied when a migration that stands in the database differs from
/// the one built in, or when the database is newer than this program; the error is one sentence for the terminal.
/// Blocks.
tl::expected<MigrationReport, std::string> migrate(const std::string &connection,
                                                   std::span<const Migration> wanted = migrations());

} // namespace objecta::db
