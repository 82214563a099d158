// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/refresh_tokens.h"

#include "server/auth/base64url.h"
#include "server/auth/sodium.h"

#include <algorithm>

namespace objecta::auth {

namespace {

constexpr size_t idSize = 16;
constexpr size_t secretSize = 32;
constexpr size_t macSize = crypto_generichash_BYTES_MIN;
// Keeps these MACs apart from those of access tokens, which the same key signs with another function.
constexpr std::string_view domain = "objecta refresh token 1";

std::string mac(const TokenKey &key, std::string_view body)
{
    std::string message(domain);
    message += body;
    std::string out(macSize, '\0');
    crypto_generichash(reinterpret_cast<unsigned char *>(out.data()), out.size(),
                       reinterpret_cast<const unsigned char *>(message.data()), message.size(), key.data(),
                       TokenKey::size);
    return out;
}

std::string hashOf(std::string_view text)
{
    std::string out(crypto_generichash_BYTES, '\0');
    crypto_generichash(reinterpret_cast<unsigned char *>(out.data()), out.size(),
                       reinterpret_cast<const unsigned char *>(text.data()), text.size(), nullptr, 0);
    std::string hex(out.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char *>(out.data()), out.size());
    hex.pop_back();
    return hex;
}

} // namespace

RefreshToken RefreshTokens::make(SessionId session) const
{
    ensureSodium();
    std::string body(session.value().begin(), session.value().end());
    std::string secret(secretSize, '\0');
    randombytes_buf(secret.data(), secret.size());
    body += secret;
    const std::string text = toBase64Url(body + mac(m_key, body));
    return {session, text, hashOf(text)};
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
    const std::string wanted = mac(m_key, body);
    if (sodium_memcmp(given.data(), wanted.data(), macSize) != 0) {
        return std::nullopt;
    }
    boost::uuids::uuid id{};
    std::copy_n(body.begin(), idSize, id.begin());
    return RefreshToken{SessionId(id), std::string(text), hashOf(text)};
}

} // namespace objecta::auth
