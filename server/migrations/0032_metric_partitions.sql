-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- History goes a partition at a time: emptied whole in an instant, where deleting left dead rows behind. Each ring has a
-- fixed number of partitions that time fills in turn, so that nobody who serves requests ever makes a table, and each
-- can be looked at for its policy as any other. They are reached through metric_points alone.

-- The partition of its ring that a point lies in: one for each day (ten seconds), week (minutes) and 50 days (hours).
CREATE FUNCTION metric_slot(ring integer, at timestamptz) RETURNS smallint
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT CASE $1
        WHEN 10 THEN extract(epoch FROM $2)::bigint / 86400 % 4
        WHEN 60 THEN extract(epoch FROM $2)::bigint / 604800 % 7
        ELSE extract(epoch FROM $2)::bigint / 4320000 % 10
    END::smallint
$$;
REVOKE ALL ON FUNCTION metric_slot(integer, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION metric_slot(integer, timestamptz) TO objecta_platform;

ALTER TABLE metric_points RENAME TO former_points;
ALTER INDEX metric_points_pkey RENAME TO former_points_pkey;
ALTER INDEX metric_points_at_idx RENAME TO former_points_at_idx;
ALTER TABLE former_points NO FORCE ROW LEVEL SECURITY;

CREATE TABLE metric_points (
    LIKE former_points INCLUDING DEFAULTS,
    slot smallint NOT NULL,
    PRIMARY KEY (organization_id, ring, slot, at, server),
    CHECK (step_seconds > 0),
    CHECK (ring IN (10, 60, 3600))
) PARTITION BY RANGE (ring, slot);
CREATE INDEX metric_points_at_idx ON metric_points (ring, at);

DO $$
DECLARE
    rings CONSTANT integer[] := ARRAY[10, 60, 3600];
    slots CONSTANT integer[] := ARRAY[4, 7, 10];
BEGIN
    FOR r IN 1 .. 3 LOOP
        FOR s IN 0 .. slots[r] - 1 LOOP
            EXECUTE format('CREATE TABLE metric_points_%s_%s PARTITION OF metric_points FOR VALUES FROM (%s, %s) TO '
                           '(%s, %s)', rings[r], s, rings[r], s, rings[r], s + 1);
        END LOOP;
    END LOOP;
END
$$;
INSERT INTO metric_points SELECT f.*, metric_slot(f.ring, f.at) FROM former_points f;
DROP TABLE former_points;

-- The same policy on each: a partition does not take over its parent's.
DO $$
DECLARE
    one regclass;
BEGIN
    FOR one IN SELECT 'metric_points'::regclass UNION ALL
               SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'metric_points'::regclass LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', one);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', one);
        EXECUTE format($policy$
            CREATE POLICY tenant_isolation ON %s FOR ALL TO objecta_app, objecta_app_ro
                USING (organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid))
                WITH CHECK (organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid))
            $policy$, one);
    END LOOP;
    FOR one IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'metric_points'::regclass LOOP
        PERFORM let_erase(one);
        EXECUTE format('CREATE POLICY definer_retention ON %s FOR SELECT TO objecta_definer USING (true)', one);
        EXECUTE format('GRANT SELECT (at), TRUNCATE ON %s TO objecta_definer', one);
    END LOOP;
END
$$;
CREATE POLICY platform_metrics ON metric_points FOR ALL TO objecta_platform USING (true) WITH CHECK (true);
GRANT SELECT ON metric_points TO objecta_app, objecta_app_ro;
GRANT SELECT, INSERT, UPDATE, DELETE ON metric_points TO objecta_platform;

-- Empties one of the ring's partitions all of whose points are older than both `before` and what the ring keeps at the
-- least. False: there is none. It waits two seconds at the most for those who read; whoever asks comes again.
CREATE FUNCTION drop_metric_points(of_ring integer, before timestamptz) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, public SET lock_timeout = '2s'
AS $$
DECLARE
    one regclass;
    oldest timestamptz := least(before, now() - CASE of_ring WHEN 10 THEN interval '2 days'
                                                             WHEN 60 THEN interval '35 days'
                                                             ELSE interval '400 days' END);
    newest timestamptz;
BEGIN
    -- Whichever organization_id they have: that it was emptied is all that is told.
    FOR one IN SELECT inhrelid::regclass FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
               WHERE inhparent = 'metric_points'::regclass AND c.relname ~ ('^metric_points_' || of_ring || '_')
               ORDER BY c.relname LOOP
        EXECUTE format('SELECT max(at) FROM %s', one) INTO newest;
        IF newest < oldest THEN
            EXECUTE format('TRUNCATE %s', one);
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END
$$;
REVOKE ALL ON FUNCTION drop_metric_points(integer, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_metric_points(integer, timestamptz) TO objecta_platform;
GRANT CREATE ON SCHEMA public TO objecta_definer;
ALTER FUNCTION drop_metric_points(integer, timestamptz) OWNER TO objecta_definer;
REVOKE CREATE ON SCHEMA public FROM objecta_definer;
