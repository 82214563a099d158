// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/contract/ids.h"

#include <boost/uuid/random_generator.hpp>
#include <boost/uuid/uuid_io.hpp>

namespace objecta {

namespace {

int hexDigit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

} // namespace

std::optional<boost::uuids::uuid> parseUuid(std::string_view text)
{
    if (text.size() != 36) {
        return std::nullopt;
    }
    boost::uuids::uuid value{};
    size_t byte = 0;
    for (size_t i = 0; i < text.size();) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i] != '-') {
                return std::nullopt;
            }
            ++i;
            continue;
        }
        const int high = hexDigit(text[i]);
        const int low = hexDigit(text[i + 1]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        value.data[byte++] = static_cast<uint8_t>(high * 16 + low);
        i += 2;
    }
    return value;
}

std::string formatUuid(const boost::uuids::uuid &value)
{
    return boost::uuids::to_string(value);
}

boost::uuids::uuid randomUuid()
{
    thread_local boost::uuids::random_generator_pure generator;
    return generator();
}

} // namespace objecta
