// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/database.h"

#include <string_view>

namespace objecta::db {

/// What a failed statement means to the client, and the line about it in the log: `primary` is PostgreSQL's primary
/// message, kept out of the log where it may quote a value. `statement` is the SQL text, never its parameters.
Problem problemFor(const SqlFailure &failure, std::string_view primary, std::string_view statement);

/// No connection, or one that was lost.
Problem unavailable();
/// Every connection is busy for longer than a request may wait.
Problem overloaded();

/// Whether a connection that ended a statement with this state is of no more use.
bool endsConnection(std::string_view sqlState);

} // namespace objecta::db
