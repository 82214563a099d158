-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What staff should look at. Raised in the transaction of its cause; what passes by itself is closed by the worker.
-- organization_id is the nil UUID for the platform's own, hence no foreign key. No tenant's role may touch it.

CREATE TABLE alerts (
    organization_id uuid NOT NULL,
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    kind            text COLLATE "C" NOT NULL CHECK (kind IN ('quota.threshold', 'usage.forecast', 'usage.difference',
                                                              'job.dead', 'isolation.finding', 'documents.missing')),
    severity        text COLLATE "C" NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
    -- what it is about: of a kind and organization there is one row with the same, opened again if need be
    subject         text COLLATE "C" NOT NULL,
    resource        text COLLATE "C" CHECK (resource IN ('agents', 'users', 'messages', 'storage')),
    value           bigint,
    quota           bigint,
    detail          jsonb NOT NULL DEFAULT '{}',
    at              timestamptz NOT NULL DEFAULT now(),
    acknowledged_at timestamptz,
    acknowledged_by text,
    closed_at       timestamptz,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, kind, subject)
);
CREATE INDEX alerts_id_idx ON alerts (id);
CREATE INDEX alerts_at_idx ON alerts (at DESC, id DESC);
CREATE INDEX alerts_open_idx ON alerts (at DESC, id DESC) WHERE closed_at IS NULL;
ALTER TABLE alerts ENABLE ROW LEVEL SECURITY;
ALTER TABLE alerts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON alerts FOR ALL TO objecta_app, objecta_app_ro
    USING (organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid))
    WITH CHECK (organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid));
CREATE POLICY platform_alerts ON alerts FOR ALL TO objecta_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON alerts TO objecta_platform;
SELECT let_erase('alerts');

-- What a tenant's transaction finds out (a threshold is reached, a counter differed from its rows) stands in its trail:
-- that entry raises the alert, in the same transaction. The condition costs the other entries next to nothing.
CREATE POLICY definer_look ON alerts FOR SELECT TO objecta_definer USING (true);
CREATE POLICY definer_raise ON alerts FOR INSERT TO objecta_definer WITH CHECK (true);
CREATE POLICY definer_raise_again ON alerts FOR UPDATE TO objecta_definer USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON alerts TO objecta_definer;

CREATE FUNCTION raise_alert() RETURNS trigger
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, public
AS $$
BEGIN
    INSERT INTO alerts (organization_id, kind, severity, subject, resource, value, quota, detail)
    VALUES (NEW.organization_id,
            CASE NEW.action WHEN 'usage.reconciled' THEN 'usage.difference' ELSE 'quota.threshold' END,
            CASE NEW.after->>'threshold' WHEN '100' THEN 'critical' ELSE 'warning' END,
            NEW.target_id, NEW.target_id, (NEW.after->>'used')::bigint,
            coalesce((NEW.after->>'limit')::bigint, (NEW.before->>'used')::bigint),
            jsonb_strip_nulls(jsonb_build_object('threshold', NEW.after->'threshold', 'period', NEW.after->'period')))
    ON CONFLICT (organization_id, kind, subject) DO UPDATE
    SET severity = excluded.severity, value = excluded.value, quota = excluded.quota, detail = excluded.detail,
        at = now(), acknowledged_at = NULL, acknowledged_by = NULL, closed_at = NULL
    WHERE alerts.closed_at IS NOT NULL OR (alerts.severity = 'warning' AND excluded.severity = 'critical');
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION raise_alert() FROM PUBLIC;
GRANT CREATE ON SCHEMA public TO objecta_definer;
CREATE TRIGGER raise_alert AFTER INSERT ON audit_log FOR EACH ROW
    WHEN (NEW.action IN ('quota.threshold_reached', 'usage.reconciled'))
    EXECUTE FUNCTION raise_alert();
ALTER FUNCTION raise_alert() OWNER TO objecta_definer;
REVOKE CREATE ON SCHEMA public FROM objecta_definer;
