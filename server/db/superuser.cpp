// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/db/superuser.h"

#include "server/db/conninfo.h"
#include "server/db/migrations.h"

#include <libpq-fe.h>
#include <pqxx/pqxx>

#include <memory>

namespace objecta::db {

namespace {

constexpr std::chrono::milliseconds noLimit{0};

std::string databaseOf(const std::string &connection)
{
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
        PQconninfoParse(connection.c_str(), nullptr), &PQconninfoFree);
    for (const auto *option = parsed.get(); option != nullptr && option->keyword != nullptr; ++option) {
        if (std::string_view(option->keyword) == "dbname" && option->val != nullptr) {
            return option->val;
        }
    }
    return "objecta";
}

/// To the database, which is made first if there is none; at any start but the first that is one connection.
std::unique_ptr<pqxx::connection> connectMaking(const std::string &connection, const std::string &user)
{
    const std::string target = connectionFor(connection, user, noLimit);
    try {
        return std::make_unique<pqxx::connection>(target);
    } catch (const pqxx::broken_connection &) {
        const std::string name = databaseOf(connection);
        pqxx::connection admin(connectionFor(connection + " dbname=postgres", user, noLimit));
        pqxx::nontransaction work(admin);
        if (work.exec_params("SELECT FROM pg_database WHERE datname = $1", name).empty()) {
            work.exec("CREATE DATABASE " + work.quote_name(name));
        }
    }
    return std::make_unique<pqxx::connection>(target);
}

} // namespace

bool answers(const std::string &connection)
{
    return PQping(connection.c_str()) == PQPING_OK;
}

tl::expected<void, std::string> bootstrap(const std::string &connection, const std::string &user)
{
    try {
        const auto pq = connectMaking(connection, user);
        pqxx::work work(*pq);
        // The database gets its owner in the transaction that makes the roles: one tells of the other. A role that
        // an older program did not know yet makes it run again, which does no harm.
        const auto done = work.exec("SELECT FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba "
                                    "WHERE d.datname = current_database() AND r.rolname = 'objecta_owner' "
                                    "AND EXISTS (SELECT FROM pg_roles WHERE rolname = 'objecta_definer')");
        if (done.empty()) {
            work.exec(std::string(bootstrapSql()));
        }
        work.commit();
        return {};
    } catch (const std::exception &e) {
        const std::string message = e.what();
        return tl::unexpected("Setting up the database and its roles failed: " + message.substr(0, message.find('\n')));
    }
}

} // namespace objecta::db
