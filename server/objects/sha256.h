// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace objecta::objects {

using Sha256Digest = std::array<uint8_t, 32>;

/// SHA-256 (FIPS 180-4) of what comes in pieces. One thread at a time.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256 &) = delete;
    Sha256 &operator=(const Sha256 &) = delete;

    void update(std::string_view piece);
    /// The digest; the object is used up.
    Sha256Digest finish();

    static Sha256Digest of(std::string_view text);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// 64 lower-case digits.
std::string toHex(const Sha256Digest &digest);
std::optional<Sha256Digest> fromHex(std::string_view text);
/// RFC 4648, section 4, with padding, as Content-Digest (RFC 9530) has it.
std::string toBase64(const Sha256Digest &digest);
std::optional<Sha256Digest> fromBase64(std::string_view text);

} // namespace objecta::objects
