// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/api_keys.h"

#include "server/auth/base64url.h"
#include "server/auth/keyed_hash.h"
#include "server/auth/sodium.h"

#include <algorithm>

namespace objecta::auth {

namespace {

// key id, organization, user, scopes (big-endian), secret; then the MAC
constexpr size_t idSize = 16;
constexpr size_t scopeSize = 4;
constexpr size_t secretSize = 32;
constexpr size_t bodySize = 3 * idSize + scopeSize + secretSize;
constexpr size_t macSize = crypto_generichash_BYTES_MIN;
constexpr std::string_view domain = "objecta api key 1";
constexpr size_t prefixSize = 12;

template <class IdType>
IdType idAt(std::string_view body, size_t place)
{
    boost::uuids::uuid id{};
    std::copy_n(body.begin() + static_cast<std::ptrdiff_t>(place * idSize), idSize, id.begin());
    return IdType(id);
}

} // namespace

ApiKeyText ApiKeys::make(ApiKeyId id, OrganizationId organization, UserId user, KeyScopes keyScopes) const
{
    ensureSodium();
    std::string body;
    body.reserve(bodySize);
    for (const auto &part : {id.value(), organization.value(), user.value()}) {
        body.append(part.begin(), part.end());
    }
    for (int shift = 24; shift >= 0; shift -= 8) {
        body += static_cast<char>(keyScopes.bits() >> shift & 0xff);
    }
    std::string secret(secretSize, '\0');
    randombytes_buf(secret.data(), secret.size());
    body += secret;
    std::string text = std::string(scheme) + toBase64Url(body + keyedMac(m_key, domain, body));
    std::string prefix = text.substr(0, prefixSize);
    std::string hash = secretHash(text);
    return {id, organization, user, keyScopes, std::move(text), std::move(prefix), std::move(hash)};
}

std::optional<ApiKeyText> ApiKeys::read(std::string_view text) const
{
    if (!text.starts_with(scheme) || text.size() > 256) {
        return std::nullopt;
    }
    const auto bytes = fromBase64Url(text.substr(scheme.size()));
    if (!bytes || bytes->size() != bodySize + macSize) {
        return std::nullopt;
    }
    const std::string_view body = std::string_view(*bytes).substr(0, bodySize);
    if (!sameMac(std::string_view(*bytes).substr(bodySize), keyedMac(m_key, domain, body))) {
        return std::nullopt;
    }
    uint32_t bits = 0;
    for (size_t i = 0; i < scopeSize; ++i) {
        bits = bits << 8 | static_cast<unsigned char>(body[3 * idSize + i]);
    }
    return ApiKeyText{
        idAt<ApiKeyId>(body, 0), idAt<OrganizationId>(body, 1),           idAt<UserId>(body, 2), KeyScopes(bits),
        std::string(text),       std::string(text.substr(0, prefixSize)), secretHash(text)};
}

} // namespace objecta::auth
