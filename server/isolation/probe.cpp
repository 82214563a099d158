// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/isolation/check.h"
#include "server/isolation/generator.h"

#include <algorithm>

namespace objecta::isolation {

namespace {

constexpr const char *tenantRoles[] = {"objecta_app", "objecta_app_ro"};

class Probe {
public:
    Probe(Session &session, Report &report)
        : m_session(session)
        , m_report(report)
    {
    }

    void run()
    {
        m_tables = readTables(m_session);
        m_a = m_session.must("SELECT gen_random_uuid()").value();
        m_b = m_session.must("SELECT gen_random_uuid()").value();
        m_twin = m_session.must("SELECT gen_random_uuid()").value();
        // Before a tenant was ever set: later "unset" is an empty string for the rest of the session.
        nobody("probe-unset");
        Generator generator(m_session, m_tables);
        for (const auto &table : m_tables) {
            seed(generator, table);
        }
        m_session.must("SET CONSTRAINTS ALL IMMEDIATE");
        m_session.must("SELECT set_config('app.current_tenant', '', true)");
        nobody("probe-empty");
        for (const auto &table : m_tables) {
            if (table.key.empty() || m_unmade.contains(table.oid)) {
                continue;
            }
            for (const char *role : tenantRoles) {
                reads(table, role);
                writes(table, role);
                prepared(table, role);
            }
            references(table);
        }
        copies();
        cascades();
        for (const auto &[rule, objects] : m_done) {
            m_report.done.push_back({rule, objects});
        }
    }

private:
    void found(const std::string &rule, const std::string &object, std::string detail)
    {
        m_report.findings.push_back({rule, object, std::move(detail)});
    }
    void become(const std::string &role, const std::string &tenant)
    {
        m_session.must("RESET ROLE");
        m_session.must("SELECT set_config('app.current_tenant', " + literal(tenant) + ", true)");
        m_session.must("SET LOCAL ROLE " + role);
    }
    void becomeSelf() { m_session.must("RESET ROLE"); }
    static std::string of(const Table &table, const std::string &tenant)
    {
        return " WHERE " + quoted(table.key) + " = " + literal(tenant);
    }
    /// "0", "1", ...; empty when the role may not ask.
    std::string count(const Table &table, const std::string &condition)
    {
        const auto answer = m_session.attempt("SELECT count(*) FROM (SELECT " + quoted(table.key) + " FROM "
                                              + table.name + condition + " LIMIT 3) x");
        return answer.ok() ? answer.value() : answer.state == "42501" ? std::string() : answer.message;
    }

    void nobody(const std::string &rule)
    {
        for (const auto &table : m_tables) {
            if (table.key.empty()) {
                continue;
            }
            for (const char *role : tenantRoles) {
                m_session.must(std::string("SET LOCAL ROLE ") + role);
                const auto seen = count(table, {});
                ++m_done[rule];
                if (seen != "0" && !seen.empty()) {
                    found(rule, table.name, std::string(role) + " without a tenant: " + seen);
                }
                becomeSelf();
            }
        }
    }

    void seed(Generator &generator, const Table &table)
    {
        for (const auto &tenant : {m_a, m_b}) {
            if (const auto why = generator.make(table, tenant); !why.empty()) {
                // A platform's table matters only when something needs its row, and that then cannot be made.
                if (!table.key.empty()) {
                    found("probe-rows", table.name, why);
                }
                m_unmade.insert(table.oid);
                return;
            }
        }
        if (table.key.empty()) {
            return;
        }
        ++m_done["probe-rows"];
        // B's row to the letter, but another tenant's: no key may notice. Only the root has a name of its own.
        if (table.name == "organizations") {
            if (const auto why = generator.make(table, m_twin); !why.empty()) {
                found("probe-rows", table.name, why);
            }
            return;
        }
        std::string names;
        std::string values;
        for (const auto &column : table.columns) {
            names += (names.empty() ? "" : ", ") + quoted(column.name);
            values += (values.empty() ? "" : ", ")
                + (column.name == table.key ? literal(m_twin) + "::uuid" : quoted(column.name));
        }
        const auto twin =
            m_session.keep("INSERT INTO " + table.name + " (" + names + ") OVERRIDING SYSTEM VALUE SELECT " + values
                           + " FROM " + table.name + of(table, m_b));
        ++m_done["probe-unique"];
        if (!twin.ok() && (twin.state != "23505" || count(table, of(table, m_twin)) == "0")) {
            found("probe-unique", table.name, "another tenant's keys are refused: " + twin.message);
        }
    }

    void reads(const Table &table, const std::string &role)
    {
        becomeSelf();
        if (count(table, of(table, m_b)) == "0") {
            found("probe-vacuous", table.name, "there is no row of another tenant");
        }
        become(role, m_a);
        const auto own = count(table, of(table, m_a));
        if (own.empty()) {
            return; // not granted
        }
        ++m_done["probe-read"];
        if (own == "0") {
            found("probe-vacuous", table.name, role + " does not see its own row");
        }
        if (count(table, of(table, m_b)) != "0"
            || count(table, " WHERE " + quoted(table.key) + " <> " + literal(m_a)) != "0") {
            found("probe-read", table.name, role + " sees another tenant's rows");
        }
    }

    void writes(const Table &table, const std::string &role)
    {
        std::string names;
        for (const auto &column : table.columns) {
            names += (names.empty() ? "" : ", ") + quoted(column.name);
        }
        becomeSelf();
        std::string values;
        const auto row = m_session.must("SELECT " + names + " FROM " + table.name + of(table, m_a) + " LIMIT 1");
        for (size_t i = 0; i < table.columns.size(); ++i) {
            const auto &cell = row.rows.at(0).at(i);
            values += (values.empty() ? "" : ", ")
                + (table.columns[i].name == table.key ? literal(m_b)
                       : cell                         ? literal(*cell)
                                                      : "NULL");
        }
        become(role, m_a);
        const auto expect = [&](const std::string &rule, const std::string &sql, bool noneWillDo) {
            ++m_done[rule];
            const auto answer = m_session.attempt(sql);
            if (answer.state != "42501" && !(noneWillDo && answer.ok() && answer.affected == 0)) {
                found(rule, table.name,
                      role
                          + (answer.ok() ? " changed " + std::to_string(answer.affected) + " rows"
                                         : " got " + answer.state));
            }
        };
        const std::string self = quoted(table.key) + " = " + quoted(table.key);
        expect("probe-insert", "INSERT INTO " + table.name + " (" + names + ") VALUES (" + values + ")", false);
        expect("probe-move",
               "UPDATE " + table.name + " SET " + quoted(table.key) + " = " + literal(m_b) + of(table, m_a), false);
        expect("probe-update", "UPDATE " + table.name + " SET " + self + of(table, m_b), true);
        expect("probe-delete", "DELETE FROM " + table.name + of(table, m_b), true);
        // Would wait for everybody else's transactions if it were granted: then the lint has said so by now.
        ++m_done["probe-truncate"];
        becomeSelf();
        if (m_session.must("SELECT has_table_privilege(" + literal(role) + ", " + table.oid + ", 'TRUNCATE')").value()
            == "t") {
            found("probe-truncate", table.name, role + " may empty it");
        }
    }

    void prepared(const Table &table, const std::string &role)
    {
        become(role, m_a);
        if (count(table, {}).empty()) {
            return;
        }
        ++m_done["probe-prepared"];
        // One plan for all: a helper that was folded into it would answer for the tenant before.
        m_session.must("SET LOCAL plan_cache_mode = force_generic_plan");
        m_session.must("PREPARE probe AS SELECT min(key), max(key) FROM (SELECT " + quoted(table.key)
                       + "::text AS key FROM " + table.name + " LIMIT 100) x");
        for (const auto &tenant : {m_a, m_b, m_a}) {
            become(role, tenant);
            const auto answer = m_session.must("EXECUTE probe");
            if (answer.rows.at(0).at(0) != tenant || answer.rows.at(0).at(1) != tenant) {
                found("probe-prepared", table.name, role + " was served " + answer.value() + " under " + tenant);
                break;
            }
        }
        m_session.must("DEALLOCATE probe");
    }

    void references(const Table &table)
    {
        becomeSelf();
        for (const auto &reference : table.references) {
            const auto target = std::ranges::find(m_tables, reference.target, &Table::oid);
            if (target == m_tables.end() || target->key.empty() || target->oid == table.oid) {
                continue;
            }
            for (size_t i = 0; i < reference.columns.size(); ++i) {
                const auto &column = reference.columns[i];
                if (column == table.key) {
                    continue;
                }
                ++m_done["probe-reference"];
                const auto set = [&](const std::string &value) {
                    return m_session.attempt("UPDATE " + table.name + " SET " + quoted(column) + " = " + value
                                             + of(table, m_a));
                };
                const auto foreign = set("(SELECT " + quoted(reference.targetColumns[i]) + " FROM " + target->name
                                         + of(*target, m_b) + " LIMIT 1)");
                const auto missing = set("gen_random_uuid()");
                const auto object = table.name + '.' + reference.constraint;
                if (foreign.ok() || foreign.state != missing.state || foreign.message != missing.message) {
                    found("probe-reference", object,
                          "another tenant's id gives " + (foreign.ok() ? "a row" : foreign.state) + ", a missing one "
                              + missing.state);
                }
            }
        }
    }

    /// Views and whatever else shows rows and may be read.
    void copies()
    {
        becomeSelf();
        const auto others =
            m_session.must("SELECT c.oid::regclass::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND "
                           "a.attname = 'organization_id' WHERE c.relnamespace = 'public'::regnamespace AND (c.relkind "
                           "IN ('v', 'm', 'f') OR c.relispartition)");
        for (const auto &row : others.rows) {
            for (const char *role : tenantRoles) {
                become(role, m_a);
                ++m_done["probe-copy"];
                const auto answer = m_session.attempt("SELECT count(*) FROM (SELECT FROM " + *row[0]
                                                      + " WHERE organization_id <> " + literal(m_a) + " LIMIT 1) x");
                if (answer.ok() && answer.value() != "0") {
                    found("probe-copy", *row[0], std::string(role) + " sees another tenant's rows");
                }
            }
        }
        becomeSelf();
    }

    std::map<std::string, std::string> rowsOf(const std::string &tenant)
    {
        std::map<std::string, std::string> out;
        for (const auto &table : m_tables) {
            if (!table.key.empty()) {
                out[table.name] = m_session
                                      .must("SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM "
                                            + table.name + " t" + of(table, tenant))
                                      .value();
            }
        }
        return out;
    }

    /// Everything of A goes; B must not notice.
    void cascades()
    {
        becomeSelf();
        m_session.must("SELECT set_config('app.current_tenant', " + literal(m_a) + ", true)");
        const auto before = rowsOf(m_b);
        m_session.must("SAVEPOINT cascade");
        for (auto table = m_tables.rbegin(); table != m_tables.rend(); ++table) {
            if (!table->key.empty()) {
                m_session.keep("DELETE FROM " + table->name + of(*table, m_a));
                ++m_done["probe-cascade"];
            }
        }
        const auto after = rowsOf(m_b);
        for (const auto &[name, sum] : before) {
            if (after.at(name) != sum) {
                found("probe-cascade", name, "deleting one tenant changed another's rows");
            }
        }
        m_session.must("ROLLBACK TO SAVEPOINT cascade");
    }

    Session &m_session;
    Report &m_report;
    std::vector<Table> m_tables;
    std::set<std::string> m_unmade;
    std::map<std::string, int> m_done;
    std::string m_a;
    std::string m_b;
    std::string m_twin;
};

} // namespace

void probe(Session &session, Report &report)
{
    Probe(session, report).run();
}

} // namespace objecta::isolation
