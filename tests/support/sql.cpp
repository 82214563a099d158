// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/sql.h"

#include <libpq-fe.h>

#include <cstdlib>
#include <stdexcept>

namespace objecta::test {

struct SqlSession::Handle {
    PGconn *connection = nullptr;
    Handle() = default;
    ~Handle() { PQfinish(connection); }
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;
};

SqlSession::SqlSession(const std::string &connection)
    : m_handle(std::make_unique<Handle>())
{
    m_handle->connection = PQconnectdb(connection.c_str());
    if (PQstatus(m_handle->connection) != CONNECTION_OK) {
        throw std::runtime_error(PQerrorMessage(m_handle->connection));
    }
    PQsetNoticeProcessor(
        m_handle->connection, [](void *, const char *) {}, nullptr);
}
SqlSession::~SqlSession() = default;
SqlSession::SqlSession(SqlSession &&) noexcept = default;

SqlAnswer SqlSession::run(const std::string &sql, const std::vector<std::optional<std::string>> &parameters)
{
    std::vector<const char *> values;
    for (const auto &parameter : parameters) {
        values.push_back(parameter ? parameter->c_str() : nullptr);
    }
    PGresult *result = values.empty() ? PQexec(m_handle->connection, sql.c_str())
                                      : PQexecParams(m_handle->connection, sql.c_str(), static_cast<int>(values.size()),
                                                     nullptr, values.data(), nullptr, nullptr, 0);
    SqlAnswer answer;
    if (PQresultStatus(result) == PGRES_COPY_OUT) {
        PQclear(result);
        char *line = nullptr;
        while (PQgetCopyData(m_handle->connection, &line, 0) > 0) {
            answer.rows.push_back({std::string(line)});
            PQfreemem(line);
        }
        result = PQgetResult(m_handle->connection);
    }
    const auto status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY) {
        const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        answer.state = state != nullptr ? state : "08006";
        answer.message = PQresultErrorMessage(result);
    }
    for (int row = 0; row < PQntuples(result); ++row) {
        auto &out = answer.rows.emplace_back();
        for (int column = 0; column < PQnfields(result); ++column) {
            out.push_back(PQgetisnull(result, row, column) != 0
                              ? std::nullopt
                              : std::optional<std::string>(PQgetvalue(result, row, column)));
        }
    }
    answer.affected = std::atoi(PQcmdTuples(result));
    PQclear(result);
    return answer;
}

} // namespace objecta::test
