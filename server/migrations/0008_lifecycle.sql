-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Deleting has a grace period: until when, and what a restored organization is again.

ALTER TABLE organizations
    ADD COLUMN delete_after timestamptz,
    ADD COLUMN status_before text CHECK (status_before IN ('active', 'suspended', 'archived'));
CREATE INDEX organizations_delete_after_idx ON organizations (delete_after) WHERE delete_after IS NOT NULL;
