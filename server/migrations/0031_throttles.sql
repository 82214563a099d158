-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- An organization that staff hold to a lower rate for a while. `until` alone ends it, on every server and with none
-- there; a job takes the row away then and notes it in the trail.

CREATE TABLE throttles (
    organization_id uuid PRIMARY KEY REFERENCES organizations (id),
    per_second      integer NOT NULL CHECK (per_second BETWEEN 1 AND 100000),
    reason          text NOT NULL,
    staff           text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    until           timestamptz NOT NULL
);
ALTER TABLE throttles ENABLE ROW LEVEL SECURITY;
ALTER TABLE throttles FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON throttles FOR ALL TO objecta_app, objecta_app_ro
    USING (organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid))
    WITH CHECK (organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid));
CREATE POLICY platform_throttles ON throttles FOR ALL TO objecta_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON throttles TO objecta_platform;
SELECT let_erase('throttles');

-- Has every server read them anew.
CREATE FUNCTION tell_throttles() RETURNS trigger
    LANGUAGE plpgsql VOLATILE SECURITY INVOKER
    SET search_path = pg_catalog, public
AS $$
BEGIN
    PERFORM pg_notify('objecta_throttles', '');
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION tell_throttles() FROM PUBLIC;
CREATE TRIGGER tell_throttles AFTER INSERT OR UPDATE OR DELETE ON throttles
    FOR EACH STATEMENT EXECUTE FUNCTION tell_throttles();
