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

/// A query parameter that is one of a few words ('|'-separated); ValidationFailed for another.
inline Result<std::optional<std::string>> queryWord(const pipeline::Routed &request, std::string_view name,
                                                    std::string_view words)
{
    auto text = pipeline::queryParameter(request, name);
    if (text) {
        std::vector<FieldError> errors;
        json_detail::checkText(*text, oneOf(words), std::string(name), errors);
        if (!errors.empty()) {
            return failFields(std::move(errors));
        }
    }
    return text;
}

/// A point in time in the query string (RFC 3339).
inline Result<std::optional<Timestamp>> queryTime(const pipeline::Routed &request, std::string_view name)
{
    const auto text = pipeline::queryParameter(request, name);
    if (!text) {
        return std::optional<Timestamp>();
    }
    const auto time = Timestamp::parse(*text);
    if (!time) {
        return failFields({{std::string(name), "type", "must be an RFC 3339 time"}});
    }
    return time;
}

/// ?from= and ?to=: at `from` or later, and before `to`.
struct TimeRange {
    std::optional<Timestamp> from;
    std::optional<Timestamp> to;
    /// As statements take them, never null: a comparison with null or coalesce() could not bound an index scan under
    /// row-level security.
    [[nodiscard]] std::string lower() const { return from ? from->text() : "-infinity"; }
    [[nodiscard]] std::string upper() const { return to ? to->text() : "infinity"; }
};
inline Result<TimeRange> queryRange(const pipeline::Routed &request)
{
    const auto from = queryTime(request, "from");
    if (!from) {
        return tl::unexpected(from.error());
    }
    const auto to = queryTime(request, "to");
    if (!to) {
        return tl::unexpected(to.error());
    }
    return TimeRange{*from, *to};
}

/// ?sort=created_at (true: oldest first) or -created_at.
inline Result<bool> queryOldestFirst(const pipeline::Routed &request, bool fallback)
{
    const auto sort = queryWord(request, "sort", "created_at|-created_at");
    if (!sort) {
        return tl::unexpected(sort.error());
    }
    return *sort ? **sort == "created_at" : fallback;
}

/// What is wrong with the first of them that is wrong.
template <class... T>
std::optional<Problem> firstProblem(const Result<T> &...results)
{
    std::optional<Problem> out;
    ((out || results ? void() : void(out = results.error())), ...);
    return out;
}

/// A filter's value as a statement takes it: its text, NULL for none.
template <class T>
std::optional<std::string> filterText(const std::optional<T> &value)
{
    if constexpr (std::same_as<T, std::string>) {
        return value;
    } else {
        return value ? std::optional(value->text()) : std::nullopt;
    }
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
    if (cursor.empty()) {
        return Position<IdType>();
    }
    const auto position = pipeline::decodePosition(list, cursor);
    if (!position) {
        return tl::unexpected(position.error());
    }
    return Position<IdType>{position->at, IdType(position->id)};
}

/// Takes the row that was read beyond the page away and notes where the page ends.
template <class T, class TimeOf>
void cutPage(Page<T> &page, int64_t limit, std::string_view list, TimeOf timeOf)
{
    if (static_cast<int64_t>(page.items.size()) > limit) {
        page.items.resize(static_cast<size_t>(limit));
        const T &last = page.items.back();
        page.nextCursor = pipeline::encodePosition(list, {timeOf(last), last.id.value()});
    }
}

} // namespace objecta::features
