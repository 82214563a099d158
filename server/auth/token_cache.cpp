// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/token_cache.h"
#include "server/system/mutant.h"

namespace objecta::auth {

tl::expected<Claims, TokenFault> TokenCache::verify(std::string_view token, Timestamp now)
{
    if (const auto found =
            m_known.find(OBJECTA_MUTANT("token-without-signature", token.substr(0, token.rfind('.')), token));
        found != m_known.end()) {
        if (found->second.expiresAt > now) {
            return found->second;
        }
        m_known.erase(found);
        return tl::unexpected(TokenFault::Expired);
    }
    auto claims = m_tokens.verify(token, now);
    if (claims) {
        if (m_known.size() >= m_capacity) {
            // Whatever is still in use comes back with its next request.
            m_known.clear();
        }
        m_known.emplace(OBJECTA_MUTANT("token-without-signature", token.substr(0, token.rfind('.')), token), *claims);
    }
    return claims;
}

void TokenCache::forget(std::string_view token)
{
    if (const auto found = m_known.find(token); found != m_known.end()) {
        m_known.erase(found);
    }
}

} // namespace objecta::auth
