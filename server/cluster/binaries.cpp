// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/cluster/binaries.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <set>
#include <sstream>

namespace objecta::cluster {

namespace fs = std::filesystem;

namespace {

constexpr int oldestMajor = 15;

/// The first line that a program prints.
std::string firstLineOf(const std::string &command)
{
    const std::unique_ptr<FILE, int (*)(FILE *)> pipe(::popen(command.c_str(), "re"), &::pclose);
    char line[512];
    if (!pipe || std::fgets(line, sizeof line, pipe.get()) == nullptr) {
        return {};
    }
    std::string out = line;
    while (!out.empty() && out.back() == '\n') {
        out.pop_back();
    }
    return out;
}

std::string quoted(const fs::path &path)
{
    std::string out = "'";
    for (const char c : path.string()) {
        if (c == '\'') {
            out += "'\\'";
        }
        out += c;
    }
    return out + '\'';
}

/// "postgres (PostgreSQL) 15.20 (Debian ...)" -> "15.20"; empty when it cannot be told.
std::string versionIn(const fs::path &folder)
{
    const std::string line = firstLineOf(quoted(folder / "postgres") + " --version 2>/dev/null");
    const auto at = line.find(") ");
    return at == std::string::npos ? std::string() : line.substr(at + 2, line.find(' ', at + 2) - at - 2);
}

Binaries inspect(const fs::path &folder)
{
    Binaries out{folder, 0, versionIn(folder)};
    std::from_chars(out.version.data(), out.version.data() + out.version.size(), out.major);
    return out;
}

/// Ends with the first of the wanted major version: each look is a process.
std::vector<Binaries> installedIn(std::vector<fs::path> folders, std::optional<int> wanted)
{
    const std::string hint = wanted ? "/" + std::to_string(*wanted) + "/" : std::string();
    std::stable_partition(folders.begin(), folders.end(),
                          [&](const fs::path &folder) { return folder.string().find(hint) != std::string::npos; });
    std::vector<Binaries> out;
    std::set<fs::path> seen;
    for (const auto &folder : folders) {
        std::error_code error;
        const bool fresh = seen.insert(fs::canonical(folder / "postgres", error)).second;
        if (error || !fresh || ::access((folder / "postgres").c_str(), X_OK) != 0
            || ::access((folder / "initdb").c_str(), X_OK) != 0) {
            continue;
        }
        out.push_back(inspect(folder));
        if (wanted && out.back().major == *wanted) {
            break;
        }
    }
    return out;
}

/// What the environment says, to the exclusion of everything else; empty: nothing.
fs::path wantedFolder()
{
    const char *folder = std::getenv("OBJECTA_POSTGRES_BIN");
    return folder != nullptr ? folder : "";
}

} // namespace

std::vector<fs::path> binaryFolders()
{
    if (const auto folder = wantedFolder(); !folder.empty()) {
        return {folder};
    }
    std::vector<fs::path> out;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator("/usr/lib/postgresql", error)) {
        out.push_back(entry.path() / "bin");
    }
    const char *path = std::getenv("PATH");
    std::istringstream parts(path != nullptr ? path : "");
    for (std::string part; std::getline(parts, part, ':');) {
        if (!part.empty()) {
            out.emplace_back(part);
        }
    }
    return out;
}

tl::expected<Binaries, std::string> findBinaries(const std::vector<fs::path> &folders, std::optional<int> major)
{
    auto found = installedIn(folders, major);
    if (found.empty() && wantedFolder().empty()) {
        if (const auto folder = firstLineOf("pg_config --bindir 2>/dev/null"); !folder.empty()) {
            found = installedIn({folder}, major);
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Binaries &a, const Binaries &b) { return a.major > b.major; });
    if (found.empty()) {
        return tl::unexpected(std::string("PostgreSQL is not installed: no folder with postgres and initdb was found "
                                          "(install the package postgresql, or set OBJECTA_POSTGRES_BIN)."));
    }
    if (major) {
        for (const auto &candidate : found) {
            if (candidate.major == *major) {
                return candidate;
            }
        }
        return tl::unexpected("The data directory was made with PostgreSQL " + std::to_string(*major)
                              + ", which is not installed; found " + found.front().version + ".");
    }
    if (found.front().major < oldestMajor) {
        return tl::unexpected("PostgreSQL " + std::to_string(oldestMajor) + " or newer is needed; found "
                              + found.front().version + " in " + found.front().folder.string() + ".");
    }
    return found.front();
}

} // namespace objecta::cluster
