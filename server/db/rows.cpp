// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/db/rows.h"
#include "server/db/sql.h"

#include <array>
#include <cstdlib>

namespace objecta::db {

namespace {

[[noreturn]] void badColumn(const char *wanted)
{
    throw std::logic_error(std::string("column is not ") + wanted);
}

int hexValue(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

} // namespace

bool Row::isNull(int column) const
{
    return m_rows->m_access->isNull(m_rows->m_result.get(), m_index, column);
}

std::string_view Row::text(int column) const
{
    return m_rows->m_access->text(m_rows->m_result.get(), m_index, column);
}

int64_t Row::integer(int column) const
{
    const auto value = text(column);
    int64_t out = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), out);
    if (error != std::errc() || end != value.data() + value.size()) {
        badColumn("a whole number");
    }
    return out;
}

std::optional<int64_t> Row::maybeInteger(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(integer(column));
}

double Row::real(int column) const
{
    const auto value = text(column);
    double out = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), out);
    if (error != std::errc() || end != value.data() + value.size()) {
        badColumn("a number");
    }
    return out;
}

std::string Row::bytes(int column) const
{
    const auto value = text(column);
    if (isNull(column)) {
        return {};
    }
    if (value.size() % 2 != 0 || !value.starts_with("\\x")) {
        badColumn("bytea");
    }
    std::string out;
    out.reserve(value.size() / 2 - 1);
    for (size_t i = 2; i < value.size(); i += 2) {
        const int high = hexValue(value[i]);
        const int low = hexValue(value[i + 1]);
        if (high < 0 || low < 0) {
            badColumn("bytea");
        }
        out += static_cast<char>(high * 16 + low);
    }
    return out;
}

Timestamp Row::timestamp(int column) const
{
    // "2026-11-23 07:00:48.12+00": ISO in UTC, as every connection is set to.
    const auto given = text(column);
    std::array<char, sizeof "2026-11-23T07:00:48.123456Z"> buffer{};
    if (given.size() < 13 || given.size() - 2 > buffer.size() || given[10] != ' ' || !given.ends_with("+00")) {
        badColumn("a timestamp in UTC");
    }
    const size_t size = given.copy(buffer.data(), given.size() - 3);
    buffer[10] = 'T';
    buffer[size] = 'Z';
    const std::string_view value(buffer.data(), size + 1);
    const auto out = Timestamp::parse(value);
    if (!out) {
        badColumn("a timestamp in UTC");
    }
    return *out;
}

std::optional<Timestamp> Row::maybeTimestamp(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(timestamp(column));
}

void Params::add(double v)
{
    char buffer[32];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, v);
    m_values.emplace_back(std::string(buffer, end));
}

void Params::add(const Bytes &v)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string out = "\\x";
    out.reserve(2 + v.data.size() * 2);
    for (const char c : v.data) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    m_values.emplace_back(std::move(out));
}

void Params::addArray(const Params &items)
{
    std::string out = "{";
    for (const auto &item : items.m_values) {
        if (out.size() > 1) {
            out += ',';
        }
        if (!item) {
            out += "NULL";
            continue;
        }
        out += '"';
        for (const char c : *item) {
            if (c == '"' || c == '\\') {
                out += '\\';
            }
            out += c;
        }
        out += '"';
    }
    out += '}';
    m_values.emplace_back(std::move(out));
}

} // namespace objecta::db
