// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

} // namespace objecta::features
