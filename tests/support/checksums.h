// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/sql.h"

#include <map>
#include <set>
#include <string>

namespace objecta::test {

/// How many rows each table has and what they come to ("3 9f86d081..."), by its name: of one organization, its own row
/// among them, in the tables that know organizations; of everything, in all tables, when it is empty. The session is a
/// superuser's, whom no policy binds. Without the tables, and the columns ("organizations.version"), that are named.
/// Throws std::runtime_error when a table cannot be read.
std::map<std::string, std::string> checksums(SqlSession &superuser, const std::string &organization,
                                             const std::set<std::string> &without);

/// The tables in which they differ, for a message; empty when there is none.
std::string difference(const std::map<std::string, std::string> &one, const std::map<std::string, std::string> &other);

} // namespace objecta::test
