-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A partition's newest point is looked up in its index, however full it is; and a clock that was wrong once keeps no
-- history for ever. step_seconds of minutes and hours is from now on what was measured of them, as that of ten seconds.

DO $$
DECLARE
    one regclass;
BEGIN
    FOR one IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'metric_points'::regclass LOOP
        EXECUTE format('GRANT SELECT (ring) ON %s TO objecta_definer', one);
    END LOOP;
END
$$;

-- Empties one of the ring's partitions all of whose points are older than both `before` and what the ring keeps at the
-- least. A point from more than a day ahead of both clocks does not count: it goes with the others of its partition,
-- and one that has no others waits until time has filled it. False: there is none. It waits two seconds at the most for
-- those who read; whoever asks comes again.
CREATE OR REPLACE FUNCTION drop_metric_points(of_ring integer, before timestamptz) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, public SET lock_timeout = '2s'
AS $$
DECLARE
    one regclass;
    keeps CONSTANT interval := CASE of_ring WHEN 10 THEN interval '2 days'
                                            WHEN 60 THEN interval '35 days'
                                            ELSE interval '400 days' END;
    oldest CONSTANT timestamptz := least(before, now() - keeps);
    ahead CONSTANT timestamptz := greatest(before + keeps, now()) + interval '1 day';
    newest timestamptz;
BEGIN
    -- Whichever organization_id they have: that it was emptied is all that is told.
    FOR one IN SELECT inhrelid::regclass FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
               WHERE inhparent = 'metric_points'::regclass AND c.relname ~ ('^metric_points_' || of_ring || '_')
               ORDER BY c.relname LOOP
        EXECUTE format('SELECT max(at) FROM %s WHERE ring = $1 AND at <= $2', one) INTO newest USING of_ring, ahead;
        IF newest < oldest THEN
            EXECUTE format('TRUNCATE %s', one);
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END
$$;
