// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/tokens.h"

#include <optional>
#include <string>
#include <string_view>

namespace objecta::auth {

/// A refresh token: its session's id, 32 random bytes and a MAC over both, so that a token that was once issued can
/// be told from one that was made up, though the database holds nothing but the hash of the current one.
struct RefreshToken {
    SessionId session;
    std::string text; ///< what the client gets
    std::string hash; ///< what the database gets: BLAKE2b-256 of the text, in hex
};

class RefreshTokens {
public:
    explicit RefreshTokens(TokenKey key)
        : m_key(key)
    {
    }
    [[nodiscard]] RefreshToken make(SessionId session) const;
    /// nullopt for a text that this server never issued.
    [[nodiscard]] std::optional<RefreshToken> read(std::string_view text) const;

private:
    TokenKey m_key;
};

} // namespace objecta::auth
