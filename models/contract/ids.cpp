// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/contract/ids.h"

#include <boost/uuid/random_generator.hpp>

#include <array>

namespace objecta {

namespace {

// A page of rows has dozens of ids, and both directions stood out in the profile: hence the table and the fixed places.

constexpr uint8_t noDigit = 0xFF;

constexpr std::array<uint8_t, 256> hexValues()
{
    std::array<uint8_t, 256> values{};
    values.fill(noDigit);
    for (uint8_t i = 0; i < 10; ++i) {
        values[static_cast<size_t>('0' + i)] = i;
    }
    for (uint8_t i = 0; i < 6; ++i) {
        values[static_cast<size_t>('a' + i)] = values[static_cast<size_t>('A' + i)] = static_cast<uint8_t>(10 + i);
    }
    return values;
}

constexpr auto hexValue = hexValues();

/// Where each byte's two digits stand in the text.
constexpr std::array<uint8_t, 16> places{0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};

} // namespace

std::optional<boost::uuids::uuid> parseUuid(std::string_view text)
{
    if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') {
        return std::nullopt;
    }
    boost::uuids::uuid value{};
    unsigned wrong = 0;
    for (size_t i = 0; i < places.size(); ++i) {
        const unsigned high = hexValue[static_cast<uint8_t>(text[places[i]])];
        const unsigned low = hexValue[static_cast<uint8_t>(text[places[i] + 1])];
        wrong |= high | low;
        value.data[i] = static_cast<uint8_t>(high << 4U | (low & 15U));
    }
    return wrong > 15U ? std::nullopt : std::optional(value);
}

std::string formatUuid(const boost::uuids::uuid &value)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string out(36, '-');
    for (size_t i = 0; i < places.size(); ++i) {
        out[places[i]] = digits[value.data[i] >> 4U];
        out[places[i] + 1] = digits[value.data[i] & 15U];
    }
    return out;
}

boost::uuids::uuid randomUuid()
{
    thread_local boost::uuids::random_generator_pure generator;
    return generator();
}

} // namespace objecta
