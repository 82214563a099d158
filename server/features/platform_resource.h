// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/features/audit/trail.h"
#include "server/features/query.h"
#include "server/pipeline/input.h"

#include <functional>

namespace objecta::features {

/// What staff ask for by the id in the path. `find` reads it in a transaction of its own or says why not; `show` makes
/// the answer.
template <class IdType, class Found, class Show>
db::Awaitable<Result<pipeline::Answer>> getForStaff(const pipeline::Authorized &request, db::Database &database,
                                                    Result<Found> (*find)(db::PlatformTx &, const IdType &), Show show)
{
    const auto id = pipeline::pathId<IdType>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const std::function<Result<Found>(db::PlatformTx &)> load = [&](db::PlatformTx &tx) { return find(tx, *id); };
    const auto found = co_await database.platform<Found>(load);
    if (!found) {
        co_return tl::unexpected(found.error());
    }
    co_return show(*found);
}

/// Where a list of staff's begins and ends.
struct ListPage {
    int64_t limit = 0; ///< of items; `query` reads one row more
    std::string_view list; ///< whose cursor it is
};

/// A page of what staff list: the rows of `query`, each read by `read`; `timeOf` an item is what they are sorted by.
template <class Item, class TimeOf>
db::Awaitable<Result<pipeline::Answer>> pageForStaff(db::Database &database, db::Sql query, db::Params params,
                                                     Item (*read)(const db::Row &), ListPage page, TimeOf timeOf)
{
    using Items = Page<Item>;
    const std::function<Result<Items>(db::PlatformTx &)> load = [&](db::PlatformTx &tx) -> Result<Items> {
        Items out;
        const auto rows = tx.query(query, params);
        for (const auto row : rows) {
            out.items.push_back(read(row));
        }
        return out;
    };
    auto found = co_await database.platform<Items>(load);
    if (!found) {
        co_return tl::unexpected(found.error());
    }
    cutPage(*found, page.limit, page.list, timeOf);
    co_return pipeline::Answer::json(*found);
}

/// What staff change by the id in the path, in one transaction that also notes it; the answer is what it is then.
template <class IdType, class Changed>
pipeline::StaffHandler changeForStaff(Result<Changed> (*change)(db::PlatformTx &, const AuditContext &, const IdType &))
{
    return [change](const pipeline::Authorized &request,
                    db::Database &database) -> db::Awaitable<Result<pipeline::Answer>> {
        const auto id = pipeline::pathId<IdType>(request);
        if (!id) {
            co_return tl::unexpected(id.error());
        }
        const auto context = AuditContext::of(request);
        const std::function<Result<Changed>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) {
            return change(tx, context, *id);
        };
        const auto now = co_await database.platform<Changed>(work);
        if (!now) {
            co_return tl::unexpected(now.error());
        }
        co_return pipeline::Answer::json(*now);
    };
}

} // namespace objecta::features
