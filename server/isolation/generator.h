// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/isolation/session.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace objecta::isolation {

struct Column {
    std::string name;
    std::string type;
    bool wanted = false; ///< must be given: NOT NULL without default, or part of a key
};

struct Reference {
    std::string constraint;
    std::string target; ///< oid
    std::vector<std::string> columns;
    std::vector<std::string> targetColumns;
};

struct Table {
    std::string oid;
    std::string name; ///< as SQL wants it
    std::string key; ///< the column that names the tenant; empty: no tenant's
    std::vector<Column> columns;
    std::vector<Reference> references;
    /// constraint -> its columns and its condition
    std::map<std::string, std::pair<std::vector<std::string>, std::string>> checks;
    std::set<std::string> uniqueColumns;
};

/// The tables of the catalog, those that others refer to first. Throws std::runtime_error.
std::vector<Table> readTables(Session &session);

/// Makes rows from what the catalog says of a table: types, keys, references, conditions.
class Generator {
public:
    Generator(Session &session, const std::vector<Table> &tables);

    /// A row for that tenant (ignored where a table has none); returns why it cannot be made, empty when it was.
    std::string make(const Table &table, const std::string &tenant);

private:
    std::vector<std::string> candidates(const Table &table, const Column &column) const;
    std::string reference(const Table &table, const Column &column, const std::string &tenant) const;

    Session &m_session;
    std::map<std::string, const Table *> m_byOid;
    std::set<std::string> m_shared; ///< tables without tenant that have a row by now
};

} // namespace objecta::isolation
