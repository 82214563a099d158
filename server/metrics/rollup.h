// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/metrics/history.h"

#include <string>
#include <vector>

namespace objecta::metrics {

/// Some of the organizations, by id: the first and the last of them.
struct Page {
    std::string first;
    std::string last;
};

/// The organizations that have points of the ring in [begin, end): 500 a page, far from the time that a statement may
/// take, and the platform's own last, whose points so say that all others are made.
std::vector<Page> pagesOf(db::PlatformTx &tx, const Ring &ring, int64_t begin, int64_t end);

/// Makes the page's points of `to` in [begin, end) anew of those of `from`, servers together; both times are multiples
/// of the longer step. The same twice comes to the same. How many there are.
int64_t rollUp(db::PlatformTx &tx, const Ring &from, const Ring &to, int64_t begin, int64_t end, const Page &page);

/// From where minutes are missing: the last that were made of all organizations, or the first ten seconds that are
/// stored; `now` if there is nothing.
int64_t rolledUpTo(db::PlatformTx &tx, const Ring &from, const Ring &to, int64_t now);

/// Empties one of the ring's partitions that has nothing but what is older than the ring keeps; false when there is
/// none. A day, a week or 50 days are in one, by so much longer some points stay.
bool forget(db::PlatformTx &tx, const Ring &ring, int64_t now);

} // namespace objecta::metrics
