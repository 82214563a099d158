// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/invitations.h"

#include "server/auth/base64url.h"
#include "server/auth/keyed_hash.h"
#include "server/auth/sodium.h"

#include <algorithm>

namespace objecta::auth {

namespace {

constexpr std::string_view scheme = "obi_";
constexpr size_t idSize = 16;
constexpr size_t secretSize = 32;
constexpr size_t bodySize = 2 * idSize + secretSize;
constexpr size_t macSize = crypto_generichash_BYTES_MIN;
constexpr std::string_view domain = "objecta invitation 1";

template <class IdType>
IdType idAt(std::string_view body, size_t place)
{
    boost::uuids::uuid id{};
    std::copy_n(body.begin() + static_cast<std::ptrdiff_t>(place * idSize), idSize, id.begin());
    return IdType(id);
}

} // namespace

Invitation Invitations::make(OrganizationId organization, UserId user) const
{
    ensureSodium();
    std::string body(organization.value().begin(), organization.value().end());
    body.append(user.value().begin(), user.value().end());
    std::string secret(secretSize, '\0');
    randombytes_buf(secret.data(), secret.size());
    body += secret;
    std::string text = std::string(scheme) + toBase64Url(body + keyedMac(m_key, domain, body));
    std::string hash = secretHash(text);
    return {organization, user, std::move(text), std::move(hash)};
}

std::optional<Invitation> Invitations::read(std::string_view text) const
{
    ensureSodium();
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
    return Invitation{idAt<OrganizationId>(body, 0), idAt<UserId>(body, 1), std::string(text), secretHash(text)};
}

} // namespace objecta::auth
