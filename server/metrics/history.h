// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/metrics.h"
#include "server/db/database.h"
#include "server/metrics/backlog.h"
#include "server/metrics/orphans.h"
#include "server/metrics/timeline.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace objecta::metrics {

/// Lengths of the rings' points in seconds, and how long each is kept.
struct Ring {
    int64_t step;
    int64_t keep;
};
inline constexpr Ring tens{10, int64_t{2} * 86'400};
inline constexpr Ring minutes{60, int64_t{35} * 86'400};
inline constexpr Ring hours{3600, int64_t{400} * 86'400};

/// A stored interval of one server, or of all, as read back.
struct StoredPoint {
    int64_t at = 0;
    int64_t seconds = tens.step; ///< that were measured
    Tally tally;
};
using PointReader = std::function<void(const StoredPoint &)>;

/// Writes the points of this server's own seconds in the part, in one INSERT a point: the platform's and those of all
/// organizations with requests. Writing the same again changes nothing; what the clock's being set back made untrue is
/// taken away, and so is what a worker wrote that took this server for ended.
db::Awaitable<Result<void>> storePoints(db::Database &database, const std::deque<Second> &seconds,
                                        const std::string &server, Backlog::Part part);

/// Writes what a server that ended left and that no point of its covers, and so no second twice, however many workers
/// do the same. How many seconds that were; fails where somebody writes points at that moment, as what is busy now.
db::Awaitable<Result<int64_t>> storeOrphans(db::Database &database, const Orphans::Estate &estate);

/// What GET /v1/admin/metrics asks for.
struct HistoryQuery {
    std::optional<OrganizationId> organization;
    int64_t from = 0;
    int64_t to = 0;
    int64_t step = 1; ///< see stepFor()
};

/// The beginning of the step that the time lies in.
constexpr int64_t floorTo(int64_t at, int64_t step)
{
    return at - at % step;
}

/// The finest step, 1 s to 1 h, of which the range has at most so many.
int64_t stepFor(int64_t seconds, int64_t points);

/// The same query in whole steps, none of which is still running; one at least, or none for an empty range.
HistoryQuery wholeSteps(HistoryQuery query, int64_t runningSecond);

/// A part of the range and the ring that it is read from.
struct Piece {
    Ring ring;
    int64_t from = 0;
    int64_t to = 0;
};
/// The coarsest ring that the step allows, the finer one where it is not rolled up yet, a coarser one where the finer
/// is gone already. Oldest first, without gap or overlap.
std::vector<Piece> piecesOf(int64_t from, int64_t to, int64_t step, int64_t now);

/// The finest step at which anything is known of the time `from`: memory has seconds, rings have what they have.
int64_t finestStep(int64_t from, int64_t memoryFrom, int64_t now);

/// Reads what was stored of the pieces, oldest first: a point for each interval in which a server ran, empty where the
/// organization (nullopt: the platform) had no requests. `read` gets one at a time, on the pool's thread, so that no
/// more than a few hundred intervals are ever in memory. NotFound for an unknown organization.
db::Awaitable<Result<void>> loadPoints(db::Database &database, std::optional<OrganizationId> organization,
                                       std::vector<Piece> pieces, PointReader read);

/// What others have stored of the seconds that memory lacks.
struct UnheardPoints {
    /// Oldest first, each within a stretch that was asked for.
    std::vector<StoredPoint> points;
    /// By server: the end of its last one.
    std::map<std::string, int64_t> known;
};
/// No stretch lies further back than memory may.
db::Awaitable<Result<UnheardPoints>> loadUnheard(db::Database &database, std::optional<OrganizationId> organization,
                                                 const std::vector<Unheard> &stretches);
/// Of these servers, by their ids, those that have stored something since.
db::Awaitable<Result<std::vector<std::string>>> storingSince(db::Database &database,
                                                             const std::vector<std::string> &servers, int64_t since);

/// Puts the columns together: stored points for the time before `memoryFrom`, each step the share of them that falls
/// into it, and memory's seconds from there on; and how much of each step that covers. Percentiles come from the merged
/// histograms, which are kept for the steps alone that are not over.
class SeriesColumns {
public:
    SeriesColumns(const HistoryQuery &query, int64_t memoryFrom);
    /// Oldest first.
    void add(const StoredPoint &point);
    /// With the points, oldest first, of what memory's seconds lack.
    MetricSeries finish(const std::deque<Second> &seconds, const std::vector<StoredPoint> &unheard = {});

private:
    struct Step {
        Tally tally;
        int64_t measured = 0; ///< seconds
        int64_t until = 0; ///< the end of what was measured so far
    };
    /// [from, to) was measured; what overlaps, of servers that ran at the same time, counts once.
    static void measure(Step &step, int64_t from, int64_t to);
    /// Of the point what lies before `end`.
    void spread(const StoredPoint &point, int64_t end);
    /// The one that begins then.
    Step &step(int64_t begin);
    /// Ends all steps that are over at that time.
    void endBefore(int64_t at);

    HistoryQuery m_query;
    int64_t m_memoryFrom;
    int64_t m_begin; ///< of the first step that is not over
    std::deque<Step> m_open; ///< from m_begin on
    MetricSeries m_series;
};

} // namespace objecta::metrics
