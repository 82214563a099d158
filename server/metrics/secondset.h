// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace objecta::metrics {

/// Seconds, most of which follow each other: takes memory for its gaps.
class SecondSet {
public:
    /// False: it is there already.
    bool add(int64_t at);
    void eraseBefore(int64_t at);
    void eraseFrom(int64_t at);
    /// What is not there of [from, to), as stretches [first, second).
    [[nodiscard]] std::vector<std::pair<int64_t, int64_t>> gaps(int64_t from, int64_t to) const;

private:
    std::map<int64_t, int64_t> m_runs; ///< begin and end, apart from each other
};

} // namespace objecta::metrics
