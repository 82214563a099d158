-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Who acts, and what every request stands on: API keys, invitations, roles that are compared in the gate,
-- limits that hold for a time, and answers that are replayed.

ALTER TABLE users ADD COLUMN invitation_hash bytea, ADD COLUMN invited_until timestamptz;
CREATE UNIQUE INDEX users_invitation_key ON users (organization_id, invitation_hash);
-- For app.<domain>: the organizations of one e-mail address. Only the platform's role looks across.
CREATE INDEX users_login_idx ON users (lower(email));

-- Where a session was begun, for the list of one's sessions.
ALTER TABLE user_sessions ADD COLUMN peer text NOT NULL DEFAULT '', ADD COLUMN user_agent text NOT NULL DEFAULT '';
ALTER TABLE staff_sessions ADD COLUMN peer text NOT NULL DEFAULT '', ADD COLUMN user_agent text NOT NULL DEFAULT '';
GRANT SELECT (peer, user_agent) ON user_sessions TO objecta_app_ro;

-- A key acts for the user who made it, in the role that the user had then: another role ends the key.
ALTER TABLE api_keys
    ADD COLUMN role text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    ADD COLUMN scopes text[] NOT NULL,
    ADD COLUMN version bigint NOT NULL DEFAULT 1,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
GRANT SELECT (role, scopes, version, updated_at) ON api_keys TO objecta_app_ro;
-- When a key was last used is noted for many at once, outside their requests.
CREATE POLICY platform_touch_read ON api_keys FOR SELECT TO objecta_platform USING (true);
CREATE POLICY platform_touch ON api_keys FOR UPDATE TO objecta_platform USING (true) WITH CHECK (true);
GRANT SELECT (organization_id, id, last_used_at), UPDATE (last_used_at) ON api_keys TO objecta_platform;

ALTER TABLE audit_log
    DROP CONSTRAINT audit_log_actor_type_check,
    ADD CONSTRAINT audit_log_actor_type_check CHECK (actor_type IN ('staff', 'user', 'key', 'system')),
    -- the client's address; for whom the actor acted ("organization acme-corp" for an impersonation), or ''
    ADD COLUMN peer text NOT NULL DEFAULT '',
    ADD COLUMN on_behalf_of text NOT NULL DEFAULT '';

-- What counts without rows here: imported, or settled before rows were kept. used = settled + rows.
ALTER TABLE usage_counters ADD COLUMN settled bigint NOT NULL DEFAULT 0 CHECK (settled >= 0);

-- Overrides that hold for a time: {"maxAgents": {"value": 5, "from": "...", "until": "..."}}, either end may be absent.
-- They go before the organization's own and end by themselves, because every statement asks for the limit of now.
ALTER TABLE organizations ADD COLUMN timed_limits jsonb NOT NULL DEFAULT '{}'
    CHECK (jsonb_typeof(timed_limits) = 'object');

-- The temporary override when it holds now, else the organization's own, else the plan's; null: no limit.
CREATE FUNCTION effective_limit(timed jsonb, own jsonb, plan jsonb, name text) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce(
        CASE WHEN coalesce((timed->name->>'from')::timestamptz <= now(), true)
              AND coalesce((timed->name->>'until')::timestamptz > now(), true) THEN (timed->name->>'value')::bigint END,
        (own->>name)::bigint, (plan->>name)::bigint)
$$;
-- Which of them it is: temporary, override or plan.
CREATE FUNCTION limit_source(timed jsonb, own jsonb, name text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN timed->name->>'value' IS NOT NULL AND coalesce((timed->name->>'from')::timestamptz <= now(), true)
             AND coalesce((timed->name->>'until')::timestamptz > now(), true) THEN 'temporary'
        WHEN own->>name IS NOT NULL THEN 'override'
        ELSE 'plan' END
$$;
GRANT EXECUTE ON FUNCTION effective_limit(jsonb, jsonb, jsonb, text), limit_source(jsonb, jsonb, text)
    TO objecta_app, objecta_app_ro, objecta_platform;

-- The first answer to a POST with an Idempotency-Key. The answer is sealed with the server's key: it may hold a
-- secret that is shown once. A row without answer is a request under way.
CREATE TABLE idempotency_keys (
    organization_id uuid NOT NULL REFERENCES organizations (id),
    -- the user or key that asks: a key of one actor says nothing to another
    actor           text NOT NULL,
    key             text NOT NULL CHECK (char_length(key) BETWEEN 1 AND 255),
    -- BLAKE2b of method, route, parameters and body
    request_hash    bytea NOT NULL,
    answer          bytea,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, actor, key)
);
CREATE INDEX idempotency_keys_created_idx ON idempotency_keys (created_at);
ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON idempotency_keys FOR ALL TO objecta_app, objecta_app_ro
    USING (organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid))
    WITH CHECK (organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid));
CREATE POLICY platform_age ON idempotency_keys FOR SELECT TO objecta_platform USING (true);
CREATE POLICY platform_forget ON idempotency_keys FOR DELETE TO objecta_platform
    USING (created_at < now() - interval '24 hours');
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO objecta_app;
GRANT SELECT (organization_id, created_at), DELETE ON idempotency_keys TO objecta_platform;

-- The gate, as in 0002, and besides: the role that the token says is the user's role of now (else a demoted admin
-- would keep the right until the token ends), API keys, and the host's slug is the organization's.
--   OB001 suspended   OB002 signed out, deactivated, another role, revoked key   OB003 the impersonation is over
--   OB004 no such organization   OB005 archived: it may be read only   OB006 renamed: the message is the slug of now
--   OB007 deleted   OB008 still being provisioned
-- Everything null: somebody is signing in.
DROP FUNCTION app_gate(uuid, uuid, uuid);
CREATE FUNCTION app_gate(acting_user uuid, acting_session uuid, acting_role text, acting_impersonation uuid,
                         acting_key uuid, acting_key_hash bytea, host_slug text) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY INVOKER PARALLEL UNSAFE
    SET search_path = pg_catalog, public
AS $$
DECLARE
    tenant uuid := nullif(current_setting('app.current_tenant', true), '')::uuid;
    organization_status text;
    organization_slug text;
BEGIN
    SELECT o.status, o.slug INTO organization_status, organization_slug FROM organizations o WHERE o.id = tenant;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such organization' USING ERRCODE = 'OB004';
    END IF;
    IF acting_impersonation IS NOT NULL THEN
        IF NOT EXISTS (SELECT 1 FROM impersonations i JOIN staff s ON s.id = i.staff_id
                       WHERE i.organization_id = tenant AND i.id = acting_impersonation AND i.ended_at IS NULL
                         AND i.expires_at > now() AND s.status = 'active' AND s.role <> 'viewer') THEN
            RAISE EXCEPTION 'impersonation ended' USING ERRCODE = 'OB003';
        END IF;
    ELSIF acting_key IS NOT NULL THEN
        IF NOT EXISTS (SELECT 1 FROM api_keys k
                       JOIN users u ON u.organization_id = k.organization_id AND u.id = k.user_id
                       WHERE k.organization_id = tenant AND k.id = acting_key AND k.key_hash = acting_key_hash
                         AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
                         AND u.id = acting_user AND u.status = 'active' AND u.role = k.role) THEN
            RAISE EXCEPTION 'key ended' USING ERRCODE = 'OB002';
        END IF;
    ELSIF acting_user IS NOT NULL OR acting_session IS NOT NULL THEN
        IF NOT EXISTS (SELECT 1 FROM user_sessions s
                       JOIN users u ON u.organization_id = s.organization_id AND u.id = s.user_id
                       WHERE s.organization_id = tenant AND s.id = acting_session AND s.user_id = acting_user
                         AND s.revoked_at IS NULL AND s.expires_at > now() AND u.status = 'active'
                         AND u.role = acting_role) THEN
            RAISE EXCEPTION 'session ended' USING ERRCODE = 'OB002';
        END IF;
    ELSE
        RETURN;
    END IF;
    IF host_slug IS DISTINCT FROM organization_slug THEN
        RAISE EXCEPTION '%', organization_slug USING ERRCODE = 'OB006';
    END IF;
    CASE organization_status
        WHEN 'active' THEN NULL;
        WHEN 'suspended' THEN
            IF acting_impersonation IS NULL THEN
                RAISE EXCEPTION 'organization is suspended' USING ERRCODE = 'OB001';
            END IF;
        WHEN 'archived' THEN
            IF current_setting('transaction_read_only') = 'off' THEN
                RAISE EXCEPTION 'organization is archived' USING ERRCODE = 'OB005';
            END IF;
        WHEN 'provisioning' THEN
            RAISE EXCEPTION 'organization is being provisioned' USING ERRCODE = 'OB008';
        ELSE
            RAISE EXCEPTION 'organization is deleted' USING ERRCODE = 'OB007';
    END CASE;
END
$$;
REVOKE ALL ON FUNCTION app_gate(uuid, uuid, text, uuid, uuid, bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_gate(uuid, uuid, text, uuid, uuid, bytea, text) TO objecta_app, objecta_app_ro;
