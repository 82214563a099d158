// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/contract/timestamp.h"

#include <charconv>
#include <chrono>
#include <cstdio>

namespace objecta {

namespace {

/// Reads exactly count digits at position, moving it on; -1 when there are others.
int digits(std::string_view text, size_t &position, size_t count)
{
    if (position + count > text.size()) {
        return -1;
    }
    int value = 0;
    for (size_t i = 0; i < count; ++i) {
        const char c = text[position + i];
        if (c < '0' || c > '9') {
            return -1;
        }
        value = value * 10 + (c - '0');
    }
    position += count;
    return value;
}

bool skip(std::string_view text, size_t &position, char c)
{
    if (position < text.size() && text[position] == c) {
        ++position;
        return true;
    }
    return false;
}

} // namespace

Timestamp Timestamp::now()
{
    return {std::chrono::duration_cast<std::chrono::microseconds>(
                std::chrono::system_clock::now().time_since_epoch())
                .count()};
}

std::optional<Timestamp> Timestamp::parse(std::string_view text)
{
    using namespace std::chrono;
    size_t at = 0;
    const int y = digits(text, at, 4);
    const bool dash1 = skip(text, at, '-');
    const int mo = digits(text, at, 2);
    const bool dash2 = skip(text, at, '-');
    const int d = digits(text, at, 2);
    const bool t = skip(text, at, 'T');
    const int h = digits(text, at, 2);
    const bool colon1 = skip(text, at, ':');
    const int mi = digits(text, at, 2);
    const bool colon2 = skip(text, at, ':');
    const int s = digits(text, at, 2);
    if (!dash1 || !dash2 || !t || !colon1 || !colon2 || y < 0 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0
        || s > 59) {
        return std::nullopt;
    }
    const year_month_day date{year(y), month(static_cast<unsigned>(mo)), day(static_cast<unsigned>(d))};
    if (mo < 1 || d < 1 || !date.ok()) {
        return std::nullopt;
    }
    int64_t fraction = 0;
    if (skip(text, at, '.')) {
        int64_t scale = 100'000;
        const size_t first = at;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) {
            fraction += (text[at] - '0') * scale;
        }
        if (at == first) {
            return std::nullopt;
        }
    }
    int64_t offset = 0;
    if (!skip(text, at, 'Z')) {
        if (at >= text.size() || (text[at] != '+' && text[at] != '-')) {
            return std::nullopt;
        }
        const int sign = text[at++] == '-' ? -1 : 1;
        const int oh = digits(text, at, 2);
        const bool colon = skip(text, at, ':');
        const int om = digits(text, at, 2);
        if (!colon || oh < 0 || oh > 23 || om < 0 || om > 59) {
            return std::nullopt;
        }
        offset = sign * (oh * 3600 + om * 60);
    }
    if (at != text.size()) {
        return std::nullopt;
    }
    const int64_t days = sys_days(date).time_since_epoch().count();
    return Timestamp{(days * 86400 + h * 3600 + mi * 60 + s - offset) * 1'000'000 + fraction};
}

std::string Timestamp::text() const
{
    using namespace std::chrono;
    const sys_time<microseconds> moment{microseconds(micros)};
    const auto day = floor<days>(moment);
    const year_month_day date(day);
    const hh_mm_ss<microseconds> time(moment - day);
    char buffer[40];
    const int length
        = std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", static_cast<int>(date.year()),
                        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                        static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                        static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return {buffer, static_cast<size_t>(length)};
}

} // namespace objecta
