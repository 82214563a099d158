// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace objecta::limits {

/// Where a Redis is, and how to sign in.
struct RedisAddress {
    std::string host; ///< empty for a unix socket
    uint16_t port = 6379;
    std::string path; ///< of a unix socket
    std::string user;
    std::string password;
    int database = 0;

    /// For the log: without the password.
    [[nodiscard]] std::string text() const;
};

/// Reads "redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]" or "unix://[[USER]:PASSWORD@]/PATH[?db=DATABASE]"; user and
/// password percent-encoded, an IPv6 address in brackets. The error is one sentence, without what was given.
tl::expected<RedisAddress, std::string> parseRedisUrl(std::string_view url);

} // namespace objecta::limits
