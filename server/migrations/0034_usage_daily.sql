-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What each organization used on each day (UTC), as the worker sees it every hour: `used` is the last that was seen of
-- the day (of messages: those of the month so far), `peak` the most, `quota` the limit that held then; null: none.

CREATE TABLE usage_daily (
    organization_id uuid NOT NULL REFERENCES organizations (id),
    resource        text COLLATE "C" NOT NULL CHECK (resource IN ('agents', 'users', 'messages', 'storage')),
    day             date NOT NULL,
    used            bigint NOT NULL,
    peak            bigint NOT NULL,
    quota           bigint,
    PRIMARY KEY (organization_id, resource, day)
) WITH (fillfactor = 80);
-- The days of all that a forecast looks at, and what is too old.
CREATE INDEX usage_daily_day_idx ON usage_daily (day);
ALTER TABLE usage_daily ENABLE ROW LEVEL SECURITY;
ALTER TABLE usage_daily FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON usage_daily FOR ALL TO objecta_app, objecta_app_ro
    USING (organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid))
    WITH CHECK (organization_id = (select nullif(current_setting('app.current_tenant', true), '')::uuid));
CREATE POLICY platform_usage ON usage_daily FOR ALL TO objecta_platform USING (true) WITH CHECK (true);
GRANT SELECT ON usage_daily TO objecta_app, objecta_app_ro;
GRANT SELECT, INSERT, UPDATE, DELETE ON usage_daily TO objecta_platform;
SELECT let_erase('usage_daily');
