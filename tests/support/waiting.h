// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>

namespace objecta::test {

/// Asks again and again, every few milliseconds, until the condition holds. False when it did not in that time. Events
/// of this thread go on meanwhile.
[[nodiscard]] bool within(std::chrono::milliseconds time, const std::function<bool()> &holds);

} // namespace objecta::test
