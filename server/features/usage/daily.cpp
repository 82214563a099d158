// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/usage/daily.h"

#include "server/features/usage/history.h"

#include <algorithm>
#include <charconv>

namespace objecta::features {

namespace {

using db::Awaitable;
using jobs::Outcome;
using Value = boost::json::value;

constexpr const char *dailyKind = "usage.daily";
constexpr const char *forecastKind = "usage.forecast";
constexpr std::chrono::hours hourly{1};
constexpr std::chrono::hours nightly{24};
/// When the first of the day's rows are there.
constexpr std::chrono::minutes afterMidnight{10};
constexpr int64_t soonDays = 7;
constexpr int64_t batch = 20'000;
/// Of so many organizations is a statement: far from the time that one may take, on a slow and busy machine as well.
constexpr int64_t organizationsAtOnce = 500;
constexpr const char *beyondAll = "ffffffff-ffff-ffff-ffff-ffffffffffff";

// Where a page of organizations after $1 ends.
constexpr db::Sql pageEnd(R"sql(
    SELECT coalesce((SELECT id FROM organizations WHERE id > $1::uuid ORDER BY id OFFSET $2::bigint LIMIT 1),
                    $3::uuid))sql");

// When it last ran to its end; that day, today, and now.
constexpr db::Sql lastSeen(R"sql(
    SELECT max(at)::text, (max(at) AT TIME ZONE 'UTC')::date - '1970-01-01'::date,
           (now() AT TIME ZONE 'UTC')::date - '1970-01-01'::date, now()::text
    FROM (SELECT (result->>'at')::timestamptz AS at FROM jobs
          WHERE organization_id = '00000000-0000-0000-0000-000000000000' AND kind = 'usage.daily'
            AND dedupe_key IS NOT NULL AND status = 'done') ran)sql");

// A day ($4) that is over, of the organizations of a page. What was used at its end is known where nothing was written
// between that end and now, or between the last look ($3) and that end, as the trail tells: messages, which stand in no
// trail, only ever become more. The end of a month's messages stands in its own counter. And a look soon after midnight
// is near enough. What is left is not known.
constexpr db::Sql fillDay(R"sql(
    WITH given AS (SELECT '1970-01-01'::date + $4::integer AS d),
    days AS (
        SELECT d AS day, (d + 1)::timestamp AT TIME ZONE 'UTC' AS over, to_char(d, 'YYYY-MM') AS month,
               to_char(d, 'YYYY-MM') <> to_char(d + 1, 'YYYY-MM') AS last_of_month,
               to_char(d, 'YYYY-MM') = to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM') AS this_month
        FROM given),
    known AS (
        SELECT o.id, r.resource, days.day,
               CASE WHEN l.day IS NULL
                    THEN effective_limit(o.timed_limits, o.limits, p.limits, 'max' || initcap(r.resource))
                    ELSE l.quota END AS quota,
               CASE
                   WHEN r.resource = 'messages' AND NOT days.this_month THEN
                       CASE WHEN days.last_of_month THEN coalesce(c.used, 0)
                            WHEN to_char(l.day, 'YYYY-MM') = days.month AND l.used = c.used THEN l.used END
                   WHEN days.over > now() - interval '15 minutes' THEN coalesce(c.used, 0)
                   WHEN r.resource = 'messages' THEN
                       CASE WHEN coalesce(c.used, 0) = 0 THEN 0
                            WHEN to_char(l.day, 'YYYY-MM') = days.month AND l.used = c.used THEN l.used END
                   WHEN NOT EXISTS (SELECT FROM audit_log a WHERE a.organization_id = o.id AND a.at >= days.over)
                       THEN coalesce(c.used, 0)
                   WHEN NOT EXISTS (SELECT FROM audit_log a WHERE a.organization_id = o.id AND a.at >= $3::timestamptz
                                                              AND a.at < days.over)
                       THEN l.used
               END AS used
        FROM days
        JOIN organizations o ON o.id > $1::uuid AND o.id <= $2::uuid AND o.created_at < days.over
            AND o.status IN ('active', 'suspended', 'archived')
        JOIN plans p ON p.id = o.plan
        CROSS JOIN unnest(ARRAY['agents', 'users', 'messages', 'storage']) r (resource)
        LEFT JOIN usage_counters c ON c.organization_id = o.id AND c.resource = r.resource
            AND c.period = CASE r.resource WHEN 'messages' THEN days.month ELSE '' END
        LEFT JOIN usage_daily l ON l.organization_id = o.id AND l.resource = r.resource
            AND l.day = ($3::timestamptz AT TIME ZONE 'UTC')::date)
    INSERT INTO usage_daily AS d (organization_id, resource, day, used, peak, quota)
    SELECT id, resource, day, used, used, quota FROM known WHERE used IS NOT NULL
    ON CONFLICT (organization_id, resource, day) DO UPDATE
    SET used = excluded.used, peak = greatest(d.peak, excluded.used)
    WHERE d.used <> excluded.used)sql");

constexpr db::Sql noteToday(R"sql(
    INSERT INTO usage_daily AS d (organization_id, resource, day, used, peak, quota)
    SELECT o.id, r.resource, (now() AT TIME ZONE 'UTC')::date, coalesce(c.used, 0), coalesce(c.used, 0),
           effective_limit(o.timed_limits, o.limits, p.limits, 'max' || initcap(r.resource))
    FROM organizations o JOIN plans p ON p.id = o.plan
    CROSS JOIN unnest(ARRAY['agents', 'users', 'messages', 'storage']) r (resource)
    LEFT JOIN usage_counters c ON c.organization_id = o.id AND c.resource = r.resource
        AND c.period = CASE r.resource WHEN 'messages' THEN to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM') ELSE '' END
    WHERE o.id > $1::uuid AND o.id <= $2::uuid AND o.status IN ('active', 'suspended', 'archived')
    ON CONFLICT (organization_id, resource, day) DO UPDATE
    SET used = excluded.used, peak = greatest(d.peak, excluded.peak), quota = excluded.quota
    WHERE (d.used, d.quota) IS DISTINCT FROM (excluded.used, excluded.quota))sql");

constexpr db::Sql removeSome(R"sql(
    DELETE FROM usage_daily WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM usage_daily WHERE day < (now() AT TIME ZONE 'UTC')::date - $1::integer
        LIMIT $2::bigint)))sql");

// Whose limit could be reached within a week at all: at no rate that these days could come to otherwise.
constexpr db::Sql candidates(R"sql(
    WITH days AS (
        SELECT organization_id, resource, max(used) - min(used) AS span FROM usage_daily
        WHERE organization_id > $1::uuid AND organization_id <= $2::uuid
          AND day > '1970-01-01'::date + $3::integer - $4::integer AND day <= '1970-01-01'::date + $3::integer
        GROUP BY organization_id, resource)
    SELECT t.organization_id, t.resource, l.quota,
           (SELECT string_agg((d.day - '1970-01-01'::date) || ' ' || d.used, ' ' ORDER BY d.day) FROM usage_daily d
            WHERE d.organization_id = t.organization_id AND d.resource = t.resource
              AND d.day > '1970-01-01'::date + $3::integer - $4::integer AND d.day <= '1970-01-01'::date + $3::integer)
    FROM usage_daily t
    JOIN days USING (organization_id, resource)
    JOIN organizations o ON o.id = t.organization_id AND o.status IN ('active', 'suspended')
    JOIN plans p ON p.id = o.plan
    CROSS JOIN LATERAL (
        SELECT effective_limit(o.timed_limits, o.limits, p.limits, 'max' || initcap(t.resource)) AS quota) l
    WHERE t.organization_id > $1::uuid AND t.organization_id <= $2::uuid
      AND t.day = '1970-01-01'::date + $3::integer AND t.used < l.quota
      AND l.quota - t.used <= $5::integer * CASE t.resource WHEN 'messages' THEN t.used ELSE days.span END)sql");

constexpr db::Sql raiseForecasts(R"sql(
    INSERT INTO alerts AS a (organization_id, kind, severity, subject, resource, value, quota, detail)
    SELECT n.organization_id, 'usage.forecast', 'warning', n.resource, n.resource, n.used, n.quota,
           jsonb_build_object('reached_on', n.reached_on)
    FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::text[])
        n (organization_id, resource, used, quota, reached_on)
    ON CONFLICT (organization_id, kind, subject) DO UPDATE
    SET value = excluded.value, quota = excluded.quota, detail = excluded.detail,
        at = CASE WHEN a.closed_at IS NULL THEN a.at ELSE now() END,
        acknowledged_at = CASE WHEN a.closed_at IS NULL THEN a.acknowledged_at END,
        acknowledged_by = CASE WHEN a.closed_at IS NULL THEN a.acknowledged_by END,
        closed_at = NULL
    WHERE a.closed_at IS NOT NULL OR a.detail <> excluded.detail)sql");

constexpr db::Sql closeForecasts(R"sql(
    UPDATE alerts a SET closed_at = now()
    WHERE a.kind = 'usage.forecast' AND a.closed_at IS NULL AND NOT EXISTS (
        SELECT FROM unnest($1::uuid[], $2::text[]) n (organization_id, resource)
        WHERE n.organization_id = a.organization_id AND n.resource = a.resource))sql");

/// The organizations of a page: after the one, up to the other.
struct Span {
    std::string after;
    std::string upTo;
};
using OfPage = std::function<int64_t(db::PlatformTx &, const Span &)>;

/// Does it for all organizations, page by page, each in a transaction of its own; the sum.
Awaitable<Result<int64_t>> eachPage(jobs::Running &job, db::Database &database, OfPage work)
{
    int64_t sum = 0;
    Span span{jobs::platform.text(), {}};
    while (span.after != beyondAll) {
        const std::function<Result<int64_t>(db::PlatformTx &)> page = [&](db::PlatformTx &tx) -> Result<int64_t> {
            span.upTo = tx.query(pageEnd, db::Params(span.after, organizationsAtOnce - 1, beyondAll))[0].string(0);
            return work(tx, span);
        };
        const auto some = co_await database.platform<int64_t>(page);
        if (!some) {
            co_return some;
        }
        sum += *some;
        span.after = span.upTo;
        const bool goesOn = co_await job.progress(sum);
        if (!goesOn) {
            co_return fail(ProblemCode::Conflict, "It was cancelled.");
        }
    }
    co_return sum;
}

struct LastLook {
    std::optional<std::string> at;
    int64_t day = 0;
    int64_t today = 0;
    std::string now;
};

Awaitable<Result<LastLook>> lastLook(db::Database &database)
{
    const std::function<Result<LastLook>(db::PlatformTx &)> read = [](db::PlatformTx &tx) -> Result<LastLook> {
        const auto rows = tx.query(lastSeen);
        LastLook out{{}, rows[0].maybeInteger(1).value_or(0), rows[0].integer(2), rows[0].string(3)};
        if (!rows[0].isNull(0)) {
            out.at = rows[0].string(0);
        }
        return out;
    };
    co_return co_await database.platform<LastLook>(read);
}

Awaitable<Result<int64_t>> removeOld(db::Database &database)
{
    int64_t removed = 0;
    const std::function<Result<int64_t>(db::PlatformTx &)> remove = [](db::PlatformTx &tx) -> Result<int64_t> {
        return tx.query(removeSome, db::Params(usageKeptDays, batch)).affected();
    };
    for (int64_t some = batch; some == batch; removed += some) {
        const auto gone = co_await database.platform<int64_t>(remove);
        if (!gone) {
            co_return gone;
        }
        some = *gone;
    }
    co_return removed;
}

Awaitable<Outcome> noteDays(jobs::Running &job, db::Database &database)
{
    const auto last = co_await lastLook(database);
    if (!last) {
        co_return tl::unexpected(last.error());
    }
    int64_t filled = 0;
    for (int64_t day = std::max(last->day, last->today - usageKeptDays); last->at && day < last->today; ++day) {
        OfPage fill = [&last, day](db::PlatformTx &tx, const Span &span) -> int64_t {
            return tx.query(fillDay, db::Params(span.after, span.upTo, *last->at, day)).affected();
        };
        const auto some = co_await eachPage(job, database, std::move(fill));
        if (!some) {
            co_return tl::unexpected(some.error());
        }
        filled += *some;
    }
    OfPage note = [](db::PlatformTx &tx, const Span &span) -> int64_t {
        return tx.query(noteToday, db::Params(span.after, span.upTo)).affected();
    };
    const auto noted = co_await eachPage(job, database, std::move(note));
    if (!noted) {
        co_return tl::unexpected(noted.error());
    }
    const auto removed = co_await removeOld(database);
    if (!removed) {
        co_return tl::unexpected(removed.error());
    }
    co_return Value(
        boost::json::object{{"at", last->now}, {"filled", filled}, {"noted", *noted}, {"removed", *removed}});
}

std::vector<UsedOn> pointsOf(std::string_view text)
{
    std::vector<int64_t> numbers;
    for (const char *at = text.data(), *end = at + text.size(); at < end; ++at) {
        at = std::from_chars(at, end, numbers.emplace_back()).ptr;
    }
    std::vector<UsedOn> out;
    for (size_t i = 0; i + 1 < numbers.size(); i += 2) {
        out.push_back({numbers[i], numbers[i + 1]});
    }
    return out;
}

/// The limits that will be reached within a week, in columns.
struct Soon {
    std::vector<OrganizationId> organizations;
    std::vector<std::string> resources;
    std::vector<int64_t> used;
    std::vector<int64_t> quotas;
    std::vector<std::string> reachedOn;

    void addOf(db::PlatformTx &tx, const Span &span, Timestamp now)
    {
        const int64_t today = UsageQuery{{}, 0, 0, now}.today();
        const auto rows = tx.query(candidates, db::Params(span.after, span.upTo, today, trendDays, soonDays));
        for (const auto row : rows) {
            const auto points = pointsOf(row.text(3));
            const auto forecast = forecastOf(row.text(1), points, row.integer(2), now);
            if (forecast.reachedOn && *forecast.reachedOn <= today + soonDays) {
                organizations.push_back(row.id<OrganizationId>(0));
                resources.push_back(row.string(1));
                used.push_back(points.back().used);
                quotas.push_back(row.integer(2));
                reachedOn.push_back(dayText(*forecast.reachedOn));
            }
        }
    }
};

Awaitable<Outcome> forecast(jobs::Running &job, db::Database &database)
{
    const Timestamp now = Timestamp::now();
    Soon soon;
    OfPage look = [&soon, now](db::PlatformTx &tx, const Span &span) -> int64_t {
        tx.query(noteToday, db::Params(span.after, span.upTo));
        soon.addOf(tx, span, now);
        return 0;
    };
    const auto looked = co_await eachPage(job, database, std::move(look));
    if (!looked) {
        co_return tl::unexpected(looked.error());
    }
    const std::function<Outcome(db::PlatformTx &)> note = [&soon](db::PlatformTx &tx) -> Outcome {
        const int raised =
            tx.query(raiseForecasts,
                     db::Params(soon.organizations, soon.resources, soon.used, soon.quotas, soon.reachedOn))
                .affected();
        const int closed = tx.query(closeForecasts, db::Params(soon.organizations, soon.resources)).affected();
        return Value(boost::json::object{{"soon", soon.organizations.size()}, {"raised", raised}, {"closed", closed}});
    };
    co_return co_await database.platform<Value>(note);
}

} // namespace

jobs::Kinds usageKinds()
{
    jobs::Kinds out;
    out[dailyKind] = {jobs::PlatformJob(noteDays), hourly};
    out[forecastKind] = {jobs::PlatformJob(forecast), nightly, afterMidnight};
    return out;
}

} // namespace objecta::features
