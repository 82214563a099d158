-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Documents have a content now. The bytes are in the object store under "<organization>/<document>"; a row is there
-- before its object is, and goes before it does, so that an object without row is always somebody's leftover.

-- No document had a content until now: what such rows counted goes on counting without them. The owner sees the rows
-- of all organizations for this one moment only.
ALTER TABLE documents NO FORCE ROW LEVEL SECURITY;
ALTER TABLE usage_counters NO FORCE ROW LEVEL SECURITY;
UPDATE usage_counters c SET settled = least(c.used, c.settled + d.bytes)
FROM (SELECT organization_id, sum(bytes)::bigint AS bytes FROM documents GROUP BY organization_id) d
WHERE c.organization_id = d.organization_id AND c.resource = 'storage' AND c.period = '';
DELETE FROM documents;
ALTER TABLE usage_counters FORCE ROW LEVEL SECURITY;
ALTER TABLE documents FORCE ROW LEVEL SECURITY;

ALTER TABLE documents
    ADD COLUMN status text NOT NULL CHECK (status IN ('uploading', 'ready')),
    -- of the content
    ADD COLUMN sha256 bytea CHECK (octet_length(sha256) = 32),
    ADD COLUMN version bigint NOT NULL DEFAULT 1,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
    -- until when an upload is believed to be under way; renewed while bytes come
    ADD COLUMN lease_until timestamptz,
    ADD CONSTRAINT documents_state_check CHECK (CASE status WHEN 'ready' THEN sha256 IS NOT NULL AND lease_until IS NULL
                                                ELSE sha256 IS NULL AND lease_until IS NOT NULL END);
