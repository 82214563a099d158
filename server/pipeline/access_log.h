// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <spdlog/formatter.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace objecta::pipeline {

/// One line a request. Nothing of its path, query, body or token is in it.
struct AccessLine {
    std::string requestId;
    std::string traceId; ///< W3C Trace Context
    std::string spanId;
    std::string parentId;
    std::string peer;
    std::string tenant; ///< the organization's slug, once token and host agreed
    std::string actor; ///< the user's e-mail address
    std::string staff; ///< the acting member of staff's e-mail address
    std::string method;
    std::string route; ///< the pattern
    int status = 0;
    std::string code; ///< of a problem
    int64_t micros = 0;
};

/// Logs it at info; an answer of 500 and above at warning.
void logRequest(const AccessLine &line);
/// The cause of a 500, which nobody but the log learns.
void logInternal(const std::string &requestId, std::string_view cause);

/// Makes every log message one JSON line: {"time", "level", "msg", ...}. A message that is a JSON object itself
/// (what the functions above log) has its members taken over; any other text becomes "msg".
std::unique_ptr<spdlog::formatter> jsonLines();

} // namespace objecta::pipeline
