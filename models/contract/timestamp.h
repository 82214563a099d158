// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace objecta {

/// A moment: microseconds since 1970-01-01T00:00:00Z. On the wire an RFC 3339 string in UTC
/// ("2026-11-23T06:26:30.123456Z").
struct Timestamp {
    int64_t micros = 0;

    static Timestamp now();
    static Timestamp fromSeconds(int64_t seconds) { return {seconds * 1'000'000}; }
    /// Takes "Z" and numeric offsets, with or without a fraction, of years 1 to 9999 as PostgreSQL does and text()
    /// says.
    static std::optional<Timestamp> parse(std::string_view text);

    [[nodiscard]] std::string text() const;
    [[nodiscard]] int64_t seconds() const { return micros / 1'000'000; }
    auto operator<=>(const Timestamp &) const = default;
};

} // namespace objecta
