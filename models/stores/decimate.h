// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

#include <cstddef>
#include <span>

namespace objecta::stores {

/// A value and its place in the original series.
struct SeriesPoint {
    std::size_t index = 0;
    double value = 0;

    bool operator==(const SeriesPoint &) const = default;
};

/// Reduces a series to about `maxPoints` points so that its drawing looks the same: each bucket keeps its smallest and
/// its largest value, in their order. A run of NaN (not measured) becomes one NaN point, where the line breaks. A
/// series that is short enough comes back whole but for repeated NaNs. Never more than maxPoints points plus one for
/// each break; maxPoints below 2 counts as 2.
QList<SeriesPoint> decimate(std::span<const double> values, std::size_t maxPoints);

} // namespace objecta::stores
