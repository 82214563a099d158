// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace objecta::monitoring {

/// What the operating system says of this process.
struct ProcessFigures {
    double cpuSeconds = 0; ///< in user and system mode
    double startTime = 0; ///< Unix time
    int64_t residentBytes = 0;
    int64_t virtualBytes = 0;
    int64_t threads = 0;
    int64_t openFiles = 0; ///< descriptors
    int64_t maxFiles = 0;
};

/// Read from /proc; nullopt where there is none. Counting ten thousand descriptors takes milliseconds: not for the I/O
/// thread.
std::optional<ProcessFigures> readProcess();

} // namespace objecta::monitoring
