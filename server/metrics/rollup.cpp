// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/rollup.h"

namespace objecta::metrics {

namespace {

constexpr int64_t organizationsAtOnce = 500;

// The platform is the organization that comes first by id.
constexpr db::Sql pages(R"sql(
    SELECT min(organization_id::text COLLATE "C"), max(organization_id::text COLLATE "C")
    FROM (SELECT organization_id, (row_number() OVER (ORDER BY organization_id) - 1) / $4::bigint AS page
          FROM (SELECT DISTINCT organization_id FROM metric_points
                WHERE ring = $1::integer AND at >= to_timestamp($2::bigint) AND at < to_timestamp($3::bigint)
                  AND organization_id <> '00000000-0000-0000-0000-000000000000') busy) numbered
    GROUP BY page ORDER BY page)sql");

// A latency's bucket and its count stand side by side in `buckets`. What was measured of a step is
// what any of its points covers: of servers that ran at the same time once.
constexpr db::Sql merge(R"sql(
    WITH part AS (
        SELECT organization_id, date_bin(make_interval(secs => $2::int), at, 'epoch') AS start,
               int8range(extract(epoch FROM at)::bigint, extract(epoch FROM at)::bigint + step_seconds) AS covered,
               requests, status2xx, status3xx, status4xx, status5xx, bytes, messages, rate_limited, quota_refused,
               stored_bytes, database_micros, buckets
        FROM metric_points
        WHERE ring = $1::integer AND at >= to_timestamp($3::bigint) AND at < to_timestamp($4::bigint)
          AND organization_id >= $5::uuid AND organization_id <= $6::uuid),
    counted AS (
        SELECT organization_id, start, sum(requests) AS requests, sum(status2xx) AS status2xx,
               sum(status3xx) AS status3xx, sum(status4xx) AS status4xx, sum(status5xx) AS status5xx,
               least(sum(bytes), 9223372036854775807) AS bytes, sum(messages) AS messages, sum(rate_limited) AS rate_limited,
               sum(quota_refused) AS quota_refused, least(sum(stored_bytes), 9223372036854775807) AS stored_bytes,
               sum(database_micros) AS database_micros,
               (SELECT sum(upper(r) - lower(r)) FROM unnest(range_agg(covered)) r) AS covered
        FROM part GROUP BY organization_id, start),
    latency AS (
        SELECT organization_id, start, buckets[i] AS bucket, sum(buckets[i + 1]) AS n
        FROM part, generate_series(1, cardinality(buckets), 2) i
        GROUP BY organization_id, start, bucket),
    packed AS (
        SELECT l.organization_id, l.start, array_agg(v.value::bigint ORDER BY l.bucket, v.place) AS buckets
        FROM latency l, LATERAL (VALUES (0, l.bucket::numeric), (1, l.n)) v (place, value)
        GROUP BY l.organization_id, l.start)
    INSERT INTO metric_points (organization_id, ring, slot, at, step_seconds, server, requests, status2xx, status3xx,
                               status4xx, status5xx, bytes, messages, rate_limited, quota_refused, stored_bytes,
                               database_micros, buckets)
    SELECT c.organization_id, $2::int, metric_slot($2::int, c.start), c.start, c.covered,
           '00000000-0000-0000-0000-000000000000', c.requests, c.status2xx, c.status3xx, c.status4xx, c.status5xx,
           c.bytes, c.messages, c.rate_limited, c.quota_refused, c.stored_bytes, c.database_micros,
           coalesce(p.buckets, '{}')
    FROM counted c LEFT JOIN packed p ON p.organization_id = c.organization_id AND p.start = c.start
    ON CONFLICT (organization_id, ring, slot, at, server) DO UPDATE SET
        step_seconds = excluded.step_seconds, requests = excluded.requests, status2xx = excluded.status2xx,
        status3xx = excluded.status3xx, status4xx = excluded.status4xx, status5xx = excluded.status5xx,
        bytes = excluded.bytes, messages = excluded.messages, rate_limited = excluded.rate_limited,
        quota_refused = excluded.quota_refused, stored_bytes = excluded.stored_bytes,
        database_micros = excluded.database_micros, buckets = excluded.buckets)sql");

constexpr db::Sql made(R"sql(
    SELECT extract(epoch FROM coalesce(
        (SELECT max(at) + make_interval(secs => $2::int) FROM metric_points
         WHERE ring = $2::integer AND organization_id = '00000000-0000-0000-0000-000000000000'),
        (SELECT min(at) FROM metric_points WHERE ring = $1::integer),
        to_timestamp($3::bigint)))::bigint)sql");

constexpr db::Sql dropOne("SELECT drop_metric_points($1::integer, to_timestamp($2::bigint))");

} // namespace

std::vector<Page> pagesOf(db::PlatformTx &tx, const Ring &ring, int64_t begin, int64_t end)
{
    std::vector<Page> out;
    for (const auto row : tx.query(pages, db::Params(ring.step, begin, end, organizationsAtOnce))) {
        out.push_back({row.string(0), row.string(1)});
    }
    const std::string platform = OrganizationId().text();
    out.push_back({platform, platform});
    return out;
}

int64_t rollUp(db::PlatformTx &tx, const Ring &from, const Ring &to, int64_t begin, int64_t end, const Page &page)
{
    return tx.query(merge, db::Params(from.step, to.step, begin, end, page.first, page.last)).affected();
}

int64_t rolledUpTo(db::PlatformTx &tx, const Ring &from, const Ring &to, int64_t now)
{
    return tx.query(made, db::Params(from.step, to.step, now))[0].integer(0);
}

bool forget(db::PlatformTx &tx, const Ring &ring, int64_t now)
{
    return tx.query(dropOne, db::Params(ring.step, now - ring.keep))[0].boolean(0);
}

} // namespace objecta::metrics
