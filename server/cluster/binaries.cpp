// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/cluster/binaries.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>
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

} // namespace

std::vector<fs::path> binaryFolders()
{
    if (const char *folder = std::getenv("OBJECTA_POSTGRES_BIN"); folder != nullptr && *folder != '\0') {
        return {folder};
    }
    std::vector<fs::path> out;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator("/usr/lib/postgresql", error)) {
        out.push_back(entry.path() / "bin");
    }
    if (const auto folder = firstLineOf("pg_config --bindir 2>/dev/null"); !folder.empty()) {
        out.emplace_back(folder);
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
    std::vector<Binaries> found;
    for (const auto &folder : folders) {
        if (::access((folder / "postgres").c_str(), X_OK) == 0 && ::access((folder / "initdb").c_str(), X_OK) == 0) {
            found.push_back(inspect(folder));
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
