-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- :organizations tenants t1, t2, ... with :agents agents each, run by the superuser. Every id follows from the
-- tenant's number, so that pgbench, which knows numbers alone, finds its way too. The users' password is that of
-- the demo's user :donor (an e-mail address).

\set ON_ERROR_STOP on
BEGIN;
INSERT INTO organizations (id, slug, name, plan, limits)
SELECT md5('org' || t)::uuid, 't' || t, 'Tenant ' || t, 'enterprise', '{"maxAgents": 1000000000}'
FROM generate_series(1, :organizations) t;
INSERT INTO users (organization_id, id, email, name, role, password_hash)
SELECT md5('org' || t)::uuid, md5('user' || t)::uuid, 'owner@t' || t || '.example', 'Owner', 'owner', donor.hash
FROM generate_series(1, :organizations) t, (SELECT min(password_hash) AS hash FROM users WHERE email = :'donor') donor;
INSERT INTO user_sessions (organization_id, id, user_id, refresh_hash, expires_at)
SELECT md5('org' || t)::uuid, md5('session' || t)::uuid, md5('user' || t)::uuid, decode(md5('token' || t), 'hex'),
       now() + interval '1 day'
FROM generate_series(1, :organizations) t;
INSERT INTO usage_counters (organization_id, resource, period, used)
SELECT md5('org' || t)::uuid, resource, '', CASE resource WHEN 'agents' THEN :agents WHEN 'users' THEN 1 ELSE 0 END
FROM generate_series(1, :organizations) t, unnest(ARRAY['agents', 'users', 'storage']) resource;
-- In the order in which they were made: tenants took turns.
INSERT INTO agents (organization_id, user_id, name, description, created_at)
SELECT md5('org' || t)::uuid, md5('user' || t)::uuid, 'Agent ' || n || ' of t' || t, 'Answers what customers ask',
       now() - n * interval '1 hour'
FROM generate_series(1, :agents) n, generate_series(1, :organizations) t;
COMMIT;
VACUUM ANALYZE;
CHECKPOINT;
