// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <string>

namespace objecta::db {

/// Whether a server answers at all on that connection string, as whomever. Blocks.
bool answers(const std::string &connection);

/// Makes what migrations stand on, as `user`, a superuser: the connection's database, created through the database
/// "postgres" when it is not there, and in it the roles and their rights (migrations' bootstrap.sql, one
/// transaction). Does nothing where that is done. The error is one sentence for the terminal. Blocks.
tl::expected<void, std::string> bootstrap(const std::string &connection, const std::string &user);

} // namespace objecta::db
