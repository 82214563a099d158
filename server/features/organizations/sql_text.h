// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/sql.h"

#include <algorithm>
#include <cstddef>

namespace objecta::features {

/// A piece of SQL text, so that statements which share pieces are put together at compile time and still are
/// nothing but constants.
template <size_t Size>
struct Text {
    char characters[Size]{};
    consteval Text() = default;
    consteval Text(const char (&text)[Size]) { std::copy_n(text, Size, characters); }
};

template <size_t A, size_t B>
consteval Text<A + B - 1> operator+(const Text<A> &a, const Text<B> &b)
{
    Text<A + B - 1> out;
    std::copy_n(a.characters, A - 1, out.characters);
    std::copy_n(b.characters, B, out.characters + A - 1);
    return out;
}

template <size_t A, size_t B>
consteval Text<A + B - 1> operator+(const Text<A> &a, const char (&b)[B])
{
    return a + Text<B>(b);
}

/// The finished statement.
template <Text Whole>
inline constexpr db::Sql statement{Whole.characters};

} // namespace objecta::features
