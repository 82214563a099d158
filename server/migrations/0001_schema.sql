-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Tables, keys and indexes. Every row of a tenant carries organization_id, which leads its primary key; every
-- foreign key between tenant tables carries it too, because foreign-key checks bypass row-level security.
-- Only organizations.slug and staff.email are unique across organizations. Who may see what stands in 0002.

-- What the owner makes is nobody's until it is granted.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM PUBLIC;

CREATE TABLE plans (
    id       text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9_-]{0,49}$'),
    name     text NOT NULL,
    position integer NOT NULL,
    -- maxAgents, maxMessages (a calendar month, UTC), maxUsers, maxStorage (bytes); null or absent: no limit
    limits   jsonb NOT NULL CHECK (jsonb_typeof(limits) = 'object')
);

INSERT INTO plans (id, name, position, limits) VALUES
    ('free', 'Free', 1, '{"maxAgents": 3, "maxMessages": 1000, "maxUsers": 2, "maxStorage": 1073741824}'),
    ('team', 'Team', 2, '{"maxAgents": 5, "maxMessages": 10000, "maxUsers": 3, "maxStorage": 5368709120}'),
    ('professional', 'Professional', 3,
     '{"maxAgents": 10, "maxMessages": 50000, "maxUsers": 5, "maxStorage": 10737418240}'),
    ('business', 'Business', 4,
     '{"maxAgents": 50, "maxMessages": 250000, "maxUsers": 50, "maxStorage": 107374182400}'),
    ('enterprise', 'Enterprise', 5,
     '{"maxAgents": 500, "maxMessages": 5000000, "maxUsers": 500, "maxStorage": 5497558138880}');

CREATE TABLE organizations (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    slug       text COLLATE "C" NOT NULL CONSTRAINT organizations_slug_key UNIQUE
               CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$'),
    name       text COLLATE "und-x-icu" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    plan       text COLLATE "C" NOT NULL CONSTRAINT organizations_plan_fkey REFERENCES plans (id),
    -- overrides of the plan's limits: the same members; absent or null: the plan's
    limits     jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(limits) = 'object'),
    status     text COLLATE "C" NOT NULL DEFAULT 'active'
               CHECK (status IN ('provisioning', 'active', 'suspended', 'archived', 'deleting', 'erased')),
    version    bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
-- The pages of the staff's list, by each of its orders.
CREATE INDEX organizations_name_idx ON organizations (name, id);
CREATE INDEX organizations_created_idx ON organizations (created_at, id);
CREATE INDEX organizations_plan_idx ON organizations (plan, id);
CREATE INDEX organizations_status_idx ON organizations (status, id);

CREATE TABLE users (
    organization_id uuid NOT NULL REFERENCES organizations (id),
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    email           text NOT NULL CHECK (char_length(email) BETWEEN 3 AND 254),
    name            text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    role            text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    status          text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'invited', 'deactivated')),
    -- null: cannot sign in yet
    password_hash   text,
    version         bigint NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX users_email_key ON users (organization_id, lower(email));
CREATE INDEX users_created_idx ON users (organization_id, created_at DESC, id);

CREATE TABLE user_sessions (
    organization_id uuid NOT NULL,
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id         uuid NOT NULL,
    -- BLAKE2b of the refresh token that is valid now, and of the one before it (its use ends the session)
    refresh_hash    bytea NOT NULL,
    previous_hash   bytea,
    created_at      timestamptz NOT NULL DEFAULT now(),
    last_used_at    timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz NOT NULL,
    revoked_at      timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX user_sessions_refresh_key ON user_sessions (organization_id, refresh_hash);
CREATE INDEX user_sessions_previous_idx ON user_sessions (organization_id, previous_hash);
CREATE INDEX user_sessions_user_idx ON user_sessions (organization_id, user_id);

CREATE TABLE agents (
    organization_id uuid NOT NULL REFERENCES organizations (id),
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    -- who made it
    user_id         uuid NOT NULL,
    name            text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    description     text NOT NULL DEFAULT '',
    model           text NOT NULL DEFAULT 'objecta-standard',
    status          text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'archived')),
    version         bigint NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    CONSTRAINT agents_user_fkey FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);
CREATE INDEX agents_created_idx ON agents (organization_id, created_at DESC, id);
CREATE INDEX agents_user_idx ON agents (organization_id, user_id);

CREATE TABLE conversations (
    organization_id uuid NOT NULL REFERENCES organizations (id),
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    agent_id        uuid NOT NULL,
    user_id         uuid NOT NULL,
    title           text NOT NULL DEFAULT '',
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    CONSTRAINT conversations_agent_fkey FOREIGN KEY (organization_id, agent_id)
        REFERENCES agents (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT conversations_user_fkey FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);
CREATE INDEX conversations_agent_idx ON conversations (organization_id, agent_id, created_at DESC, id);
CREATE INDEX conversations_user_idx ON conversations (organization_id, user_id);

CREATE TABLE messages (
    organization_id uuid NOT NULL REFERENCES organizations (id),
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    -- the conversation names the agent
    conversation_id uuid NOT NULL,
    -- whose message it is, or whom the agent answers
    user_id         uuid NOT NULL,
    role            text NOT NULL CHECK (role IN ('user', 'agent')),
    content         text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    CONSTRAINT messages_conversation_fkey FOREIGN KEY (organization_id, conversation_id)
        REFERENCES conversations (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT messages_user_fkey FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);
CREATE INDEX messages_conversation_idx ON messages (organization_id, conversation_id, created_at, id);
CREATE INDEX messages_user_idx ON messages (organization_id, user_id);

CREATE TABLE documents (
    organization_id uuid NOT NULL REFERENCES organizations (id),
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    -- null: belongs to the organization, not to one agent
    agent_id        uuid,
    user_id         uuid NOT NULL,
    name            text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    content_type    text NOT NULL DEFAULT 'application/octet-stream',
    bytes           bigint NOT NULL CHECK (bytes >= 0),
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    CONSTRAINT documents_agent_fkey FOREIGN KEY (organization_id, agent_id)
        REFERENCES agents (organization_id, id) ON DELETE SET NULL (agent_id),
    CONSTRAINT documents_user_fkey FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);
CREATE INDEX documents_created_idx ON documents (organization_id, created_at DESC, id);
CREATE INDEX documents_agent_idx ON documents (organization_id, agent_id);
CREATE INDEX documents_user_idx ON documents (organization_id, user_id);

CREATE TABLE api_keys (
    organization_id uuid NOT NULL REFERENCES organizations (id),
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id         uuid NOT NULL,
    name            text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    -- the first characters, to tell keys apart; the key itself is kept nowhere
    prefix          text NOT NULL,
    key_hash        bytea NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    last_used_at    timestamptz,
    expires_at      timestamptz,
    revoked_at      timestamptz,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT api_keys_user_fkey FOREIGN KEY (organization_id, user_id)
        REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX api_keys_hash_key ON api_keys (organization_id, key_hash);
CREATE INDEX api_keys_user_idx ON api_keys (organization_id, user_id);

-- What quotas are checked against, in the statement that creates the row (no count is ever taken on the way).
-- period is '' for what stands (agents, users, storage in bytes) and 'YYYY-MM' (UTC) for messages.
CREATE TABLE usage_counters (
    organization_id uuid NOT NULL REFERENCES organizations (id),
    resource        text COLLATE "C" NOT NULL CHECK (resource IN ('agents', 'users', 'messages', 'storage')),
    period          text COLLATE "C" NOT NULL DEFAULT '' CHECK (period ~ '^([0-9]{4}-[0-9]{2})?$'),
    used            bigint NOT NULL DEFAULT 0 CHECK (used >= 0),
    PRIMARY KEY (organization_id, resource, period)
) WITH (fillfactor = 70);

-- Nobody is granted UPDATE or DELETE on it: entries are added, never changed.
CREATE TABLE audit_log (
    organization_id uuid NOT NULL REFERENCES organizations (id),
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor_type      text NOT NULL CHECK (actor_type IN ('staff', 'user', 'system')),
    -- an e-mail address, or the part of the system
    actor           text NOT NULL,
    action          text NOT NULL,
    target_type     text NOT NULL,
    target_id       text NOT NULL,
    -- the members that changed
    before          jsonb,
    after           jsonb,
    request_id      text NOT NULL DEFAULT '',
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX audit_log_organization_idx ON audit_log (organization_id, at DESC, id DESC);
CREATE INDEX audit_log_at_idx ON audit_log (at DESC, id DESC);

CREATE TABLE staff (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email         text NOT NULL CHECK (char_length(email) BETWEEN 3 AND 254),
    name          text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    role          text NOT NULL CHECK (role IN ('viewer', 'support', 'operator', 'admin', 'owner')),
    status        text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled')),
    password_hash text NOT NULL,
    version       bigint NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX staff_email_key ON staff (lower(email));

CREATE TABLE staff_sessions (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    staff_id      uuid NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    refresh_hash  bytea NOT NULL,
    previous_hash bytea,
    created_at    timestamptz NOT NULL DEFAULT now(),
    last_used_at  timestamptz NOT NULL DEFAULT now(),
    expires_at    timestamptz NOT NULL,
    revoked_at    timestamptz
);
CREATE UNIQUE INDEX staff_sessions_refresh_key ON staff_sessions (refresh_hash);
CREATE INDEX staff_sessions_previous_idx ON staff_sessions (previous_hash);
CREATE INDEX staff_sessions_staff_idx ON staff_sessions (staff_id);

-- A member of staff looking through an organization's eyes.
CREATE TABLE impersonations (
    organization_id uuid NOT NULL REFERENCES organizations (id),
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    staff_id        uuid NOT NULL REFERENCES staff (id),
    reason          text NOT NULL CHECK (char_length(reason) BETWEEN 3 AND 500),
    read_only       boolean NOT NULL DEFAULT true,
    started_at      timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz NOT NULL,
    ended_at        timestamptz,
    PRIMARY KEY (organization_id, id),
    CHECK (expires_at <= started_at + interval '60 minutes')
);
CREATE INDEX impersonations_id_idx ON impersonations (id);
CREATE INDEX impersonations_started_idx ON impersonations (started_at DESC, id DESC);
CREATE INDEX impersonations_open_idx ON impersonations (staff_id) WHERE ended_at IS NULL;

-- Work done in the background, in a tenant transaction of the row's organization.
CREATE TABLE jobs (
    organization_id uuid NOT NULL REFERENCES organizations (id),
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    kind            text NOT NULL,
    payload         jsonb NOT NULL DEFAULT '{}',
    status          text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'failed')),
    attempts        integer NOT NULL DEFAULT 0,
    run_at          timestamptz NOT NULL DEFAULT now(),
    locked_until    timestamptz,
    last_error      text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    finished_at     timestamptz,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX jobs_due_idx ON jobs (run_at, id) WHERE status IN ('queued', 'running');

-- What an organization's requests came to in one step. The nil UUID stands for the whole platform, staff's
-- requests included, hence no foreign key. buckets is the latency histogram, so that steps can be merged.
CREATE TABLE metric_points (
    organization_id uuid NOT NULL,
    at              timestamptz NOT NULL,
    step_seconds    integer NOT NULL DEFAULT 1 CHECK (step_seconds > 0),
    requests        bigint NOT NULL DEFAULT 0,
    status2xx       bigint NOT NULL DEFAULT 0,
    status4xx       bigint NOT NULL DEFAULT 0,
    status5xx       bigint NOT NULL DEFAULT 0,
    bytes           bigint NOT NULL DEFAULT 0,
    messages        bigint NOT NULL DEFAULT 0,
    rate_limited    bigint NOT NULL DEFAULT 0,
    quota_refused   bigint NOT NULL DEFAULT 0,
    buckets         bigint[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (organization_id, step_seconds, at)
);
CREATE INDEX metric_points_at_idx ON metric_points (at);
