-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- An impersonation ends with the session that it was begun from, however that ends: signed out, revoked, a password
-- changed, a refresh token used twice. Here, so that no statement that ends a session can forget it.

ALTER TABLE impersonations ADD COLUMN session_id uuid;
CREATE INDEX impersonations_session_idx ON impersonations (session_id) WHERE ended_at IS NULL;

CREATE FUNCTION end_impersonations() RETURNS trigger
    LANGUAGE plpgsql VOLATILE SECURITY INVOKER
    SET search_path = pg_catalog, public
AS $$
BEGIN
    -- In the order of the organizations: each one's trail is locked for its entry.
    WITH ended AS (
        UPDATE impersonations SET ended_at = now()
        WHERE session_id = NEW.id AND ended_at IS NULL AND expires_at > now()
        RETURNING organization_id, id)
    INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, after)
    SELECT organization_id, 'system', 'session', 'impersonation.ended', 'impersonation', id::text,
           jsonb_build_object('with', 'session')
    FROM ended ORDER BY organization_id, id;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION end_impersonations() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION end_impersonations() TO objecta_platform;
CREATE TRIGGER end_impersonations AFTER UPDATE OF revoked_at ON staff_sessions FOR EACH ROW
    WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL)
    EXECUTE FUNCTION end_impersonations();
