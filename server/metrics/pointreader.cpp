// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is read of metric_points; points.cpp writes them.

#include "server/metrics/history.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

namespace objecta::metrics {

namespace {

// The platform's points say when a server ran; an organization has one only where it had requests.
constexpr db::Sql selectPlatform(R"sql(
    SELECT extract(epoch FROM at)::bigint, step_seconds, requests, status2xx, status3xx, status4xx, status5xx, bytes,
           messages, rate_limited, quota_refused, stored_bytes, database_micros, buckets
    FROM metric_points
    WHERE organization_id = '00000000-0000-0000-0000-000000000000' AND ring = $3::integer
      AND slot = metric_slot($3::integer, to_timestamp($1::bigint))
      AND at >= to_timestamp($1::bigint) AND at < to_timestamp($2::bigint)
    ORDER BY at)sql");

constexpr db::Sql selectOrganization(R"sql(
    SELECT extract(epoch FROM p.at)::bigint, p.step_seconds, o.requests, o.status2xx, o.status3xx, o.status4xx,
           o.status5xx, o.bytes, o.messages, o.rate_limited, o.quota_refused, o.stored_bytes, o.database_micros,
           o.buckets
    FROM metric_points p
    LEFT JOIN metric_points o ON o.organization_id = $4::uuid AND o.ring = p.ring AND o.slot = p.slot AND o.at = p.at
                             AND o.server = p.server
    WHERE p.organization_id = '00000000-0000-0000-0000-000000000000' AND p.ring = $3::integer
      AND p.slot = metric_slot($3::integer, to_timestamp($1::bigint))
      AND p.at >= to_timestamp($1::bigint) AND p.at < to_timestamp($2::bigint)
    ORDER BY p.at)sql");

// The platform's own stand for themselves.
constexpr db::Sql selectUnheard(R"sql(
    SELECT extract(epoch FROM p.at)::bigint, p.step_seconds, o.requests, o.status2xx, o.status3xx, o.status4xx,
           o.status5xx, o.bytes, o.messages, o.rate_limited, o.quota_refused, o.stored_bytes, o.database_micros,
           o.buckets, p.server
    FROM metric_points p
    LEFT JOIN metric_points o ON o.organization_id = $4::uuid AND o.ring = p.ring AND o.slot = p.slot AND o.at = p.at
                             AND o.server = p.server
    WHERE p.organization_id = '00000000-0000-0000-0000-000000000000' AND p.ring = 10
      AND p.slot IN (metric_slot(10, to_timestamp($1::bigint)), metric_slot(10, to_timestamp($2::bigint)))
      AND p.at >= to_timestamp($1::bigint) AND p.at < to_timestamp($2::bigint) AND p.server = ANY($3::uuid[])
    ORDER BY p.at)sql");

constexpr db::Sql selectStoring(R"sql(
    SELECT DISTINCT server FROM metric_points
    WHERE organization_id = '00000000-0000-0000-0000-000000000000' AND ring = 10
      AND slot IN (metric_slot(10, to_timestamp($1::bigint)), metric_slot(10, clock_timestamp()))
      AND at >= to_timestamp($1::bigint) AND server = ANY($2::uuid[]))sql");

constexpr db::Sql organizationExists("SELECT 1 FROM organizations WHERE id = $1::uuid");

constexpr const auto &counts = Tally::counts;

/// Read at once. No such time lies in two partitions: each is of a multiple of it.
constexpr int64_t pointsAtOnce = 240;

/// "{3,12,4,7}": bucket, count, bucket, count.
void readBuckets(std::string_view text, Histogram &histogram)
{
    std::array<int64_t, 2> pair{};
    size_t index = 0;
    const char *at = text.data() + 1;
    const char *end = text.data() + text.size();
    while (at < end && text.size() > 2) {
        const auto [next, error] = std::from_chars(at, end, pair[index]);
        if (error != std::errc()) {
            return;
        }
        if (++index == 2) {
            if (pair[0] >= 0 && pair[1] > 0) {
                histogram.addToBucket(static_cast<size_t>(pair[0]), static_cast<double>(pair[1]));
            }
            index = 0;
        }
        at = next + 1;
    }
}

/// at, step_seconds, the counts (null: no requests) and the buckets.
void readPoint(const db::Row &row, StoredPoint &point)
{
    point.at = row.integer(0);
    point.seconds = row.integer(1);
    point.tally.clear();
    if (!row.isNull(2)) {
        int column = 2;
        for (const auto count : counts) {
            point.tally.*count = static_cast<double>(row.integer(column++));
        }
        readBuckets(row.text(column), point.tally.latency);
    }
}

/// The share of the point that lies in [from, to).
StoredPoint share(const StoredPoint &point, int64_t from, int64_t to)
{
    if (from == point.at && to == point.at + point.seconds) {
        return point;
    }
    StoredPoint out{from, to - from, {}};
    out.tally.merge(point.tally, static_cast<double>(out.seconds) / static_cast<double>(point.seconds));
    return out;
}

/// As PostgreSQL writes it; ids need no quotes.
std::string arrayOf(const std::set<std::string> &ids)
{
    std::string out;
    for (const auto &id : ids) {
        out += (out.empty() ? "{" : ",") + id;
    }
    return out + '}';
}

} // namespace

db::Awaitable<Result<void>> loadPoints(db::Database &database, std::optional<OrganizationId> organization,
                                       std::vector<Piece> pieces, PointReader read)
{
    const std::function<Result<int>(db::PlatformTx &)> load = [&](db::PlatformTx &tx) -> Result<int> {
        if (organization && tx.query(organizationExists, db::Params(*organization)).empty()) {
            return fail(ProblemCode::NotFound);
        }
        StoredPoint point;
        const auto readSome = [&](int64_t from, int64_t to, int64_t ring) {
            db::Params params(from, to, ring);
            if (organization) {
                params.add(*organization);
            }
            for (const auto row : tx.query(organization ? selectOrganization : selectPlatform, params)) {
                readPoint(row, point);
                read(point);
            }
        };
        for (const auto &piece : pieces) {
            const int64_t atOnce = pointsAtOnce * piece.ring.step;
            // A point lies in the piece that it begins in; the first has the one that it begins within.
            int64_t from = &piece == &pieces.front() ? piece.from - piece.ring.step + 1 : piece.from;
            for (int64_t to = 0; from < piece.to; from = to) {
                to = std::min(piece.to, floorTo(from, atOnce) + atOnce);
                readSome(from, to, piece.ring.step);
            }
        }
        return 0;
    };
    const auto loaded = co_await database.platform<int>(load);
    if (!loaded) {
        co_return tl::unexpected(loaded.error());
    }
    co_return Result<void>();
}

db::Awaitable<Result<UnheardPoints>> loadUnheard(db::Database &database, std::optional<OrganizationId> organization,
                                                 const std::vector<Unheard> &stretches)
{
    if (stretches.empty()) {
        co_return UnheardPoints();
    }
    int64_t begin = stretches.front().from;
    int64_t end = stretches.front().to;
    std::set<std::string> servers;
    for (const auto &stretch : stretches) {
        begin = std::min(begin, stretch.from);
        end = std::max(end, stretch.to);
        servers.insert(stretch.id);
    }
    const std::function<Result<UnheardPoints>(db::PlatformTx &)> load =
        [&](db::PlatformTx &tx) -> Result<UnheardPoints> {
        UnheardPoints out;
        StoredPoint point;
        for (const auto row : tx.query(
                 selectUnheard,
                 db::Params(begin - tens.step + 1, end, arrayOf(servers), organization.value_or(OrganizationId())))) {
            readPoint(row, point);
            const std::string server = row.string(14);
            int64_t &known = out.known[server];
            known = std::max(known, point.at + point.seconds);
            for (const auto &stretch : stretches) {
                const int64_t from = std::max(point.at, stretch.from);
                const int64_t to = std::min(point.at + point.seconds, stretch.to);
                if (from < to && stretch.id == server) {
                    out.points.push_back(share(point, from, to));
                }
            }
        }
        std::ranges::stable_sort(out.points, {}, &StoredPoint::at);
        return out;
    };
    co_return co_await database.platform<UnheardPoints>(load);
}

db::Awaitable<Result<std::vector<std::string>>> storingSince(db::Database &database,
                                                             const std::vector<std::string> &servers, int64_t since)
{
    using Ids = std::vector<std::string>;
    const std::function<Result<Ids>(db::PlatformTx &)> load = [&](db::PlatformTx &tx) -> Result<Ids> {
        Ids out;
        for (const auto row : tx.query(selectStoring, db::Params(since, arrayOf({servers.begin(), servers.end()})))) {
            out.push_back(row.string(0));
        }
        return out;
    };
    co_return co_await database.platform<Ids>(load);
}

} // namespace objecta::metrics
