// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/monitoring/process.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

namespace objecta::monitoring {

namespace {

/// When the machine was started, Unix time; 0 where nothing says so.
double bootTime()
{
    std::ifstream file("/proc/stat");
    std::string word;
    double seconds = 0;
    while (file >> word) {
        if (word == "btime" && file >> seconds) {
            return seconds;
        }
    }
    return 0;
}

int64_t openFiles()
{
    std::error_code error;
    std::filesystem::directory_iterator entries("/proc/self/fd", error);
    int64_t count = -1; // the iterator has one itself
    for (const auto end = std::filesystem::directory_iterator(); !error && entries != end; entries.increment(error)) {
        ++count;
    }
    return std::max<int64_t>(count, 0);
}

} // namespace

std::optional<ProcessFigures> readProcess()
{
    // proc(5): the fields from the third on stand behind the program's name, which may hold anything.
    constexpr size_t first = 3;
    constexpr size_t utime = 14;
    constexpr size_t stime = 15;
    constexpr size_t threads = 20;
    constexpr size_t starttime = 22;
    constexpr size_t vsize = 23;
    constexpr size_t rss = 24;
    std::ifstream file("/proc/self/stat");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    std::istringstream rest(text.substr(std::min(text.rfind(')') + 1, text.size())));
    const std::vector<std::string> fields{std::istream_iterator<std::string>(rest), {}};
    if (fields.size() <= rss - first) {
        return std::nullopt;
    }
    const auto field = [&fields](size_t number) { return std::strtoll(fields[number - first].c_str(), nullptr, 10); };
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    ProcessFigures out;
    out.cpuSeconds = static_cast<double>(field(utime) + field(stime)) / ticks;
    out.startTime = bootTime() + static_cast<double>(field(starttime)) / ticks;
    out.threads = field(threads);
    out.virtualBytes = field(vsize);
    out.residentBytes = field(rss) * ::sysconf(_SC_PAGESIZE);
    out.openFiles = openFiles();
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        out.maxFiles = static_cast<int64_t>(limit.rlim_cur);
    }
    return out;
}

} // namespace objecta::monitoring
