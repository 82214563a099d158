-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- When the grace period of a deleted organization is over, its rows go, in batches. erasing_since is the point of no
-- return: nothing restores it from there on. What stays is the organization's row without its name, its slugs (nobody
-- else may ever answer under them), and the end of its audit chain, which the platform's trail confirms.

ALTER TABLE organizations ADD COLUMN erasing_since timestamptz, ADD COLUMN erased_at timestamptz;

CREATE POLICY definer_erasing ON organizations FOR SELECT TO objecta_definer
    USING (status = 'deleting' AND erasing_since IS NOT NULL);
GRANT SELECT (id, status, erasing_since) ON organizations TO objecta_definer;

-- Lets erase_rows() empty a table of the organization that is being erased, and of no other. A migration that makes a
-- tenant's table calls it; test_erasure finds the one that forgot.
CREATE FUNCTION let_erase(tenant_table regclass) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY INVOKER
    SET search_path = pg_catalog, public
AS $$
BEGIN
    EXECUTE format($policy$
        CREATE POLICY definer_erase ON %s FOR ALL TO objecta_definer
            USING (organization_id = (SELECT o.id FROM organizations o
                                      WHERE o.id = nullif(current_setting('app.erasing', true), '')::uuid
                                        AND o.status = 'deleting' AND o.erasing_since IS NOT NULL))
            WITH CHECK (false)$policy$, tenant_table);
    EXECUTE format('GRANT SELECT (organization_id, ctid), DELETE ON %s TO objecta_definer', tenant_table);
END
$$;
REVOKE ALL ON FUNCTION let_erase(regclass) FROM PUBLIC;

SELECT let_erase(c.oid::regclass)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
  AND c.relname NOT IN ('audit_heads', 'organization_slugs');

-- Deletes at most so many rows of an organization that is being erased, from every table that let_erase() opened, and
-- says how many that were; 0: there is none left. No table before those whose rows point to its own, so that no cascade
-- outgrows the batch; the trail last.
CREATE FUNCTION erase_rows(tenant uuid, most bigint) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, public
AS $$
DECLARE
    room bigint := most;
    gone bigint;
    moved boolean;
    pointed boolean;
    one regclass;
    other regclass;
BEGIN
    PERFORM set_config('app.erasing', tenant::text, true);
    LOOP
        moved := false;
        FOR one IN SELECT c.oid::regclass FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
                   WHERE c.relnamespace = 'public'::regnamespace AND p.polname = 'definer_erase'
                   ORDER BY c.relname <> 'usage_counters', c.relname = 'audit_log', c.relname LOOP
            pointed := false;
            FOR other IN SELECT DISTINCT f.conrelid::regclass FROM pg_constraint f
                         JOIN pg_policy p ON p.polrelid = f.conrelid AND p.polname = 'definer_erase'
                         WHERE f.contype = 'f' AND f.confrelid = one AND f.conrelid <> one LOOP
                EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE organization_id = $1)', other)
                    INTO pointed USING tenant;
                EXIT WHEN pointed;
            END LOOP;
            CONTINUE WHEN pointed;
            EXECUTE format('DELETE FROM %s WHERE ctid = ANY (ARRAY(SELECT ctid FROM %s WHERE organization_id = $1 '
                           'LIMIT $2))', one, one) USING tenant, room;
            GET DIAGNOSTICS gone = ROW_COUNT;
            room := room - gone;
            moved := moved OR gone > 0;
            IF room <= 0 THEN
                RETURN most;
            END IF;
        END LOOP;
        EXIT WHEN NOT moved;
    END LOOP;
    RETURN most - room;
END
$$;
REVOKE ALL ON FUNCTION erase_rows(uuid, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_rows(uuid, bigint) TO objecta_platform;
GRANT CREATE ON SCHEMA public TO objecta_definer;
ALTER FUNCTION erase_rows(uuid, bigint) OWNER TO objecta_definer;
REVOKE CREATE ON SCHEMA public FROM objecta_definer;
