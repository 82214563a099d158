-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What staff do to many organizations at once: a set of ids and versions, frozen when it was looked at, and what became
-- of each. The platform's own tables: no tenant's role may read them.

CREATE TABLE bulk_operations (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    action     text NOT NULL CHECK (action IN ('suspend', 'resume', 'change_plan', 'change_limits')),
    -- {"plan": ...} or {"limits": ...}, as it was asked for
    change     jsonb NOT NULL,
    actor      text NOT NULL,
    total      bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    -- when it was started: the job, and by whom in which request
    job_id     uuid,
    starter    uuid REFERENCES staff (id),
    request_id text NOT NULL DEFAULT '',
    peer       text NOT NULL DEFAULT ''
);
CREATE INDEX bulk_operations_created_idx ON bulk_operations (created_at DESC, id DESC);
CREATE INDEX bulk_operations_forgotten_idx ON bulk_operations (expires_at) WHERE job_id IS NULL;
CREATE INDEX bulk_operations_starter_idx ON bulk_operations (starter);

CREATE TABLE bulk_items (
    bulk_id     uuid NOT NULL REFERENCES bulk_operations (id) ON DELETE CASCADE,
    position    bigint NOT NULL,
    target_id   uuid NOT NULL, -- of an organization: those stay, erased or not
    version     bigint NOT NULL,
    -- what was to be expected
    effect      text NOT NULL CHECK (effect IN ('change', 'none', 'refused')),
    -- of which more is used than would be allowed
    exceeded    text[] NOT NULL,
    outcome     text NOT NULL DEFAULT 'pending'
                CHECK (outcome IN ('pending', 'done', 'unchanged', 'skipped', 'failed')),
    detail      text,
    finished_at timestamptz,
    PRIMARY KEY (bulk_id, position)
);
CREATE INDEX bulk_items_pending_idx ON bulk_items (bulk_id, position) WHERE outcome = 'pending';
CREATE INDEX bulk_items_target_idx ON bulk_items (target_id);

ALTER TABLE bulk_operations ENABLE ROW LEVEL SECURITY;
ALTER TABLE bulk_operations FORCE ROW LEVEL SECURITY;
ALTER TABLE bulk_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE bulk_items FORCE ROW LEVEL SECURITY;
CREATE POLICY platform_all ON bulk_operations TO objecta_platform USING (true) WITH CHECK (true);
CREATE POLICY platform_all ON bulk_items TO objecta_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON bulk_operations, bulk_items TO objecta_platform;
GRANT UPDATE (job_id, starter, request_id, peer) ON bulk_operations TO objecta_platform;
GRANT UPDATE (outcome, detail, finished_at) ON bulk_items TO objecta_platform;
