// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <random>

namespace objecta::api {

/// Waiting times between attempts: doubling from `min` up to `max`, each drawn from its upper half, so that many
/// consoles do not come back in step.
class Backoff {
public:
    using Milliseconds = std::chrono::milliseconds;

    explicit Backoff(Milliseconds min = Milliseconds(1000), Milliseconds max = Milliseconds(30000),
                     unsigned seed = std::random_device{}());

    /// The time to wait now; never below `min` nor above `max`.
    Milliseconds next();
    /// After a success.
    void reset() { m_step = 0; }

private:
    Milliseconds m_min;
    Milliseconds m_max;
    int m_step = 0;
    std::minstd_rand m_random;
};

} // namespace objecta::api
