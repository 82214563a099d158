-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The platform's own trail is a chain as the organizations' are (0007), with the nil UUID in place of an organization.

ALTER TABLE platform_audit ADD COLUMN seq bigint, ADD COLUMN previous_hash bytea, ADD COLUMN hash bytea;

CREATE TABLE platform_audit_head (
    one           boolean PRIMARY KEY DEFAULT true CHECK (one),
    seq           bigint NOT NULL,
    previous_hash bytea NOT NULL,
    hash          bytea NOT NULL
) WITH (fillfactor = 50);
ALTER TABLE platform_audit_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform_audit_head FORCE ROW LEVEL SECURITY;
CREATE POLICY definer_chain ON platform_audit_head FOR ALL TO objecta_definer USING (true) WITH CHECK (true);
CREATE POLICY platform_read ON platform_audit_head FOR SELECT TO objecta_platform USING (true);
GRANT SELECT, INSERT, UPDATE ON platform_audit_head TO objecta_definer;
GRANT SELECT ON platform_audit_head TO objecta_platform;

CREATE FUNCTION platform_chain() RETURNS trigger
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, public
AS $$
BEGIN
    -- An organization's transaction has no business here.
    IF nullif(current_setting('app.current_tenant', true), '') IS NOT NULL THEN
        RAISE EXCEPTION 'new row violates row-level security policy for table "platform_audit"'
            USING ERRCODE = '42501';
    END IF;
    LOOP
        UPDATE platform_audit_head h
        SET seq = h.seq + 1, previous_hash = h.hash,
            hash = sha256(convert_to(jsonb_build_array(
                '00000000-0000-0000-0000-000000000000'::uuid, h.seq + 1, NEW.id,
                (extract(epoch FROM NEW.at) * 1000000)::bigint, NEW.actor_type, NEW.actor, NEW.action, NEW.target_type,
                NEW.target_id, NEW.before::text, NEW.after::text, NEW.request_id, NEW.peer, '',
                encode(h.hash, 'hex'))::text, 'UTF8'))
        RETURNING h.seq, h.previous_hash, h.hash INTO NEW.seq, NEW.previous_hash, NEW.hash;
        IF FOUND THEN
            RETURN NEW;
        END IF;
        INSERT INTO platform_audit_head VALUES (true, 0, '', '') ON CONFLICT DO NOTHING;
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION platform_chain() FROM PUBLIC;

-- Entries that were written before there was a chain, in the order of their time.
DO $$
DECLARE
    entry platform_audit;
BEGIN
    ALTER TABLE platform_audit NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE platform_audit_head NO FORCE ROW LEVEL SECURITY;
    FOR entry IN SELECT * FROM platform_audit ORDER BY at, id LOOP
        INSERT INTO platform_audit_head VALUES (true, 0, '', '') ON CONFLICT DO NOTHING;
        SELECT h.seq + 1, h.hash INTO entry.seq, entry.previous_hash FROM platform_audit_head h;
        entry.hash := pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.jsonb_build_array(
            '00000000-0000-0000-0000-000000000000'::uuid, entry.seq, entry.id,
            (extract(epoch FROM entry.at) * 1000000)::bigint, entry.actor_type, entry.actor, entry.action,
            entry.target_type, entry.target_id, entry.before::text, entry.after::text, entry.request_id, entry.peer, '',
            pg_catalog.encode(entry.previous_hash, 'hex'))::text, 'UTF8'));
        UPDATE platform_audit SET seq = entry.seq, previous_hash = entry.previous_hash, hash = entry.hash
        WHERE id = entry.id;
        UPDATE platform_audit_head
        SET seq = entry.seq, previous_hash = entry.previous_hash, hash = entry.hash;
    END LOOP;
    ALTER TABLE platform_audit FORCE ROW LEVEL SECURITY;
    ALTER TABLE platform_audit_head FORCE ROW LEVEL SECURITY;
END
$$;

ALTER TABLE platform_audit ALTER COLUMN seq SET NOT NULL, ALTER COLUMN previous_hash SET NOT NULL,
    ALTER COLUMN hash SET NOT NULL;
CREATE UNIQUE INDEX platform_audit_seq_key ON platform_audit (seq);
CREATE INDEX platform_audit_target_idx ON platform_audit (target_type, target_id);

GRANT CREATE ON SCHEMA public TO objecta_definer;
CREATE TRIGGER platform_chain BEFORE INSERT ON platform_audit FOR EACH ROW EXECUTE FUNCTION platform_chain();
ALTER FUNCTION platform_chain() OWNER TO objecta_definer;
REVOKE CREATE ON SCHEMA public FROM objecta_definer;
