-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What users said in a month is counted each night, month by month: of as many as an organization may have.

CREATE INDEX messages_said_idx ON messages (organization_id, created_at) WHERE role = 'user';
