// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace objecta::test {

/// A way to break isolation in the schema. The check must find each.
struct SchemaMutant {
    const char *name;
    const char *sql;
};

// One definition to keep the rows below short.
#define CANONICAL "organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid)"
#define SECURED(table)                                                                                                 \
    "ALTER TABLE " table " OWNER TO objecta_owner; ALTER TABLE " table                                                 \
    " ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY tenant_isolation ON " table                   \
    " FOR ALL TO objecta_app, objecta_app_ro USING (" CANONICAL ") WITH CHECK (" CANONICAL ");"

inline constexpr SchemaMutant schemaMutants[] = {
    {"table without a tenant",
     "CREATE TABLE stray (id int PRIMARY KEY); ALTER TABLE stray OWNER TO objecta_owner; "
     "ALTER TABLE stray ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"},
    {"tenant may be null",
     "CREATE TABLE stray (id uuid PRIMARY KEY, organization_id uuid REFERENCES organizations);"
     "CREATE INDEX ON stray (organization_id);" SECURED("stray")},
    {"tenant is a text",
     "CREATE TABLE stray (organization_id text NOT NULL, id uuid); ALTER TABLE stray OWNER TO "
     "objecta_owner; ALTER TABLE stray ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"},
    {"tenant that does not exist",
     "CREATE TABLE stray (organization_id uuid NOT NULL, id uuid, PRIMARY KEY "
     "(organization_id, id));" SECURED("stray")},
    {"a row that cannot be made",
     "CREATE TABLE stray (organization_id uuid NOT NULL REFERENCES organizations, id uuid, odd text NOT NULL CHECK "
     "(odd ~ '^x[0-9]{7}y$'), PRIMARY KEY (organization_id, id));" SECURED("stray")},
    {"security off", "ALTER TABLE messages DISABLE ROW LEVEL SECURITY"},
    {"security not forced", "ALTER TABLE agents NO FORCE ROW LEVEL SECURITY"},
    {"policy gone", "DROP POLICY tenant_isolation ON agents"},
    {"second policy", "CREATE POLICY open ON agents TO objecta_app USING (true)"},
    {"second policy for PUBLIC", "CREATE POLICY open ON users FOR SELECT USING (status = 'active')"},
    {"policy reads everything", "ALTER POLICY tenant_isolation ON agents USING (true)"},
    {"policy writes everything", "ALTER POLICY tenant_isolation ON agents WITH CHECK (true)"},
    {"check only on the tenant's presence",
     "ALTER POLICY tenant_isolation ON documents WITH CHECK (organization_id IS NOT NULL)"},
    {"unset shows all",
     "ALTER POLICY tenant_isolation ON agents USING (organization_id = coalesce(nullif("
     "current_setting('app.current_tenant', true), '')::uuid, organization_id))"},
    {"unset raises",
     "ALTER POLICY tenant_isolation ON agents USING (organization_id = "
     "current_setting('app.current_tenant')::uuid)"},
    {"inverted policy",
     "ALTER POLICY tenant_isolation ON conversations USING (organization_id <> (select nullif("
     "current_setting('app.current_tenant', true), '')::uuid))"},
    {"another setting",
     "ALTER POLICY tenant_isolation ON agents USING (organization_id = (select nullif("
     "current_setting('app.tenant', true), '')::uuid))"},
    {"policy for a command less",
     "DROP POLICY tenant_isolation ON agents; CREATE POLICY tenant_isolation ON agents FOR SELECT TO objecta_app, "
     "objecta_app_ro USING (" CANONICAL ")"},
    {"immutable helper",
     "CREATE FUNCTION tenant_now() RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT "
     "nullif(current_setting('app.current_tenant', true), '')::uuid $$; GRANT EXECUTE ON FUNCTION tenant_now() TO "
     "objecta_app, objecta_app_ro; ALTER FUNCTION tenant_now() OWNER TO objecta_owner; ALTER POLICY tenant_isolation "
     "ON agents USING (organization_id = tenant_now())"},
    {"foreign key without tenant",
     "ALTER TABLE agents ADD CONSTRAINT loose UNIQUE (id); ALTER TABLE documents DROP CONSTRAINT documents_agent_fkey, "
     "ADD CONSTRAINT documents_agent_fkey FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE CASCADE"},
    {"foreign key with the tenant in the wrong place",
     "ALTER TABLE messages ADD COLUMN via uuid; ALTER TABLE messages ADD FOREIGN KEY (via, user_id) REFERENCES users "
     "(organization_id, id)"},
    {"global key", "ALTER TABLE agents ADD CONSTRAINT whole UNIQUE (id)"},
    {"global unique index", "CREATE UNIQUE INDEX whole ON users (lower(email))"},
    {"tenant only included", "CREATE UNIQUE INDEX whole ON users (email) INCLUDE (organization_id)"},
    {"global exclusion", "ALTER TABLE agents ADD CONSTRAINT apart EXCLUDE USING btree (id WITH =)"},
    {"no index led by the tenant",
     "CREATE TABLE stray (organization_id uuid NOT NULL REFERENCES organizations, id uuid, PRIMARY KEY (id, "
     "organization_id));" SECURED("stray")},
    {"truncate", "GRANT TRUNCATE ON agents TO objecta_app"},
    {"references", "GRANT REFERENCES ON users TO objecta_app"},
    {"trigger right", "GRANT TRIGGER ON messages TO objecta_app"},
    {"grant option", "GRANT SELECT ON agents TO objecta_app WITH GRANT OPTION"},
    {"column right", "GRANT REFERENCES (id) ON agents TO objecta_app"},
    {"granted to PUBLIC", "GRANT SELECT ON plans TO PUBLIC"},
    {"schema granted to PUBLIC", "GRANT USAGE ON SCHEMA public TO PUBLIC"},
    {"function granted to PUBLIC", "GRANT EXECUTE ON FUNCTION limit_source(jsonb, jsonb, text) TO PUBLIC"},
    {"a role besides", "CREATE ROLE objecta_mutant; GRANT SELECT ON plans TO objecta_mutant"},
    {"writing reader", "GRANT UPDATE ON agents TO objecta_app_ro"},
    {"the reader reads passwords", "GRANT SELECT ON users TO objecta_app_ro"},
    {"content that the platform reads",
     "CREATE TABLE stray (organization_id uuid NOT NULL REFERENCES organizations, id uuid, PRIMARY KEY "
     "(organization_id, id));" SECURED("stray") "CREATE POLICY platform_read ON stray FOR SELECT TO objecta_platform "
                                                "USING (true); GRANT SELECT ON stray TO objecta_platform"},
    {"the platform changes users", "GRANT UPDATE (name) ON users TO objecta_platform"},
    {"the platform reads keys", "GRANT SELECT (key_hash) ON api_keys TO objecta_platform"},
    {"bypassing role", "ALTER ROLE objecta_app BYPASSRLS"},
    {"superuser", "ALTER ROLE objecta_app SUPERUSER"},
    {"member of the owner", "GRANT objecta_owner TO objecta_app"},
    {"member of the definer", "GRANT objecta_definer TO objecta_app"},
    {"reads the server's files", "GRANT pg_read_server_files TO objecta_app"},
    {"tenant in the role's settings",
     "ALTER ROLE objecta_app SET app.current_tenant = '3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10'"},
    {"security off in the role's settings", "ALTER ROLE objecta_app SET row_security = off"},
    {"owned by the app", "ALTER TABLE agents OWNER TO objecta_app"},
    {"temporary tables",
     "DO $$ BEGIN EXECUTE format('GRANT TEMP ON DATABASE %I TO objecta_app', current_database()); "
     "END $$"},
    {"create in the schema", "GRANT CREATE ON SCHEMA public TO objecta_app"},
    {"leakproof function", "ALTER FUNCTION limit_source(jsonb, jsonb, text) LEAKPROOF"},
    {"definer function",
     "CREATE FUNCTION everything() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = "
     "pg_catalog, public AS 'SELECT count(*) FROM agents'; ALTER FUNCTION everything() OWNER TO "
     "objecta_owner"},
    {"gate with the owner's rights",
     "ALTER FUNCTION app_gate(uuid, uuid, text, uuid, uuid, bytea, text) SECURITY "
     "DEFINER"},
    {"gate with the caller's path",
     "ALTER FUNCTION app_gate(uuid, uuid, text, uuid, uuid, bytea, text) RESET "
     "search_path"},
    {"view with its owner's eyes",
     "CREATE VIEW everything AS SELECT * FROM agents; ALTER VIEW everything OWNER TO "
     "objecta_owner"},
    {"a superuser's view, granted",
     "CREATE VIEW everything AS SELECT * FROM agents; GRANT SELECT ON everything TO "
     "objecta_app"},
    {"materialized view",
     "CREATE MATERIALIZED VIEW everything AS SELECT * FROM agents; ALTER MATERIALIZED VIEW "
     "everything OWNER TO objecta_owner; GRANT SELECT ON everything TO objecta_app"},
    {"copy of a table",
     "CREATE TABLE copied AS SELECT * FROM agents; ALTER TABLE copied OWNER TO objecta_owner; GRANT "
     "SELECT ON copied TO objecta_app"},
    {"bare partition",
     "CREATE TABLE parted (organization_id uuid NOT NULL REFERENCES organizations, id uuid, PRIMARY KEY "
     "(organization_id, id)) PARTITION BY HASH (organization_id); CREATE TABLE part PARTITION OF parted FOR VALUES "
     "WITH (MODULUS 1, REMAINDER 0); ALTER TABLE part OWNER TO objecta_owner; GRANT SELECT ON part TO "
     "objecta_app;" SECURED("parted")},
    {"partition granted", "GRANT SELECT ON metric_points_10_0 TO objecta_platform"},
    {"partition without a policy", "DROP POLICY tenant_isolation ON metric_points_60_0"},
    {"partition that its owner reads", "ALTER TABLE metric_points_3600_0 NO FORCE ROW LEVEL SECURITY"},
    {"whoever serves may empty a partition", "GRANT TRUNCATE ON metric_points_10_1 TO objecta_platform"},
    {"sequence", "CREATE SEQUENCE counts; ALTER SEQUENCE counts OWNER TO objecta_owner"},
    {"serial column", "ALTER TABLE messages ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY"},
    {"trigger",
     "CREATE FUNCTION spy() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$ BEGIN "
     "RETURN NEW; END $$; ALTER FUNCTION spy() OWNER TO objecta_owner; CREATE TRIGGER spy BEFORE INSERT ON "
     "messages FOR EACH ROW EXECUTE FUNCTION spy()"},
    {"rule", "CREATE RULE spy AS ON INSERT TO plans DO ALSO NOTIFY plans"},
    {"another schema", "CREATE SCHEMA hidden AUTHORIZATION objecta_owner"},
    {"large object", "SELECT lo_create(0)"},
    {"large objects granted", "GRANT EXECUTE ON FUNCTION lo_put(oid, bigint, bytea) TO objecta_app"},
    {"publication", "CREATE PUBLICATION everything FOR ALL TABLES"},
    {"default privileges",
     "ALTER DEFAULT PRIVILEGES FOR ROLE objecta_owner IN SCHEMA public GRANT SELECT ON TABLES TO "
     "objecta_app"},
    {"functions public by default",
     "ALTER DEFAULT PRIVILEGES FOR ROLE objecta_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC"},
    {"an exception that is none", "DROP POLICY tenant_impersonator ON staff"},
};

#undef SECURED
#undef CANONICAL

} // namespace objecta::test
