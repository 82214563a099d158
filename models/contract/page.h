// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/json.h"

namespace objecta {

/// One page of a list. next_cursor is opaque (keyset position), null on the last page. `total`, where a list
/// has one, counts all rows that the filter matches, not only this page's.
template <class T>
struct Page {
    std::vector<T> items;
    std::optional<std::string> nextCursor;
    Patch<int64_t> total;
};

template <class T>
struct Fields<Page<T>> {
    static constexpr auto table = std::tuple{
        field("items", &Page<T>::items), field("next_cursor", &Page<T>::nextCursor), field("total", &Page<T>::total)};
};

/// What a list without filters of its own takes from the query string.
struct ListQuery {
    int64_t limit = 50;
    std::string cursor;
};

inline constexpr int64_t maxPageSize = 200;

} // namespace objecta
