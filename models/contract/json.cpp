// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/contract/json.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace objecta {

bool isSlug(std::string_view text)
{
    return text.size() >= 2 && text.size() <= 63 && text.front() != '-' && text.back() != '-'
        && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos
        && !text.starts_with("xn--");
}

bool isReservedSlug(std::string_view text)
{
    static constexpr std::array reserved = {
        "admin",   "api",    "app",     "assets",  "auth",   "billing",  "blog",      "cdn",   "console",
        "docs",    "ftp",    "help",    "host",    "imap",   "internal", "localhost", "login", "mail",
        "metrics", "ns1",    "ns2",     "objecta", "pop",    "root",     "security",  "smtp",  "staff",
        "static",  "status", "support", "sso",     "system", "test",     "webhooks",  "ws",    "www"};
    return std::ranges::find(reserved, text) != reserved.end();
}

bool isEmail(std::string_view text)
{
    const auto at = text.find('@');
    if (at == std::string_view::npos || at == 0 || at != text.rfind('@') || text.size() > 254 || at > 64) {
        return false;
    }
    const auto domain = text.substr(at + 1);
    const bool clean = std::ranges::all_of(text, [](unsigned char c) { return c > ' ' && c != 0x7F && c != '"'; });
    return clean && domain.find('.') != std::string_view::npos && domain.front() != '.' && domain.back() != '.'
        && domain.find("..") == std::string_view::npos;
}

bool isValidUtf8(std::string_view text)
{
    for (size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        const size_t length = c < 0x80 ? 1
            : c >= 0xC2 && c < 0xE0    ? 2
            : c >= 0xE0 && c < 0xF0    ? 3
            : c >= 0xF0 && c < 0xF5    ? 4
                                       : 0;
        if (length == 0 || i + length > text.size()) {
            return false;
        }
        for (size_t k = 1; k < length; ++k) {
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0U) != 0x80U) {
                return false;
            }
        }
        const auto second = length > 1 ? static_cast<unsigned char>(text[i + 1]) : 0;
        if ((c == 0xE0 && second < 0xA0) || (c == 0xED && second > 0x9F) || (c == 0xF0 && second < 0x90)
            || (c == 0xF4 && second > 0x8F)) {
            return false;
        }
        i += length;
    }
    return true;
}

namespace json_detail {

namespace {

/// What RFC 8259, section 7 wants escaped.
constexpr std::array<bool, 256> escaped = [] {
    std::array<bool, 256> set{};
    std::fill_n(set.begin(), 0x20, true);
    set['"'] = set['\\'] = true;
    return set;
}();

} // namespace

void writeString(std::string &out, std::string_view text)
{
    static constexpr char hex[] = "0123456789abcdef";
    out += '"';
    size_t copied = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (!escaped[c]) {
            continue;
        }
        out += text.substr(copied, i - copied);
        copied = i + 1;
        out += '\\';
        switch (c) {
        case '"':
        case '\\':
            out += static_cast<char>(c);
            break;
        case '\n':
            out += 'n';
            break;
        case '\r':
            out += 'r';
            break;
        case '\t':
            out += 't';
            break;
        default:
            out += "u00";
            out += hex[c >> 4U];
            out += hex[c & 15U];
        }
    }
    out += text.substr(copied);
    out += '"';
}

void typeError(const std::string &path, std::string_view wanted, std::vector<FieldError> &errors)
{
    errors.push_back({path, "type", "must be " + std::string(wanted)});
}

namespace {

bool listed(std::string_view list, std::string_view value)
{
    while (!list.empty()) {
        const auto bar = list.find('|');
        if (list.substr(0, bar) == value) {
            return true;
        }
        list = bar == std::string_view::npos ? std::string_view() : list.substr(bar + 1);
    }
    return false;
}

} // namespace

void checkText(std::string_view value, const Constraint &constraint, const std::string &path,
               std::vector<FieldError> &errors)
{
    // PostgreSQL text cannot hold U+0000; refusing it everywhere keeps one rule.
    if (value.find('\0') != std::string_view::npos) {
        errors.push_back({path, "format", "must not contain the character U+0000"});
        return;
    }
    if (!constraint.oneOf.empty() && !listed(constraint.oneOf, value)) {
        std::string values(constraint.oneOf);
        std::ranges::replace(values, '|', ',');
        errors.push_back({path, "format", "must be one of " + values});
        return;
    }
    const auto points = static_cast<int64_t>(
        std::ranges::count_if(value, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
    if (constraint.min > 0 && points < constraint.min) {
        errors.push_back({path, points == 0 ? "required" : "too_short",
                          points == 0 ? "must not be empty"
                                      : "must have at least " + std::to_string(constraint.min) + " characters"});
        return;
    }
    if (points > constraint.max) {
        errors.push_back({path, "too_long", "must have at most " + std::to_string(constraint.max) + " characters"});
        return;
    }
    using Format = Constraint::Format;
    if (constraint.format == Format::Slug && !isSlug(value)) {
        errors.push_back({path, "format", "must be 2 to 63 of a-z, 0-9 and inner '-'"});
    } else if (constraint.format == Format::Email && !isEmail(value)) {
        errors.push_back({path, "format", "must be an e-mail address"});
    } else if (constraint.format == Format::OneLine
               && std::ranges::any_of(value, [](unsigned char c) { return c < 0x20 || c == 0x7F; })) {
        errors.push_back({path, "format", "must be one line without control characters"});
    } else if (constraint.format == Format::OneLine && constraint.min > 0
               && value.find_first_not_of(' ') == std::string_view::npos) {
        errors.push_back({path, "required", "must not be blank"});
    }
}

void checkNumber(int64_t value, const Constraint &constraint, const std::string &path, std::vector<FieldError> &errors)
{
    if (value < constraint.min) {
        errors.push_back({path, "too_small", "must be at least " + std::to_string(constraint.min)});
    } else if (value > constraint.max) {
        errors.push_back({path, "too_large", "must be at most " + std::to_string(constraint.max)});
    }
}

std::optional<int64_t> wholeNumber(const boost::json::value &value)
{
    if (value.is_int64()) {
        return value.get_int64();
    }
    // A whole number above int64 is clamped, so that the range check names it as too large.
    if (value.is_uint64()) {
        return std::numeric_limits<int64_t>::max();
    }
    // 17.0 is a whole number, too (JSON Schema 2020-12, "integer"); beyond 2^53 a double no longer says which.
    constexpr double exactUpTo = 9007199254740992.0;
    if (value.is_double()) {
        const double number = value.get_double();
        if (std::trunc(number) == number && std::abs(number) <= exactUpTo) {
            return static_cast<int64_t>(number);
        }
    }
    return std::nullopt;
}

tl::expected<boost::json::value, FieldError> parseText(std::string_view text)
{
    if (!isValidUtf8(text)) {
        return tl::unexpected(FieldError{{}, "utf8", "The body is not valid UTF-8."});
    }
    boost::system::error_code error;
    boost::json::parse_options options;
    options.max_depth = 32;
    auto value = boost::json::parse(boost::json::string_view(text.data(), text.size()), error, {}, options);
    if (error) {
        return tl::unexpected(FieldError{{}, "format", "The body is not valid JSON: " + error.message() + "."});
    }
    return value;
}

} // namespace json_detail

} // namespace objecta
