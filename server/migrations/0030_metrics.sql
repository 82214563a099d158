-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- History of any number of servers in three rings: each server's points of ten seconds, and the minutes and hours that
-- workers make of them (then of the server 0). step_seconds is what a point covers: less than its ring's where a server
-- began or stopped in between.

ALTER TABLE metric_points
    ADD COLUMN ring integer NOT NULL DEFAULT 10 CHECK (ring IN (10, 60, 3600)),
    ADD COLUMN server uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    ADD COLUMN status3xx bigint NOT NULL DEFAULT 0,
    ADD COLUMN stored_bytes bigint NOT NULL DEFAULT 0,
    ADD COLUMN database_micros bigint NOT NULL DEFAULT 0,
    DROP CONSTRAINT metric_points_pkey,
    ADD PRIMARY KEY (organization_id, ring, at, server);
ALTER TABLE metric_points ALTER COLUMN ring DROP DEFAULT, ALTER COLUMN server DROP DEFAULT;
DROP INDEX metric_points_at_idx;
-- What has to be rolled up, and what is too old.
CREATE INDEX metric_points_at_idx ON metric_points (ring, at);
