-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- An organization's own resources: versions for ETags, lists by age, and keys whose scopes can be changed.

-- Who looks at an organization is named to it, as its audit trail does anyway.
GRANT SELECT (email) ON staff TO objecta_app, objecta_app_ro;

ALTER TABLE conversations
    ADD COLUMN status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
    ADD COLUMN version bigint NOT NULL DEFAULT 1;
CREATE INDEX conversations_created_idx ON conversations (organization_id, created_at DESC, id);

ALTER TABLE messages
    ADD COLUMN version bigint NOT NULL DEFAULT 1,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
GRANT UPDATE (content, version, updated_at) ON messages TO objecta_app;

-- The gate, as in 0003, and besides: a key must have the scope that the route wants (acting_role), as it is now.
--   OB009 the key has not that scope
CREATE OR REPLACE FUNCTION app_gate(acting_user uuid, acting_session uuid, acting_role text, acting_impersonation uuid,
                                    acting_key uuid, acting_key_hash bytea, host_slug text) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY INVOKER PARALLEL UNSAFE
    SET search_path = pg_catalog, public
AS $$
DECLARE
    tenant uuid := nullif(current_setting('app.current_tenant', true), '')::uuid;
    organization_status text;
    organization_slug text;
    key_scopes text[];
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
        SELECT k.scopes INTO key_scopes FROM api_keys k
        JOIN users u ON u.organization_id = k.organization_id AND u.id = k.user_id
        WHERE k.organization_id = tenant AND k.id = acting_key AND k.key_hash = acting_key_hash
          AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
          AND u.id = acting_user AND u.status = 'active' AND u.role = k.role;
        IF NOT FOUND THEN
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
    IF acting_key IS NOT NULL AND NOT coalesce(acting_role = ANY (key_scopes), false) THEN
        RAISE EXCEPTION 'key has not the scope' USING ERRCODE = 'OB009';
    END IF;
END
$$;
