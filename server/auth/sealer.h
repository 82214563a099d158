// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/tokens.h"

#include <optional>
#include <string>
#include <string_view>

namespace objecta::auth {

/// Keeps text unreadable in the database (XSalsa20-Poly1305, libsodium's secretbox) under a key of its own that is
/// derived from the server's. Immutable, thread-safe.
class Sealer {
public:
    /// `purpose` keeps what one part seals from being opened as another's.
    Sealer(const TokenKey &key, std::string_view purpose);
    [[nodiscard]] std::string seal(std::string_view text) const;
    /// nullopt when it was not sealed by this key, or was changed.
    [[nodiscard]] std::optional<std::string> open(std::string_view sealed) const;

    /// What tells a text from another without giving it to a guesser who has not the key: BLAKE2b-256 under it, in hex.
    [[nodiscard]] std::string mark(std::string_view text) const;

private:
    std::string m_key;
};

} // namespace objecta::auth
