// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/objects/sha256.h"

#include <sodium.h>

#include <stdexcept>

namespace objecta::objects {

namespace {

void ensureSodium()
{
    static const int ready = sodium_init();
    if (ready < 0) {
        throw std::runtime_error("libsodium cannot start");
    }
}

const unsigned char *bytes(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

} // namespace

struct Sha256::State {
    crypto_hash_sha256_state state;
};

Sha256::Sha256()
    : m_state(std::make_unique<State>())
{
    ensureSodium();
    crypto_hash_sha256_init(&m_state->state);
}

Sha256::~Sha256() = default;

void Sha256::update(std::string_view piece)
{
    crypto_hash_sha256_update(&m_state->state, bytes(piece), piece.size());
}

Sha256Digest Sha256::finish()
{
    Sha256Digest out{};
    crypto_hash_sha256_final(&m_state->state, out.data());
    return out;
}

Sha256Digest Sha256::of(std::string_view text)
{
    Sha256 hash;
    hash.update(text);
    return hash.finish();
}

std::string toHex(const Sha256Digest &digest)
{
    std::string out(digest.size() * 2 + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), digest.data(), digest.size());
    out.pop_back();
    return out;
}

std::optional<Sha256Digest> fromHex(std::string_view text)
{
    Sha256Digest out{};
    size_t length = 0;
    if (text.size() != out.size() * 2
        || sodium_hex2bin(out.data(), out.size(), text.data(), text.size(), nullptr, &length, nullptr) != 0
        || length != out.size()) {
        return std::nullopt;
    }
    return out;
}

std::string toBase64(const Sha256Digest &digest)
{
    std::string out(sodium_base64_encoded_len(digest.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), digest.data(), digest.size(), sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();
    return out;
}

std::optional<Sha256Digest> fromBase64(std::string_view text)
{
    Sha256Digest out{};
    size_t length = 0;
    const char *end = nullptr;
    if (sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &length, &end,
                          sodium_base64_VARIANT_ORIGINAL)
            != 0
        || length != out.size() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return out;
}

} // namespace objecta::objects
