// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace objecta::test {

/// What a statement typed by hand gave.
struct SqlAnswer {
    /// Empty when it went through, else the five-character SQLSTATE.
    std::string state;
    std::string message;
    std::vector<std::vector<std::optional<std::string>>> rows;
    int affected = 0;

    [[nodiscard]] bool ok() const { return state.empty(); }
    /// The first column of the first row, empty when there is none or it is NULL.
    [[nodiscard]] std::string value() const
    {
        return rows.empty() || rows[0].empty() ? std::string() : rows[0][0].value_or(std::string());
    }
};

/// SQL as somebody with a database role would type it: the point is to go around the server. One thread at a time.
class SqlSession {
public:
    /// A libpq connection string with user. Throws std::runtime_error when it cannot connect.
    explicit SqlSession(const std::string &connection);
    ~SqlSession();
    SqlSession(SqlSession &&) noexcept;

    /// COPY TO STDOUT gives its lines as rows of one column.
    SqlAnswer run(const std::string &sql, const std::vector<std::optional<std::string>> &parameters = {});

private:
    struct Handle;
    std::unique_ptr<Handle> m_handle;
};

} // namespace objecta::test
