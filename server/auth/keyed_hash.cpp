// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/keyed_hash.h"

#include "server/auth/sodium.h"

namespace objecta::auth {

std::string keyedMac(const TokenKey &key, std::string_view domain, std::string_view body)
{
    ensureSodium();
    std::string message(domain);
    message += body;
    std::string out(crypto_generichash_BYTES_MIN, '\0');
    crypto_generichash(reinterpret_cast<unsigned char *>(out.data()), out.size(),
                       reinterpret_cast<const unsigned char *>(message.data()), message.size(), key.data(),
                       TokenKey::size);
    return out;
}

bool sameMac(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string secretHash(std::string_view text)
{
    std::string out(crypto_generichash_BYTES, '\0');
    crypto_generichash(reinterpret_cast<unsigned char *>(out.data()), out.size(),
                       reinterpret_cast<const unsigned char *>(text.data()), text.size(), nullptr, 0);
    std::string hex(out.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char *>(out.data()), out.size());
    hex.pop_back();
    return hex;
}

} // namespace objecta::auth
