// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/isolation/session.h"

#include <libpq-fe.h>

#include <charconv>
#include <stdexcept>

namespace objecta::isolation {

struct Session::Handle {
    std::unique_ptr<PGconn, decltype(&PQfinish)> pq{nullptr, &PQfinish};
};

Session::Session(const std::string &connection)
    : m_handle(std::make_unique<Handle>())
{
    m_handle->pq.reset(PQconnectdb(connection.c_str()));
    if (PQstatus(m_handle->pq.get()) != CONNECTION_OK) {
        const std::string message = PQerrorMessage(m_handle->pq.get());
        throw std::runtime_error(message.substr(0, message.find('\n')));
    }
    // Warnings of DDL would go to stderr, between the lines of the report.
    PQsetNoticeProcessor(
        m_handle->pq.get(), [](void *, const char *) {}, nullptr);
}

Session::~Session() = default;

Result Session::run(const std::string &sql)
{
    const std::unique_ptr<PGresult, decltype(&PQclear)> answer(PQexec(m_handle->pq.get(), sql.c_str()), &PQclear);
    Result out;
    const auto status = PQresultStatus(answer.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        const auto field = [&](int code) {
            const char *text = PQresultErrorField(answer.get(), code);
            return std::string(text == nullptr ? "" : text);
        };
        out.state = field(PG_DIAG_SQLSTATE);
        if (out.state.empty()) {
            out.state = "08006";
        }
        out.message = field(PG_DIAG_MESSAGE_PRIMARY);
        if (out.state == "40P01" || out.state == "55P03") {
            throw Disturbed(out.message);
        }
        out.constraint = field(PG_DIAG_CONSTRAINT_NAME);
        return out;
    }
    const std::string_view count = PQcmdTuples(answer.get());
    std::from_chars(count.data(), count.data() + count.size(), out.affected);
    for (int row = 0; row < PQntuples(answer.get()); ++row) {
        auto &cells = out.rows.emplace_back();
        for (int column = 0; column < PQnfields(answer.get()); ++column) {
            if (PQgetisnull(answer.get(), row, column) != 0) {
                cells.emplace_back();
            } else {
                cells.emplace_back(PQgetvalue(answer.get(), row, column));
            }
        }
    }
    return out;
}

Result Session::must(const std::string &sql)
{
    auto out = run(sql);
    if (!out.ok()) {
        throw std::runtime_error(out.message + " (" + out.state + ") in: " + sql.substr(0, 200));
    }
    return out;
}

Result Session::attempt(const std::string &sql)
{
    must("SAVEPOINT attempt");
    auto out = run(sql);
    must("ROLLBACK TO SAVEPOINT attempt");
    must("RELEASE SAVEPOINT attempt");
    return out;
}

Result Session::keep(const std::string &sql)
{
    must("SAVEPOINT keep");
    auto out = run(sql);
    if (!out.ok()) {
        must("ROLLBACK TO SAVEPOINT keep");
    }
    must("RELEASE SAVEPOINT keep");
    return out;
}

namespace {
std::string doubled(std::string_view text, char quote)
{
    std::string out(1, quote);
    for (const char c : text) {
        out += c;
        if (c == quote) {
            out += c;
        }
    }
    return out + quote;
}
} // namespace

std::string literal(std::string_view text)
{
    return doubled(text, '\'');
}

std::string quoted(std::string_view name)
{
    return doubled(name, '"');
}

} // namespace objecta::isolation
