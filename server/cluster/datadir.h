// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/cluster/process.h"

#include <filesystem>
#include <optional>

namespace objecta::cluster {

/// The directory that everything of one installation lives in, mode 0700:
///   VERSION    layout of this directory
///   lock       held by the running server
///   postgres/  the embedded cluster          run/   its socket
///   keys/      what tokens are signed with   log/   PostgreSQL's messages
///   demo.json  the sample data's credentials
/// Errors are one sentence for the terminal.
class DataDir {
public:
    /// Of the layout above.
    static constexpr std::string_view layout = "1";

    /// $OBJECTA_DATA_DIR, else objecta in $XDG_DATA_HOME, else ~/.local/share/objecta.
    static std::filesystem::path defaultPath();

    /// Opens the directory, making it first if it is not there. Refuses what is not a directory, another user's,
    /// not writable, of another layout, or full of something else.
    static tl::expected<DataDir, std::string> open(const std::filesystem::path &path);

    /// Takes the lock until this object goes. False when another server has it.
    tl::expected<bool, std::string> lock();

    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }
    [[nodiscard]] std::filesystem::path postgres() const { return m_path / "postgres"; }
    [[nodiscard]] std::filesystem::path run() const { return m_path / "run"; }
    [[nodiscard]] std::filesystem::path log() const { return m_path / "log"; }
    [[nodiscard]] std::filesystem::path demoFile() const { return m_path / "demo.json"; }

    /// Where the key that access tokens are signed with stands; makes the folder.
    [[nodiscard]] tl::expected<std::filesystem::path, std::string> tokenKeyFile() const;

private:
    std::filesystem::path m_path;
    FileDescriptor m_lock;
};

/// Writes a file so that after a crash either the old or the new content stands there: temporary file, fsync,
/// rename, fsync of the directory.
tl::expected<void, std::string> writeAtomically(const std::filesystem::path &path, std::string_view content,
                                                mode_t mode);
/// The whole file, at most 1 MiB; nullopt when it cannot be read.
std::optional<std::string> readFile(const std::filesystem::path &path);

} // namespace objecta::cluster
