-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Every slug that an organization has or ever had. A slug is one organization's for good: nobody else may take it, and
-- its own organization may take it back. This table alone decides whose a slug is; organizations.slug has no unique
-- index of its own any more, since changing a key column would lock out the foreign-key checks of the organization's
-- own statements, which hold its place in the audit chain by then.

CREATE TABLE organization_slugs (
    organization_id uuid NOT NULL REFERENCES organizations (id),
    slug            text COLLATE "C" NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$'),
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, slug)
);
CREATE UNIQUE INDEX organization_slugs_slug_key ON organization_slugs (slug);
ALTER TABLE organization_slugs ENABLE ROW LEVEL SECURITY;
ALTER TABLE organization_slugs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON organization_slugs FOR ALL TO objecta_app, objecta_app_ro
    USING (organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid))
    WITH CHECK (organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid));
CREATE POLICY platform_slugs ON organization_slugs FOR ALL TO objecta_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON organization_slugs TO objecta_platform;

ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
ALTER TABLE organization_slugs NO FORCE ROW LEVEL SECURITY;
INSERT INTO organization_slugs (organization_id, slug, created_at) SELECT id, slug, created_at FROM organizations;
ALTER TABLE organization_slugs FORCE ROW LEVEL SECURITY;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;

ALTER TABLE organizations DROP CONSTRAINT organizations_slug_key;
CREATE INDEX organizations_slug_idx ON organizations (slug, id);

-- Waits for whoever is taking the same slug, and looks again when they are done.
CREATE FUNCTION keep_slug() RETURNS trigger
    LANGUAGE plpgsql VOLATILE SECURITY INVOKER
    SET search_path = pg_catalog, public
AS $$
BEGIN
    INSERT INTO organization_slugs (organization_id, slug) VALUES (NEW.id, NEW.slug) ON CONFLICT DO NOTHING;
    IF NOT FOUND AND NOT EXISTS (SELECT 1 FROM organization_slugs s
                                 WHERE s.slug = NEW.slug AND s.organization_id = NEW.id) THEN
        RAISE EXCEPTION 'the slug is another organization''s'
            USING ERRCODE = '23505', CONSTRAINT = 'organizations_slug_key', TABLE = 'organizations';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        PERFORM pg_notify('objecta_slugs', '');
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION keep_slug() FROM PUBLIC;
CREATE TRIGGER keep_slug AFTER INSERT OR UPDATE OF slug ON organizations
    FOR EACH ROW EXECUTE FUNCTION keep_slug();
