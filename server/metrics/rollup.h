// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/metrics/history.h"

namespace objecta::metrics {

/// Makes the points of `to` in [begin, end) anew of those of `from`, servers together; both times are multiples of the
/// longer step. The same twice comes to the same. How many there are.
int64_t rollUp(db::PlatformTx &tx, const Ring &from, const Ring &to, int64_t begin, int64_t end);

/// From where minutes are missing: the last that were made, or the first ten seconds that are stored; `now` if there is
/// nothing.
int64_t rolledUpTo(db::PlatformTx &tx, const Ring &from, const Ring &to, int64_t now);

/// Deletes some of what is older than the ring keeps; how many.
int64_t forget(db::PlatformTx &tx, const Ring &ring, int64_t now);
inline constexpr int64_t forgetBatch = 20'000;

} // namespace objecta::metrics
