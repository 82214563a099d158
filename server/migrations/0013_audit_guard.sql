-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- audit_chain() as in 0007, but it looks first whose entry it is. Row-level security refuses another organization's
-- entry too, only after the trigger: by then that organization's head was locked, and whether there is such an
-- organization showed in the error.

CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, public
AS $$
DECLARE
    tenant uuid := nullif(current_setting('app.current_tenant', true), '')::uuid;
BEGIN
    -- The platform's transactions set no tenant. session_user, since the definer is the current user here.
    IF (tenant IS NOT NULL AND NEW.organization_id IS DISTINCT FROM tenant)
       OR (tenant IS NULL AND session_user IN ('objecta_app', 'objecta_app_ro')) THEN
        RAISE EXCEPTION 'new row violates row-level security policy for table "audit_log"' USING ERRCODE = '42501';
    END IF;
    IF NEW.peer = '' THEN
        NEW.peer := coalesce(current_setting('app.peer', true), '');
    END IF;
    LOOP
        UPDATE audit_heads h
        SET seq = h.seq + 1, previous_hash = h.hash,
            hash = sha256(convert_to(jsonb_build_array(
                NEW.organization_id, h.seq + 1, NEW.id, (extract(epoch FROM NEW.at) * 1000000)::bigint, NEW.actor_type,
                NEW.actor, NEW.action, NEW.target_type, NEW.target_id, NEW.before::text, NEW.after::text,
                NEW.request_id, NEW.peer, NEW.on_behalf_of, encode(h.hash, 'hex'))::text, 'UTF8'))
        WHERE h.organization_id = NEW.organization_id
        RETURNING h.seq, h.previous_hash, h.hash INTO NEW.seq, NEW.previous_hash, NEW.hash;
        IF FOUND THEN
            RETURN NEW;
        END IF;
        INSERT INTO audit_heads VALUES (NEW.organization_id, 0, '', '') ON CONFLICT DO NOTHING;
    END LOOP;
END
$$;
