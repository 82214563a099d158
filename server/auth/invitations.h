// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/tokens.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace objecta::auth {

inline constexpr std::chrono::hours invitationLife{24 * 7};

/// What somebody who is invited sets the first password with: whose account it is, 32 random bytes and a MAC, so that
/// a text that was made up costs no look-up and no password hash. The database holds its hash, until it was used.
struct Invitation {
    OrganizationId organization;
    UserId user;
    std::string text; ///< what the inviter gets, once: "obi_" and more
    std::string hash; ///< what the database gets: BLAKE2b-256 of the text, in hex
};

/// Makes and reads invitations. Immutable, thread-safe.
class Invitations {
public:
    explicit Invitations(TokenKey key)
        : m_key(key)
    {
    }
    [[nodiscard]] Invitation make(OrganizationId organization, UserId user) const;
    /// nullopt for a text that this server never issued.
    [[nodiscard]] std::optional<Invitation> read(std::string_view text) const;

private:
    TokenKey m_key;
};

} // namespace objecta::auth
