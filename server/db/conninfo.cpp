// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/db/conninfo.h"

#include <libpq-fe.h>

#include <cstring>

namespace objecta::db {

namespace {

void append(std::string &out, std::string_view keyword, std::string_view value)
{
    out += keyword;
    out += "='";
    for (const char c : value) {
        if (c == '\'' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    out += "' ";
}

/// Over a network that drops everything, a connection is given up after so long: with what was not acknowledged
/// (tcp_user_timeout), or while an answer is awaited (keepalives). Sockets in the file system know none of it.
constexpr std::pair<const char *, const char *> patience[]{
    {"tcp_user_timeout", "1500"}, {"keepalives_idle", "1"}, {"keepalives_interval", "1"}, {"keepalives_count", "1"}};

} // namespace

std::string connectionFor(const std::string &base, std::string_view role, std::chrono::milliseconds statementTimeout)
{
    char *error = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(PQconninfoParse(base.c_str(), &error),
                                                                              &PQconninfoFree);
    if (!parsed) {
        // libpq's message repeats the string, which may hold a password.
        PQfreemem(error);
        throw std::runtime_error("The database's address is neither a postgresql:// URL nor a list of keyword=value.");
    }
    std::string out;
    const auto said = [&parsed](std::string_view keyword) {
        for (const auto *option = parsed.get(); option->keyword != nullptr; ++option) {
            if (option->keyword == keyword) {
                return option->val != nullptr;
            }
        }
        return false;
    };
    for (const auto *option = parsed.get(); option->keyword != nullptr; ++option) {
        const std::string_view keyword = option->keyword;
        if (option->val != nullptr && keyword != "user" && keyword != "options" && keyword != "application_name"
            && keyword != "connect_timeout") {
            append(out, keyword, option->val);
        }
    }
    append(out, "user", role);
    append(out, "application_name", "objecta-server");
    append(out, "connect_timeout", "5");
    for (const auto &[keyword, value] : patience) {
        if (!said(keyword)) {
            append(out, keyword, value);
        }
    }
    std::string options = "-c timezone=UTC -c datestyle=ISO,YMD -c client_min_messages=warning";
    if (statementTimeout.count() > 0) {
        const auto limit = std::to_string(statementTimeout.count());
        options += " -c statement_timeout=" + limit
            + " -c idle_in_transaction_session_timeout=" + std::to_string(statementTimeout.count() * 3);
    }
    append(out, "options", options);
    return out;
}

tl::expected<void, std::string> checkVersion(int64_t number)
{
    constexpr int64_t oldest = 150018;
    if (number < oldest) {
        return tl::unexpected("PostgreSQL 15.18 or newer is needed, as older ones have holes in row-level security; "
                              "the server is "
                              + std::to_string(number / 10000) + '.' + std::to_string(number % 10000) + '.');
    }
    return {};
}

} // namespace objecta::db
