-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A new organization is made in steps, each in a transaction of its own: what each came to, by its name, as
-- {"storage": {"state": "failed", "attempts": 2, "began_at": ..., "ended_at": ..., "error": "..."}}. Empty for those
-- that were made at once.

ALTER TABLE organizations ADD COLUMN provisioning jsonb NOT NULL DEFAULT '{}';
