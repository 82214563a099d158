// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/limits/redis_url.h"

#include <charconv>
#include <optional>

namespace objecta::limits {

namespace {

template <class T>
std::optional<T> number(std::string_view text)
{
    T out{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return out;
}

std::optional<std::string> decoded(std::string_view text)
{
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        unsigned value = 0;
        const auto digits = text.substr(i + 1, 2);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
        if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2) {
            return std::nullopt;
        }
        out += static_cast<char>(value);
        i += 2;
    }
    return out;
}

bool readDatabase(std::string_view text, RedisAddress &out)
{
    if (text.empty()) {
        return true;
    }
    const auto database = number<int>(text);
    out.database = database.value_or(0);
    return database && *database >= 0;
}

bool readTcp(std::string_view rest, RedisAddress &out)
{
    const auto slash = rest.find('/');
    if (slash != std::string_view::npos && !readDatabase(rest.substr(slash + 1), out)) {
        return false;
    }
    std::string_view place = rest.substr(0, slash);
    std::string_view port;
    if (place.starts_with('[')) {
        const auto end = place.find(']');
        if (end == std::string_view::npos) {
            return false;
        }
        out.host = place.substr(1, end - 1);
        place.remove_prefix(end + 1);
        if (!place.empty() && place.front() != ':') {
            return false;
        }
        port = place;
    } else {
        const auto colon = place.find(':');
        out.host = place.substr(0, colon);
        port = colon == std::string_view::npos ? std::string_view() : place.substr(colon);
    }
    if (!port.empty()) {
        const auto value = number<uint16_t>(port.substr(1));
        if (!value || *value == 0) {
            return false;
        }
        out.port = *value;
    }
    return !out.host.empty();
}

bool readUnix(std::string_view rest, RedisAddress &out)
{
    const auto question = rest.find('?');
    out.path = rest.substr(0, question);
    if (question != std::string_view::npos) {
        const auto query = rest.substr(question + 1);
        if (!query.starts_with("db=") || !readDatabase(query.substr(3), out)) {
            return false;
        }
    }
    return out.path.starts_with('/') && out.path.size() < 108;
}

} // namespace

std::string RedisAddress::text() const
{
    return path.empty() ? host + ':' + std::to_string(port) : path;
}

tl::expected<RedisAddress, std::string> parseRedisUrl(std::string_view url)
{
    constexpr std::string_view tcp = "redis://";
    constexpr std::string_view local = "unix://";
    const bool isTcp = url.starts_with(tcp);
    if (!isTcp && !url.starts_with(local)) {
        return tl::unexpected(std::string("The address of Redis begins with redis:// or unix://."));
    }
    RedisAddress out;
    url.remove_prefix(isTcp ? tcp.size() : local.size());
    bool good = true;
    // The sign-in ends at the last "@" before the path.
    const auto at = url.substr(0, isTcp ? url.find('/') : url.size()).rfind('@');
    if (at != std::string_view::npos) {
        const auto login = url.substr(0, at);
        const auto colon = login.find(':');
        const auto user = decoded(login.substr(0, colon));
        const auto password =
            colon == std::string_view::npos ? std::optional<std::string>() : decoded(login.substr(colon + 1));
        good = user && password && !password->empty();
        out.user = user.value_or("");
        out.password = password.value_or("");
        url.remove_prefix(at + 1);
    }
    good = good && (isTcp ? readTcp(url, out) : readUnix(url, out));
    if (!good) {
        return tl::unexpected(
            std::string("The address of Redis is not redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE] "
                        "or unix://[[USER]:PASSWORD@]/PATH[?db=DATABASE]."));
    }
    return out;
}

} // namespace objecta::limits
