// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/refresh_tokens.h"

#include "server/auth/base64url.h"
#include "server/auth/keyed_hash.h"
#include "server/auth/sodium.h"

#include <algorithm>

namespace objecta::auth {

namespace {

constexpr size_t idSize = 16;
constexpr size_t secretSize = 32;
constexpr size_t macSize = crypto_generichash_BYTES_MIN;
// Keeps these MACs apart from those of access tokens, which the same key signs with another function.
constexpr std::string_view domain = "objecta refresh token 1";

} // namespace

RefreshToken RefreshTokens::make(SessionId session) const
{
    ensureSodium();
    std::string body(session.value().begin(), session.value().end());
    std::string secret(secretSize, '\0');
    randombytes_buf(secret.data(), secret.size());
    body += secret;
    const std::string text = toBase64Url(body + keyedMac(m_key, domain, body));
    return {session, text, secretHash(text)};
}

std::optional<RefreshToken> RefreshTokens::read(std::string_view text) const
{
    ensureSodium();
    if (text.size() > 128) {
        return std::nullopt;
    }
    const auto bytes = fromBase64Url(text);
    if (!bytes || bytes->size() != idSize + secretSize + macSize) {
        return std::nullopt;
    }
    const std::string body = bytes->substr(0, idSize + secretSize);
    const std::string given = bytes->substr(idSize + secretSize);
    if (!sameMac(given, keyedMac(m_key, domain, body))) {
        return std::nullopt;
    }
    boost::uuids::uuid id{};
    std::copy_n(body.begin(), idSize, id.begin());
    return RefreshToken{SessionId(id), std::string(text), secretHash(text)};
}

} // namespace objecta::auth
