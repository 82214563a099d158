-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Who may see and change what. Four roles (bootstrap.sql makes them):
--   objecta_owner     owns everything, runs migrations, serves no request
--   objecta_app       one organization's requests
--   objecta_app_ro    the same for staff who impersonate: SELECT only, no secrets
--   objecta_platform  staff across organizations: never agents, conversations, messages, documents
-- Row-level security is FORCEd everywhere. Nothing but SELECT, INSERT, UPDATE and DELETE is granted.

-- The tenant's own rows, and the same for what is written. Unset or empty means no rows.
DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['users', 'user_sessions', 'agents', 'conversations', 'messages', 'documents',
        'api_keys', 'usage_counters', 'audit_log', 'impersonations', 'jobs', 'metric_points'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format($policy$
            CREATE POLICY tenant_isolation ON %I FOR ALL TO objecta_app, objecta_app_ro
                USING (organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid))
                WITH CHECK (organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid))
            $policy$, tenant_table);
    END LOOP;
END
$$;

ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON organizations FOR ALL TO objecta_app, objecta_app_ro
    USING (id = (select nullif(current_setting('app.current_tenant', true), '')::uuid))
    WITH CHECK (id = (select nullif(current_setting('app.current_tenant', true), '')::uuid));

-- The price list: nobody's secret, nobody's to change but a migration's.
ALTER TABLE plans ENABLE ROW LEVEL SECURITY;
ALTER TABLE plans FORCE ROW LEVEL SECURITY;
CREATE POLICY plans_read ON plans FOR SELECT TO objecta_app, objecta_app_ro, objecta_platform USING (true);

-- Staff. A tenant's gate checks the right of whoever impersonates it, and sees nobody else.
ALTER TABLE staff ENABLE ROW LEVEL SECURITY;
ALTER TABLE staff FORCE ROW LEVEL SECURITY;
CREATE POLICY platform_staff ON staff FOR ALL TO objecta_platform USING (true) WITH CHECK (true);
CREATE POLICY tenant_impersonator ON staff FOR SELECT TO objecta_app, objecta_app_ro
    USING (EXISTS (SELECT 1 FROM impersonations i
                   WHERE i.staff_id = staff.id
                     AND i.organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid)));
ALTER TABLE staff_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE staff_sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY platform_staff ON staff_sessions FOR ALL TO objecta_platform USING (true) WITH CHECK (true);

-- Where staff may look across organizations, table by table.
CREATE POLICY platform_organizations ON organizations FOR ALL TO objecta_platform USING (true) WITH CHECK (true);
CREATE POLICY platform_read ON users FOR SELECT TO objecta_platform USING (true);
CREATE POLICY platform_provision ON users FOR INSERT TO objecta_platform WITH CHECK (true);
CREATE POLICY platform_read ON usage_counters FOR SELECT TO objecta_platform USING (true);
CREATE POLICY platform_provision ON usage_counters FOR INSERT TO objecta_platform WITH CHECK (true);
CREATE POLICY platform_read ON audit_log FOR SELECT TO objecta_platform USING (true);
CREATE POLICY platform_write ON audit_log FOR INSERT TO objecta_platform WITH CHECK (true);
CREATE POLICY platform_impersonations ON impersonations FOR ALL TO objecta_platform USING (true) WITH CHECK (true);
CREATE POLICY platform_jobs ON jobs FOR ALL TO objecta_platform USING (true) WITH CHECK (true);
CREATE POLICY platform_metrics ON metric_points FOR ALL TO objecta_platform USING (true) WITH CHECK (true);

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO objecta_app, objecta_app_ro, objecta_platform;

GRANT SELECT ON plans, organizations TO objecta_app, objecta_app_ro, objecta_platform;

GRANT SELECT, INSERT, UPDATE, DELETE ON users, user_sessions, agents, conversations, documents, api_keys TO objecta_app;
GRANT SELECT, INSERT, DELETE ON messages TO objecta_app;
GRANT SELECT, INSERT, UPDATE ON usage_counters TO objecta_app;
GRANT SELECT, INSERT ON audit_log, jobs TO objecta_app;
GRANT SELECT ON impersonations, metric_points TO objecta_app;
GRANT SELECT (id, role, status) ON staff TO objecta_app, objecta_app_ro;

GRANT SELECT ON agents, conversations, messages, documents, usage_counters, audit_log, impersonations, metric_points
    TO objecta_app_ro;
GRANT SELECT (organization_id, id, email, name, role, status, version, created_at, updated_at) ON users
    TO objecta_app_ro, objecta_platform;
GRANT SELECT (organization_id, id, user_id, created_at, last_used_at, expires_at, revoked_at) ON user_sessions
    TO objecta_app_ro;
GRANT SELECT (organization_id, id, user_id, name, prefix, created_at, last_used_at, expires_at, revoked_at)
    ON api_keys TO objecta_app_ro;

GRANT INSERT, UPDATE ON organizations TO objecta_platform;
GRANT INSERT ON users TO objecta_platform;
GRANT SELECT, INSERT ON usage_counters, audit_log TO objecta_platform;
GRANT SELECT, INSERT, UPDATE ON staff, impersonations TO objecta_platform;
GRANT SELECT, INSERT, UPDATE, DELETE ON staff_sessions, jobs, metric_points TO objecta_platform;
GRANT SELECT ON schema_migrations TO objecta_platform;

-- The gate: the first thing in every tenant transaction after the tenant is set. Fails the transaction with
--   OB001 the organization is not active    OB002 signed out, deactivated or unknown
--   OB003 the impersonation is over         OB004 there is no such organization
-- All arguments null: somebody is signing in. Then it only asks that the organization exists; the sign-in itself
-- looks at the status once the password proved right, so that a stranger does not learn it.
CREATE FUNCTION app_gate(acting_user uuid, acting_session uuid, acting_impersonation uuid) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY INVOKER PARALLEL UNSAFE
    SET search_path = pg_catalog, public
AS $$
DECLARE
    tenant uuid := nullif(current_setting('app.current_tenant', true), '')::uuid;
    organization_status text;
BEGIN
    SELECT o.status INTO organization_status FROM organizations o WHERE o.id = tenant AND o.status <> 'erased';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such organization' USING ERRCODE = 'OB004';
    END IF;
    IF acting_impersonation IS NOT NULL THEN
        IF NOT EXISTS (SELECT 1 FROM impersonations i JOIN staff s ON s.id = i.staff_id
                       WHERE i.organization_id = tenant AND i.id = acting_impersonation AND i.ended_at IS NULL
                         AND i.expires_at > now() AND s.status = 'active' AND s.role <> 'viewer') THEN
            RAISE EXCEPTION 'impersonation ended' USING ERRCODE = 'OB003';
        END IF;
        IF organization_status NOT IN ('active', 'suspended') THEN
            RAISE EXCEPTION 'organization is not active' USING ERRCODE = 'OB001';
        END IF;
    ELSIF acting_user IS NOT NULL OR acting_session IS NOT NULL THEN
        IF NOT EXISTS (SELECT 1 FROM user_sessions s
                       JOIN users u ON u.organization_id = s.organization_id AND u.id = s.user_id
                       WHERE s.organization_id = tenant AND s.id = acting_session AND s.user_id = acting_user
                         AND s.revoked_at IS NULL AND s.expires_at > now() AND u.status = 'active') THEN
            RAISE EXCEPTION 'session ended' USING ERRCODE = 'OB002';
        END IF;
        IF organization_status <> 'active' THEN
            RAISE EXCEPTION 'organization is not active' USING ERRCODE = 'OB001';
        END IF;
    END IF;
END
$$;
REVOKE ALL ON FUNCTION app_gate(uuid, uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_gate(uuid, uuid, uuid) TO objecta_app, objecta_app_ro;
