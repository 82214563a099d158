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

/// Empties one of the ring's partitions that has nothing but what is older than the ring keeps; false when there is
/// none. A day, a week or 50 days are in one, by so much longer some points stay.
bool forget(db::PlatformTx &tx, const Ring &ring, int64_t now);

} // namespace objecta::metrics
