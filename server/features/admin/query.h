// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/page.h"
#include "server/pipeline/cursor.h"
#include "server/pipeline/input.h"

#include <optional>
#include <string_view>
#include <vector>

namespace objecta::features {

/// An id in the query string; ValidationFailed when it is none, nullopt when it was not given.
template <class IdType>
Result<std::optional<IdType>> queryId(const pipeline::Routed &request, std::string_view name)
{
    const auto text = pipeline::queryParameter(request, name);
    if (!text) {
        return std::optional<IdType>();
    }
    const auto id = IdType::parse(*text);
    if (!id) {
        return failFields({{std::string(name), "type", "must be a UUID"}});
    }
    return id;
}

/// Where the page before ended, in a list that is ordered by time, newest first; nothing for the first page.
template <class IdType>
struct Position {
    std::optional<Timestamp> at;
    std::optional<IdType> id;
};

template <class IdType>
Result<Position<IdType>> readPosition(std::string_view list, std::string_view cursor)
{
    Position<IdType> position;
    if (cursor.empty()) {
        return position;
    }
    const auto parts = pipeline::decodeCursor(list, cursor, 2);
    if (!parts) {
        return tl::unexpected(parts.error());
    }
    position.at = Timestamp::parse(parts->at(0));
    position.id = IdType::parse(parts->at(1));
    if (!position.at || !position.id) {
        return failFields({{"cursor", "format", "is no position in this list"}});
    }
    return position;
}

/// Takes the row that was read beyond the page away and notes where the page ends.
template <class T, class TimeOf>
void cutPage(Page<T> &page, int64_t limit, std::string_view list, TimeOf timeOf)
{
    if (static_cast<int64_t>(page.items.size()) > limit) {
        page.items.resize(static_cast<size_t>(limit));
        const T &last = page.items.back();
        page.nextCursor = pipeline::encodeCursor(list, {timeOf(last).text(), last.id.text()});
    }
}

} // namespace objecta::features
