// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/isolation/check.h"
#include "server/isolation/rules.h"

namespace objecta::isolation {

// spaces: schemas that are ours. tables: everything that keeps rows. tenant: those of them that name their tenant
// (for organizations that is its own id). served: the roles that answer requests; 0 is PUBLIC.
const char *const catalogPrefix = R"(
WITH spaces AS (
    SELECT oid, nspname, nspowner, nspacl FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
relations AS (
    SELECT c.*, CASE WHEN s.nspname = 'public' THEN '' ELSE s.nspname || '.' END || c.relname AS name
    FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace),
tables AS (SELECT * FROM relations WHERE relkind IN ('r', 'p')),
tenant AS (
    SELECT t.*, a.attnum AS key FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND NOT a.attisdropped
    AND a.attname = CASE WHEN t.name = 'organizations' THEN 'id' ELSE 'organization_id' END),
served AS (
    SELECT oid, rolname FROM pg_roles WHERE rolname IN ('objecta_app', 'objecta_app_ro', 'objecta_platform',
                                                        'objecta_definer')),
functions AS (SELECT p.*, p.oid::regprocedure::text AS name FROM pg_proc p JOIN spaces s ON s.oid = p.pronamespace
    WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.classid = 'pg_proc'::regclass
                      AND d.deptype = 'e')),
grants AS (
    SELECT r.name, r.relkind, r.relowner, a.grantee, a.privilege_type, a.is_grantable
    FROM relations r, aclexplode(coalesce(r.relacl, acldefault(CASE r.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char",
                                                              r.relowner))) a
    WHERE r.relkind NOT IN ('i', 'I', 'c', 't')
    UNION ALL
    SELECT r.name || '.' || c.attname, r.relkind, r.relowner, a.grantee, a.privilege_type, a.is_grantable
    FROM relations r JOIN pg_attribute c ON c.attrelid = r.oid, aclexplode(c.attacl) a),
policies AS (
    SELECT t.name AS table_name, t.key, p.*, pg_get_expr(p.polqual, p.polrelid) AS reads,
           pg_get_expr(p.polwithcheck, p.polrelid) AS writes
    FROM pg_policy p JOIN (SELECT oid, name, (SELECT key FROM tenant n WHERE n.oid = tables.oid) AS key FROM tables) t
      ON t.oid = p.polrelid)
)";

const std::vector<Rule> &rules()
{
    static const std::vector<Rule> all{
        {"version", "older releases have holes that row-level security does not survive (CVE-2025-8713 and later)",
         "(SELECT 1) v",
         "SELECT 'postgresql', current_setting('server_version') || ', want 15.18 or later' "
         "WHERE current_setting('server_version_num')::int < 150018"},
        {"schema", "rows in a schema that nobody reviewed", "spaces",
         "SELECT nspname, 'is not public' FROM spaces WHERE nspname <> 'public'"},
        {"tenant-column", "rows that no tenant owns", "tables",
         "SELECT name, 'has no organization_id uuid NOT NULL' FROM tables t WHERE name <> 'organizations' AND NOT "
         "EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'organization_id' "
         "AND a.atttypid = 'uuid'::regtype AND a.attnotnull AND NOT a.attisdropped)"},
        {"tenant-reference", "rows of tenants that do not exist", "tenant",
         "SELECT name, 'organization_id leads to no tenant' FROM tenant t WHERE NOT relispartition AND name <> "
         "'organizations' AND NOT EXISTS "
         "(SELECT FROM pg_constraint c WHERE c.conrelid = t.oid AND c.contype = 'f' AND c.convalidated AND "
         "t.key = ANY (c.conkey))"},
        {"rls-enabled", "policies are not applied", "tables",
         "SELECT name, 'row-level security is off' FROM tables WHERE NOT relrowsecurity"},
        {"rls-forced", "the owner reads every tenant", "tables",
         "SELECT name, 'row-level security is not forced' FROM tables WHERE NOT relforcerowsecurity"},
        {"tenant-policy", "another condition than the reviewed one decides what a tenant sees", "tenant",
         R"(SELECT t.name, 'wants exactly one policy tenant_isolation FOR ALL with the canonical condition'
            FROM tenant t WHERE NOT EXISTS (
                SELECT FROM policies p, format('(%I = ( SELECT (NULLIF(current_setting(''app.current_tenant''::text, '
                    'true), ''''::text))::uuid AS "nullif"))', (SELECT attname FROM pg_attribute a
                    WHERE a.attrelid = t.oid AND a.attnum = t.key)) AS canonical
                WHERE p.polrelid = t.oid AND p.polname = 'tenant_isolation' AND p.polcmd = '*' AND p.polpermissive
                  AND p.reads = canonical AND p.writes = canonical
                  AND p.polroles @> ARRAY['objecta_app'::regrole::oid, 'objecta_app_ro'::regrole::oid]
                  AND cardinality(p.polroles) = 2))"},
        {"second-policy", "permissive policies are ORed: the widest wins", "policies",
         "SELECT table_name || '.' || polname, 'opens the table to a tenant''s role a second time' FROM policies "
         "WHERE polname <> 'tenant_isolation' AND polroles && ARRAY['objecta_app'::regrole::oid, "
         "'objecta_app_ro'::regrole::oid, 0::oid]"},
        {"policy-role", "a policy for a role that nobody reviewed", "policies",
         "SELECT table_name || '.' || polname, 'is for ' || r::regrole::text FROM policies, unnest(polroles) r "
         "WHERE r NOT IN (SELECT oid FROM served) AND r <> 0"},
        {"fk-tenant", "foreign-key checks go around row-level security: they confirm and delete across",
         "pg_constraint",
         R"(SELECT c.conrelid::regclass || '.' || c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c
            JOIN tenant t ON t.oid = c.confrelid LEFT JOIN tenant f ON f.oid = c.conrelid
            WHERE c.contype = 'f' AND NOT EXISTS (SELECT FROM generate_subscripts(c.conkey, 1) i
                WHERE c.conkey[i] = f.key AND c.confkey[i] = t.key))"},
        {"unique-tenant", "a key across tenants tells what another has", "pg_index",
         R"(SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
            JOIN tenant t ON t.oid = i.indrelid WHERE (i.indisunique OR i.indisexclusion)
            AND NOT t.key = ANY ((string_to_array(i.indkey::text, ' ')::int2[])[1:i.indnkeyatts]))"},
        {"tenant-index", "every read of a tenant scans all tenants", "tenant",
         "SELECT name, 'has no index led by its tenant' FROM tenant t WHERE NOT EXISTS (SELECT FROM pg_index i WHERE "
         "i.indrelid = t.oid AND i.indisvalid AND i.indpred IS NULL AND i.indkey[0] = t.key)"},
        // Who may empty a partition signs in nowhere: its functions, each of which stands below, decide when.
        {"four-verbs", "TRUNCATE, REFERENCES and TRIGGER go around row-level security", "grants",
         "SELECT name, privilege_type || ' to ' || grantee::regrole FROM grants WHERE grantee <> relowner AND "
         "(privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE') OR is_grantable) AND NOT (privilege_type = "
         "'TRUNCATE' AND grantee = 'objecta_definer'::regrole AND NOT is_grantable AND name IN (SELECT name FROM "
         "tables WHERE relispartition))"},
        {"public-grant", "what PUBLIC may, everybody may", "grants",
         R"(SELECT name, privilege_type || ' to PUBLIC' FROM grants WHERE grantee = 0
            UNION ALL SELECT nspname, privilege_type || ' to PUBLIC' FROM spaces, aclexplode(coalesce(nspacl,
                acldefault('n', nspowner))) WHERE grantee = 0
            UNION ALL SELECT datname, privilege_type || ' to PUBLIC' FROM pg_database, aclexplode(coalesce(datacl,
                acldefault('d', datdba))) WHERE grantee = 0 AND datname = current_database()
            UNION ALL SELECT name, privilege_type || ' to PUBLIC' FROM functions, aclexplode(coalesce(proacl,
                acldefault('f', proowner))) WHERE grantee = 0)"},
        {"grantee", "a role that nobody reviewed", "grants",
         "SELECT name, privilege_type || ' to ' || grantee::regrole FROM grants WHERE grantee NOT IN (SELECT oid FROM "
         "served) AND grantee NOT IN (0, relowner)"},
        {"platform-grant",
         "staff's role sees every tenant's rows: what it may see and change was reviewed, verb by verb", "grants",
         R"(SELECT t.name || ' ' || string_agg(DISTINCT g.privilege_type, ',' ORDER BY g.privilege_type),
                'granted to objecta_platform' FROM grants g JOIN tenant t ON t.name = split_part(g.name, '.', 1)
            WHERE g.grantee = 'objecta_platform'::regrole GROUP BY t.name)"},
        {"reader-reads", "who impersonates to look could write", "grants",
         "SELECT name, privilege_type || ' to objecta_app_ro' FROM grants WHERE grantee = 'objecta_app_ro'::regrole "
         "AND privilege_type <> 'SELECT'"},
        {"secrets", "hashes and keys where a reader or the platform can fetch them", "pg_attribute",
         R"(SELECT t.name || '.' || a.attname, 'readable by ' || s.rolname FROM tables t
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
            CROSS JOIN served s WHERE t.name IN (SELECT name FROM tenant)
            AND a.attname ~ '^(password_hash|refresh_hash|previous_hash|key_hash|invitation_hash)$'
            AND s.rolname IN ('objecta_app_ro', 'objecta_platform')
            AND has_column_privilege(s.oid, t.oid, a.attnum, 'SELECT'))"},
        {"roles", "such a role is above row-level security", "served",
         "SELECT rolname, 'has a right above its place' FROM pg_roles WHERE rolname ~ '^objecta_' AND (rolsuper OR "
         "rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)"},
        {"membership", "SET ROLE leads elsewhere", "pg_auth_members",
         "SELECT member::regrole || ' in ' || roleid::regrole, 'membership' FROM pg_auth_members WHERE member IN "
         "(SELECT oid FROM served) OR roleid IN (SELECT oid FROM served) OR member = 'objecta_owner'::regrole "
         "OR roleid = 'objecta_owner'::regrole"},
        {"role-setting", "a session begins with a tenant, or without row-level security", "pg_db_role_setting",
         "SELECT coalesce(nullif(setrole, 0)::regrole::text, 'database'), c FROM pg_db_role_setting, unnest(setconfig) "
         "c WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())) AND c ~* "
         "'^(app\\.|row_security|session_replication_role|role=)'"},
        {"owner", "what somebody else owns, somebody else can open", "relations",
         R"(SELECT name, 'belongs to ' || relowner::regrole FROM relations WHERE relowner <> 'objecta_owner'::regrole
            UNION ALL SELECT name, 'belongs to ' || proowner::regrole FROM functions
            WHERE proowner <> 'objecta_owner'::regrole AND NOT (prosecdef AND proowner = 'objecta_definer'::regrole)
            UNION ALL SELECT nspname, 'belongs to ' || nspowner::regrole FROM spaces
            WHERE nspowner <> 'objecta_owner'::regrole)"},
        {"create", "a role of the server could plant objects (or a temporary table before a real one)", "served",
         "SELECT s.rolname, 'may create' FROM served s WHERE has_database_privilege(s.oid, current_database(), 'TEMP') "
         "OR has_database_privilege(s.oid, current_database(), 'CREATE') OR EXISTS (SELECT FROM spaces n WHERE "
         "has_schema_privilege(s.oid, n.oid, 'CREATE'))"},
        {"leakproof", "a leakproof function sees rows before the policy does", "functions",
         "SELECT name, 'is LEAKPROOF' FROM functions WHERE proleakproof"},
        {"volatility", "the plan of one tenant answers the next", "functions",
         "SELECT name, 'is IMMUTABLE' FROM functions WHERE provolatile = 'i'"},
        {"definer", "runs with its owner's rights; each needs a reason", "functions",
         "SELECT name, 'is SECURITY DEFINER' FROM functions WHERE prosecdef"},
        {"definer-safe", "a definer function that looks past the tenant", "functions",
         R"(SELECT name, 'wants owner objecta_definer, a pinned search_path and the tenant''s or the row''s name in it'
            FROM functions WHERE prosecdef AND (proowner <> 'objecta_definer'::regrole
                OR NOT coalesce(array_to_string(proconfig, ' ') ~ 'search_path="?pg_catalog', false)
                OR prosrc !~ 'app\.current_tenant|organization_id'))"},
        {"search-path", "a name in the function means what the caller says", "functions",
         "SELECT name, 'does not pin search_path' FROM functions WHERE prolang <> (SELECT oid FROM pg_language WHERE "
         "lanname = 'sql') AND NOT coalesce(array_to_string(proconfig, ' ') ~ 'search_path=', false)"},
        {"language", "code outside the database's rules", "functions",
         "SELECT name, lanname FROM functions f JOIN pg_language l ON l.oid = f.prolang WHERE lanname NOT IN ('sql', "
         "'plpgsql')"},
        {"view", "a view reads with its owner's eyes", "relations",
         "SELECT name, 'is a view without security_invoker' FROM relations WHERE relkind = 'v' AND NOT "
         "coalesce(array_to_string(reloptions, ',') ~ 'security_invoker=(true|on|1)', false)"},
        {"copy", "rows where no policy reaches them", "relations",
         "SELECT name, CASE relkind WHEN 'm' THEN 'is a materialized view' ELSE 'is a foreign table' END FROM "
         "relations "
         "WHERE relkind IN ('m', 'f')"},
        {"sequence", "its gaps count the others' rows", "relations",
         "SELECT name, 'is a sequence' FROM relations WHERE relkind = 'S'"},
        // Its policy is asked for by the rules for tables; besides it is to be reached through its parent alone.
        {"inheritance", "a partition is a table of its own, without its parent's policy", "pg_inherits",
         "SELECT t.name, 'inherits' FROM pg_inherits JOIN tables t ON t.oid = inhrelid WHERE NOT t.relispartition OR "
         "EXISTS (SELECT FROM grants g WHERE split_part(g.name, '.', 1) = t.name AND g.grantee NOT IN (t.relowner, "
         "'objecta_definer'::regrole))"},
        {"trigger", "code that runs in another's transaction", "pg_trigger",
         "SELECT t.name || '.' || g.tgname, 'is a trigger' FROM pg_trigger g JOIN tables t ON t.oid = g.tgrelid WHERE "
         "NOT g.tgisinternal"},
        {"event-trigger", "code that runs in another's transaction", "pg_event_trigger",
         "SELECT evtname, 'is an event trigger' FROM pg_event_trigger"},
        {"rewrite", "a rule reads and writes with the owner's rights", "pg_rewrite",
         "SELECT t.name || '.' || w.rulename, 'is a rule' FROM pg_rewrite w JOIN tables t ON t.oid = w.ev_class"},
        {"extension", "functions and types that nobody reviewed", "pg_extension",
         "SELECT extname, 'is an extension' FROM pg_extension"},
        {"foreign-server", "a way out of the database", "pg_foreign_server",
         "SELECT srvname, 'is a foreign server' FROM pg_foreign_server"},
        {"large-object", "large objects have no row-level security", "pg_largeobject_metadata",
         R"(SELECT oid::text, 'is a large object' FROM pg_largeobject_metadata
            UNION ALL SELECT p.oid::regprocedure::text, 'may be executed by ' || s.rolname FROM pg_proc p, served s
            WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~
            '^(lo_(creat|create|from_bytea|put|open|truncate|truncate64|unlink|get|import|export)|lowrite|loread)$'
            AND has_function_privilege(s.oid, p.oid, 'EXECUTE'))"},
        {"server-files", "reads the cluster's files, where all tenants are", "served",
         R"(SELECT p.oid::regprocedure::text, 'may be executed by ' || s.rolname FROM pg_proc p, served s
            WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~
            '^pg_(read_file|read_binary_file|ls_dir|stat_file|ls_logdir|ls_waldir)$'
            AND has_function_privilege(s.oid, p.oid, 'EXECUTE'))"},
        {"publication", "every tenant's rows, sent elsewhere", "pg_publication",
         "SELECT pubname, 'is a publication' FROM pg_publication"},
        {"default-privileges", "what is made tomorrow is everybody's", "pg_default_acl",
         R"(SELECT d.defaclrole::regrole::text, a.privilege_type || ' on new objects of kind ' || d.defaclobjtype::text
            FROM pg_default_acl d, aclexplode(d.defaclacl) a WHERE a.grantee <> d.defaclrole
            UNION ALL SELECT 'objecta_owner', 'new functions are executable by PUBLIC' WHERE NOT EXISTS (
                SELECT FROM pg_default_acl d WHERE d.defaclrole = 'objecta_owner'::regrole AND d.defaclnamespace = 0
                AND d.defaclobjtype = 'f'))"},
    };
    return all;
}

const std::vector<Exception> &exceptions()
{
    static const std::vector<Exception> all{
        {"tenant-column", "plans", "the price list, the same for everybody; tenants may read it only"},
        {"tenant-column", "staff",
         "ObjectaLabs' own people; a tenant sees address, role and status of its impersonators"},
        {"tenant-column", "staff_sessions", "of ObjectaLabs' own people"},
        {"tenant-column", "platform_audit", "what staff do to the platform itself; no tenant's role may read it"},
        {"tenant-column", "bulk_operations", "what staff do to many organizations; no tenant's role may read it"},
        {"tenant-column", "bulk_items", "as bulk_operations"},
        {"tenant-column", "platform_audit_head", "where the platform's own trail ends"},
        {"tenant-column", "schema_migrations", "written by the owner while migrating"},
        {"tenant-reference", "metric_points", "the nil UUID stands for the whole platform"},
        {"tenant-reference", "jobs", "the nil UUID stands for the whole platform"},
        {"tenant-reference", "alerts", "the nil UUID stands for the whole platform"},
        {"rls-enabled", "schema_migrations", "numbers of migrations; no tenant's role may read it"},
        {"rls-forced", "schema_migrations", "numbers of migrations; no tenant's role may read it"},
        {"second-policy", "plans.plans_read", "the price list is nobody's secret"},
        {"second-policy", "staff.tenant_impersonator", "the gate asks whether the impersonator still may"},
        {"unique-tenant", "organization_slugs_slug_key", "the host's name is global; sign-in is limited by rate"},
        {"platform-grant", "organizations INSERT,SELECT,UPDATE", "staff make, list and change them"},
        {"platform-grant", "organization_slugs INSERT,SELECT", "the host's name leads to its organization"},
        {"platform-grant", "users INSERT,SELECT", "sign-in on app.<domain>, the first owner; no hash can be read"},
        {"platform-grant", "user_sessions SELECT,UPDATE", "staff list and end sign-ins; no hash can be read"},
        {"platform-grant", "api_keys SELECT,UPDATE", "when a key was last used, and nothing else of it"},
        {"platform-grant", "idempotency_keys DELETE,SELECT", "what is a day old goes; no answer can be read"},
        {"platform-grant", "usage_counters INSERT,SELECT", "what is used of each limit; a new organization's zeros"},
        {"platform-grant", "usage_daily DELETE,INSERT,SELECT,UPDATE", "the counters day by day, written by a job"},
        {"platform-grant", "quota_events INSERT,SELECT", "which limits were reached"},
        {"platform-grant", "audit_log INSERT,SELECT",
         "staff's acts stand in the organization's trail, which staff read"},
        {"platform-grant", "audit_heads SELECT", "where each trail ends, for checkpoints"},
        {"platform-grant", "impersonations INSERT,SELECT,UPDATE", "staff begin and end them"},
        {"platform-grant", "jobs DELETE,INSERT,SELECT,UPDATE", "the workers' queue"},
        {"platform-grant", "metric_points DELETE,INSERT,SELECT,UPDATE", "counts of requests, no content"},
        {"platform-grant", "throttles DELETE,INSERT,SELECT,UPDATE", "staff set them"},
        {"platform-grant", "alerts DELETE,INSERT,SELECT,UPDATE", "staff's own, about an organization"},
        {"definer", "drop_metric_points(integer,timestamp with time zone)",
         "empties a partition of history whose newest point is older than history keeps; tells nothing of it"},
        {"definer", "erase_rows(uuid,bigint)",
         "empties the tables of one organization whose grace period is over, in batches; each policy asks that it is"},
        {"trigger", "usage_counters.quota_threshold",
         "raises the event of a threshold in the statement that crosses it, with the rights of whoever counts"},
        {"trigger", "usage_counters.quota_threshold_first", "as quota_threshold, for what is counted first"},
        {"trigger", "organizations.keep_slug", "a slug is one organization's for good, whoever writes it"},
        {"trigger", "throttles.tell_throttles", "wakes the servers, without content"},
        {"trigger", "staff_sessions.end_impersonations",
         "an impersonation ends with the session that it was begun from, whatever ends that; no tenant writes there"},
        {"membership", "objecta_owner in objecta_definer", "lets a migration give a function away; serves no request"},
        {"secrets", "audit_log.previous_hash", "links the trail; opens nothing"},
        {"secrets", "audit_heads.previous_hash", "links the trail; opens nothing"},
        {"definer", "audit_chain()",
         "numbers and chains the entry that is inserted, in the head of its own organization"},
        {"definer", "platform_chain()",
         "as audit_chain(), of the platform's own trail; refuses a tenant's transaction"},
        {"trigger", "platform_audit.platform_chain", "calls platform_chain(), whoever writes the entry"},
        {"trigger", "audit_log.audit_chain", "calls audit_chain(), whoever writes the entry"},
        {"definer", "raise_alert()",
         "raises staff's alert of the entry's own organization, in the entry's transaction"},
        {"trigger", "audit_log.raise_alert", "calls raise_alert(), for two actions that no user takes"},
        {"definer",
         "search_agents(text,bigint,timestamp with time zone,uuid,uuid,text,text,timestamp with time zone,timestamp "
         "with time zone)",
         "lets @@ drive the text index; names the tenant itself and gives ids, whose rows the policy then checks"},
        {"definer",
         "search_conversations(text,bigint,timestamp with time zone,uuid,uuid,uuid,text,timestamp with time "
         "zone,timestamp with time zone)",
         "as search_agents()"},
        {"extension", "btree_gin", "PostgreSQL's own: a tenant beside a text vector in one index"},
        {"extension", "plpgsql", "comes with PostgreSQL"},
    };
    return all;
}

} // namespace objecta::isolation
