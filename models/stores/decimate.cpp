// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/stores/decimate.h"

#include <algorithm>
#include <cmath>

namespace objecta::stores {

QList<SeriesPoint> decimate(std::span<const double> values, std::size_t maxPoints)
{
    QList<SeriesPoint> out;
    const std::size_t pairs = std::max<std::size_t>(maxPoints, 2) / 2;
    // Two points a bucket; a short series has buckets of one value.
    const std::size_t bucket = values.size() <= pairs * 2 ? 1 : (values.size() + pairs - 1) / pairs;
    out.reserve(static_cast<qsizetype>(std::min(values.size(), pairs * 2)) + 16);
    bool broken = false;
    for (std::size_t begin = 0; begin < values.size(); begin += bucket) {
        const std::size_t end = std::min(begin + bucket, values.size());
        std::size_t low = end;
        std::size_t high = end;
        std::size_t gap = end;
        for (std::size_t i = begin; i < end; ++i) {
            if (std::isnan(values[i])) {
                gap = gap == end ? i : gap;
                continue;
            }
            low = low == end || values[i] < values[low] ? i : low;
            high = high == end || values[i] > values[high] ? i : high;
        }
        const auto addGap = [&] {
            if (!broken) {
                out.append({gap, values[gap]});
                broken = true;
            }
        };
        if (low == end) {
            addGap();
            continue;
        }
        const std::size_t first = std::min(low, high);
        const std::size_t second = std::max(low, high);
        if (gap < first) {
            addGap();
        }
        out.append({first, values[first]});
        broken = false;
        if (gap > first && gap < second) {
            addGap();
        }
        if (second != first) {
            out.append({second, values[second]});
            broken = false;
        }
        if (gap > second && gap < end) {
            addGap();
        }
    }
    return out;
}

} // namespace objecta::stores
