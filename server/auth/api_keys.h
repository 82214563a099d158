// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/permissions.h"
#include "server/auth/tokens.h"

#include <optional>
#include <string>
#include <string_view>

namespace objecta::auth {

/// An API key that this server made. The text names whose it is, under a MAC, so that a request's tenant is known
/// before anything is looked up; whether the key still holds, the gate of every transaction asks.
struct ApiKeyText {
    ApiKeyId id;
    OrganizationId organization;
    UserId user; ///< who made it and for whom it acts
    KeyScopes scopes; ///< all that it can ever have; which of them it has now, the gate asks
    std::string text; ///< what the client gets, once: "obk_" and 135 characters
    std::string prefix; ///< its first characters, to tell keys apart in a list
    std::string hash; ///< what the database gets: BLAKE2b-256 of the text, in hex
};

/// Makes and reads API keys. Immutable, thread-safe.
class ApiKeys {
public:
    static constexpr std::string_view scheme = "obk_";

    explicit ApiKeys(TokenKey key)
        : m_key(key)
    {
    }
    [[nodiscard]] ApiKeyText make(ApiKeyId id, OrganizationId organization, UserId user, KeyScopes scopes) const;
    /// nullopt for a text that this server never issued.
    [[nodiscard]] std::optional<ApiKeyText> read(std::string_view text) const;

private:
    TokenKey m_key;
};

} // namespace objecta::auth
