// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/tokens.h"

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace objecta::auth {

/// Remembers access tokens that proved right, so that a client's next request does not check the signature again.
/// What a token says cannot change, only end: its expiry is looked at each time, and whether its session and its
/// organization still stand is the database's word, never this cache's. Not thread-safe: for the I/O thread.
class TokenCache {
public:
    explicit TokenCache(const Tokens &tokens, size_t capacity = 10'000)
        : m_tokens(tokens)
        , m_capacity(capacity)
    {
    }

    [[nodiscard]] tl::expected<Claims, TokenFault> verify(std::string_view token, Timestamp now = Timestamp::now());
    /// Whether the token proved right before.
    [[nodiscard]] bool knows(std::string_view token) const { return m_known.contains(token); }
    /// For one whose session is over.
    void forget(std::string_view token);
    [[nodiscard]] size_t size() const { return m_known.size(); }

private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    const Tokens &m_tokens;
    size_t m_capacity;
    std::unordered_map<std::string, Claims, Hash, std::equal_to<>> m_known;
};

} // namespace objecta::auth
