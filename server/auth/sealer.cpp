// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/sealer.h"

#include "server/auth/sodium.h"

namespace objecta::auth {

namespace {

const unsigned char *bytes(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

unsigned char *bytes(std::string &text)
{
    return reinterpret_cast<unsigned char *>(text.data());
}

} // namespace

Sealer::Sealer(const TokenKey &key, std::string_view purpose)
    : m_key(crypto_secretbox_KEYBYTES, '\0')
{
    ensureSodium();
    crypto_generichash(bytes(m_key), m_key.size(), bytes(purpose), purpose.size(), key.data(), TokenKey::size);
}

std::string Sealer::seal(std::string_view text) const
{
    std::string out(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + text.size(), '\0');
    randombytes_buf(out.data(), crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(bytes(out) + crypto_secretbox_NONCEBYTES, bytes(text), text.size(), bytes(out),
                          bytes(std::string_view(m_key)));
    return out;
}

std::optional<std::string> Sealer::open(std::string_view sealed) const
{
    constexpr size_t overhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    if (sealed.size() < overhead) {
        return std::nullopt;
    }
    std::string out(sealed.size() - overhead, '\0');
    const auto *box = bytes(sealed) + crypto_secretbox_NONCEBYTES;
    if (crypto_secretbox_open_easy(bytes(out), box, sealed.size() - crypto_secretbox_NONCEBYTES, bytes(sealed),
                                   bytes(std::string_view(m_key)))
        != 0) {
        return std::nullopt;
    }
    return out;
}

std::string Sealer::mark(std::string_view text) const
{
    constexpr std::string_view purpose = "mark";
    std::string key(crypto_generichash_KEYBYTES, '\0');
    crypto_generichash(bytes(key), key.size(), bytes(purpose), purpose.size(), bytes(std::string_view(m_key)),
                       m_key.size());
    std::string hash(crypto_generichash_BYTES, '\0');
    crypto_generichash(bytes(hash), hash.size(), bytes(text), text.size(), bytes(std::string_view(key)), key.size());
    std::string out(2 * hash.size() + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), bytes(std::string_view(hash)), hash.size());
    out.pop_back();
    return out;
}

} // namespace objecta::auth
