// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/contract/timestamp.h"

#include <charconv>
#include <chrono>

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
    return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
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
    const auto moment = sys_days(date) + hours(h) + minutes(mi) + std::chrono::seconds(s - offset);
    // What is outside of these years PostgreSQL does not take, or text() could not say.
    if (moment < sys_days(year(1) / January / 1) || moment >= sys_days(year(10'000) / January / 1)) {
        return std::nullopt;
    }
    return Timestamp{moment.time_since_epoch().count() * 1'000'000 + fraction};
}

std::string Timestamp::text() const
{
    using namespace std::chrono;
    const sys_time<microseconds> moment{microseconds(micros)};
    const auto day = floor<days>(moment);
    const year_month_day date(day);
    const hh_mm_ss<microseconds> time(moment - day);
    const int year = static_cast<int>(date.year());
    if (year < 0 || year > 9999) {
        return year < 0 ? "0000-01-01T00:00:00.000000Z" : "9999-12-31T23:59:59.999999Z";
    }
    // By hand: a page of rows has dozens of these, and printf showed up in the profile.
    std::string out = "0000-00-00T00:00:00.000000Z";
    const auto put = [&out](size_t end, int64_t value) {
        for (; value > 0; value /= 10) {
            out[--end] = static_cast<char>('0' + value % 10);
        }
    };
    put(4, year);
    put(7, static_cast<unsigned>(date.month()));
    put(10, static_cast<unsigned>(date.day()));
    put(13, time.hours().count());
    put(16, time.minutes().count());
    put(19, time.seconds().count());
    put(26, time.subseconds().count());
    return out;
}

} // namespace objecta
