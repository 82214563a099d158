// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace objecta::isolation {

/// What one statement came to.
struct Result {
    /// Empty when it went through, else the five-character SQLSTATE.
    std::string state;
    std::string message;
    /// The constraint that refused it, if one did.
    std::string constraint;
    std::vector<std::vector<std::optional<std::string>>> rows;
    int affected = 0;

    [[nodiscard]] bool ok() const { return state.empty(); }
    /// The first column of the first row; empty when there is none or it is NULL.
    [[nodiscard]] std::string value() const
    {
        return rows.empty() || rows.front().empty() ? std::string() : rows.front().front().value_or(std::string());
    }
};

/// Somebody else held a lock for too long, or in the other order: nothing is known. The transaction is to be rolled
/// back at once, so that nobody waits for it.
struct Disturbed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A blocking connection for one check, of which nothing is ever committed. Not a way for requests: those have
/// db::Database. One thread at a time.
class Session {
public:
    /// Throws std::runtime_error with a sentence when it cannot connect.
    explicit Session(const std::string &connection);
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    /// Statements as they are. A failure ends the transaction that is open.
    Result run(const std::string &sql);
    /// The same inside a savepoint that is always rolled back: nothing of it stays, a failure ends nothing.
    Result attempt(const std::string &sql);
    /// The same, but what went through stays.
    Result keep(const std::string &sql);
    /// As run(), but throws std::runtime_error when it fails.
    Result must(const std::string &sql);

private:
    struct Handle;
    std::unique_ptr<Handle> m_handle;
};

/// 'text' and "name" as SQL writes them.
std::string literal(std::string_view text);
std::string quoted(std::string_view name);

} // namespace objecta::isolation
