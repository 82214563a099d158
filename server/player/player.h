// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace objecta::player {

struct Options {
    /// The demo.json that `serve --demo` wrote: where the server is and who its sample users are.
    std::filesystem::path demoFile;
    /// Requests a second of all organizations together, on average. The rate itself wanders around it.
    double averageRate = 70;
};

/// Plays traffic as the sample organizations' own users until SIGTERM or SIGINT, then deletes what it made and signs
/// out. Never fills a quota, keeps trying while the server is away or an organization is suspended.
/// Returns the exit code: 0, or 2 with a sentence on stderr when the file cannot be read. Blocks; one thread.
int run(const Options &options);

} // namespace objecta::player
