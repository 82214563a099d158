// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace objecta::db {

/// One numbered file of server/migrations, embedded when the program is built.
struct Migration {
    int version;
    std::string_view name;
    std::string_view sql;
    /// SHA-256 of the text, hexadecimal.
    std::string_view checksum;
};

/// In ascending order, beginning at 1, without gaps.
std::span<const Migration> migrations();

/// The roles, their rights and the schema's owner; for a superuser, inside the database, before any migration.
std::string_view bootstrapSql();

} // namespace objecta::db
