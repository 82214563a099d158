// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/db/migrator.h"

#include "server/db/conninfo.h"

#include <pqxx/pqxx>

namespace objecta::db {

namespace {

/// Any number will do, as long as nothing else takes this lock.
constexpr const char *lockText = "SELECT pg_advisory_lock(79119302)";

constexpr const char *createTable = R"(
CREATE TABLE IF NOT EXISTS schema_migrations (
    version    integer PRIMARY KEY,
    name       text NOT NULL,
    checksum   text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
))";

std::string label(const Migration &migration)
{
    return std::to_string(migration.version) + " (" + std::string(migration.name) + ")";
}

/// One line, whatever PostgreSQL had to say.
std::string firstLine(const std::string &message)
{
    return message.substr(0, message.find('\n'));
}

struct Applied {
    int version;
    std::string name;
    std::string checksum;
};

std::vector<Applied> readApplied(pqxx::connection &connection)
{
    pqxx::work work(connection);
    work.exec("SET LOCAL client_min_messages = error");
    // Asked first: on a database that another program has migrated already, CREATE may not be ours to run.
    if (work.exec1("SELECT to_regclass('schema_migrations') IS NULL")[0].as<bool>()) {
        work.exec(createTable);
    }
    std::vector<Applied> out;
    for (const auto &row : work.exec("SELECT version, name, checksum FROM schema_migrations ORDER BY version")) {
        out.push_back({row[0].as<int>(), row[1].c_str(), row[2].c_str()});
    }
    work.commit();
    return out;
}

tl::expected<void, std::string> checkApplied(const std::vector<Applied> &applied, std::span<const Migration> wanted)
{
    for (size_t i = 0; i < applied.size(); ++i) {
        if (i >= wanted.size()) {
            return tl::unexpected("The database is newer than this program: it has migration "
                                  + std::to_string(applied.back().version) + ", this build knows "
                                  + std::to_string(wanted.size()) + ". Use a newer objecta-server.");
        }
        if (applied[i].version != wanted[i].version || applied[i].name != wanted[i].name
            || applied[i].checksum != wanted[i].checksum) {
            return tl::unexpected("Migration " + label(wanted[i])
                                  + " was changed after it had been applied to this database; nothing was done.");
        }
    }
    return {};
}

} // namespace

tl::expected<MigrationReport, std::string> migrate(const std::string &connection, std::span<const Migration> wanted)
{
    std::string doing = "Connecting to the database failed: ";
    try {
        pqxx::connection pq(connectionFor(connection, "objecta_owner", std::chrono::milliseconds(0)));
        doing = "Reading the applied migrations failed: ";
        {
            pqxx::nontransaction lock(pq);
            lock.exec(lockText);
        }
        const auto applied = readApplied(pq);
        if (const auto good = checkApplied(applied, wanted); !good) {
            return tl::unexpected(good.error());
        }
        MigrationReport report{static_cast<int>(applied.size()), static_cast<int>(wanted.size()), {}};
        for (const auto &migration : wanted.subspan(applied.size())) {
            doing = "Migration " + label(migration) + " failed and was rolled back: ";
            pqxx::work work(pq);
            work.exec(std::string(migration.sql));
            work.exec_params("INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)",
                             migration.version, std::string(migration.name), std::string(migration.checksum));
            work.commit();
            report.applied.emplace_back(migration.name);
        }
        return report;
    } catch (const std::exception &e) {
        return tl::unexpected(doing + firstLine(e.what()));
    }
}

} // namespace objecta::db
