// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/metrics/history.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>

namespace objecta::metrics {

namespace {

// Every name that is bound is an array of one element an organization.
constexpr db::Sql insertPoints(R"sql(
    INSERT INTO metric_points (organization_id, ring, slot, at, step_seconds, server, requests, status2xx, status3xx,
                               status4xx, status5xx, bytes, messages, rate_limited, quota_refused, stored_bytes,
                               database_micros, buckets)
    SELECT o, 10, metric_slot(10, to_timestamp($1::bigint)), to_timestamp($1::bigint), $2::integer, $3::uuid, r, a, b, c, d, e, f, g, h, i, j,
           string_to_array(k, ',')::bigint[]
    FROM unnest($4::uuid[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[],
                $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::text[])
         AS t (o, r, a, b, c, d, e, f, g, h, i, j, k)
    ON CONFLICT DO NOTHING)sql");

// What each INSERT takes anyhow, but before it is looked for what somebody else wrote; servers do not wait for each
// other.
constexpr db::Sql lockForOwn("LOCK TABLE ONLY metric_points IN ROW EXCLUSIVE MODE");
// Nobody writes points meanwhile; all that was written before is seen. Not waited for, since whoever comes later would
// have to wait as well.
constexpr db::Sql lockForAnother("LOCK TABLE ONLY metric_points IN SHARE ROW EXCLUSIVE MODE NOWAIT");

// Those that this server wrote before its clock was set back, or that somebody else wrote for it. One that the first
// second lies in begins within a point's length before it.
constexpr db::Sql removePoints(R"sql(
    DELETE FROM metric_points
    WHERE ring = 10 AND server = $3::uuid AND at > to_timestamp($1::bigint - 10) AND at < to_timestamp($2::bigint)
      AND at + make_interval(secs => step_seconds) > to_timestamp($1::bigint))sql");

// No more than an hour, so in two slots at most.
constexpr db::Sql findPoints(R"sql(
    SELECT extract(epoch FROM at)::bigint, step_seconds
    FROM metric_points
    WHERE organization_id = '00000000-0000-0000-0000-000000000000' AND ring = 10 AND server = $3::uuid
      AND slot IN (metric_slot(10, to_timestamp($1::bigint - 10)), metric_slot(10, to_timestamp($2::bigint)))
      AND at > to_timestamp($1::bigint - 10) AND at < to_timestamp($2::bigint)
      AND at + make_interval(secs => step_seconds) > to_timestamp($1::bigint)
    ORDER BY at)sql");

constexpr const auto &counts = Tally::counts;

/// The arrays of insertPoints as PostgreSQL writes them.
class Columns {
public:
    void add(const OrganizationId &organization, const Tally &tally)
    {
        size_t column = 0;
        element(column++) += organization.text();
        for (const auto count : counts) {
            element(column++) += std::to_string(std::llround(tally.*count));
        }
        std::string &buckets = element(column);
        buckets += '"';
        bool first = true;
        tally.latency.forEach([&](size_t bucket, double count) {
            buckets += first ? "" : ",";
            buckets += std::to_string(bucket) + ',' + std::to_string(std::llround(count));
            first = false;
        });
        buckets += '"';
    }

    [[nodiscard]] db::Params params(int64_t at, int64_t seconds, const std::string &server) const
    {
        db::Params params(at, seconds, server);
        for (const auto &text : m_text) {
            params.add('{' + text + '}');
        }
        return params;
    }

private:
    std::string &element(size_t column)
    {
        std::string &text = m_text[column];
        if (!text.empty()) {
            text += ',';
        }
        return text;
    }
    std::array<std::string, counts.size() + 2> m_text;
};

/// One stored point: seconds that follow each other without a gap and lie between the same two multiples of ten.
struct Window {
    int64_t at = 0;
    int64_t seconds = 0;
    db::Params params;
};

std::vector<Window> windows(const std::deque<Second> &seconds, const std::string &server, int64_t from, int64_t to)
{
    std::vector<Window> out;
    for (auto it = seconds.begin(); it != seconds.end();) {
        if (it->at() < from || it->at() >= to) {
            ++it;
            continue;
        }
        const int64_t at = it->at();
        std::vector<std::pair<OrganizationId, std::string_view>> parts;
        Tally tally;
        int64_t next = at;
        for (; it != seconds.end() && it->at() == next && next < to && next / tens.step == at / tens.step;
             ++it, ++next) {
            it->mergeInto(tally, std::nullopt);
            it->forEach([&](const OrganizationId &id, std::string_view packed) { parts.emplace_back(id, packed); });
        }
        Columns columns;
        columns.add(OrganizationId(), tally);
        std::sort(parts.begin(), parts.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
        for (size_t i = 0; i < parts.size();) {
            tally.clear();
            const OrganizationId id = parts[i].first;
            for (; i < parts.size() && parts[i].first == id; ++i) {
                tally.mergePacked(parts[i].second);
            }
            columns.add(id, tally);
        }
        out.push_back({at, next - at, columns.params(at, next - at, server)});
    }
    return out;
}

} // namespace

db::Awaitable<Result<void>> storePoints(db::Database &database, const std::deque<Second> &seconds,
                                        const std::string &server, Backlog::Part part)
{
    // Built here, since the seconds belong to the I/O thread.
    const auto points = windows(seconds, server, part.from, part.to);
    if (points.empty()) {
        co_return Result<void>();
    }
    const std::function<Result<int>(db::PlatformTx &)> store = [&](db::PlatformTx &tx) -> Result<int> {
        const db::Params span(part.from, part.to, server);
        tx.query(lockForOwn, db::Params());
        if (part.again || !tx.query(findPoints, span).empty()) {
            tx.query(removePoints, span);
        }
        for (const auto &point : points) {
            tx.query(insertPoints, point.params);
        }
        return 0;
    };
    auto stored = co_await database.platform<int>(store);
    if (!stored) {
        co_return tl::unexpected(stored.error());
    }
    co_return Result<void>();
}

db::Awaitable<Result<int64_t>> storeOrphans(db::Database &database, const Orphans::Estate &estate)
{
    using Stretches = std::vector<std::pair<int64_t, int64_t>>;
    const auto notStored = [&](db::PlatformTx &tx, int64_t from, int64_t to) {
        SecondSet known;
        for (const auto row : tx.query(findPoints, db::Params(from, to, estate.server))) {
            for (int64_t at = row.integer(0); at < row.integer(0) + row.integer(1); ++at) {
                known.add(at);
            }
        }
        return known.gaps(from, to);
    };
    int64_t seconds = 0;
    const int64_t end = estate.seconds.back().at() + 1;
    // A minute a transaction: nobody else stores meanwhile.
    for (int64_t from = estate.seconds.front().at(), to = 0; from < end; from = to) {
        to = std::min(end, floorTo(from, minutes.step) + minutes.step);
        const std::function<Result<Stretches>(db::PlatformTx &)> look = [&](db::PlatformTx &tx) -> Result<Stretches> {
            return notStored(tx, from, to);
        };
        const auto stretches = co_await database.platform<Stretches>(look);
        if (!stretches) {
            co_return tl::unexpected(stretches.error());
        }
        std::vector<Window> points;
        for (const auto &[first, last] : *stretches) {
            auto some = windows(estate.seconds, estate.server, first, last);
            std::ranges::move(some, std::back_inserter(points));
        }
        if (points.empty()) {
            continue;
        }
        const std::function<Result<int>(db::PlatformTx &)> store = [&](db::PlatformTx &tx) -> Result<int> {
            tx.query(lockForAnother);
            if (notStored(tx, from, to) != *stretches) {
                return fail(ProblemCode::Conflict); // somebody did it just now
            }
            for (const auto &point : points) {
                tx.query(insertPoints, point.params);
            }
            return 0;
        };
        const auto stored = co_await database.platform<int>(store);
        if (!stored) {
            co_return tl::unexpected(stored.error());
        }
        seconds = std::accumulate(points.begin(), points.end(), seconds,
                                  [](int64_t sum, const Window &point) { return sum + point.seconds; });
    }
    co_return seconds;
}

} // namespace objecta::metrics
