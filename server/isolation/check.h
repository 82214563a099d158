// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/isolation/session.h"

#include <chrono>
#include <string>
#include <vector>

namespace objecta::isolation {

/// Something through which one tenant can meet another.
struct Finding {
    /// The rule ("fk-tenant") or the attempt ("probe-move").
    std::string rule;
    /// The table, function, role, ... as the database names it.
    std::string object;
    std::string detail;
};

struct Report {
    std::vector<Finding> findings;
    /// Every rule and attempt that was made, with the number of objects that it looked at.
    struct Done {
        std::string rule;
        int objects = 0;
    };
    std::vector<Done> done;
    std::chrono::milliseconds took{0};

    [[nodiscard]] bool clean() const { return findings.empty(); }
};

/// An exception from a rule that somebody has thought through.
struct Exception {
    const char *rule;
    const char *object;
    const char *reason;
};
/// All of them. One that no longer excuses anything is a finding itself.
const std::vector<Exception> &exceptions();

/// The rules, read from the catalog. Any role may run it. Changes and locks nothing.
void lint(Session &session, Report &report);

/// Makes throw-away organizations with a row in every table and tries as each of the server's roles to see and
/// change across. `session` has a transaction open, is signed in as a role that may become the server's
/// (a superuser) and has never had a tenant set. Locks only rows of its own; undone with the transaction.
void probe(Session &session, Report &report);

/// Both, in one transaction that is rolled back. Throws std::runtime_error when the database does not let it.
Report check(Session &session);
/// The same inside the caller's transaction, after whatever the caller did in it.
Report checkHere(Session &session);

/// For the terminal: a line a rule, then the findings.
std::string asTable(const Report &report);
std::string asJson(const Report &report);

} // namespace objecta::isolation
