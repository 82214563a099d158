-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Each organization's audit trail is a chain: an entry holds its number and a hash over all of itself and over the
-- hash of the entry before. What was edited, removed or cut off no longer fits; `objecta-server audit verify` says
-- where, by its own text of the same canonical form (server/features/audit/chain.cpp).

ALTER TABLE audit_log ADD COLUMN seq bigint, ADD COLUMN previous_hash bytea, ADD COLUMN hash bytea;

-- The end of each chain. Its row's lock is what numbers the entries of an organization one after the other.
CREATE TABLE audit_heads (
    organization_id uuid NOT NULL REFERENCES organizations (id),
    seq             bigint NOT NULL,
    -- of the entry before the last, and of the last
    previous_hash   bytea NOT NULL,
    hash            bytea NOT NULL,
    PRIMARY KEY (organization_id)
) WITH (fillfactor = 50);
ALTER TABLE audit_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_heads FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON audit_heads FOR ALL TO objecta_app, objecta_app_ro
    USING (organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid))
    WITH CHECK (organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid));
CREATE POLICY definer_chain ON audit_heads FOR ALL TO objecta_definer USING (true) WITH CHECK (true);
CREATE POLICY platform_read ON audit_heads FOR SELECT TO objecta_platform USING (true);
GRANT SELECT, INSERT, UPDATE ON audit_heads TO objecta_definer;
GRANT SELECT ON audit_heads TO objecta_platform;
GRANT USAGE ON SCHEMA public TO objecta_definer;

-- All of an entry, in a form that depends on no setting: the time as microseconds since 1970, JSON as its text.
CREATE FUNCTION audit_entry_hash(entry audit_log) RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.jsonb_build_array(
        entry.organization_id, entry.seq, entry.id, (extract(epoch FROM entry.at) * 1000000)::bigint, entry.actor_type,
        entry.actor, entry.action, entry.target_type, entry.target_id, entry.before::text, entry.after::text,
        entry.request_id, entry.peer, entry.on_behalf_of, pg_catalog.encode(entry.previous_hash, 'hex'))::text, 'UTF8'))
$$;

-- Entries that were written before there was a chain, in the order of their time.
DO $$
DECLARE
    entry audit_log;
    tenant uuid;
BEGIN
    -- The owner is bound by row-level security like everybody; for the time of this transaction it is not.
    ALTER TABLE audit_log NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE audit_heads NO FORCE ROW LEVEL SECURITY;
    FOR entry IN SELECT * FROM audit_log ORDER BY organization_id, at, id LOOP
        IF tenant IS DISTINCT FROM entry.organization_id THEN
            tenant := entry.organization_id;
            INSERT INTO audit_heads VALUES (tenant, 0, '', '');
        END IF;
        SELECT h.seq + 1, h.hash INTO entry.seq, entry.previous_hash FROM audit_heads h WHERE h.organization_id = tenant;
        entry.hash := audit_entry_hash(entry);
        UPDATE audit_log SET seq = entry.seq, previous_hash = entry.previous_hash, hash = entry.hash
        WHERE organization_id = tenant AND id = entry.id;
        UPDATE audit_heads SET seq = entry.seq, previous_hash = entry.previous_hash, hash = entry.hash
        WHERE organization_id = tenant;
    END LOOP;
    ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;
    ALTER TABLE audit_heads FORCE ROW LEVEL SECURITY;
END
$$;
DROP FUNCTION audit_entry_hash(audit_log);

ALTER TABLE audit_log ALTER COLUMN seq SET NOT NULL, ALTER COLUMN previous_hash SET NOT NULL,
    ALTER COLUMN hash SET NOT NULL;
CREATE UNIQUE INDEX audit_log_seq_key ON audit_log (organization_id, seq);

-- One statement on the way of every write: it waits for the organization's other writers, counts, hashes and tells
-- the result. The right side of SET sees the row as it was, so h.hash is the hash of the entry before.
CREATE FUNCTION audit_chain() RETURNS trigger
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, public
AS $$
BEGIN
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
REVOKE ALL ON FUNCTION audit_chain() FROM PUBLIC;
GRANT CREATE ON SCHEMA public TO objecta_definer;
CREATE TRIGGER audit_chain BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_chain();
ALTER FUNCTION audit_chain() OWNER TO objecta_definer;
REVOKE CREATE ON SCHEMA public FROM objecta_definer;
