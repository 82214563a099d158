// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/checksums.h"

#include <stdexcept>

namespace objecta::test {

namespace {

// Partitions are read through the table that they are of.
constexpr const char *allTables =
    "SELECT c.relname, c.relname = 'organizations', coalesce((SELECT string_agg(quote_literal(split_part(n, '.', 2)), "
    "',') FROM unnest($1::text[]) n WHERE split_part(n, '.', 1) = c.relname), '') "
    "FROM pg_class c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition "
    "AND c.relnamespace = 'public'::regnamespace AND c.relname <> ALL ($1::text[]) "
    "AND ($2 = '' OR c.relname = 'organizations' OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid "
    "AND a.attname = 'organization_id' AND NOT a.attisdropped))";

} // namespace

std::map<std::string, std::string> checksums(SqlSession &superuser, const std::string &organization,
                                             const std::set<std::string> &without)
{
    std::string names;
    for (const auto &name : without) {
        names += (names.empty() ? "" : ",") + name;
    }
    const auto tables = superuser.run(allTables, {'{' + names + '}', organization});
    std::map<std::string, std::string> out;
    for (const auto &row : tables.rows) {
        const std::string &table = *row[0];
        std::string all = "SELECT count(*) || ' ' || md5(coalesce(string_agg(r, '|' ORDER BY r), '')) FROM (SELECT "
                          "(to_jsonb(t) - ARRAY["
            + *row[2] + "]::text[])::text AS r FROM " + table + " t";
        if (!organization.empty()) {
            all += std::string(" WHERE ") + (*row[1] == "t" ? "id" : "organization_id") + " = '" + organization + '\'';
        }
        const auto sum = superuser.run(all + ") rows");
        if (!sum.ok()) {
            throw std::runtime_error(table + ": " + sum.message);
        }
        out[table] = sum.value();
    }
    if (out.empty()) {
        throw std::runtime_error("no tables: " + tables.message);
    }
    return out;
}

std::string difference(const std::map<std::string, std::string> &one, const std::map<std::string, std::string> &other)
{
    std::string out;
    for (const auto &[table, sum] : one) {
        const auto found = other.find(table);
        if (found == other.end() || found->second != sum) {
            out += table + ": " + sum + ", then " + (found == other.end() ? "none" : found->second) + '\n';
        }
    }
    return out;
}

} // namespace objecta::test
