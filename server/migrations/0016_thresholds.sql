-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- 80 % and 100 % of a limit: one event each a calendar month (UTC) and organization, in the transaction that crosses it.

-- The limit that held when something was last counted here; null: none. Whoever counts up sets it, having asked for it
-- anyway, so that whether a threshold is crossed is seen without another statement.
ALTER TABLE usage_counters ADD COLUMN ceiling bigint;

CREATE TABLE quota_events (
    organization_id uuid NOT NULL REFERENCES organizations (id),
    resource        text COLLATE "C" NOT NULL CHECK (resource IN ('agents', 'users', 'messages', 'storage')),
    -- 'YYYY-MM': for messages the month they count for, else that of the crossing
    period          text COLLATE "C" NOT NULL CHECK (period ~ '^[0-9]{4}-[0-9]{2}$'),
    threshold       integer NOT NULL CHECK (threshold IN (80, 100)),
    used            bigint NOT NULL,
    quota           bigint NOT NULL,
    at              timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, resource, period, threshold)
);
CREATE INDEX quota_events_at_idx ON quota_events (at DESC, organization_id, resource, threshold);
ALTER TABLE quota_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE quota_events FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON quota_events FOR ALL TO objecta_app, objecta_app_ro
    USING (organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid))
    WITH CHECK (organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid));
CREATE POLICY platform_read ON quota_events FOR SELECT TO objecta_platform USING (true);
CREATE POLICY platform_raise ON quota_events FOR INSERT TO objecta_platform WITH CHECK (true);
GRANT SELECT, INSERT ON quota_events TO objecta_app, objecta_platform;
GRANT SELECT ON quota_events TO objecta_app_ro;

-- Runs as whoever counts, in the counting statement, and only where a threshold is crossed. The primary key keeps a
-- second crossing of the same month quiet.
CREATE FUNCTION raise_quota_events() RETURNS trigger
    LANGUAGE plpgsql SECURITY INVOKER
    SET search_path = pg_catalog, public
AS $$
BEGIN
    WITH raised AS (
        INSERT INTO quota_events (organization_id, resource, period, threshold, used, quota)
        SELECT NEW.organization_id, NEW.resource,
               CASE NEW.period WHEN '' THEN to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM') ELSE NEW.period END,
               t.threshold, NEW.used, NEW.ceiling
        FROM (VALUES (80), (100)) t (threshold)
        WHERE NEW.used * 100 >= NEW.ceiling * t.threshold
        ON CONFLICT DO NOTHING
        RETURNING resource, threshold, used, quota, period)
    INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, after)
    SELECT NEW.organization_id, 'system', 'quota', 'quota.threshold_reached', 'usage', resource,
           jsonb_build_object('threshold', threshold, 'used', used, 'limit', quota, 'period', period)
    FROM raised ORDER BY threshold;
    RETURN NULL;
END
$$;
CREATE TRIGGER quota_threshold AFTER UPDATE OF used ON usage_counters FOR EACH ROW
    WHEN ((OLD.used * 5 < NEW.ceiling * 4 AND NEW.used * 5 >= NEW.ceiling * 4)
          OR (OLD.used < NEW.ceiling AND NEW.used >= NEW.ceiling))
    EXECUTE FUNCTION raise_quota_events();
CREATE TRIGGER quota_threshold_first AFTER INSERT ON usage_counters FOR EACH ROW
    WHEN (NEW.used > 0 AND NEW.used * 5 >= NEW.ceiling * 4)
    EXECUTE FUNCTION raise_quota_events();
-- It goes with its organization: 0021 opens every table of tenants that there is to the erasure.
