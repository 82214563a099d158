-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Jobs become a durable queue. organization_id names the tenant in whose name a job runs; the nil UUID the platform,
-- hence no foreign key. run_at is when a job is due: for a running one, when its lease ends and it is due again.

ALTER TABLE jobs
    DROP CONSTRAINT jobs_organization_id_fkey,
    DROP CONSTRAINT jobs_status_check,
    DROP COLUMN locked_until,
    ADD CONSTRAINT jobs_status_check CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    -- who asked for it: an e-mail address, or the part of the system
    ADD COLUMN actor text NOT NULL DEFAULT 'system',
    ADD COLUMN max_attempts integer NOT NULL DEFAULT 8 CHECK (max_attempts > 0),
    -- of a kind only one job is made with the same one: the period of a recurring job
    ADD COLUMN dedupe_key text,
    ADD COLUMN progress_done bigint NOT NULL DEFAULT 0,
    ADD COLUMN progress_total bigint,
    ADD COLUMN cancel_requested boolean NOT NULL DEFAULT false,
    ADD COLUMN result jsonb;

DROP INDEX jobs_due_idx;
-- Tenants take turns: the worker walks from one organization with a job that is due to the next.
CREATE INDEX jobs_due_idx ON jobs (organization_id, run_at, id) WHERE status IN ('queued', 'running');
CREATE UNIQUE INDEX jobs_dedupe_key ON jobs (organization_id, kind, dedupe_key) WHERE dedupe_key IS NOT NULL;
CREATE INDEX jobs_created_idx ON jobs (created_at DESC, id DESC);
CREATE INDEX jobs_id_idx ON jobs (id);

-- What a tenant's transaction wants done; never what is done with it then.
REVOKE ALL ON jobs FROM objecta_app;
GRANT INSERT (organization_id, id, kind, payload, run_at, actor, dedupe_key), SELECT (organization_id, id) ON jobs
    TO objecta_app;

-- Reconciling sets a counter to what its rows come to, in the tenant's own transaction (objecta_app); the platform
-- itself still may not touch it.
