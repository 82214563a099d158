-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What is done to the platform itself, to no organization: accounts and sessions of staff. No tenant's role may read
-- it. Entries are added, never changed: nobody is granted UPDATE or DELETE.

CREATE TABLE platform_audit (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor_type  text NOT NULL CHECK (actor_type IN ('staff', 'system')),
    actor       text NOT NULL,
    action      text NOT NULL,
    target_type text NOT NULL,
    target_id   text NOT NULL,
    before      jsonb,
    after       jsonb,
    request_id  text NOT NULL DEFAULT '',
    peer        text NOT NULL DEFAULT ''
);
CREATE INDEX platform_audit_at_idx ON platform_audit (at DESC, id DESC);
ALTER TABLE platform_audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform_audit FORCE ROW LEVEL SECURITY;
CREATE POLICY platform_read ON platform_audit FOR SELECT TO objecta_platform USING (true);
CREATE POLICY platform_write ON platform_audit FOR INSERT TO objecta_platform WITH CHECK (true);
GRANT SELECT, INSERT ON platform_audit TO objecta_platform;

-- Staff list and end the sessions of an organization's users; what a session is proved with stays out of reach.
CREATE POLICY platform_sessions ON user_sessions FOR SELECT TO objecta_platform USING (true);
CREATE POLICY platform_revoke ON user_sessions FOR UPDATE TO objecta_platform USING (true) WITH CHECK (true);
GRANT SELECT (organization_id, id, user_id, created_at, last_used_at, expires_at, revoked_at, peer, user_agent),
    UPDATE (revoked_at) ON user_sessions TO objecta_platform;
