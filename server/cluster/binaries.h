// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace objecta::cluster {

/// An installed PostgreSQL.
struct Binaries {
    std::filesystem::path folder;
    int major = 0;
    std::string version; ///< as it says itself: "15.20"
    [[nodiscard]] std::string program(const char *name) const { return (folder / name).string(); }
};

/// The folders to look in, the likeliest first: $OBJECTA_POSTGRES_BIN alone if it is set; else Debian's, and PATH.
std::vector<std::filesystem::path> binaryFolders();

/// The PostgreSQL of that major version, or without one the newest; 15 at least. One sentence when there is none.
/// Blocks: asks programs for their version, and where none is found pg_config for another folder.
tl::expected<Binaries, std::string> findBinaries(const std::vector<std::filesystem::path> &folders,
                                                 std::optional<int> major);

} // namespace objecta::cluster
