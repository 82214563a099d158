// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/isolation/generator.h"

#include <algorithm>
#include <regex>
#include <stdexcept>

namespace objecta::isolation {

namespace {

/// Values for what constraints forbid to guess: "table.column" -> an SQL expression.
const std::map<std::string, std::string> &factories()
{
    static const std::map<std::string, std::string> all{
        {"documents.lease_until", "NULL"},
        {"documents.sha256", "sha256('probe')"},
        {"documents.status", "'ready'"},
        {"organizations.slug", "'probe-' || replace(gen_random_uuid()::text, '-', '')"}, // unique by its trigger
        {"metric_points.ring", "10"},
        {"metric_points.slot", "0"},
        {"impersonations.expires_at", "now() + interval '1 minute'"},
    };
    return all;
}

std::vector<std::string> split(const std::string &text)
{
    std::vector<std::string> out;
    size_t begin = 0;
    while (begin < text.size()) {
        const size_t end = std::min(text.find('\x1f', begin), text.size());
        out.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return out;
}

/// Names of the columns with those numbers, separated by 0x1f, in their order.
std::string columnNames(const std::string &relation, const std::string &numbers)
{
    return "(SELECT string_agg(a.attname, E'\\x1f' ORDER BY n.i) FROM unnest(" + numbers
        + ") WITH ORDINALITY n(number, i) JOIN pg_attribute a ON a.attrelid = " + relation
        + " AND a.attnum = n.number)";
}

} // namespace

std::vector<Table> readTables(Session &session)
{
    std::vector<Table> found;
    const auto tables = session.must("SELECT c.oid, c.oid::regclass::text, c.relname FROM pg_class c WHERE c.relkind "
                                     "IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND NOT "
                                     "c.relispartition ORDER BY 2");
    for (const auto &row : tables.rows) {
        auto &table = found.emplace_back();
        table.oid = *row[0];
        table.name = *row[1];
        const auto columns =
            session.must("SELECT a.attname, format_type(a.atttypid, NULL), a.attnotnull AND NOT a.atthasdef FROM "
                         "pg_attribute a WHERE a.attrelid = "
                         + table.oid
                         + " AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = '' "
                           "ORDER BY a.attnum");
        const std::string key = *row[2] == "organizations" ? "id" : "organization_id";
        for (const auto &column : columns.rows) {
            table.columns.push_back({*column[0], *column[1], *column[2] == "t"});
            if (*column[0] == key && *column[1] == "uuid") {
                table.key = key;
            }
        }
        const auto constraints = session.must("SELECT c.conname, c.contype, " + columnNames("c.conrelid", "c.conkey")
                                              + ", c.confrelid, " + columnNames("c.confrelid", "c.confkey")
                                              + ", pg_get_constraintdef(c.oid) FROM pg_constraint c WHERE c.conrelid = "
                                              + table.oid + " AND c.contype IN ('c', 'f') ORDER BY c.conname");
        std::set<std::string> inKeys;
        for (const auto &constraint : constraints.rows) {
            const auto names = split(constraint[2].value_or(""));
            if (*constraint[1] == "f") {
                table.references.push_back({*constraint[0], *constraint[3], names, split(constraint[4].value_or(""))});
                inKeys.insert(names.begin(), names.end());
            } else {
                table.checks[*constraint[0]] = {names, *constraint[5]};
            }
        }
        const auto unique = session.must("SELECT DISTINCT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid "
                                         "= i.indrelid AND a.attnum = ANY (i.indkey) WHERE (i.indisunique OR "
                                         "i.indisexclusion) AND i.indrelid = "
                                         + table.oid);
        for (const auto &column : unique.rows) {
            table.uniqueColumns.insert(*column[0]);
            inKeys.insert(*column[0]);
        }
        for (auto &column : table.columns) {
            column.wanted = column.wanted || inKeys.contains(column.name);
        }
    }
    // Referred ones first; a circle keeps its order, and its row then cannot be made, which is a finding.
    std::vector<Table> ordered;
    std::set<std::string> placed;
    while (ordered.size() < found.size()) {
        auto next = std::ranges::find_if(found, [&](const Table &table) {
            return !placed.contains(table.oid)
                && std::ranges::all_of(table.references, [&](const Reference &reference) {
                       return reference.target == table.oid || placed.contains(reference.target);
                   });
        });
        if (next == found.end()) {
            next = std::ranges::find_if(found, [&](const Table &table) { return !placed.contains(table.oid); });
        }
        placed.insert(next->oid);
        ordered.push_back(*next);
    }
    return ordered;
}

Generator::Generator(Session &session, const std::vector<Table> &tables)
    : m_session(session)
{
    for (const auto &table : tables) {
        m_byOid[table.oid] = &table;
    }
}

std::string Generator::reference(const Table &table, const Column &column, const std::string &tenant) const
{
    for (const auto &reference : table.references) {
        for (size_t i = 0; i < reference.columns.size(); ++i) {
            const auto target = m_byOid.find(reference.target);
            if (reference.columns[i] != column.name || target == m_byOid.end() || reference.target == table.oid) {
                continue;
            }
            std::string sql = "(SELECT " + quoted(reference.targetColumns[i]) + " FROM " + target->second->name;
            if (!target->second->key.empty()) {
                sql += " WHERE " + quoted(target->second->key) + " = " + literal(tenant);
            }
            return sql + " LIMIT 1)";
        }
    }
    return {};
}

namespace {

/// What the column's conditions themselves name is likely to be allowed.
std::vector<std::string> namedInChecks(const Table &table, const Column &column, const char *pattern)
{
    std::vector<std::string> out;
    const std::regex word(pattern);
    for (const auto &[name, check] : table.checks) {
        if (std::ranges::find(check.first, column.name) == check.first.end()) {
            continue;
        }
        for (std::sregex_iterator it(check.second.begin(), check.second.end(), word), end; it != end; ++it) {
            out.push_back((*it)[1].str());
        }
    }
    return out;
}

} // namespace

std::vector<std::string> Generator::candidates(const Table &table, const Column &column) const
{
    if (const auto factory = factories().find(table.name + '.' + column.name); factory != factories().end()) {
        return {factory->second};
    }
    const bool unique = table.uniqueColumns.contains(column.name);
    std::vector<std::string> out;
    const auto &type = column.type;
    if (type == "uuid") {
        return {"gen_random_uuid()"};
    }
    if (type == "text" || type == "character varying" || type == "character") {
        if (unique) {
            out.emplace_back("'probe-' || replace(gen_random_uuid()::text, '-', '')");
        }
        for (const auto &word : namedInChecks(table, column, "'([^']*)'::text")) {
            out.push_back(literal(word));
        }
        out.insert(out.end(), {"'probe'", "'2000-01'", "'00000000'", "''", "repeat('0', 64)"});
    } else if (type == "bytea") {
        out = {"decode(md5(gen_random_uuid()::text) || md5(gen_random_uuid()::text), 'hex')"};
    } else if (type == "boolean") {
        out = {"true", "false"};
    } else if (type == "jsonb" || type == "json") {
        out = {"'{}'", "'[]'"};
    } else if (type == "integer" || type == "bigint" || type == "smallint" || type == "numeric"
               || type == "double precision" || type == "real") {
        out = {"1", "0", "100", "1024"};
        std::ranges::copy(namedInChecks(table, column, "\\b([0-9]{1,9})\\b"), std::back_inserter(out));
    } else if (type.starts_with("timestamp")) {
        out = {"now()", "now() + interval '1 minute'", "now() + interval '1 day'"};
    } else if (type == "date") {
        out = {"current_date"};
    } else if (type == "interval") {
        out = {"interval '1 minute'"};
    } else if (type == "inet" || type == "cidr") {
        out = {"'127.0.0.1'"};
    } else if (type.ends_with("[]")) {
        out = {"'{}'"};
    }
    return out;
}

std::string Generator::make(const Table &table, const std::string &tenant)
{
    if (table.key.empty()) {
        if (!m_shared.insert(table.oid).second) {
            return {};
        }
    } else if (m_session
                   .must("SELECT count(*) FROM " + table.name + " WHERE " + quoted(table.key) + " = " + literal(tenant))
                   .value()
               != "0") {
        return {}; // a trigger of another table was faster
    }
    struct Choice {
        const Column *column;
        std::vector<std::string> values;
        size_t at = 0;
    };
    std::vector<Choice> choices;
    for (const auto &column : table.columns) {
        if (column.name == table.key) {
            choices.push_back({&column, {literal(tenant) + "::uuid"}});
            continue;
        }
        if (!column.wanted && !factories().contains(table.name + '.' + column.name)) {
            continue;
        }
        auto value = reference(table, column, tenant);
        choices.push_back({&column, value.empty() ? candidates(table, column) : std::vector<std::string>{value}});
        if (choices.back().values.empty()) {
            return "no value for " + column.name + " of type " + column.type;
        }
    }
    for (int tries = 0; tries < 64; ++tries) {
        std::string names;
        std::string values;
        for (const auto &choice : choices) {
            names += (names.empty() ? "" : ", ") + quoted(choice.column->name);
            values += (values.empty() ? "" : ", ") + choice.values[choice.at];
        }
        const auto made = m_session.keep("INSERT INTO " + table.name + " (" + names
                                         + ") OVERRIDING SYSTEM VALUE VALUES (" + values + ")");
        if (made.ok()) {
            return {};
        }
        // Another value for the first column of the condition that refused it which has one left.
        const auto check = table.checks.find(made.constraint);
        bool changed = false;
        if (made.state == "23514" && check != table.checks.end()) {
            for (auto &choice : choices) {
                const bool concerned =
                    std::ranges::find(check->second.first, choice.column->name) != check->second.first.end();
                if (concerned && choice.at + 1 < choice.values.size()) {
                    ++choice.at;
                    changed = true;
                    break;
                }
            }
        }
        if (!changed) {
            return made.message;
        }
    }
    return "too many conditions";
}

} // namespace objecta::isolation
